"""Keeps one employer, school or city from filling a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from graph.suggestions.scoring import Candidate, ranked
from graph.suggestions.weights import WEIGHTS


def diverse(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with a little less score for each better one of the same group.

    The discount goes into the score, so that a page can start behind any score and id.
    """
    before: Counter[str] = Counter()
    found = []
    for one in candidates:
        if one.group is None:
            found.append(one)
            continue
        factor = WEIGHTS.same_source ** before[one.group]
        before[one.group] += 1
        found.append(Candidate(one.id, round(one.score * factor, 6), one.evidence))
    return ranked(found)
