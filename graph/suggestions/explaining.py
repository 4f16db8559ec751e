"""Why somebody is suggested, in words that reveal nothing the viewer may not see."""

from __future__ import annotations

from dataclasses import replace

from graph.profiles.cards import Card, card
from graph.reasons import PROFILE, SHARED_CONNECTIONS, Reason, named
from graph.store.database import Database
from graph.suggestions.evidence import Evidence, Facts
from graph.suggestions.scoring import Candidate

MOST = 3


async def shared_reasons(db: Database, me: Facts, ids: list[int]) -> dict[int, Reason]:
    """The reason of each member who has connections in common with the viewer; counts are exact."""
    if not me.friends or not ids:
        return {}
    rows = await db.rows("suggestions/explain_shared", viewer=me.id, ids=ids)
    return {id_: _shared(count, [card(one) for one in by]) for id_, count, by in rows}


def _shared(count: int, members: list[Card]) -> Reason:
    text = named(count, members, "shared connection", "shared connections")
    return Reason(SHARED_CONNECTIONS, text, count, members)


def reasons(
    candidate: Candidate, found: Card, shared: Reason | None, *, full: bool
) -> list[Reason]:
    """Up to three reasons, the strongest first.

    `full` says whether the viewer sees the whole profile. Where not, a place is named only if the
    headline names it, too; what remains unsaid becomes one reason without names.
    """
    said: list[Reason] = []
    for one in candidate.evidence:
        if one.kind == SHARED_CONNECTIONS:
            continue
        told = one if full or _in_headline(one, found) else _without_names(one)
        if all(told.kind != other.kind or told.text != other.text for other in said):
            said.append(Reason(told.kind, told.text, told.count))
    if shared is not None:
        place = 0 if candidate.evidence[0].kind == SHARED_CONNECTIONS else 1
        said.insert(place, shared)
    return said[:MOST]


def _in_headline(one: Evidence, found: Card) -> bool:
    headline = (found.headline or "").casefold()
    return all(name.casefold() in headline for name in one.names)


def _without_names(one: Evidence) -> Evidence:
    text = "Your profiles have something in common"
    return replace(one, kind=PROFILE, text=text, names=(), count=None)
