"""Import into real stores: both ways give the same graph, and an interruption leaves no half."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest

from graph import settings as configuration
from graph.check import Violation, check
from graph.errors import ImportFailed
from graph.settings import Settings
from graph.skills.taxonomy import OccupationEntry, SkillEntry, Taxonomy
from graph.store.database import Database
from graph.world.importing import import_world, state
from tests.conftest import NOW, SOAK, LoadWorld
from tests.worlds.world import World

TAXONOMY = Taxonomy(
    (
        SkillEntry("tech:python", "Python", "technology", ("py; thon",), ("group:code",), ()),
        SkillEntry("group:code", "Programming", "group", ("Coding",), (), ("tech:python",)),
    ),
    (OccupationEntry("occ:dev", "Developer", ("Coder",), ("tech:python",), (), "2512"),),
)


def every_kind() -> World:
    """A row of every table, with all columns given or all empty, and ids up to 2^63 - 1."""
    world = World()
    ada = world.member(
        'Ada, "the" first\tone',
        headline="C++ & C#; 100 %",
        summary='One\r\n"two",\n\nthree \\ 👋',
        industry="Computing",
        city="London",
        country="GB",
        latitude="51.5000001",
        longitude="-0.00001",
        profile_visibility="PRIVATE",
        created_at="1970-01-01T00:00:00.123456Z",
        email="ada@example.org",
    )
    bob = world.member("Bob", city="Nowhereville", id=2**63 - 1)
    cleo, zero = world.member("Cléo", city="paris", id=5), world.member("Zero", id=0)
    acme = world.company(
        "Acme", size="11-50", city="Berlin", description="a\nb", domain="a.example"
    )
    mit = world.school("MIT", country="United States")
    world.position(ada, acme, "Engineer", started="2019-05-01", ended="2020-01-01")
    world.position(bob, acme, "Boss")
    world.education(ada, mit, degree="BSc", field="Maths", started="2010-09-01", ended="2013-06-30")
    world.education(cleo, mit)
    world.skill(ada, "py; thon", "Basket weaving", level="EXPERT")
    world.skill(bob, "coding")
    world.endorse(bob, ada, "Python")
    world.connect(bob, ada, at="2020-02-29")
    world.connect(ada, zero)
    world.block(cleo, ada)
    world.follow(cleo, "member", bob)
    world.follow(cleo, "company", acme)
    world.follow(cleo, "hashtag", "#Ünïcode")
    world.job(
        acme,
        "Developer",
        skills=("Python",),
        optional=("Coding",),
        description="Line\nline",
        city="Oslo",
        remote="true",
        employment_type="FULL_TIME",
        experience_level="LEAD",
        salary_min="1000.5",
        salary_max="2e3",
        currency="NOK",
        posted_at="2026-01-01T01:00:00+01:00",
        expires_at="2026-12-31",
    )
    world.job(acme, "Cleaner", id=2**62)
    first = world.post(ada, "Hello #ünïcode", visibility="CONNECTIONS")
    share = world.post(bob, '"See"\n', shares=first)
    world.post(cleo, "See again", shares=share)
    comment = world.comment(first, bob, "Nice")
    world.comment(first, ada, "Thanks,\nBob", reply_to=comment)
    world.react(bob, first, "CELEBRATE", at="2026-03-01T10:00:00Z")
    world.react(zero, first)
    world.view(cleo, bob)
    return world


async def query(settings: Settings, text: str) -> list[list[Any]]:
    """The values of any query; for tests only, the product runs its catalogue."""
    auth = (settings.neo4j_user, settings.neo4j_password.get_secret_value())
    async with (
        neo4j.AsyncGraphDatabase.driver(settings.neo4j_uri, auth=auth) as driver,
        driver.session() as session,
    ):
        return await (await session.run(text)).values()


_KEY = (
    "CASE WHEN {0}:Member THEN 'Member' ELSE labels({0})[0] END"
    " + ' ' + toString(coalesce({0}.id, {0}.key))"
)


async def contents(settings: Settings) -> tuple[Counter[str], Counter[str]]:
    """Every node and every relationship of the store but the bookkeeping, as text."""
    nodes = await query(
        settings,
        "MATCH (n) WHERE NOT n:Migration AND NOT n:Lease AND NOT n:Import"
        " UNWIND coalesce(nullIf(keys(n), []), ['']) AS k WITH n, k ORDER BY k"
        " WITH n, collect(k + '=' + valueType(n[k]) + '=' + coalesce(toStringOrNull(n[k]),"
        " reduce(t = '', x IN CASE WHEN n[k] IS :: LIST<STRING> THEN n[k] ELSE [] END"
        " | t + x + '|'))) AS properties"
        " RETURN labels(n), properties",
    )
    links = await query(
        settings,
        f"MATCH (a)-[r]->(b) RETURN {_KEY.format('a')}, type(r), {_KEY.format('b')},"
        " [k IN keys(r) | k + '=' + valueType(r[k]) + '=' + toString(r[k])]",
    )
    return (
        Counter(f"{sorted(labels)} {properties}" for labels, properties in nodes),
        Counter(f"{start} {type} {end} {sorted(found)}" for start, type, end, found in links),
    )


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A data folder with a short path, for the Unix socket in it."""
    with tempfile.TemporaryDirectory(prefix="pc-") as name:
        yield Path(name)


