"""The command line: what it prints, and what it refuses in one line with exit code 1."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest

from graph.model import MAX_ID
from graph.settings import Settings
from resolvers.auth import Tokens
from resolvers.cli import main
from tests.client import Client
from tests.command import ROOT, run
from tests.conftest import LoadWorld
from tests.worlds.world import World


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: list[str]
    err: list[str]


Run = Callable[..., Said]


@pytest.fixture
def proconnect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """Runs the command line in this process, on a data folder of its own unless told otherwise."""
    monkeypatch.setenv("PROCONNECT_DATA", str(tmp_path / "data"))

    def run_main(*arguments: object, **environment: str) -> Said:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["proconnect", *map(str, arguments)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        said = capsys.readouterr()
        return Said(code, said.out.splitlines(), said.err.splitlines())

    return run_main


def claims(tokens: Tokens, token: str) -> dict[str, str]:
    tokens.viewer(token)  # the signature is ours
    found: dict[str, str] = jwt.decode(token, options={"verify_signature": False})
    return found


# Tokens.


def test_a_token_a_line_for_each_member(proconnect: Run, tmp_path: Path) -> None:
    before = datetime.now(UTC)
    said = proconnect("token", 1, 42, 7, "--role", "recruiter", "--ttl", "30m")
    assert (said.code, said.err, len(said.out)) == (0, [], 3)
    tokens = Tokens.load(Settings(data=tmp_path / "data"))
    found = [claims(tokens, line) for line in said.out]
    assert [one["sub"] for one in found] == ["1", "42", "7"]
    assert {one["role"] for one in found} == {"recruiter"}
    for one in found:
        lasts = datetime.fromtimestamp(float(one["exp"]), UTC) - before
        assert timedelta(minutes=29, seconds=59) <= lasts <= timedelta(minutes=31)


def test_a_token_is_a_members_for_a_day_unless_said_otherwise(
    proconnect: Run, tmp_path: Path
) -> None:
    said = proconnect("token", 5, "--data", tmp_path / "other")
    tokens = Tokens.load(Settings(data=tmp_path / "other"))
    (found,) = [claims(tokens, line) for line in said.out]
    assert found["role"] == "member"
    assert int(found["exp"]) - int(found["iat"]) == 24 * 3600


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--ttl", "soon"], "ttl: 'soon' is not like 30m, 24h or 7d"),
        (["--ttl", "-1h"], "ttl: '-1h' is not like 30m, 24h or 7d"),
        (["--ttl", "0h"], "ttl: must be above 0 and at most 365d"),
        (["--ttl", "366d"], "ttl: must be above 0 and at most 365d"),
        (["--ttl", "999999999d"], "ttl: must be above 0 and at most 365d"),
        (["--role", "king"], "role: 'king' is none of member, recruiter, analyst, admin"),
        (["--", "-1"], "member id: -1 is out of range"),
        ([str(2**63)], f"member id: {2**63} is out of range"),
    ],
)
def test_a_token_that_cannot_be_is_refused_and_none_is_printed(
    proconnect: Run, arguments: list[str], message: str
) -> None:
    said = proconnect("token", 1, *arguments)
    assert said == Said(1, [], [f"proconnect: {message}"])


def test_a_key_that_is_none_is_said_in_one_line(proconnect: Run, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    for content in (None, b"", b"-----BEGIN PRIVATE KEY-----\nhunter2\n"):
        if content is not None:
            key.write_bytes(content)
        for command in (("token", 1), ("up", "--port", 0), ("serve", "--port", 0)):
            said = proconnect(*command, PROCONNECT_TOKEN_KEY_FILE=str(key))
            assert (said.code, said.out, len(said.err)) == (1, [], 1)
            assert said.err[0].startswith(f"proconnect: PROCONNECT_TOKEN_KEY_FILE: {key}")
            assert "hunter2" not in said.err[0]
    assert not (tmp_path / "data" / "neo4j").exists()


# The schema.


def test_the_schema_is_the_file_in_the_repository(proconnect: Run) -> None:
    said = proconnect("schema")
    assert (said.code, said.err) == (0, [])
    assert "\n".join(said.out).strip() == (ROOT / "schema.graphql").read_text("utf-8").strip()


# Settings.

BROKEN = [
    ("NEO4J_URI", "ftp://x"),
    ("NEO4J_URI", "bolt://neo4j:hunter2@127.0.0.1"),
    ("REDIS_URL", "http://:hunter2@x"),
    ("MEILISEARCH_URL", "x"),
    ("PROCONNECT_PORT", "x"),
    ("PROCONNECT_PORT", "70000"),
    ("PROCONNECT_ENV", "staging"),
    ("PROCONNECT_LIMITS", "maybe"),
    ("PROCONNECT_LOG_LEVEL", "loud"),
    ("PROCONNECT_QUERY_TIMEOUT_S", "0"),
    ("PROCONNECT_NEO4J_HEAP_MIB", "1"),
]
COMMANDS = [["up"], ["serve"], ["import", "."], ["migrate"], ["reindex"], ["check"], ["token", "1"]]


@pytest.mark.parametrize(("name", "value"), BROKEN)
def test_a_broken_setting_stops_every_command_in_one_line_that_names_it(
    proconnect: Run, tmp_path: Path, name: str, value: str
) -> None:
    for command in COMMANDS:
        said = proconnect(*command, **{name: value})
        assert (said.code, said.out, len(said.err)) == (1, [], 1)
        assert said.err[0].startswith(f"proconnect: {name}: ")
        assert "hunter2" not in said.err[0]
    assert not (tmp_path / "data").exists()


PRODUCTION = {"PROCONNECT_ENV": "production"}
KEYLESS = "PROCONNECT_TOKEN_KEY_FILE: must be set where PROCONNECT_ENV=production"


@pytest.mark.parametrize(
    ("command", "environment", "message"),
    [
        (["token", "1"], {}, KEYLESS),
        (["up", "--port", "0"], {}, KEYLESS),
        (["serve", "--port", "0"], {}, KEYLESS),
        (
            ["up", "--limits", "off"],
            {},
            "PROCONNECT_LIMITS=off is refused where PROCONNECT_ENV=production",
        ),
        (
            ["serve"],
            {"PROCONNECT_LIMITS": "off"},
            "PROCONNECT_LIMITS=off is refused where PROCONNECT_ENV=production",
        ),
        (
            ["migrate"],
            {"NEO4J_URI": "bolt://127.0.0.1:1"},
            "NEO4J_PASSWORD: must be set where PROCONNECT_ENV=production",
        ),
    ],
)
def test_production_refuses_what_only_a_laptop_may(
    proconnect: Run, command: list[str], environment: dict[str, str], message: str
) -> None:
    said = proconnect(*command, **PRODUCTION, **environment)
    assert said == Said(1, [], [f"proconnect: {message}"])


@pytest.mark.parametrize("command", [["migrate"], ["check"], ["reindex"], ["serve", "--port", "0"]])
def test_a_server_that_does_not_answer_is_said_in_one_line(
    proconnect: Run, command: list[str]
) -> None:
    said = proconnect(
        *command,
        NEO4J_URI="bolt://127.0.0.1:1",
        NEO4J_PASSWORD="hunter2",
        REDIS_URL="redis://:hunter2@127.0.0.1:1/0",
    )
    assert (said.code, said.out, len(said.err)) == (1, [], 1)
    assert said.err[0].startswith("proconnect: Neo4j does not answer at bolt://127.0.0.1:1: ")
    assert "hunter2" not in said.err[0]


def test_a_data_folder_that_cannot_be_is_said_in_one_line(proconnect: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for command in (["token", "1"], ["migrate"], ["up", "--port", "0"], ["import", str(tmp_path)]):
        said = proconnect(*command, "--data", file / "data")
        assert said.code == 1
        assert said.err[-1].startswith(f"proconnect: {file}")
        assert not any("Traceback" in line for line in said.err)


# Imports.


def test_bad_rows_are_listed_with_file_line_column_and_reason_and_nothing_is_imported(
    proconnect: Run, tmp_path: Path
) -> None:
    world = World()
    world.members("Ada", "Bo")
    world.member("Cy", id=2)
    world.connect(1, 1)
    world.connect(1, 9)
    world.add("members", id="x", name="Dee", created_at="yesterday")
    said = proconnect("import", world.write(tmp_path / "world"))
    assert (said.code, said.out) == (1, [])
    start = next(i for i, line in enumerate(said.err) if line.startswith("proconnect: "))
    assert said.err[start:] == [
        "proconnect: 4 rows are bad (5 problems); nothing was imported",
        "members.csv:4: id '2': an earlier row has this id",
        f"members.csv:5: id 'x': not an integer from 0 to {MAX_ID}",
        "members.csv:5: created_at 'yesterday': not an ISO 8601 time such as "
        "2026-03-31T14:05:00Z or 2026-03-31",
        "connections.csv:2: member_b '1': the same as member_a; two members are needed",
        "connections.csv:3: member_b '9': no row of members has this id",
    ]
    assert not (tmp_path / "data" / "neo4j" / "data").exists()
    assert not (tmp_path / "data" / "import.json").exists()
    assert not list((tmp_path / "data").glob("import-work-*"))


def test_a_folder_that_is_no_world_is_refused(proconnect: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    for folder in ("nowhere", "file"):
        said = proconnect("import", tmp_path / folder)
        assert said == Said(1, [], [f"proconnect: {tmp_path / folder} is not a folder"])
    said = proconnect("import", tmp_path / "empty")
    assert said.code == 1
    assert "members.csv" in "\n".join(said.err)


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["token"], ["token", "x"], ["up", "--bogus"], ["import"], ["up", "--port", "x"]],
)
def test_a_command_that_is_none_is_explained(proconnect: Run, arguments: list[str]) -> None:
    said = proconnect(*arguments)
    assert (said.code, said.out) == (2, [])
    assert said.err[0].startswith("Usage: ")


# Beside servers that run.


async def beside(servers: Settings, *arguments: str) -> tuple[int, list[str]]:
    return await asyncio.to_thread(run, *arguments, "--data", str(servers.data))


async def test_commands_work_beside_running_servers(
    servers: Settings, client: Client, load_world: LoadWorld, tmp_path: Path
) -> None:
    world = World()
    world.members("Ada", "Bo")
    world.connect(1, 2)
    await load_world(world)
    code, lines = await beside(servers, "reindex")
    assert (code, lines[-1]) == (0, "The search index is rebuilt")
    code, (token,) = await beside(servers, "token", "1")
    query = {"query": '{searchPeople(query: "Bo") {edges {node {name degree}}}}'}
    headers = {"Authorization": f"Bearer {token}"}
    answer = (await client.http.post("/graphql", json=query, headers=headers)).json()
    found = [edge["node"] for edge in answer["data"]["searchPeople"]["edges"]]
    assert found == [{"name": "Bo", "degree": 1}]
    code, lines = await beside(servers, "migrate")
    assert (code, lines) == (0, ["The schema is up to date"])
    code, lines = await beside(servers, "import", str(world.write(tmp_path / "world")))
    assert code == 1
    assert lines[-1].startswith("proconnect: the store is not empty: it has 2 nodes;")
