"""A merge of two skills that 50,000 members each have, and how soon reading, search and fit follow.

The product runs as `up` does, and the merge is an operator's own command beside it. The skills are
made up for it, and taken out again.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import neo4j
import orjson
from rich.console import Console
from rich.table import Table

from graph.embedded import running
from graph.settings import Settings
from graph.skills.taxonomy import skill_key
from resolvers.auth import Tokens
from resolvers.ids import global_id
from tests.benchmarks import bolt, report, worlds
from tests.benchmarks.client import Client
from tests.benchmarks.comparison import World
from tests.benchmarks.processes import run, serving

OLD, NEW = "Quxolitics", "Zybrantics"
EACH, BOTH, JOBS = 50_000, 20_000, 3_000
PARTS = 5_000
EVERY_S = 0.05
WITHIN_S = 300.0

_MAKE = """
UNWIND $skills AS one
MERGE (s:Skill {id: one.id}) SET s.name = one.name, s.kind = 'OTHER', s.verified = true
MERGE (a:SkillAlias {key: one.key})
MERGE (a)-[:ALIAS_OF]->(s)
"""
_MEMBERS = """
MATCH (m:Member) WHERE NOT m:Private AND m.profile_visibility = 'PUBLIC'
RETURN m.id ORDER BY m.id LIMIT $most
"""
_JOBS = "MATCH (j:Job) WHERE j.status = 'OPEN' RETURN j.id ORDER BY j.id LIMIT $most"
_HOLD = """
MATCH (s:Skill {id: $skill})
UNWIND $ids AS id
MATCH (m:Member {id: id})
CREATE (m)-[:HAS_SKILL]->(s)
"""
_ASK = """
MATCH (s:Skill {id: $skill})
UNWIND $ids AS id
MATCH (j:Job {id: id})
CREATE (j)-[:REQUIRES {essential: true}]->(s)
"""
_EMPTY = """
MATCH (s:Skill) WHERE s.id IN $ids
CALL (s) { MATCH (s)-[r]-() WITH r LIMIT 5000 DELETE r RETURN count(*) AS gone }
RETURN sum(gone)
"""
_REMOVE = """
MATCH (x)
WHERE (x:Skill OR x:MergedSkill) AND x.id IN $ids OR x:SkillAlias AND x.key IN $keys
DETACH DELETE x
"""
_READ = (
    "query ($id: ID!) { node(id: $id) { ... on Member { skills(first: 100) { skill { name } } } } }"
)
_SEARCH = "query ($words: String!) { searchPeople(query: $words, first: 1) { totalCount } }"
_FIT = "query ($id: ID!) { node(id: $id) { ... on Job { match { matchedSkills { name } } } } }"


def measure(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """Seconds of the merge, and from its first transaction until each answer follows."""
    settings = worlds.prepared(world, data, console)
    result = asyncio.run(_measure(console, settings))
    table = Table(*result, title=f"{world} world, skills of {EACH:,} members, {BOTH:,} have both")
    table.add_row(*(str(value) for value in result.values()))
    console.print(table)
    if out:
        document = {"at": datetime.now(UTC), "machine": report.machine(), "result": result}
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))


async def _measure(console: Console, settings: Settings) -> dict[str, Any]:
    log = settings.data / "logs" / "bench-up.log"
    with serving(settings.data, "up", log=log) as (_, port):
        async with running(settings, say=console.print) as live, bolt.opened(live) as driver:
            await _removed(driver)  # what a run that was cut has left
            members, jobs = await _made(driver)
            try:
                await asyncio.to_thread(run, settings.data, "reindex")
                asked = _Asked(live, port, members, jobs)
                merging = asyncio.create_task(
                    asyncio.to_thread(run, settings.data, "skills", "merge", OLD, NEW)
                )
                taken = await asked.followed()
                whole, _ = await merging
                asked.close()
            finally:
                await _removed(driver)
                await asyncio.to_thread(run, settings.data, "reindex")
    return {"members": len(members), "jobs": len(jobs), "command s": round(whole, 1)} | taken


class _Asked:
    """Asks as a member does who has the old skill only: their own skills, who has either, and how
    a job fits that asks for the new one, where the world has jobs.
    """

    def __init__(self, settings: Settings, port: int, members: list[int], jobs: list[int]) -> None:
        self._all, self._jobs, self._old = len(members), jobs, members[0]
        tokens, now = Tokens.load(settings), datetime.now(UTC)
        self._token = tokens.issue(self._old, "member", timedelta(hours=1), now=now)
        self._client = Client(port, {})

    def close(self) -> None:
        self._client.close()

    async def followed(self) -> dict[str, float]:
        """Seconds from when the old skill is first shown as the new one, for each question."""
        waiting = {"search": self._search_follows}
        if self._jobs:
            waiting["fit"] = self._fit_follows
        seconds: dict[str, float] = {}
        began = time.perf_counter()
        while not self._read_follows():
            await _pause(began)
        decided = time.perf_counter()
        while waiting:
            for name in [name for name, follows in waiting.items() if follows()]:
                seconds[f"{name} s"] = round(time.perf_counter() - decided, 2)
                del waiting[name]
            await _pause(began)
        return seconds

    def _read_follows(self) -> bool:
        names = self._post(_READ, id=global_id("Member", self._old))["node"]["skills"]
        return NEW in {one["skill"]["name"] for one in names}

    def _search_follows(self) -> bool:
        counts = {self._post(_SEARCH, words=w)["searchPeople"]["totalCount"] for w in (OLD, NEW)}
        return counts == {self._all}

    def _fit_follows(self) -> bool:
        matched = self._post(_FIT, id=global_id("Job", self._jobs[0]))["node"]["match"]
        return NEW in {one["name"] for one in matched["matchedSkills"]}

    def _post(self, document: str, **variables: str) -> Any:
        body = orjson.dumps({"query": document, "variables": variables})
        return self._client.post(body, self._token)


async def _pause(began: float) -> None:
    if time.perf_counter() - began > WITHIN_S:
        raise TimeoutError(f"the merge was not to be seen within {WITHIN_S} s")
    await asyncio.sleep(EVERY_S)


async def _made(driver: neo4j.AsyncDriver) -> tuple[list[int], list[int]]:
    """Who has either skill, the old one only first, and the jobs that ask for the new one."""
    skills = [{"id": _id(name), "name": name, "key": skill_key(name)} for name in (OLD, NEW)]
    await _run(driver, _MAKE, skills=skills)
    members = [id_ for (id_,) in await _run(driver, _MEMBERS, most=2 * EACH - BOTH)]
    jobs = [id_ for (id_,) in await _run(driver, _JOBS, most=JOBS)]
    for skill, holders in ((OLD, members[:EACH]), (NEW, members[EACH - BOTH :])):
        for start in range(0, len(holders), PARTS):
            await _run(driver, _HOLD, skill=_id(skill), ids=holders[start : start + PARTS])
    await _run(driver, _ASK, skill=_id(NEW), ids=jobs)
    return members, jobs


async def _removed(driver: neo4j.AsyncDriver) -> None:
    ids = [_id(OLD), _id(NEW)]
    while (await _run(driver, _EMPTY, ids=ids))[0][0]:
        pass
    await _run(driver, _REMOVE, ids=ids, keys=[skill_key(OLD), skill_key(NEW)])


def _id(name: str) -> str:
    return f"bench:{name.lower()}"


async def _run(driver: neo4j.AsyncDriver, text: str, **params: Any) -> list[list[Any]]:
    async with driver.session() as session:
        return await (await session.run(text, params)).values()
