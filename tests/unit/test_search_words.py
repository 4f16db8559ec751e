"""Words, keys and distances: what counts as the same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.search.matching import Asked, contains, distance
from graph.store.search.words import MAX_WORD_LETTERS, text_key, typos_allowed, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Senior Software-Engineer", ("senior", "software", "engineer")),
        ("C++ and C# with .NET", ("c++", "and", "c#", "with", ".net")),
        ("ASP.NET, node.js", ("asp", "net", "node", "js")),
        ("c+++ F#m #AI", ("c", "f", "m", "ai")),
        ("São Paulo Straße Łódź", ("sao", "paulo", "strasse", "lodz")),
        ("o'Neil_2", ("o", "neil", "2")),
        ("東京 エンジ", ("東", "京", "エ", "ン", "ジ")),
        ("Москва", ("москва",)),
        (" \t\n\0 !?", ()),
    ],
)
def test_words_keep_the_signs_that_tell_languages_apart(
    text: str, expected: tuple[str, ...]
) -> None:
    assert words(text) == expected


def test_values_are_the_same_whatever_their_case_accents_and_punctuation() -> None:
    assert text_key("Café-Bar  GmbH") == text_key("cafe bar gmbh") == "cafe bar gmbh"
    assert text_key("C++") != text_key("C") != text_key("C#")
    assert text_key(" !? ") == "!?"
    assert text_key("\ud800") == "?"


@given(st.text())
def test_words_never_fail_and_have_no_spaces(text: str) -> None:
    for word in words(text):
        assert word
        assert not any(letter.isspace() for letter in word)
        assert len(word) <= MAX_WORD_LETTERS


def test_long_words_are_cut_alike_in_documents_and_queries() -> None:
    assert words("x" * 300) == words("x" * 200) == ("x" * MAX_WORD_LETTERS,)


@pytest.mark.parametrize(
    ("word", "allowed"),
    [("abc", 0), ("abcd", 1), ("abcdefg", 1), ("abcdefgh", 2), ("2019", 0), ("c++x", 0)],
)
def test_longer_words_may_have_more_typos(word: str, allowed: int) -> None:
    assert typos_allowed(word) == allowed


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("miller", "miller", 0),
        ("miller", "mlller", 1),
        ("miller", "imller", 1),
        ("miller", "millers", 1),
        ("miller", "mill", 2),
        ("ca", "abc", 3),
        ("miller", "smith", 3),
    ],
)
def test_distance_counts_a_swap_as_one(one: str, other: str, expected: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == expected


def test_only_the_last_word_may_go_on_and_a_space_ends_it() -> None:
    asked = Asked.of("anna mil")
    assert asked.fit(1, "miller")
    assert not asked.fit(0, "annabel")
    assert not Asked.of("anna mil ").fit(1, "miller")


def test_contains_asks_for_neighbours_in_order() -> None:
    whole = ("senior", "data", "engineer")
    assert contains(("data", "engineer"), whole)
    assert not contains(("senior", "engineer"), whole)
    assert not contains((), whole)