def embedded(data: Path) -> Settings:
    return configuration.load(
        data=data, neo4j_heap_mib=384, neo4j_page_cache_mib=64, query_timeout_s=60
    )


async def violations(settings: Settings) -> list[Violation]:
    db = await Database.connect(settings)
    try:
        return await check(db)
    finally:
        await db.close()


@pytest.fixture
async def empty_server(servers: Settings, load_world: LoadWorld) -> AsyncIterator[Settings]:
    """The session's server with nothing but the schema, before and after."""

    async def clear() -> None:
        await load_world.clear()
        await query(servers, "MATCH (i:Import) DELETE i")

    await clear()
    yield servers
    await clear()


async def test_both_ways_of_loading_give_the_same_graph(
    tmp_path: Path, short_folder: Path, empty_server: Settings
) -> None:
    folder = every_kind().write(tmp_path / "world")
    batched = await import_world(empty_server, folder, now=NOW, taxonomy=TAXONOMY)
    assert (batched.counts["Member"], batched.counts["Private"]) == (4, 1)
    expected = await contents(empty_server)

    async def compare(found: Settings) -> None:
        assert await violations(found) == []
        assert await contents(found) == expected
        [[ada]] = await query(found, "MATCH (m:Member {id: 1}) RETURN m")
        assert ada["summary"] == 'One\r\n"two",\n\nthree \\ 👋'
        assert ada["location"] == neo4j.spatial.WGS84Point((-0.00001, 51.5000001))
        [[skill]] = await query(found, "MATCH (s:Skill {id: 'tech:python'}) RETURN s.aliases")
        assert skill == ["py; thon"]

    key = empty_server.data / "keys" / "hashes.key"
    settings = embedded(short_folder).model_copy(update={"hash_key_file": key})
    assert await state(settings) == "empty"
    offline = await import_world(settings, folder, now=NOW, taxonomy=TAXONOMY, reindex=compare)
    assert offline.counts == batched.counts
    assert await state(settings) == "done"
    assert not list(short_folder.glob("import-work*"))


async def test_bad_rows_leave_the_store_as_it_was(tmp_path: Path, empty_server: Settings) -> None:
    before = await contents(empty_server)
    world = every_kind()
    world.connect(1, 1)
    with pytest.raises(ImportFailed) as failure:
        await import_world(empty_server, world.write(tmp_path), now=NOW, taxonomy=TAXONOMY)
    assert failure.value.message == (
        "1 rows are bad (1 problems); nothing was imported\n"
        "connections.csv:4: member_b '1': the same as member_a; two members are needed"
    )
    assert await contents(empty_server) == before
    assert await state(empty_server) == "empty"


async def test_bad_rows_are_left_out_when_asked(tmp_path: Path, empty_server: Settings) -> None:
    world = every_kind()
    world.connect(1, 1)
    report = await import_world(
        empty_server, world.write(tmp_path), now=NOW, skip_invalid=True, taxonomy=TAXONOMY
    )
    assert report.rejected == {"connections.csv": 1}
    assert report.rejected_folder == empty_server.data / "rejected"
    assert (report.rejected_folder / "connections.csv").read_text() == (
        "member_a,member_b,connected_at,rejected_line,rejected_reason\n"
        "1,1,,4,member_b: the same as member_a; two members are needed\n"
    )
    assert report.counts["CONNECTED"] == 2


async def test_a_store_with_members_is_not_imported_into(
    tmp_path: Path, empty_server: Settings
) -> None:
    folder = every_kind().write(tmp_path)
    await import_world(empty_server, folder, now=NOW, taxonomy=TAXONOMY)
    before = await contents(empty_server)
    with pytest.raises(ImportFailed, match="the store is not empty"):
        await import_world(empty_server, folder, now=NOW, taxonomy=TAXONOMY)
    assert await contents(empty_server) == before
    assert await state(empty_server) == "done"


async def test_a_store_that_holds_only_the_vocabulary_is_empty(
    tmp_path: Path, empty_server: Settings
) -> None:
    await import_world(empty_server, None, now=NOW, taxonomy=TAXONOMY)
    report = await import_world(
        empty_server, every_kind().write(tmp_path), now=NOW, taxonomy=TAXONOMY
    )
    assert await query(empty_server, "MATCH (m:Member) RETURN count(m)") == [[4]]
    skills = report.counts["Skill"]
    assert await query(empty_server, "MATCH (s:Skill) RETURN count(s)") == [[skills]]


