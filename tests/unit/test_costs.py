"""The cost of an operation is told from its text and variables alone."""

from __future__ import annotations

import time
from typing import Any

import pytest

from resolvers.costs import DECLARED, MAX_COST, SHORT_LIST, weigh
from resolvers.limits import accepted
from resolvers.schema import schema


def cost(query: str, name: str | None = None, **variables: Any) -> int:
    document = accepted(schema, query)
    assert document is not None, "the query is not valid"
    return weigh(schema._schema, document, name, variables).cost


FEED = DECLARED["Viewer.feed"]

COSTS: dict[str, int] = {
    "{__typename}": 1,
    '{skill(name: "a") {id}}': 1,
    "{viewer {feed(first: 3) {edges {cursor}}}}": 1 + FEED + 1 + 3,
    "{viewer {feed {edges {cursor}}}}": 1 + FEED + 1 + 20,
    "{viewer {feed(first: 3) {edges {node {post {author {name}}}}}}}": 1 + FEED + 1 + 3 * 4,
    '{nodes(ids: ["a", "b"]) {id}}': 1 + 2,
    '{degrees(memberIds: ["a", "b"])}': 1,
    '{member(id: "a") {positions {company {name}}}}': 1 + 1 + SHORT_LIST * 2,
    "{...a} fragment a on Query {viewer {member {id}}}": 2,
    "{viewer {member {id}} ... {b: viewer {member {id}}}}": 4,
    "{__schema {types {name}}}": 1,
}


@pytest.mark.parametrize("query", COSTS)
def test_a_list_counts_what_it_may_have(query: str) -> None:
    assert cost(query) == COSTS[query]


def test_variables_say_how_many_items_are_meant() -> None:
    query = "query ($n: Int = 7) {viewer {feed(first: $n) {edges {cursor}}}}"
    assert cost(query) == 1 + FEED + 1 + 7
    assert cost(query, n=50) == 1 + FEED + 1 + 50
    ids = "query ($ids: [ID!]!) {nodes(ids: $ids) {id}}"
    assert cost(ids, ids=["a"] * 30) == 1 + 30
    assert cost(query, n=-5) == 1 + FEED + 1
    assert cost(query, n=10**30) <= MAX_COST + 1 + FEED + 1


def test_one_of_several_operations_is_weighed_alone() -> None:
    query = "query A {__typename} query B {viewer {member {id}}}"
    assert (cost(query, "A"), cost(query, "B")) == (1, 2)


def test_nested_pages_pass_the_limit() -> None:
    inner = "id"
    for _ in range(3):
        inner = f"connections(first: 100) {{edges {{node {{{inner}}}}}}}"
    assert cost(f'{{member(id: "a") {{{inner}}}}}') > MAX_COST


def test_a_bomb_of_fragments_is_weighed_at_once() -> None:
    parts = [f"fragment f{i} on Query {{...f{i + 1} ...f{i + 1}}}" for i in range(60)]
    query = " ".join(["{...f0}", *parts, "fragment f60 on Query {viewer {__typename}}"])
    began = time.process_time()
    assert cost(query) > MAX_COST
    assert time.process_time() - began < 5


def test_declared_costs_belong_to_fields_that_exist() -> None:
    for name in DECLARED:
        type_, _, field = name.partition(".")
        assert field in schema._schema.type_map[type_].fields, name  # type: ignore[attr-defined]
