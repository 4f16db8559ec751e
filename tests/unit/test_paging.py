"""Pages: sizes at and past their limits, and cursors that only their own list accepts."""

from __future__ import annotations

import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import paging
from graph.errors import InvalidCursor, InvalidInput, LimitExceeded


def test_the_size_of_a_page_at_its_limits() -> None:
    assert paging.page_size(None) == 20
    assert paging.page_size(None, default=7) == 7
    assert paging.page_size(0) == 0
    assert paging.page_size(100) == 100


def test_a_page_one_past_its_limit_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="101 is more than 100") as caught:
        paging.page_size(101)
    assert caught.value.field == ("first",)
    with pytest.raises(LimitExceeded, match="51 is more than 50"):
        paging.page_size(51, most=50)


def test_a_negative_page_is_refused() -> None:
    with pytest.raises(InvalidInput, match="-1 is below 0") as caught:
        paging.page_size(-1)
    assert not isinstance(caught.value, LimitExceeded)


@given(st.integers(-(2**63), 2**63 - 1), st.text(st.characters(codec="utf-8")), st.floats())
def test_a_cursor_gives_back_what_went_in(number: int, text: str, score: float) -> None:
    if score != score or score in (float("inf"), float("-inf")):
        return
    cursor = paging.encode_cursor("list", number, text, score)
    assert paging.decode_cursor("list", cursor, int, str, float) == [number, text, score]
    assert cursor.isascii()
    assert "=" not in cursor


def packed(value: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "not a cursor",
        "é",
        "AAAA",
        packed(5),
        packed("members"),
        packed([]),
        packed({"kind": "members"}),
        packed(["members"]),
        packed(["members", 1, 2]),
        packed(["members", "1"]),
        packed(["members", 1.0]),
        packed(["members", True]),
        packed(["members", None]),
        packed(["jobs", 1]),
        packed(["members", [1]]),
        packed(["members", 1]) + "\n",
    ],
)
def test_a_cursor_that_this_list_did_not_issue_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor) as caught:
        paging.decode_cursor("members", cursor, int)
    assert caught.value.code == "INVALID_CURSOR"
    assert caught.value.field == ("after",)


@given(st.text())
def test_no_text_is_more_than_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        paging.decode_cursor("members", cursor, int)
