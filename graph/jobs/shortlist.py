"""The fewest colleagues who can introduce a recruiter to everybody on a shortlist: a set cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.errors import InvalidInput
from graph.jobs.candidates import introducers
from graph.jobs.match import Referrer
from graph.jobs.seats import seat
from graph.jobs.views import record_view
from graph.model import HiringViewKind
from graph.store.database import Database
from graph.visibility import Viewer

MAX_SHORTLIST = 50
_ALL = 1_000
"""Colleagues looked at for each candidate."""


@dataclass(frozen=True, slots=True)
class Introducer:
    """A colleague, and the candidates (member ids) that they are asked to introduce."""

    colleague: Referrer
    candidates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """Colleagues who together reach all of a shortlist but the `unreached`.

    `bound`: they are at most so many times as many as the fewest possible.
    """

    introducers: list[Introducer]
    unreached: list[int]
    bound: float


async def cover_shortlist(
    db: Database, viewer: Viewer, job: int, ids: Sequence[int], *, now: datetime
) -> Cover:
    """Few colleagues who reach the shortlist (1 to 50 member ids); none for who has no seat.

    A colleague works at the company now, is connected to the candidate, exists for the viewer and
    does not mind introductions. Raises InvalidInput for the length of the list.
    """
    wanted = list(dict.fromkeys(ids))
    if not 1 <= len(wanted) <= MAX_SHORTLIST:
        raise InvalidInput(f"memberIds: 1 to {MAX_SHORTLIST} candidates", field=("memberIds",))
    if (company := await seat(db, viewer, job)) is not None:
        kind = HiringViewKind.SHORTLIST
        await record_view(db, viewer, kind, company, wanted, now=now, job=job)
    people = await introducers(db, viewer, job, wanted, now=now, most=_ALL)
    colleagues: dict[int, Referrer] = {}
    reach: dict[int, set[int]] = {}
    for id_, known in zip(wanted, people, strict=True):
        for one in known:
            there = colleagues.setdefault(one.member.id, one)
            if one.strength > there.strength:
                colleagues[one.member.id] = one
            reach.setdefault(one.member.id, set()).add(id_)
    sets = {id_: frozenset(reached) for id_, reached in reach.items()}
    left = set(wanted)
    found = []
    for id_ in fewest_introducers(sets):
        found.append(Introducer(colleagues[id_], tuple(c for c in wanted if c in sets[id_] & left)))
        left -= sets[id_]
    return Cover(found, [id_ for id_ in wanted if id_ in left], round(greedy_bound(sets), 6))


def fewest_introducers(reach: Mapping[int, frozenset[int]]) -> list[int]:
    """Few colleagues who together reach every candidate that any of them reaches.

    `reach` has the candidates of each colleague. The greedy choice, at most H(n) times as many as
    the fewest, where n is the most candidates of one colleague and H the harmonic number: Chvátal,
    "A greedy heuristic for the set-covering problem" (1979).
    """
    left = set().union(*reach.values()) if reach else set()
    chosen = []
    while left:
        best = max(reach, key=lambda one: (len(reach[one] & left), -one))
        chosen.append(best)
        left -= reach[best]
    return chosen


def greedy_bound(reach: Mapping[int, frozenset[int]]) -> float:
    """How many times the fewest `fewest_introducers` may need at most."""
    most = max((len(candidates) for candidates in reach.values()), default=0)
    return sum(1.0 / size for size in range(1, most + 1)) or 1.0
