"""Who asks: tokens that are none, callers without one, and members who may not be seen."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from graph.settings import Settings
from resolvers.auth import Tokens
from resolvers.ids import global_id
from tests.client import Client, codes, member_id
from tests.conftest import LoadWorld
from tests.worlds.chain import (
    ADA,
    FLO,
    GUS,
    HAL,
    JO,
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


@pytest.fixture(scope="module")
def tokens(servers: Settings) -> Tokens:
    return Tokens.load(servers)


# Who asks.

ME = "{viewer {member {name}}}"


def part(claims: dict[str, str]) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def forged(servers: Settings) -> Iterator[tuple[str, str]]:
    """Tokens that are none of ours, and why."""
    now = datetime.now(UTC)
    claims: dict[str, Any] = {
        "iss": "proconnect",
        "sub": "1",
        "role": "member",
        "iat": now,
        "exp": now + timedelta(hours=1),
    }
    ours = Tokens.load(servers)
    good = ours.issue(ADA, "member", timedelta(hours=1), now=now)
    head, body, signature = good.split(".")
    yield "expired", ours.issue(ADA, "member", timedelta(hours=1), now=now - timedelta(hours=2))
    yield "another key", jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA")
    yield "secret", jwt.encode(claims, "x" * 64, algorithm="HS256")
    yield "unsigned", jwt.encode(claims, None, algorithm="none")
    yield "unsigned header", f"{part({'alg': 'none'})}.{body}."
    yield "no signature", f"{head}.{body}."
    yield (
        "other body",
        f"{head}.{part({'sub': '2'})}.{signature}",
    )
    yield "cut", good[:-5]
    yield "garbage", "garbage"
    yield "dots", "..."
    yield "long", "a" * 7_000
    yield "signed twice", f"{good}.{signature}"


async def test_a_token_that_is_none_is_refused_with_401(client: Client, servers: Settings) -> None:
    for why, token in forged(servers):
        for path in ("/graphql", "/graphql?query={__typename}"):
            send = client.http.get if "?" in path else client.http.post
            response = await send(path, headers={"Authorization": f"Bearer {token}"})
            assert response.status_code == 401, why
            assert response.headers["www-authenticate"] == "Bearer"
            assert codes(response.json()) == {"UNAUTHENTICATED"}


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Basic YTpi", "bearer", "Token x", "x", "Bearer a b", "é", "\xff"],
)
async def test_a_header_that_is_no_bearer_token_is_refused(client: Client, header: str) -> None:
    headers = {"Authorization": header.encode("latin-1")}
    response = await client.http.post("/graphql", json={"query": ME}, headers=headers)
    assert (response.status_code, codes(response.json())) == (401, {"UNAUTHENTICATED"})


async def test_the_scheme_of_a_token_may_be_written_in_any_case(
    client: Client, tokens: Tokens
) -> None:
    token = tokens.issue(ADA, "member", timedelta(minutes=1), now=datetime.now(UTC))
    for scheme in ("Bearer", "bearer", "BEARER"):
        headers = {"Authorization": f"{scheme} {token}"}
        response = await client.http.post("/graphql", json={"query": ME}, headers=headers)
        assert response.json() == {"data": {"viewer": {"member": {"name": "Ada"}}}}


async def test_the_token_of_a_member_who_is_no_more_finds_nobody(client: Client) -> None:
    assert await client.error(NEVER, ME) == "UNAUTHENTICATED"
    for name in LISTS:
        answer = (await client.post(NEVER, listing(name))).json()
        assert codes(answer) <= {"UNAUTHENTICATED"}, (name, answer)
    degrees = "query ($ids: [ID!]!) {degrees(memberIds: $ids)}"
    ids = [member_id(id) for id in (ADA, GUS, NEVER)]
    assert await client.data(NEVER, degrees, ids=ids) == {"degrees": [None, None, None]}


CARD = """{id name headline industry country city summary degree connectionCount
  mutualConnectionCount connections {edges {node {id}}} mutualConnections {edges {node {id}}}
  paths {length} positions {title} educations {degree} skills {level}
  posts {edges {node {id}}}}"""
CARDS = f"query ($ids: [ID!]!) {{nodes(ids: $ids) {{... on Member {CARD}}}}}"


async def test_without_a_token_public_members_are_reduced_cards(client: Client) -> None:
    nobody = {"connections": {"edges": []}, "mutualConnections": {"edges": []}}
    everybody = [member_id(id) for id in (ADA, GUS, HAL, NEVER)]
    nodes = (await client.data(None, CARDS, ids=everybody))["nodes"]
    assert nodes[0] == {
        "id": member_id(ADA), "name": "Ada", "headline": "Ada leads", "industry": None,
        "country": None, "city": None, "summary": None, "degree": None, "connectionCount": None,
        "mutualConnectionCount": 0, **nobody, "paths": [], "positions": [], "educations": [],
        "skills": [], "posts": {"edges": []},
    }  # fmt: skip
    assert nodes[1:] == [None, None, None]
    degrees = "query ($ids: [ID!]!) {degrees(memberIds: $ids)}"
    assert await client.data(None, degrees, ids=everybody) == {"degrees": [None] * 4}
    assert await client.data(None, ME) == {"viewer": None}


async def test_without_a_token_only_what_is_public_is_read(client: Client) -> None:
    ids = [global_id("Post", id) for id in (1, 4, 5)]
    query = "query ($ids: [ID!]!) {nodes(ids: $ids) {... on Post {text author {name summary}}}}"
    public = {"text": "One", "author": {"name": "Bo", "summary": None}}
    assert await client.data(None, query, ids=ids) == {"nodes": [public, None, None]}
    job = f'{{job(id: "{global_id("Job", 1)}") {{title company {{name}} match {{score}}}}}}'
    shown = {"title": "Baker", "company": {"name": "Acme"}, "match": None}
    assert await client.data(None, job) == {"job": shown}
    skill = '{skill(name: "Python") {name}}'
    assert await client.data(None, skill) == {"skill": {"name": "python"}}
    typeahead = '{typeahead(prefix: "a") {text}}'
    searches = [listing(name) for name in ("people", "jobs", "companies", "found posts")]
    for asked in [*searches, typeahead]:
        assert await client.error(None, asked) == "UNAUTHENTICATED"
    for name in ("feed", "ranked feed", "suggestions", "recommended jobs"):
        assert await client.data(None, listing(name)) == {"viewer": None}


async def test_the_blocked_the_hidden_and_the_unknown_cannot_be_told_apart(client: Client) -> None:
    asked = [
        f"query ($id: ID!) {{member(id: $id) {CARD}}}",
        f"query ($id: ID!) {{node(id: $id) {{... on Member {CARD}}}}}",
        f"query ($id: ID!) {{nodes(ids: [$id]) {{... on Member {CARD}}}}}",
        "query ($id: ID!) {degrees(memberIds: [$id])}",
        "query ($id: ID!) {member(id: $id) {mutualConnections {edges {cursor}}}}",
        "query ($id: ID!) {member(id: $id) {mutualConnectionCount}}",
        "query ($id: ID!) {member(id: $id) {paths {length}}}",
    ]
    for query in asked:
        answers = set()
        for id in (NEVER, FLO, JO, GUS):
            same = {"X-Request-Id": "the-same-for-all"}
            response = await client.post(ADA, query, {"id": member_id(id)}, same)
            # How much a viewer may still ask goes down with each request, whatever it asks.
            headers = {k: v for k, v in response.headers.items() if not k.startswith("ratelimit")}
            answers.add((response.status_code, response.content, str(headers)))
        assert len(answers) == 1, answers
    mixed = [member_id(id) for id in (ADA, FLO, JO, GUS, NEVER, HAL)]
    degrees = "query ($ids: [ID!]!) {degrees(memberIds: $ids)}"
    assert (await client.data(ADA, degrees, ids=mixed))["degrees"] == [0, None, None, None, None, 2]
