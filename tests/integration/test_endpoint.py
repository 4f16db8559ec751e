"""Malformed and hostile requests: each gets JSON, a status and a code, and learns nothing."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import get_introspection_query

from graph.settings import Settings
from graph.store.store import Store
from resolvers.ids import global_id
from resolvers.limits import MAX_ALIASES, MAX_BODY_BYTES, MAX_DEPTH, MAX_QUERY_CHARS, MAX_WIDTH
from tests.client import Client, codes
from tests.conftest import LoadWorld
from tests.hostile import INTERNALS
from tests.worlds.chain import (
    ADA,
    network,
)

JSON = "application/json"
UNREADABLE = "GRAPHQL_PARSE_FAILED"
INVALID = "GRAPHQL_VALIDATION_FAILED"
BEYOND = "LIMIT_EXCEEDED"


@pytest.fixture(scope="module", autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    await load_world.indexed(network())


# What is no request.


def bad(body: bytes) -> tuple[bytes, str, int, str]:
    return body, JSON, 400, "BAD_REQUEST"


BODIES: dict[str, tuple[bytes, str, int, str]] = {
    "empty": bad(b""),
    "half": bad(b'{"query": "{'),
    "text": bad(b"hello"),
    "single quotes": bad(b"{'query': '{__typename}'}"),
    "number": bad(b"42"),
    "null": bad(b"null"),
    "true": bad(b"true"),
    "string": bad(b'"{__typename}"'),
    "NaN": bad(b'{"query": "{__typename}", "variables": {"a": NaN}}'),
    "batch": bad(b'[{"query": "{__typename}"}]'),
    "empty batch": bad(b"[]"),
    "batch of null": bad(b"[null]"),
    "empty object": bad(b"{}"),
    "null query": bad(b'{"query": null}'),
    "empty query": bad(b'{"query": ""}'),
    "list as query": bad(b'{"query": ["{__typename}"]}'),
    "number as query": bad(b'{"query": 1}'),
    "object as query": bad(b'{"query": {"a": 1}}'),
    "text as variables": bad(b'{"query": "{__typename}", "variables": "{}"}'),
    "list as variables": bad(b'{"query": "{__typename}", "variables": []}'),
    "number as variables": bad(b'{"query": "{__typename}", "variables": 0}'),
    "list as extensions": bad(b'{"query": "{a}", "extensions": [1]}'),
    "number as name": bad(b'{"query": "{a}", "operationName": 1}'),
    "list as name": bad(b'{"query": "{a}", "operationName": []}'),
    "unknown name": bad(b'{"query": "query A {a}", "operationName": "B"}'),
    "empty name": bad(b'{"query": "query A {a}", "operationName": ""}'),
    "fragment only": bad(b'{"query": "fragment a on Query {__typename}"}'),
    "bad UTF-8": bad(b'{"query": "{skill(name: \\"\xff\\"){id}}"}'),
    "UTF-16": bad('{"query": "{__typename}"}'.encode("utf-16")),
    "half a surrogate": bad(b'{"query": "{a}", "variables": {"a": "\\ud800"}}'),
    "NUL in JSON": bad(b'{"query": "{__typename}"}\x00'),
    "deep lists": bad(b'{"variables":' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    "deep objects": bad(b'{"query":' * 10_000 + b"1" + b"}" * 10_000),
    "no type": (b'{"query": "{__typename}"}', "", 415, "UNSUPPORTED_MEDIA_TYPE"),
    "plain text": (b'{"query": "{a}"}', "text/plain", 415, "UNSUPPORTED_MEDIA_TYPE"),
    "form": (b"query={a}", "application/x-www-form-urlencoded", 415, "UNSUPPORTED_MEDIA_TYPE"),
    "multipart": (b"--a--", "multipart/form-data; boundary=a", 415, "UNSUPPORTED_MEDIA_TYPE"),
    "GraphQL": (b"{__typename}", "application/graphql", 415, "UNSUPPORTED_MEDIA_TYPE"),
    "odd type": (b'{"query": "{a}"}', 'a/b; c="', 415, "UNSUPPORTED_MEDIA_TYPE"),
    "Latin-1": (b'{"query": "{a}"}', f"{JSON}; charset=latin-1", 415, "UNSUPPORTED_MEDIA_TYPE"),
    "too long": (b" " * (MAX_BODY_BYTES + 1), JSON, 413, BEYOND),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
async def test_what_is_no_request_is_refused_as_json(client: Client, name: str) -> None:
    body, media_type, status, code = BODIES[name]
    headers = {"Content-Type": media_type} if media_type else {}
    response = await client.http.post("/graphql", content=body, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (status, JSON)
    answer = response.json()
    assert set(answer) == {"errors"}
    assert codes(answer) == {code}
    assert len(answer["errors"]) == 1
    assert not any(word in response.text for word in INTERNALS)


async def test_a_body_at_the_limit_is_read_also_without_a_length(client: Client) -> None:
    body = b'{"query": "{__typename}"}'.ljust(MAX_BODY_BYTES)

    async def parts(whole: bytes) -> Any:
        for start in range(0, len(whole), 10_000):
            yield whole[start : start + 10_000]

    headers = {"Content-Type": "application/json; charset=utf-8"}
    taken = await client.http.post("/graphql", content=parts(body), headers=headers)
    assert (taken.status_code, taken.json()) == (200, {"data": {"__typename": "Query"}})
    refused = await client.http.post("/graphql", content=parts(body + b" "), headers=headers)
    assert (refused.status_code, codes(refused.json())) == (413, {BEYOND})


GETS: dict[str, tuple[dict[str, str], int, str | None]] = {
    "query": ({"query": "{__typename}"}, 200, None),
    "query with variables": (
        {"query": "query ($a: ID!) {node(id: $a) {id}}", "variables": '{"a": "TWVtYmVyOjE="}'},
        200, None,
    ),
    "nothing": ({}, 400, "BAD_REQUEST"),
    "empty": ({"query": ""}, 400, "BAD_REQUEST"),
    "broken variables": ({"query": "{__typename}", "variables": "{"}, 400, "BAD_REQUEST"),
    "list as variables": ({"query": "{__typename}", "variables": "[1]"}, 400, "BAD_REQUEST"),
    "number as extensions": ({"query": "{__typename}", "extensions": "1"}, 400, "BAD_REQUEST"),
    "unknown name": ({"query": "{__typename}", "operationName": "A"}, 400, "BAD_REQUEST"),
    "mutation": ({"query": "mutation {a}"}, 405, "METHOD_NOT_ALLOWED"),
    "chosen mutation": (
        {"query": "query A {__typename} mutation B {a}", "operationName": "B"},
        405, "METHOD_NOT_ALLOWED",
    ),
    "subscription": ({"query": "subscription {a}"}, 405, "METHOD_NOT_ALLOWED"),
    "parse error": ({"query": "{"}, 200, UNREADABLE),
}  # fmt: skip


@pytest.mark.parametrize("name", GETS)
async def test_only_queries_are_asked_by_get(client: Client, name: str) -> None:
    parameters, status, code = GETS[name]
    for accept in ("*/*", "text/html", JSON):
        response = await client.http.get("/graphql", params=parameters, headers={"Accept": accept})
        assert response.status_code == status
        assert codes(response.json()) == ({code} if code else set())


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"])
async def test_other_methods_are_refused(client: Client, method: str) -> None:
    response = await client.http.request(method, "/graphql", json={"query": "{__typename}"})
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")
    assert codes(response.json()) == {"METHOD_NOT_ALLOWED"}


NEWER = "application/graphql-response+json"
ACCEPTED = {
    "": JSON, "*/*": JSON, JSON: JSON, NEWER: NEWER, "application/*": JSON, "text/html": JSON,
    f"{NEWER}, {JSON};q=0.9": NEWER, f"{JSON}, {NEWER}": JSON, f"{NEWER};q=0.1, */*;q=0.2": JSON,
    f"{NEWER};q=0, {JSON};q=0.1": JSON, f"text/html, {NEWER.upper()}": NEWER,
    f"{NEWER};q=nonsense": JSON, ",;,": JSON,
}  # fmt: skip


@pytest.mark.parametrize("accept", ACCEPTED)
async def test_the_answer_has_the_media_type_that_is_preferred(client: Client, accept: str) -> None:
    headers = {"Accept": accept}
    good = await client.http.post("/graphql", json={"query": "{__typename}"}, headers=headers)
    assert good.status_code == 200
    assert good.headers["content-type"] == ACCEPTED[accept]
    assert good.json() == {"data": {"__typename": "Query"}}
    wrong = {"query": "query ($id: ID!) {node(id: $id) {id}}", "variables": {"id": None}}
    for body in ({"query": "{"}, {"query": "{a}"}, wrong):
        refused = await client.http.post("/graphql", json=body, headers=headers)
        assert refused.status_code == (400 if ACCEPTED[accept] == NEWER else 200)
        assert refused.headers["content-type"] == ACCEPTED[accept]
        assert set(refused.json()) == {"errors"}
    failing = {"query": '{skill(name: "a") {id} node(id: "nonsense") {id}}'}
    partly = await client.http.post("/graphql", json=failing, headers=headers)
    assert partly.status_code == 200
    assert partly.json()["data"] == {"skill": None, "node": None}


async def test_the_schema_cannot_be_asked_for_in_production(
    servers: Settings, store: Store
) -> None:
    produced = servers.model_copy(
        update={
            "env": "production",
            "token_key_file": servers.data / "keys" / "token-ed25519.pem",
            "hash_key_file": servers.data / "keys" / "hashes.key",
        }
    )
    client = Client(produced, store)
    for query in ("{__schema {types {name}}}", '{a: __type(name: "Query") {name}}'):
        assert await client.error(ADA, query) == "FORBIDDEN"
    assert await client.data(ADA, "{__typename viewer {__typename}}")


# What is no operation, and what is too much of one.


def chain(length: int, spread: str = "...f{next}") -> str:
    """Fragments that spread the next one."""
    parts = [f"fragment f{i} on Query {{{spread.format(next=i + 1)}}}" for i in range(length)]
    return " ".join(["{...f0}", *parts, f"fragment f{length} on Query {{__typename}}"])


def deep(levels: int) -> str:
    """A query with so many levels of selections, two of them around the rest."""
    inner = "id"
    for _ in range(levels - 2):
        inner = f"sharedPost {{{inner}}}"
    return f'{{node(id: "{global_id("Post", 1)}") {{... on Post {{sharedPost {{{inner}}}}}}}}}'


DOCUMENTS: dict[str, tuple[str, str]] = {
    "nonsense": ("hello", UNREADABLE),
    "open brace": ("{", UNREADABLE),
    "NUL": ("{__typename\x00}", UNREADABLE),
    "NUL alone": ("\x00", UNREADABLE),
    "only blanks": (" \n\t", UNREADABLE),
    "only a comment": ("# {__typename}", UNREADABLE),
    "half a surrogate": ('{skill(name: "\\uD800") {id}}', UNREADABLE),
    "huge float": ("{nodes(ids: [1e999999999]) {id}}", INVALID),
    "huge int": ("{searchJobs(first: " + "9" * 400 + ") {totalCount}}", INVALID),
    "enormous int": ("{searchJobs(first: " + "9" * 9_999 + ") {totalCount}}", BEYOND),
    "unknown field": ("{password}", INVALID),
    "unknown argument": ('{skill(name: "a", age: 1) {id}}', INVALID),
    "missing argument": ("{skill {id}}", INVALID),
    "missing selection": ('{skill(name: "a")}', INVALID),
    "selection on a leaf": ("{__typename {a}}", INVALID),
    "unknown directive": ("{__typename @nowhere}", INVALID),
    "repeated directive": ("{__typename @skip(if: true) @skip(if: true)}", INVALID),
    "unknown fragment": ("{...nowhere}", INVALID),
    "unused fragment": ("{__typename} fragment a on Query {__typename}", INVALID),
    "fragment of itself": ("{...a} fragment a on Query {...a}", INVALID),
    "circle": ("{...a} fragment a on Query {...b} fragment b on Query {...a}", INVALID),
    "circle through fields": (
        "{viewer {...a}} fragment a on Viewer {member {...b}}"
        " fragment b on Member {connections {edges {node {...b}}}}",
        INVALID,
    ),
    "unknown variable": ("{skill(name: $name) {id}}", INVALID),
    "wrong variable": ("query ($n: Int) {skill(name: $n) {id}}", INVALID),
    "unknown enum": ("{viewer {feed(mode: WORST) {pageInfo {hasNextPage}}}}", INVALID),
    "schema": ("type A {a: Int}", "BAD_REQUEST"),
    "mutation": ("mutation {a}", INVALID),
    "subscription": ("subscription {a}", "BAD_REQUEST"),
    "two without a name": ("query A {__typename} query B {__typename}", "BAD_USER_INPUT"),
    "introspection bomb": (
        "{__schema {types {" + "fields {type {" * 5 + "name" + "}}" * 5 + "}}}",
        INVALID,
    ),
    "too long": ("{__typename}" + "#" * MAX_QUERY_CHARS, BEYOND),
    "tokens": ("{" + "__typename " * 2_000 + "}", BEYOND),
    "directives": ("{__typename " + "@a " * 2_000 + "}", BEYOND),
    "deepest braces": ("{a" * 20_000, BEYOND),
    "deepest lists": ("{nodes(ids: " + "[" * 1_500 + "]" * 400, BEYOND),
    "deep": (deep(MAX_DEPTH + 1), BEYOND),
    "wide": ("{" + "__typename " * (MAX_WIDTH + 1) + "}", BEYOND),
    "wide pairs": ("{" + "viewer {__typename} " * 480 + "}", BEYOND),
    "aliases": ("{" + " ".join(f"a{i}: __typename" for i in range(MAX_ALIASES + 1)) + "}", BEYOND),
    "aliases in fragments": (
        "{...a viewer {member {...b}}} fragment a on Query {"
        + " ".join(f"a{i}: __typename" for i in range(20))
        + "} fragment b on Member {" + " ".join(f"b{i}: id" for i in range(11)) + "}",
        BEYOND,
    ),
    "fragment bomb": (chain(100, "...f{next} a: __typename ...f{next}"), BEYOND),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_an_operation_that_cannot_run_is_refused_with_a_code(
    client: Client, name: str
) -> None:
    query, code = DOCUMENTS[name]
    response = await client.post(ADA, query)
    answer = response.json()
    assert codes(answer) == {code}
    assert response.status_code == (400 if code == "BAD_REQUEST" else 200)
    assert set(answer) == {"errors"}
    assert not any(word in response.text for word in INTERNALS)


async def test_what_is_just_within_the_limits_runs(client: Client) -> None:
    width = "{" + "__typename " * MAX_WIDTH + "}"
    aliases = "{" + " ".join(f"a{i}: __typename" for i in range(MAX_ALIASES)) + "}"
    for query in (width, aliases, deep(MAX_DEPTH), chain(100, "...f{next} ...f{next}")):
        await client.data(ADA, query)
    long = "{__typename}".ljust(MAX_QUERY_CHARS, "#")
    assert await client.data(None, long) == {"__typename": "Query"}
    named = {"query": "query A {__typename} query B {b: __typename}", "operationName": "B"}
    answer = (await client.http.post("/graphql", json=named)).json()
    assert answer == {"data": {"b": "Query"}}


async def test_long_chains_of_fragments_run_or_are_refused_and_never_fail(client: Client) -> None:
    for length in (150, 200, 220):
        response = await client.post(None, chain(length))
        assert response.status_code == 200
        answer = response.json()
        assert answer == {"data": {"__typename": "Query"}} or codes(answer) == {BEYOND}


async def test_the_schema_can_be_asked_for(client: Client) -> None:
    query = get_introspection_query(specified_by_url=True, input_value_deprecation=True)
    kinds = {one["name"] for one in (await client.data(None, query))["__schema"]["types"]}
    assert {"Query", "Viewer", "Member", "Job", "Post"} <= kinds
