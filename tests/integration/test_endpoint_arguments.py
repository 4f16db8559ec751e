"""Ids, cursors, sizes and variables: what is malformed or foreign is refused with a code."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from graph.model import MAX_ID
from graph.paging import encode_cursor
from resolvers.ids import KINDS, global_id
from tests.client import Client, codes, member_id
from tests.conftest import LoadWorld
from tests.worlds.chain import (
    ADA,
    BO,
    CY,
    LISTS,
    NEVER,
    listing,
    network,
)

JSON = "application/json"
INTERNALS = ("Traceback", "Neo4j", "neo4j", "site-packages", ".py", ".cypher", "/tmp/", "redis")


@pytest.fixture(scope="module", autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    await load_world.indexed(network())


# Arguments.

IDS_OF_NOTHING = [
    "", "1", "Member:1", "TWVtYmVyOjE", "TWVtYmVyOjF=", "TWVtYmVyOjE=\n", " TWVtYmVyOjE=", "é",
    "\x00", "=" * 5_000, "A" * 100_000,
    *(base64.b64encode(text.encode()).decode() for text in (
        "Member", "Member:", ":1", "member:1", "Robot:1", "Member:-1", "Member:1.0", "Member:٣",
        "Member:01", f"Member:{MAX_ID + 1}", "Member:1\x00", "Viewer:1", "__proto__:1",
    )),
]  # fmt: skip


@pytest.mark.parametrize("id", IDS_OF_NOTHING)
async def test_a_malformed_id_is_refused_wherever_it_is_given(client: Client, id: str) -> None:
    for query in (
        "query ($id: ID!) {node(id: $id) {id}}",
        "query ($id: ID!) {nodes(ids: [$id]) {id}}",
        "query ($id: ID!) {member(id: $id) {id}}",
        "query ($id: ID!) {job(id: $id) {id}}",
        "query ($id: ID!) {company(id: $id) {id}}",
        "query ($id: ID!) {degrees(memberIds: [$id])}",
    ):
        response = await client.post(ADA, query, {"id": id})
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "INVALID_ID"
        assert len(error["message"]) < 250
        assert response.status_code == 200


@pytest.mark.parametrize("kind", KINDS)
async def test_an_id_of_another_kind_is_refused_and_an_unknown_one_is_null(
    client: Client, kind: str
) -> None:
    id = global_id(kind, NEVER)
    assert await client.data(ADA, "query ($id: ID!) {node(id: $id) {id}}", id=id) == {"node": None}
    for field, wanted in (("member", "Member"), ("job", "Job"), ("company", "Company")):
        query = f"query ($id: ID!) {{{field}(id: $id) {{id}}}}"
        if kind == wanted:
            assert await client.data(ADA, query, id=id) == {field: None}
        else:
            assert await client.error(ADA, query, id=id) == "INVALID_ID"
    degrees = "query ($id: ID!) {degrees(memberIds: [$id])}"
    if kind == "Member":
        assert await client.data(ADA, degrees, id=id) == {"degrees": [None]}
    else:
        assert await client.error(ADA, degrees, id=id) == "INVALID_ID"


async def test_lists_of_ids_have_a_limit(client: Client) -> None:
    degrees, nodes = "query ($ids: [ID!]!) {degrees(memberIds: $ids)}", (
        "query ($ids: [ID!]!) {nodes(ids: $ids) {id}}"
    )  # fmt: skip
    ids = [member_id(1 + i) for i in range(501)]
    answer = await client.data(ADA, degrees, ids=ids[:500])
    assert answer["degrees"][:10] == [0, 1, 2, 3, None, None, None, 2, 2, None]
    assert len(answer["degrees"]) == 500
    assert await client.error(ADA, degrees, ids=ids) == "LIMIT_EXCEEDED"
    assert await client.data(ADA, degrees, ids=[]) == {"degrees": []}
    assert await client.data(ADA, degrees, ids=ids[1:2] * 3) == {"degrees": [1, 1, 1]}
    assert len((await client.data(ADA, nodes, ids=ids[:100]))["nodes"]) == 100
    assert await client.error(ADA, nodes, ids=ids[:101]) == "LIMIT_EXCEEDED"
    assert await client.error(ADA, nodes, ids=[*ids[:5], "x"]) == "INVALID_ID"


BY_ID = "query ($id: ID!) {member(id: $id) {id}}"
VARIABLES: dict[str, tuple[str, dict[str, Any]]] = {
    "missing": (BY_ID, {}),
    "null": (BY_ID, {"id": None}),
    "list": (BY_ID, {"id": ["TWVtYmVyOjE="]}),
    "object": (BY_ID, {"id": {"eq": 1}}),
    "boolean": (BY_ID, {"id": True}),
    "fraction": (BY_ID, {"id": 1.5}),
    "null in a list": ("query ($ids: [ID!]!) {degrees(memberIds: $ids)}", {"ids": [None]}),
    "text for a number": ("query ($n: Int) {searchJobs(first: $n) {totalCount}}", {"n": "3"}),
    "huge number": ("query ($n: Int) {searchJobs(first: $n) {totalCount}}", {"n": 2**31}),
    "enormous number": ("query ($n: Int) {searchJobs(first: $n) {totalCount}}", {"n": 10**300}),
    "unknown field": (
        "query ($f: PeopleFilter) {searchPeople(filter: $f) {totalCount}}", {"f": {"age": 3}},
    ),
    "unknown enum": (
        "query ($k: [SearchKind!]) {typeahead(prefix: \"a\", kinds: $k) {text}}", {"k": ["ALL"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIABLES)
async def test_a_variable_of_the_wrong_type_is_refused(client: Client, name: str) -> None:
    query, variables = VARIABLES[name]
    response = await client.post(ADA, query, variables)
    assert (response.status_code, codes(response.json())) == (200, {"BAD_USER_INPUT"})
    assert not any(word in response.text for word in INTERNALS)


def connection(data: Any) -> Any:
    """The one connection in an answer."""
    while "edges" not in data:
        (data,) = data.values()
    return data


@pytest.fixture(scope="module")
async def cursors(client: Client, loaded: None) -> dict[str, str]:
    """A cursor of each list."""
    found = {}
    for name in LISTS:
        page = connection(await client.data(ADA, listing(name)))
        found[name] = page["edges"][0]["cursor"]
    return found


@pytest.mark.parametrize("name", LISTS)
async def test_a_page_has_at_most_a_hundred_items(client: Client, name: str) -> None:
    query = listing(name)
    for first in (None, 1, 100):
        await client.data(ADA, query, first=first)
    nothing = connection(await client.data(ADA, query, first=0))
    assert nothing["edges"] == []
    for first in (101, 2**31 - 1):
        assert await client.error(ADA, query, first=first) == "LIMIT_EXCEEDED"
    for first in (-1, -(2**31), 2**31):
        assert await client.error(ADA, query, first=first) == "BAD_USER_INPUT"


@pytest.mark.parametrize("name", LISTS)
async def test_a_cursor_that_the_list_did_not_give_is_refused(
    client: Client, cursors: dict[str, str], name: str
) -> None:
    query, own = listing(name), cursors[name]
    await client.data(ADA, query, after=own)
    kind, *values = json.loads(base64.urlsafe_b64decode(own + "=="))
    others = {one for other, one in cursors.items() if other != name}
    forged = [
        encode_cursor("nowhere", *values),
        encode_cursor(kind),
        encode_cursor(kind, *values, 1),
    ]
    for wrong in (None, [], {}, True, "x" * 99):
        forged.append(encode_cursor(kind, *(wrong for _ in values)))
    for wrong in (2**63, 2**64 - 1, "1", 1.5):
        if int in map(type, values):
            forged.append(encode_cursor(kind, *(wrong if type(v) is int else v for v in values)))
    for wrong in ("", "x", "9999", "0000-00-00T00:00:00Z", "\x00", "2026-13-01T00:00:00Z"):
        if str in map(type, values):
            forged.append(encode_cursor(kind, *(wrong if type(v) is str else v for v in values)))
    garbage = ["", "x", "!", "é", "\x00", own[:-2], own[1:], own + "x", own * 2, "A" * 50_000,
               base64.urlsafe_b64encode(b"[" * 2_000).decode()]  # fmt: skip
    for after in [*others, *forged, *garbage]:
        response = await client.post(ADA, query, {"after": after})
        answer = response.json()
        assert codes(answer) == {"INVALID_CURSOR"}, (after, answer)
        assert len(response.content) < 1_000


async def test_a_forged_position_far_away_gives_an_end_or_an_error_with_a_code(
    client: Client, cursors: dict[str, str]
) -> None:
    for name, own in cursors.items():
        kind, *values = json.loads(base64.urlsafe_b64decode(own + "=="))
        for far in (-(2**63), -1, 0, MAX_ID):
            after = encode_cursor(kind, *(far if type(v) is int else v for v in values))
            answer = (await client.post(ADA, listing(name), {"after": after})).json()
            assert codes(answer) <= {"INVALID_CURSOR", "LIMIT_EXCEEDED"}, (name, far, answer)


def of(member: int) -> str:
    return f'member(id: "{member_id(member)}")'


ARGUMENTS: dict[str, tuple[str, str]] = {
    "paths": (f"{{{of(CY)} {{paths(first: 21) {{length}}}}}}", "LIMIT_EXCEEDED"),
    "no paths": (f"{{{of(CY)} {{paths(first: -1) {{length}}}}}}", "BAD_USER_INPUT"),
    "skills": (f"{{{of(BO)} {{skills(first: 101) {{level}}}}}}", "LIMIT_EXCEEDED"),
    "no skills": (f"{{{of(BO)} {{skills(first: -1) {{level}}}}}}", "BAD_USER_INPUT"),
    "referrers": (
        f'{{job(id: "{global_id("Job", 1)}") {{match {{referrers(first: 101) {{degree}}}}}}}}',
        "LIMIT_EXCEEDED",
    ),
    "prefix": ('{typeahead(prefix: "' + "a" * 101 + '") {text}}', "LIMIT_EXCEEDED"),
    "hits": ('{typeahead(prefix: "a", first: 51) {text}}', "LIMIT_EXCEEDED"),
    "no hits": ('{typeahead(prefix: "a", first: -1) {text}}', "BAD_USER_INPUT"),
    "values": (
        "{searchPeople(filter: {skill: [" + '"a" ' * 21 + "]}) {totalCount}}", "LIMIT_EXCEEDED",
    ),
    "days": ("{searchJobs(filter: {postedWithinDays: 3651}) {totalCount}}", "BAD_USER_INPUT"),
    "no days": ("{searchJobs(filter: {postedWithinDays: -1}) {totalCount}}", "BAD_USER_INPUT"),
    "salary": ("{searchJobs(filter: {salaryMin: 1}) {totalCount}}", "BAD_USER_INPUT"),
}  # fmt: skip


@pytest.mark.parametrize("name", ARGUMENTS)
async def test_an_argument_out_of_range_is_refused(client: Client, name: str) -> None:
    query, code = ARGUMENTS[name]
    assert await client.error(ADA, query) == code
