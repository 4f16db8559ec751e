"""Whatever is sent to the endpoint is answered, without a failure of ours."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.client import Client, codes
from tests.conftest import LoadWorld
from tests.hostile import INTERNALS, LOOKED_FOR
from tests.worlds.chain import (
    ADA,
    network,
)

JSON = "application/json"


@pytest.fixture(scope="module", autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    await load_world.indexed(network())


def safe(response: Any) -> None:
    """No failure of ours, and nothing of our insides."""
    assert response.status_code < 500, response.text
    answer = response.json()
    assert "INTERNAL" not in codes(answer), answer
    assert all(code for code in codes(answer))
    assert not any(word in response.text for word in INTERNALS), response.text


words = st.text(max_size=30)
numbers = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
anything = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=10,
)
names = st.sampled_from(
    [
        "query",
        "mutation",
        "subscription",
        "fragment",
        "on",
        "viewer",
        "member",
        "node",
        "nodes",
        "degrees",
        "searchPeople",
        "searchJobs",
        "typeahead",
        "skill",
        "id",
        "ids",
        "memberIds",
        "first",
        "after",
        "query",
        "filter",
        "edges",
        "pageInfo",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ":",
        "!",
        "$",
        "a",
        "...",
        "@",
        "@skip",
        "@include",
        "if",
        "=",
        "|",
        "&",
        '"x"',
        '"""',
        "1",
        "-1",
        "1.5",
        "true",
        "null",
        "LATEST",
        "__typename",
        "__schema",
        "types",
        "fields",
        "name",
        "Member",
        "Query",
        "ID",
        "Int",
        "String",
        ",",
        "#",
        "\\",
    ]
)


@hypothesis.given(body=st.binary(max_size=200), media_type=st.sampled_from([JSON, "text/plain"]))
async def test_any_bytes_are_answered(client: Client, body: bytes, media_type: str) -> None:
    headers = {"Content-Type": media_type}
    response = await client.http.post("/graphql", content=body, headers=headers)
    assert response.status_code in (400, 415)
    safe(response)


@hypothesis.given(
    body=st.fixed_dictionaries(
        {"query": st.just("{__typename}") | anything},
        optional={"variables": anything, "operationName": anything, "extensions": anything},
    )
)
async def test_any_json_is_answered(client: Client, body: dict[str, Any]) -> None:
    try:
        text = json.dumps(body)
    except ValueError:
        return
    headers = {"Content-Type": JSON}
    safe(await client.http.post("/graphql", content=text.encode(), headers=headers))


@hypothesis.given(parts=st.lists(names, max_size=40))
async def test_any_sequence_of_words_is_answered(client: Client, parts: list[str]) -> None:
    query = " ".join(parts)
    safe(await client.post(ADA, query))
    safe(await client.http.get(f"/graphql?{urlencode({'query': query})}"))


@hypothesis.given(asked=st.sampled_from(LOOKED_FOR), text=st.text(max_size=200))
async def test_any_text_can_be_looked_for(client: Client, asked: str, text: str) -> None:
    hypothesis.assume(not any(word in text for word in INTERNALS))
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    safe(await client.post(ADA, asked, {"a": text}))


async def test_very_long_text_is_looked_for_or_refused(client: Client) -> None:
    for asked in LOOKED_FOR:
        for text in (
            "a" * 10_000,
            "a " * 5_000,
            '"' * 1_000,
            "(" * 1_000,
            "é" * 3_000,
            "\x00",
            "*",
        ):
            safe(await client.post(ADA, asked, {"a": text}))
