"""`proconnect bench search-quality`: the judged set, asked of the world in a data folder."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from graph.embedded import running
from graph.search.people import search_people
from graph.search.scope import Scope, read_scope
from graph.settings import Settings
from graph.store.store import Store, open_store
from graph.visibility import Viewer
from resolvers.worlds import finish
from tests.benchmarks import report, worlds
from tests.benchmarks.comparison import World
from tests.judged import judging
from tests.judged.judging import Profile, Query, Report

VIEWER = 1
_PAGE = 2_000
_OPEN = ("name", "headline", "industry", "country")


def measure_quality(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """Ask every judged query and say how good the answers are and how long the slowest took.

    Expressions are held against plain Python over all profiles that the viewer may see.
    """
    settings = worlds.prepared(world, data, console)
    asyncio.run(_measure(settings, console, out))


async def _measure(settings: Settings, console: Console, out: Path | None) -> None:
    async with AsyncExitStack() as stack:
        live = await stack.enter_async_context(running(settings, say=console.print))
        await finish(live, say=console.print)
        patient = live.model_copy(update={"query_timeout_s": 60.0})
        store = await stack.enter_async_context(open_store(patient))
        scope = await read_scope(store.db, Viewer(VIEWER))
        profiles = await _profiles(store, scope)
        console.print(f"{len(profiles):,} profiles that member {VIEWER} may see")
        asked = judging.queries()
        for query in asked[:20]:
            await _ask(store, query)
        found = Report()
        for query in asked:
            began = time.perf_counter()
            ids, total = await _ask(store, query)
            ms = (time.perf_counter() - began) * 1000
            found.add(query, judging.judge(query, ids, total, profiles), ms)
    _show(console, found)
    if out:
        document: dict[str, Any] = {
            "at": datetime.now(UTC),
            "machine": report.machine(),
            "scores": {kind: sum(all_) / len(all_) for kind, all_ in found.scores.items()},
            "slowest_ms": found.slowest_ms,
            "below": found.bad,
        }
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))


async def _ask(store: Store, query: Query) -> tuple[list[int], int]:
    size = 100 if query.exact else 10
    found = await search_people(
        store, Viewer(VIEWER), query.text, None, size, None, now=datetime.now(UTC)
    )
    return [hit.member.id for hit in found.items], found.total_count


async def _profiles(store: Store, scope: Scope) -> dict[int, Profile]:
    """What the viewer may see of each member, from the graph and not from the index."""
    found: dict[int, Profile] = {}
    after, near = -1, set(scope.connections) | {scope.viewer}
    while packed := await store.db.row("search/page_members", after=after, limit=_PAGE):
        if not (rows := packed[0]):
            break
        after = rows[-1][0]["id"]
        for row in rows:
            one, visibility = judging.profile(row), row[0]["profile_visibility"]
            if one.id in scope.blocked or (visibility == "PRIVATE" and one.id not in near):
                continue
            if visibility == "CONNECTIONS" and one.id not in near:
                shown = {name: one.fields[name] for name in _OPEN if name in one.fields}
                one = Profile(one.id, {"title": [], **shown})
            found[one.id] = one
    return found


def _show(console: Console, found: Report) -> None:
    table = Table("kind", "queries", "score", title="success@1, nDCG@10 or exact, by kind")
    for kind, scores in found.scores.items():
        table.add_row(kind, str(len(scores)), f"{sum(scores) / len(scores):.3f}")
    console.print(table)
    names = found.mean("name with a typo")
    titles, exact = found.mean(*judging.titles(found)), found.mean(*judging.EXACT)
    console.print(
        f"names with one typo: success@1 {names:.3f}; titles, companies and cities: nDCG@10 "
        f"{titles:.3f}; expressions exact: {exact:.1%}; slowest {found.slowest_ms:.0f} ms"
    )
    for line in found.bad:
        console.print(line)
