"""Names that go on like the letters typed, of all kinds in one call."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from graph.errors import InvalidInput, LimitExceeded
from graph.jobs.jobs import job
from graph.paging import page_size
from graph.profiles.cards import card
from graph.profiles.history import organisation
from graph.profiles.places import place_view
from graph.search.conditions import open_jobs
from graph.search.results import Shown, Suggested, Suggestion
from graph.search.scope import (
    NAMED_TO_ALL,
    Scope,
    connected_members,
    named_members,
    read_scope,
)
from graph.skills.skills import skill_view
from graph.store.search.interface import (
    And,
    Filter,
    Hits,
    In,
    Not,
    Search,
    SearchEngine,
    Sort,
    TextQuery,
)
from graph.store.search.kinds import Kind
from graph.store.search.words import text_key, words
from graph.store.store import Store
from graph.visibility import Viewer

MAX_PREFIX_LETTERS = 100
MAX_SUGGESTIONS = 50
TYPEAHEAD_KINDS = (
    Kind.MEMBER,
    Kind.COMPANY,
    Kind.SKILL,
    Kind.SCHOOL,
    Kind.PLACE,
    Kind.JOB,
)
_HUNDREDS = 200
_GROUPS = ("same", "near", "all", "alias")
"""What is shown first: this very name, the viewer's connections, all others, another name."""

_Group = tuple[Kind, str]
_ALIASED = (Kind.SKILL, Kind.COMPANY, Kind.SCHOOL)
_ORDER: dict[Kind, Sort] = {Kind.JOB: Sort("posted_at"), Kind.MEMBER: Sort("completeness")}


async def typeahead(
    store: Store,
    viewer: Viewer,
    prefix: str,
    kinds: Sequence[str] | None,
    first: int | None,
    *,
    now: datetime,
) -> list[Suggested]:
    """Up to `first` (10 by default, 50 at most) things whose name has a word that goes on so.

    Every word of the prefix but the last must stand in the name. Kinds (`member`, `company`,
    `skill`, `school`, `place`, `job`; None: all) take turns; within one, whole names come first,
    then the viewer's connections, then names that begin with the prefix, then the best known.
    Raises Unauthenticated, InvalidInput for an unknown kind, LimitExceeded.
    """
    size = page_size(first, default=10, most=MAX_SUGGESTIONS)
    viewer_id = viewer.member_id
    if len(prefix) > MAX_PREFIX_LETTERS:
        raise LimitExceeded(
            f"prefix: {len(prefix)} letters are more than {MAX_PREFIX_LETTERS}", field=("prefix",)
        )
    wanted = [_kind(name) for name in dict.fromkeys(kinds)] if kinds else list(TYPEAHEAD_KINDS)
    if not words(prefix) or size == 0:
        return []
    found = await _found(store, viewer, prefix, wanted, size, now)
    return await _shown(store, viewer_id, _in_turns([found[kind] for kind in wanted], size))


def _kind(name: str) -> Kind:
    for kind in TYPEAHEAD_KINDS:
        if kind.value == name.lower():
            return kind
    accepted = ", ".join(TYPEAHEAD_KINDS)
    raise InvalidInput(f"kinds: {name!r} is none of {accepted}", field=("kinds",))


async def _found(
    store: Store, viewer: Viewer, prefix: str, kinds: Sequence[Kind], size: int, now: datetime
) -> dict[Kind, list[Suggestion]]:
    """The best of each kind, in the order of `_GROUPS`.

    What is named to everybody is looked for while the graph tells whom the viewer may not see.
    """
    engine, public = store.search, {Kind.JOB: open_jobs(now), Kind.MEMBER: NAMED_TO_ALL}
    wide: dict[_Group, Search] = {}
    for kind in kinds:
        wide[kind, "all"] = _by_name(kind, prefix, public.get(kind), size)
        wide[kind, "same"] = _exactly(kind, prefix, public.get(kind), size)
        if kind in _ALIASED:
            wide[kind, "alias"] = _by_alias(kind, prefix, size)
    if Kind.MEMBER in kinds:
        scope, found = await asyncio.gather(read_scope(store.db, viewer), _answers(engine, wide))
        found |= await _members(engine, prefix, size, scope, found)
    else:
        found = await _answers(engine, wide)
    return {kind: _best(kind, prefix, found, size) for kind in kinds}


async def _members(
    engine: SearchEngine, prefix: str, size: int, scope: Scope, found: Mapping[_Group, Hits]
) -> dict[_Group, Hits]:
    """The groups of members whom the viewer may see, from those who are named to everybody."""
    kind, everybody = Kind.MEMBER, found[Kind.MEMBER, "all"]
    hidden, connections = {scope.viewer, *scope.blocked}, frozenset(scope.connections)
    seen = {
        group: replace(hits, hits=tuple(hit for hit in hits.hits if hit.id not in hidden))
        for group, hits in found.items()
        if group[0] is kind
    }
    is_cut, has_private = everybody.total > len(everybody.hits), len(scope.private) > 1
    narrow: dict[_Group, Search] = {}
    if is_cut or has_private:
        near = await _connections(engine, prefix, everybody.total, scope)
        narrow[kind, "near"] = _by_name(kind, prefix, near, size)
    else:
        known = tuple(hit for hit in seen[kind, "all"].hits if hit.id in connections)
        seen[kind, "near"] = Hits(len(known), known)
    visible = And((named_members(scope, engine), Not(In("id", (scope.viewer,)))))
    if has_private or len(seen[kind, "same"].hits) < min(size, found[kind, "same"].total):
        narrow[kind, "same"] = _exactly(kind, prefix, visible, size)
    if is_cut and len(seen[kind, "all"].hits) < size:
        narrow[kind, "all"] = _by_name(kind, prefix, visible, size)
    return seen | await _answers(engine, narrow)


