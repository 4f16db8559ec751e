"""The connections of a member, and those shared with the viewer, as pages in id order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from graph.errors import LimitExceeded
from graph.paging import Page, decode_cursor, encode_cursor, page_of
from graph.profiles.cards import Card, card
from graph.store.database import Database
from graph.visibility import Viewer, may_list_connections


async def mutual_connections(
    db: Database, viewer: Viewer, ids: Sequence[int], first: int, after: str | None
) -> list[Page[Card]]:
    """The members connected to both the viewer and each of `ids`; none for oneself."""
    last: int = decode_cursor("mutual", after, int)[0] if after is not None else -1
    found: dict[int, list[Card]] = {}
    if viewer.id is not None:
        rows = await db.rows(
            "connections/list_mutual",
            viewer=viewer.id,
            ids=list(dict.fromkeys(ids)),
            after=last,
            limit=first + 1,
        )
        found = {id_: [card(values) for values in cards] for id_, cards in rows}
    return [
        page_of(found.get(id_, []), first, lambda one: encode_cursor("mutual", one.id))
        for id_ in ids
    ]


MAX_FILTER_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class ConnectionConditions:
    """What connections may be narrowed by: names, compared without regard to case.

    `company` is an employer, present or past, `skill` any spelling, `name` how a part of the
    member's name begins. None is no condition.
    """

    company: str | None = None
    school: str | None = None
    skill: str | None = None
    place: str | None = None
    name: str | None = None


async def listed_connections(
    db: Database,
    viewer: Viewer,
    member: Card,
    degree: int | None,
    first: int,
    after: str | None,
    conditions: ConnectionConditions | None = None,
) -> Page[Card]:
    """The connections of a member at `degree` that the viewer may see and that meet all conditions.

    Empty where the viewer may not list them (`visibility.may_list_connections`). Raises
    LimitExceeded for a condition of more than 200 characters.
    """
    wanted = (
        {name: _folded(name, text) for name, text in asdict(conditions).items()}
        if (conditions)
        else {}
    )
    if not may_list_connections(member.connections_visibility, member.profile_visibility, degree):
        return Page([], [], has_next=False)
    narrowed = any(text is not None for text in wanted.values())
    query = "connections/list_filtered_connections" if narrowed else "connections/list_connections"
    more = wanted if narrowed else {}
    return await _page(db, query, "connections", viewer, member.id, first, after, **more)


def _folded(name: str, text: str | None) -> str | None:
    """The text of a condition in lower case; None where it says nothing."""
    if text is not None and len(text) > MAX_FILTER_CHARACTERS:
        raise LimitExceeded(
            f"filter.{name}: more than {MAX_FILTER_CHARACTERS} characters", field=("filter", name)
        )
    return (text or "").strip().lower() or None


async def _page(
    db: Database,
    query: str,
    kind: str,
    viewer: Viewer,
    member_id: int,
    first: int,
    after: str | None,
    **conditions: str | None,
) -> Page[Card]:
    last: int = decode_cursor(kind, after, int)[0] if after is not None else -1
    if viewer.id is None:
        return Page([], [], has_next=False)
    rows = await db.rows(
        query, viewer=viewer.id, member=member_id, after=last, limit=first + 1, **conditions
    )
    cards = [card(values) for (values,) in rows]
    return page_of(cards, first, lambda one: encode_cursor(kind, one.id))


async def mutual_counts(db: Database, viewer: Viewer, ids: Sequence[int]) -> list[int]:
    """How many connections each member shares with the viewer; 0 for oneself and the invisible."""
    return await _counts(db, "connections/count_mutual", viewer, ids)


async def connection_counts(db: Database, viewer: Viewer, ids: Sequence[int]) -> list[int]:
    """How many connections of each member the viewer may see; the caller decides who is told."""
    return await _counts(db, "connections/count_connections", viewer, ids)


async def _counts(db: Database, query: str, viewer: Viewer, ids: Sequence[int]) -> list[int]:
    if viewer.id is None or not ids:
        return [0] * len(ids)
    rows = await db.rows(query, viewer=viewer.id, ids=list(dict.fromkeys(ids)))
    found: dict[int, int] = {id_: count for id_, count in rows}
    return [found.get(id_, 0) for id_ in ids]
