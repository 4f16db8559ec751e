"""The Meilisearch adapter, as far as that is honest without its server: what it would send."""

from __future__ import annotations

import socket

import pytest
from meilisearch_python_sdk.models.search import SearchResults

from graph import settings as configuration
from graph.errors import LimitExceeded, ServerFailed
from graph.search.scope import Scope, visible_members
from graph.store.search.interface import (
    And,
    Document,
    Filter,
    In,
    Not,
    Or,
    Range,
    TextQuery,
    Words,
    equals,
    means,
)
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.search.meilisearch_documents import (
    expression,
    index_document,
    query_text,
    settings,
)
from graph.store.search.meilisearch_engine import MeilisearchEngine, hits_of


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (And(()), "id EXISTS"),
        (Or(()), "id NOT EXISTS"),
        (In("id", ()), "id NOT EXISTS"),
        (In("id", (2**62, 7)), 'id IN ["i4611686018427387904", "i7"]'),
        (equals("company", "ACME, Inc."), 'company_exact IN ["acme inc"]'),
        (equals("name", '"\\'), 'name_exact IN ["\\"\\\\"]'),
        (Not(equals("audience", "PRIVATE")), 'NOT (audience_exact IN ["private"])'),
        (Range("completeness", 3, 9), "(completeness >= 3 AND completeness <= 9)"),
        (Range("completeness", at_most=9), "(completeness <= 9)"),
        (Range("completeness"), "id EXISTS"),
        (equals("completeness", 3), 'completeness_exact IN ["i3"]'),
        (Words(("ai",)), 'terms = "ai"'),
        (Words(()), "id NOT EXISTS"),
        (Words(("product", "manager"), ("title",)), '((title_terms = "product manager"))'),
        (
            Words(("a", "b", "c", "d"), ("title", "name")),
            '((title_terms = "a b c" AND title_terms = "b c d")'
            ' OR (name_terms = "a b c" AND name_terms = "b c d"))',
        ),
        (
            And((equals("skill", "C++"), Or((equals("place", "Köln"), equals("country", "DE"))))),
            '(skill_exact IN ["c++"] AND (place_exact IN ["koln"] OR country_exact IN ["de"]))',
        ),
    ],
)
def test_conditions_become_expressions(tree: Filter, expected: str) -> None:
    assert expression(Kind.MEMBER, tree) == expected


def test_a_condition_holds_a_thousand_values_and_no_more() -> None:
    assert expression(Kind.MEMBER, In("id", tuple(range(1_000)))).count('"i') == 1_000
    with pytest.raises(LimitExceeded, match="1000"):
        expression(Kind.MEMBER, In("id", tuple(range(1_001))))


@pytest.mark.parametrize("tree", [equals("headline", "x"), equals("nothing", "x")])
def test_a_field_that_cannot_be_filtered_is_a_mistake(tree: Filter) -> None:
    with pytest.raises(KeyError):
        expression(Kind.MEMBER, tree)


@pytest.mark.parametrize("kind", list(Kind))
def test_settings_declare_every_field(kind: Kind) -> None:
    made = settings(kind).model_dump(by_alias=True, exclude_none=True)
    filterable = made["filterableAttributes"]
    assert made["searchableAttributes"] == [f"{field.name}_words" for field in SCHEMAS[kind].texts]
    for field in SCHEMAS[kind].fields:
        assert (f"{field.name}_exact" in filterable) == (field.exact or field.number)
        assert (f"{field.name}_facet" in filterable) == field.facet
        assert (field.name in made["sortableAttributes"]) == field.number
    assert made["rankingRules"][0] == "sort"
    assert made["rankingRules"][-1] == "id:asc"
    assert made["nonSeparatorTokens"] == ["+", "#", "."]
    assert made["typoTolerance"]["minWordSizeForTypos"] == {"oneTypo": 4, "twoTypos": 8}