def _by_name(kind: Kind, prefix: str, where: Filter | None, size: int) -> Search:
    return Search(kind, _typed(kind, prefix), where, _order(kind), 2 * size)


def _by_alias(kind: Kind, prefix: str, size: int) -> Search:
    alias = TextQuery(prefix, typos=False, fields=("alias",))
    return Search(kind, alias, None, _order(kind), size)


def _exactly(kind: Kind, prefix: str, where: Filter | None, size: int) -> Search:
    named = In(_name(kind), (prefix,))
    both = named if where is None else And((where, named))
    return Search(kind, None, both, _order(kind), size)


async def _answers(engine: SearchEngine, asked: Mapping[_Group, Search]) -> dict[_Group, Hits]:
    return dict(zip(asked, await engine.together(list(asked.values())), strict=True))


async def _connections(engine: SearchEngine, prefix: str, fitting: int, scope: Scope) -> Filter:
    """The viewer's connections; of hundreds only those among the `fitting` members, if these are
    few: to look for hundreds of ids takes the engine longer than to tell the ids of thousands.
    """
    if len(scope.connections) < _HUNDREDS or 2 * fitting > engine.max_hits:
        return connected_members(scope, engine)
    typed = _typed(Kind.MEMBER, prefix)
    # Limited members have two documents, and those that are not visible are told, too.
    listed = await engine.matching(Kind.MEMBER, typed, limit=engine.max_hits)
    ids = None if listed.ids is None else sorted(set(scope.connections).intersection(listed.ids))
    return connected_members(scope, engine, ids)


def _typed(kind: Kind, prefix: str) -> TextQuery:
    return TextQuery(prefix, typos=False, fields=(_name(kind),))


def _best(kind: Kind, prefix: str, found: Mapping[_Group, Hits], size: int) -> list[Suggestion]:
    """The first of each group in turn, once each."""
    field, start = _name(kind), " ".join(words(prefix))
    best: dict[str, Suggestion] = {}
    for group in _GROUPS:
        hits = found[kind, group].hits if (kind, group) in found else ()
        # Sorting is stable: the best known stay first among those that begin alike.
        for hit in sorted(hits, key=lambda hit: not _begins(hit.shown[field][0], start)):
            text = hit.shown[field][0]
            # Jobs of the same title are one suggestion; people of the same name are not.
            key = text_key(text) if kind is Kind.JOB else str(hit.id)
            best.setdefault(key, Suggestion(kind.value, hit.id, text))
    return list(best.values())[:size]


def _name(kind: Kind) -> str:
    return "title" if kind is Kind.JOB else "name"


def _order(kind: Kind) -> Sort:
    return _ORDER.get(kind, Sort("rank"))


def _begins(name: str, start: str) -> bool:
    return text_key(name).startswith(start)


def _in_turns(lists: Sequence[list[Suggestion]], size: int) -> list[Suggestion]:
    longest = max((len(one) for one in lists), default=0)
    merged = [one[i] for i in range(longest) for one in lists if i < len(one)]
    return merged[:size]


async def _shown(store: Store, viewer: int, found: Sequence[Suggestion]) -> list[Suggested]:
    """What is suggested as the graph has it now, less what is gone or may not be seen any more."""
    if not found:
        return []
    ids = {kind: [one.id for one in found if one.kind == kind] for kind in TYPEAHEAD_KINDS}
    row = await store.db.row(
        "search/list_suggested",
        viewer=viewer,
        members=ids[Kind.MEMBER],
        jobs=ids[Kind.JOB],
        companies=ids[Kind.COMPANY],
        schools=ids[Kind.SCHOOL],
        places=ids[Kind.PLACE],
        skills=ids[Kind.SKILL],
    )
    members, jobs, companies, schools, places, skills = row or ([], [], [], [], [], [])
    there: dict[tuple[str, int | str], Shown] = {
        **{(Kind.MEMBER, one["id"]): card(one) for one in members},
        **{(Kind.JOB, one["id"]): job(one, company) for one, company in jobs},
        **{(Kind.COMPANY, one["id"]): organisation(one) for one in companies},
        **{(Kind.SCHOOL, one["id"]): organisation(one) for one in schools},
        **{(Kind.PLACE, one["id"]): place_view(one) for one in places},
        **{(Kind.SKILL, asked): skill_view(one) for asked, one in skills},
    }
    return [
        Suggested(one.kind, one.text, there[one.kind, one.id])
        for one in found
        if (one.kind, one.id) in there
    ]
