"""Global ids: base64 of kind and key, and nothing else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InvalidId
from graph.model import MAX_ID
from resolvers import ids


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_a_global_id_is_base64_of_kind_and_key() -> None:
    assert ids.global_id("Member", 42) == "TWVtYmVyOjQy"
    assert ids.parse("TWVtYmVyOjQy") == ("Member", 42)
    assert ids.key_of("Member", "TWVtYmVyOjQy") == 42


@given(kind=st.sampled_from(["Member", "Company", "Job", "Post"]), key=st.integers(0, MAX_ID))
def test_every_number_comes_back(kind: str, key: int) -> None:
    assert ids.parse(ids.global_id(kind, key)) == (kind, key)


@given(key=st.text(min_size=1))
def test_every_text_key_comes_back(key: str) -> None:
    try:
        key.encode()
    except UnicodeEncodeError:
        return
    assert ids.parse(ids.global_id("Skill", key)) == ("Skill", key)


def test_a_skill_keeps_the_colons_of_its_address() -> None:
    address = "http://data.europa.eu/esco/skill/0b071b54"
    assert ids.parse(ids.global_id("Skill", address)) == ("Skill", address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "42",
        "Member:42",
        "TWVtYmVyOjQy\n",
        "TWVtYmVyOjQ",
        "é",
        base64.b64encode(b"Member:\xff").decode(),
        encoded("Member"),
        encoded("Member:"),
        encoded("member:42"),
        encoded("Robot:42"),
        encoded("Member:-1"),
        encoded("Member:+1"),
        encoded("Member:4 2"),
        encoded("Member:1e3"),
        encoded("Member:٤٢"),
        encoded(f"Member:{MAX_ID + 1}"),
        encoded("Member:" + "9" * 5_000),
    ],
)
def test_anything_else_is_refused_and_the_argument_named(text: str) -> None:
    with pytest.raises(InvalidId) as caught:
        ids.parse(text, "memberId")
    assert caught.value.code == "INVALID_ID"
    assert caught.value.field == ("memberId",)
    assert len(caught.value.message) < 200


def test_the_id_of_another_kind_is_refused() -> None:
    with pytest.raises(InvalidId, match="is not the id of a Member"):
        ids.key_of("Member", ids.global_id("Company", 42))


def test_several_ids_keep_their_order_and_the_first_wrong_one_is_named() -> None:
    texts = [ids.global_id("Member", n) for n in (3, 1, 2)]
    assert ids.keys_of("Member", texts, "ids") == [3, 1, 2]
    with pytest.raises(InvalidId, match="'zzz'"):
        ids.keys_of("Member", [*texts, "zzz"], "ids")