async def test_an_import_beside_a_running_server_goes_through_it(
    tmp_path: Path, empty_server: Settings
) -> None:
    beside = configuration.load(data=empty_server.data)
    folder = every_kind().write(tmp_path)
    try:
        await import_world(beside, None, now=NOW, taxonomy=TAXONOMY)
        assert await state(beside) == "done"
        report = await import_world(beside, folder, now=NOW, taxonomy=TAXONOMY)
        assert report.counts["Member"] == 4
        assert await query(empty_server, "MATCH (m:Member) RETURN count(m)") == [[4]]
        with pytest.raises(ImportFailed, match="the store is not empty: it has"):
            await import_world(beside, folder, now=NOW, taxonomy=TAXONOMY)
        assert await state(beside) == "done"
    finally:
        (empty_server.data / "import.json").unlink(missing_ok=True)


async def test_a_store_filled_by_somebody_else_is_refused(
    tmp_path: Path, empty_server: Settings
) -> None:
    await query(empty_server, "CREATE (:Skill {id: 'x', name: 'x'})")
    with pytest.raises(ImportFailed, match="it has 1 nodes"):
        await import_world(empty_server, every_kind().write(tmp_path), now=NOW, taxonomy=TAXONOMY)


_CHILD = """
import asyncio, sys
from pathlib import Path
from tests.integration import test_import as here
from graph.world import importing
from pydantic import SecretStr
importing._DEAD_AFTER_S = 2
settings = here.configuration.Settings.model_validate_json(sys.argv[1])
def progress(stage, done, total):
    print(stage, flush=True)
asyncio.run(importing.import_world(
    settings.model_copy(update={"neo4j_password": SecretStr(sys.argv[3])}),
    Path(sys.argv[2]), now=here.NOW, taxonomy=here.TAXONOMY, progress=progress))
"""


def many(count: int = 3_000) -> World:
    """Enough members for an import to be under way when it is killed."""
    world = World()
    for n in range(count):
        world.member(f"Member {n}", id=n)
        world.connect(n, *range(max(0, n - 3), n))
    return world


async def kill_at(stage: str, settings: Settings, folder: Path, after_s: float) -> None:
    """Import in a process of its own, and kill it once it has said `stage`."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _CHILD,
        settings.model_dump_json(by_alias=True),
        str(folder),
        settings.neo4j_password.get_secret_value(),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    try:
        async with asyncio.timeout(120):
            while line := await child.stdout.readline():
                if line.decode().startswith(stage):
                    break
            else:
                pytest.fail(f"the import ended without {stage}")
        await asyncio.sleep(after_s)
    finally:
        child.send_signal(signal.SIGKILL)
        await child.wait()


STAGES = [("Loading the graph", 1.5), ("Building keys", 2.0)]
if SOAK:
    STAGES += [("Reading connections", 0.0), ("Loading the graph", 0.0), ("Loading the graph", 3.0)]
    STAGES += [("Building keys", n / 2) for n in range(20)]


async def test_an_embedded_import_that_is_killed_is_done_again(
    tmp_path: Path, short_folder: Path
) -> None:
    folder = many().write(tmp_path)
    settings = embedded(short_folder)
    for stage, after_s in STAGES:
        await kill_at(stage, settings, folder, after_s)
        assert await state(settings) == "unfinished"
    said: list[str] = []

    async def look(found: Settings) -> None:
        assert await violations(found) == []
        assert await query(found, "MATCH (m:Member) RETURN count(m)") == [[3_000]]
        edges = await query(found, "MATCH ()-[c:CONNECTED]->() RETURN count(c)")
        assert edges == [[3 * 3_000 - 6]]

    await import_world(settings, folder, now=NOW, taxonomy=TAXONOMY, say=said.append, reindex=look)
    assert "The last import did not finish: what it left is cleared" in said
    assert await state(settings) == "done"


async def test_an_import_into_a_server_that_is_killed_is_done_again(
    tmp_path: Path, empty_server: Settings
) -> None:
    folder = many().write(tmp_path)
    await kill_at("Storing CONNECTED", empty_server, folder, 0.0)
    assert await state(empty_server) == "unfinished"
    said: list[str] = []
    await import_world(empty_server, folder, now=NOW, taxonomy=TAXONOMY, say=said.append)
    assert "What the store holds (the vocabulary, or an unfinished import) is cleared" in said
    assert await state(empty_server) == "done"
    assert await query(empty_server, "MATCH (m:Member) RETURN count(m)") == [[3_000]]
    edges = await query(empty_server, "MATCH ()-[c:CONNECTED]->() RETURN count(c)")
    assert edges == [[3 * 3_000 - 6]]


async def test_an_import_that_is_cancelled_leaves_a_mark(
    tmp_path: Path, empty_server: Settings
) -> None:
    folder = many().write(tmp_path)
    storing = asyncio.Event()

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "Storing Member":
            storing.set()

    task = asyncio.create_task(
        import_world(empty_server, folder, now=NOW, taxonomy=TAXONOMY, progress=progress)
    )
    await storing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await state(empty_server) == "unfinished"
    assert not list(empty_server.data.glob("import-work*"))
    await import_world(empty_server, folder, now=NOW, taxonomy=TAXONOMY)
    assert await state(empty_server) == "done"
