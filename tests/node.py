"""Node's packages: installed once for each lock file, into the user's cache."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from filelock import FileLock

from graph.embedded.artefacts import cache_folder

_FILES = ("package.json", "package-lock.json")


def node() -> str | None:
    """Node on this machine, with npm beside it, or None."""
    return shutil.which("node") if shutil.which("npm") else None


def packages(folder: Path) -> Path:
    """A folder whose `node_modules` are those that the lock file in `folder` names."""
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in _FILES))
    kept = cache_folder() / "npm" / f"{folder.name}-{digest.hexdigest()[:16]}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            aside = kept.with_suffix(".part")
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir()
            for name in _FILES:
                shutil.copy(folder / name, aside)
            npm = ["npm", "ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"]
            subprocess.run(npm, cwd=aside, check=True)
            aside.rename(kept)
    return kept


def linked(folder: Path, into: Path) -> Path:
    """A copy of `folder` in `into`, beside its packages: a place to build and run in."""
    place = into / folder.name
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (place / "node_modules").symlink_to(packages(folder) / "node_modules")
    return place
