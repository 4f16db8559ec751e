"""Counts of values as a facet, alike for both engines."""

from __future__ import annotations

from collections.abc import Iterable

from graph.store.search.interface import FACET_VALUES
from graph.store.search.words import text_key


def merged_counts(values: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Values and their counts as a facet: one for each key, under its most frequent spelling."""
    counts: dict[str, int] = {}
    shown: dict[str, tuple[int, str]] = {}
    for value, count in values:
        key = text_key(value)
        counts[key] = counts.get(key, 0) + count
        shown[key] = min(shown.get(key, (0, "")), (-count, value))
    found = [(shown[key][1], count) for key, count in counts.items()]
    return tuple(sorted(found, key=lambda item: (-item[1], item[0]))[:FACET_VALUES])
