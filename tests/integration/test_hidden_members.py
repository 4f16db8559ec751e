"""For a viewer whom a member has blocked, the member is not there: every field answers as for an id
that never was and for one that is no more, byte for byte.

The operations are made from the schema, so a new field that takes an id is asked, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from graph.store.store import Store
from resolvers.ids import global_id
from resolvers.schema import schema
from tests.client import Client
from tests.conftest import LoadWorld
from tests.worlds.world import World

VIEWER, BLOCKER, GONE, FRIEND = 1, 2, 3, 4
NEVER = 999
WHO = {"blocked": BLOCKER, "deleted": GONE, "unknown": NEVER}
KINDS = ("Member", "Post", "Comment", "Invitation")
"""Each member's post and comment have the member's number; so has the invitation from them."""

CORE = schema._schema


def town() -> World:
    """The one who blocks and the one who goes have posts, comments and ties like anybody else."""
    world = World()
    for number in (VIEWER, BLOCKER, GONE, FRIEND):
        world.member(f"Member {number}", id=number, headline="Engineer")
    world.block(BLOCKER, VIEWER)
    world.post(FRIEND, id=FRIEND, text="A friend's post")
    for number in (BLOCKER, GONE):
        world.connect(FRIEND, number)
        world.post(number, id=number, text="Not for everybody")
        world.comment(number, FRIEND, "Nor is this", id=number)
    return world


@pytest.fixture(scope="module", autouse=True)
async def loaded(load_world: LoadWorld, store: Store) -> None:
    await load_world.indexed(town())
    await store.db.run_schema(
        f"MATCH (m:Member {{id: {GONE}}}) "
        "OPTIONAL MATCH (m)-[:POSTED|COMMENTED]->(c) DETACH DELETE m, c"
    )


def fields() -> Iterator[tuple[str, str, GraphQLField]]:
    """The operation, name and definition of each root field that takes an id."""
    for operation, root in (("query", CORE.query_type), ("mutation", CORE.mutation_type)):
        assert root is not None
        for name, field in root.fields.items():
            if any(takes_ids(argument) for argument in field.args.values()):
                yield operation, name, field


def takes_ids(argument: GraphQLArgument) -> bool:
    return get_named_type(argument.type).name == "ID"


def sample(kind: Any) -> Any:
    """A value for a required argument that is no id."""
    if isinstance(kind, GraphQLNonNull):
        return sample(kind.of_type)
    if isinstance(kind, GraphQLList):
        return [sample(kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return {
            name: sample(field.type)
            for name, field in kind.fields.items()
            if isinstance(field.type, GraphQLNonNull)
        }
    return {"Int": 1, "Float": 1.0, "Boolean": True}.get(kind.name, "Some text")


def selection(kind: Any, depth: int = 3) -> str:
    """Every field without required arguments, three levels deep."""
    kind = get_named_type(kind)
    if not isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType)):
        return ""
    parts = ["__typename"]
    for name, field in kind.fields.items():
        if any(isinstance(a.type, GraphQLNonNull) for a in field.args.values()):
            continue
        inner = get_named_type(field.type)
        if not isinstance(inner, (GraphQLObjectType, GraphQLInterfaceType)):
            parts.append(name)
        elif depth > 1:
            parts.append(f"{name} {selection(inner, depth - 1)}")
    return "{" + " ".join(parts) + "}"


def operation(kind: str, name: str, field: GraphQLField, id: str) -> tuple[str, dict[str, Any]]:
    """The text and variables of an operation that gives `id` wherever an id is taken."""
    given: dict[str, Any] = {}
    for argument, about in field.args.items():
        many = "[" in str(about.type)
        if takes_ids(about) and argument not in ("companyId",):
            given[argument] = [id] if many else id
        elif isinstance(about.type, GraphQLNonNull):
            given[argument] = sample(about.type)
    declared = ", ".join(f"${name}: {field.args[name].type}" for name in given)
    passed = ", ".join(f"{name}: ${name}" for name in given)
    return f"{kind}({declared}) {{{name}({passed}) {selection(field.type)}}}", given


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("how", "name", "field"), [pytest.param(*found, id=found[1]) for found in fields()]
)
async def test_a_hidden_member_is_as_one_who_never_was(
    unlimited: Client, how: str, name: str, field: GraphQLField, kind: str
) -> None:
    answers = {}
    for who, number in WHO.items():
        id_ = global_id(kind, number)
        text, variables = operation(how, name, field, id_)
        response = await unlimited.post(VIEWER, text, variables)
        assert response.status_code == 200, response.text
        answers[who] = response.text.replace(id_, "ID")
        assert "internal error" not in answers[who], answers[who]
    assert answers["blocked"] == answers["unknown"]
    assert answers["deleted"] == answers["unknown"]


LISTS = """{
  viewer {
    feed(first: 100) {edges {node {post {id author {id}}}}}
    peopleYouMayKnow(first: 100) {edges {node {member {id} reasons {members {id}}}}}
    invitationsReceived {edges {node {id}}}
    notifications {edges {node {actor {id}}}}
  }
  searchPeople(query: "Member") {totalCount edges {node {id}} facets {buckets {value count}}}
  searchPosts(query: "everybody") {edges {node {id}}}
  typeahead(prefix: "Mem") {node {id} text}
}"""


async def test_no_list_shows_a_hidden_member(unlimited: Client) -> None:
    answer = (await unlimited.post(VIEWER, LISTS)).text
    for number in (BLOCKER, GONE):
        for kind in ("Member", "Post", "Comment"):
            assert global_id(kind, number) not in answer
        assert f"Member {number}" not in answer
