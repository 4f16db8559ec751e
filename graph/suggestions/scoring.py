"""From evidence to one score for each candidate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.reasons import SHARED_CONNECTIONS
from graph.suggestions.evidence import Evidence
from graph.suggestions.weights import WEIGHTS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who may be suggested, and all that speaks for it, the strongest first."""

    id: int
    score: float
    evidence: tuple[Evidence, ...]

    @property
    def group(self) -> str | None:
        """What the strongest evidence has in common with others; None for shared connections."""
        return self.evidence[0].group

    @property
    def is_shared(self) -> bool:
        """Whether the two have connections in common, as far as the sources looked."""
        return any(one.kind == SHARED_CONNECTIONS for one in self.evidence)


def scored(evidence: Iterable[Evidence], ignored: Mapping[int, float]) -> list[Candidate]:
    """Each candidate once, the best first: the sum of the evidence, less for the ignored.

    `ignored` says how often a member was shown in vain; see graph/suggestions/impressions.py.
    """
    by_id: dict[int, list[Evidence]] = {}
    for one in evidence:
        by_id.setdefault(one.id, []).append(one)
    found = []
    for id_, parts in by_id.items():
        total = parts[0].score
        if len(parts) > 1:
            parts.sort(key=lambda one: (-one.score, one.kind, one.text))
            total = sum(one.score for one in parts)
        if id_ in ignored:
            total *= WEIGHTS.ignored ** ignored[id_]
        found.append(Candidate(id_, round(total, 6), tuple(parts)))
    return ranked(found)


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The best first; by id where scores are equal."""
    return sorted(candidates, key=lambda one: (-one.score, one.id))