def test_a_document_has_words_keys_facets_and_what_is_shown() -> None:
    fields = {"name": "Ana Müller", "company": ["Acme", "ACME"], "completeness": 4, "place": None}
    made = index_document(Kind.MEMBER, Document(7, fields))
    assert len(made.pop("key")) == 64
    assert isinstance(made.pop("fingerprint"), int)
    assert made == {
        "id": "i7",
        "name_words": ["ana muller"],
        "name_terms": ["ana", "muller", "ana muller"],
        "company_terms": ["acme"],
        "terms": ["ana", "muller", "ana muller", "acme"],
        "name_exact": ["ana muller"],
        "company_words": ["acme"],
        "company_exact": ["acme"],
        "company_facet": ["Acme"],
        "completeness": 4,
        "completeness_exact": "i4",
        "shown": {"name": ["Ana Müller"], "company": ["Acme"]},
    }


def test_variants_of_an_id_are_documents_of_their_own() -> None:
    keys = {index_document(Kind.MEMBER, Document(7, {}, v))["key"] for v in ("", "reduced")}
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (TextQuery("Anna  MÜLL"), "anna mull"),
        (TextQuery("Anna Müller "), "anna muller "),
        (TextQuery("Anna", prefix=False), "anna "),
        (TextQuery("js dev", synonyms=(means(0, 1, "skill", "JavaScript"),)), "javascript dev"),
        (TextQuery('"C++" AND -x'), "c++ and x"),
        (TextQuery("\0 !?"), ""),
    ],
)
def test_queries_are_sent_as_our_words(query: TextQuery, expected: str) -> None:
    assert query_text(query) == expected


def test_an_answer_becomes_hits_with_an_exact_total() -> None:
    rows = [{"id": f"i{i}", "_rankingScore": 0.5, "shown": {"title": ["Nurse"]}} for i in (1, 2, 3)]
    rows[2]["posted_at"] = 1_700_000_000
    found = SearchResults[dict[str, object]](
        hits=rows,
        processingTimeMs=1,
        query="nurse",
        totalHits=41,
        facetDistribution={"company_facet": {"Acme": 2, "ACME": 1, "Zoo": 3}},
    )
    hits = hits_of(Kind.JOB, found, 100.0, ("company", "place"), offset=2)
    assert hits.total == 41
    assert [(hit.id, hit.score, dict(hit.numbers)) for hit in hits.hits] == [
        (3, 50.0, {"posted_at": 1_700_000_000})
    ]
    assert dict(hits.facets) == {"company": (("Acme", 3), ("Zoo", 3)), "place": ()}


def test_the_visibility_of_members_is_one_expression() -> None:
    engine = MeilisearchEngine.__new__(MeilisearchEngine)
    scope = Scope(1, (5,), (6, 1), (8, 1))
    where = And((visible_members(scope, engine), And(())))
    assert expression(Kind.MEMBER, where) == (
        '((NOT (id IN ["i5"])'
        ' AND NOT ((audience_exact IN ["reduced"] AND id IN ["i1", "i8"]))'
        ' AND NOT ((audience_exact IN ["connections"] AND NOT (id IN ["i1", "i8"])))'
        ' AND NOT ((audience_exact IN ["private"] AND NOT (id IN ["i1", "i6"])))) AND id EXISTS)'
    )


def test_beyond_the_cap_connections_are_hidden_and_blocks_refused() -> None:
    engine = MeilisearchEngine.__new__(MeilisearchEngine)
    many = tuple(range(1, 1_500))
    assert '"i1499"' in expression(Kind.MEMBER, visible_members(Scope(1, (), (), many), engine))
    with pytest.raises(LimitExceeded, match="blocked"):
        visible_members(Scope(1, many, (), ()), engine)


async def test_a_page_beyond_the_hit_cap_is_refused() -> None:
    engine = MeilisearchEngine.__new__(MeilisearchEngine)
    with pytest.raises(LimitExceeded, match="1000"):
        await engine.search(Kind.MEMBER, offset=990, limit=11)


async def test_a_server_that_does_not_answer_stops_the_start() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ServerFailed, match="Meilisearch does not answer"):
        await MeilisearchEngine.connect(
            configuration.load(MEILISEARCH_URL=f"http://127.0.0.1:{port}")
        )
