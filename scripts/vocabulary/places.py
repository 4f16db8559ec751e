"""The gazetteer from GeoNames."""

from __future__ import annotations

from pathlib import Path


def build_places(sources: Path, choices_folder: Path, out: Path) -> int:
    return 0
