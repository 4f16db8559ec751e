"""The language of queries: what is refused where, and exactness against plain Python."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InvalidInput
from graph.search.language import MAX_DEPTH, All, Some, Term, Without, parse
from graph.search.questions import FIELDS_OF, read
from graph.store.search.interface import And, Document
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.search.tantivy_engine import TantivyEngine
from graph.store.search.words import MAX_WORDS, words

PLAIN = 'product manager|Manager (Backend|5" pipe|-|a - b|Portland, OR|title: x|foo:bar|((((|)'
PLAIN += "|O'Brien|full-stack|and or not|()|| |R&D"


@pytest.mark.parametrize("text", PLAIN.split("|"))
def test_everyday_text_is_plain(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "position", "why"),
    [
        ("a AND (", 7, "'(' is never closed"),
        ('"product manager', 1, "never closed"),
        ("a OR", 3, "'OR' needs something behind it"),
        ("AND a", 1, "'AND' needs something before it"),
        ("a AND OR b", 3, "'AND' needs something behind it"),
        ("NOT", 1, "'NOT' needs something behind it"),
        ("a AND () b", 7, "nothing between these parentheses"),
        ("a AND b)", 8, "this ')' closes nothing"),
        ('a AND "!!"', 7, "no word between these quotes"),
        ("title:&", 7, "'title:' needs a value"),
        ("title:NOT", 1, "'title:' needs a value"),
        ("a AND " + "(" * (MAX_DEPTH + 1) + "b", 7 + MAX_DEPTH, "more than 20 levels"),
        ("-a " * (MAX_WORDS + 1), 3 * MAX_WORDS + 2, "more than 32 words"),
    ],
)
def test_an_error_points_at_its_position(text: str, position: int, why: str) -> None:
    with pytest.raises(InvalidInput, match=f"^query: position {position}: ") as refused:
        parse(text)
    assert why in refused.value.message
    assert refused.value.field == ("query",)


def test_precedence() -> None:
    def term(word: str) -> Term:
        at = text.index(word)
        return Term((word,), None, False, at, at + 1)

    text = "a OR b -c d"
    assert parse(text) == Some((term("a"), All((term("b"), Without(term("c")), term("d")))))


def test_connecting_words_may_be_missing_outside_quotes() -> None:
    tree = parse('manager at google AND "at work"')
    assert isinstance(tree, All)
    assert [part.words for part in tree.parts if isinstance(part, Term)] == [
        ("manager",),
        ("google",),
        ("at", "work"),
    ]


NAMES = ["Ana Product", "Bo Manager", "Cy Doe"]
TITLES = ["Product Manager", "Senior Product Manager", "Intern Product", "AI Engineer", "Manager"]
OPTIONS = ["product", "manager", "ai", "intern", "doe", "senior", "c++"]

PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(NAMES).map(lambda one: [one]),
            "title": st.lists(st.sampled_from(TITLES), max_size=2, unique=True),
            "past_title": st.lists(st.sampled_from(TITLES), max_size=1),
            "skill": st.lists(st.sampled_from(["AI", "C++", "Product Design"]), max_size=2),
            "place": st.sampled_from([[], ["Berlin"], ["New York"]]),
        }
    ),
    min_size=1,
    max_size=8,
)
_TERM = st.one_of(
    st.sampled_from(OPTIONS),
    st.sampled_from(['"product manager"', '"manager product"', '"senior product manager"']),
    st.sampled_from(["title:manager", 'title:"product manager"', "past:intern", "in:berlin"]),
    st.sampled_from(["skill:c++", "name:ana", "title:(ai OR intern)", 'in:"new york"']),
)
QUERIES = st.recursive(
    _TERM,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"{two[0]} AND {two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} OR {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} {two[1]}"),
        inner.map(lambda one: f"NOT {one}" if one.startswith("(") else f"-{one}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} OR {two[1]} AND NOT intern"),
    ),
    max_leaves=5,
)


def holds(query: str, person: dict[str, list[str]]) -> bool:
    """The evaluation that a reader would do by hand."""
    tree = parse(f"({query}) AND NOT nothing")
    assert tree is not None

    def has(node: object) -> bool:
        match node:
            case All(parts):
                return all(map(has, parts))
            case Some(parts):
                return any(map(has, parts))
            case Without(part):
                return not has(part)
            case Term(wanted, name):
                known = FIELDS_OF[Kind.MEMBER]
                fields = known[name] if name else [f.name for f in SCHEMAS[Kind.MEMBER].texts]
                return any(
                    words(value)[start : start + len(wanted)] == wanted
                    for field in fields
                    for value in person.get(field, [])
                    for start in range(len(words(value)))
                )
        raise AssertionError(node)

    return has(tree)


@settings(max_examples=12)
@given(PEOPLE, st.lists(QUERIES, min_size=5, max_size=12))
async def test_expressions_are_exact(
    people: list[dict[str, list[str]]], queries: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = TantivyEngine(Path(folder))
        async with engine.rebuild() as building:
            made = [
                Document(id_, {**person, "name": person["name"][0], "place": person["place"]})
                for id_, person in enumerate(people)
            ]
            await building.add(Kind.MEMBER, made)
        for query in queries:
            text = f"({query}) AND NOT nothing"
            question = await read(engine, Kind.MEMBER, text)
            found = await engine.search(Kind.MEMBER, question.typed, And((question.where, And(()))))
            expected = [id_ for id_, person in enumerate(people) if holds(query, person)]
            assert sorted(int(hit.id) for hit in found.hits) == expected, text
            assert found.total == len(expected)
        await engine.close()
