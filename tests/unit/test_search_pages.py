"""The pages of a search, their order and the reasons of hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from graph.errors import InvalidCursor, InvalidInput, LimitExceeded
from graph.paging import encode_cursor
from graph.search.filters import JobFilter, PeopleFilter, check
from graph.search.matching import Asked, matched_words
from graph.search.pages import LAST_HIT, MAX_TEXT_LETTERS, has_next, page_of, window
from graph.search.ranking import fresh_points, reranked, text_points, tie_points
from graph.search.understanding import Understood
from graph.store.search.interface import Hit, Hits
from graph.store.search.kinds import SCHEMAS, Kind


def test_a_cursor_leads_to_the_next_hit_of_the_same_query() -> None:
    first = window("search_people", 20, None, PeopleFilter(), 1, text="anna")
    assert (first.offset, first.size) == (0, 20)
    after = first.cursor(19)
    assert window("search_people", 5, after, PeopleFilter(), 1, text="anna").offset == 20


@pytest.mark.parametrize(
    "other",
    [
        {"text": "ana"},
        {"filter": PeopleFilter(company=("Acme",))},
        {"viewer": 2},
        {"list_name": "search_jobs"},
    ],
)
def test_a_cursor_of_another_query_is_refused(other: dict[str, object]) -> None:
    after = window("search_people", 20, None, PeopleFilter(), 1, text="anna").cursor(3)
    asked = {"list_name": "search_people", "text": "anna", "filter": PeopleFilter(), "viewer": 1}
    asked |= other
    with pytest.raises(InvalidCursor):
        window(
            str(asked["list_name"]), 20, after, asked["filter"], asked["viewer"], text=asked["text"]
        )


@pytest.mark.parametrize(
    "cursor", ["", "x", "ü", encode_cursor("search_people"), encode_cursor("search_people", 1, 2)]
)
def test_a_malformed_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        window("search_people", 20, cursor, text="")


@pytest.mark.parametrize("position", [-1, LAST_HIT, 10**12])
def test_a_forged_position_is_refused(position: int) -> None:
    named = window("search_people", 20, None, text="").identity
    with pytest.raises(InvalidCursor):
        window("search_people", 20, encode_cursor("search_people", position, named), text="")


def test_pages_end_at_the_thousandth_hit() -> None:
    first = window("search_people", 20, None, text="")
    last = window("search_people", 20, first.cursor(LAST_HIT - 6), text="")
    assert (last.offset, last.size) == (LAST_HIT - 5, 5)
    with pytest.raises(LimitExceeded, match="1000"):
        window("search_people", 20, first.cursor(LAST_HIT - 1), text="")


@pytest.mark.parametrize(("first", "error"), [(-1, InvalidInput), (101, LimitExceeded)])
def test_page_sizes_out_of_range_are_refused(first: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        window("search_people", first, None, text="")


def test_a_text_at_the_limit_is_taken_and_one_letter_more_is_not() -> None:
    window("search_people", 20, None, text="x" * MAX_TEXT_LETTERS)
    with pytest.raises(LimitExceeded, match="500"):
        window("search_people", 20, None, text="x" * (MAX_TEXT_LETTERS + 1))


def test_text_that_is_no_unicode_still_names_a_list() -> None:
    assert window("search_people", 20, None, text="\ud800").identity


def hit(id_: int, score: float, **shown: tuple[str, ...]) -> Hit:
    return Hit(id_, score, shown)


@pytest.mark.parametrize("size", [1, 7, 20, 50, 100])
async def test_pages_hold_every_hit_once_in_one_order(size: int) -> None:
    hits = tuple(hit(id_, 100.0) for id_ in range(130))

    async def fetch(offset: int, limit: int) -> Hits:
        return Hits(len(hits), hits[offset : offset + limit])

    async def rank(some: Sequence[Hit]) -> list[Hit]:
        return sorted(some, key=lambda one: -int(one.id))

    seen: list[int] = []
    after = None
    while True:
        wanted = window("search_people", size, after, text="x")
        found, page = await page_of(wanted, fetch, rank)
        seen += [int(one.id) for _, one in page]
        after = wanted.cursor(page[-1][0])
        if not has_next(wanted, found):
            break
    assert seen == [*range(59, -1, -1), *range(60, 130)]


def test_hits_without_points_come_last_and_ties_go_by_id() -> None:
    hits = [hit(4, 100.0), hit(3, 100.0), hit(2, 250.0), hit(1, 90.0)]
    order = reranked(hits, {4: 0.0, 3: 0.0, 1: 10.0})
    assert [(one.id, one.score) for one in order] == [
        (1, 100.0),
        (3, 100.0),
        (4, 100.0),
        (2, 250.0),
    ]


def test_whole_names_go_before_parts_and_misspellings() -> None:
    asked = Asked.of("anna miller")
    points = [
        text_points(asked, hit(1, 0.0, name=(name,)), ())
        for name in ("Anna Miller", "Miller Anna", "Ana Miller", "Anna Miller Doe", "Bert Doe")
    ]
    assert points == [60.0, 45.0, 30.0, 15.0, 0.0]
    assert text_points(Asked.of("hana benfrod"), hit(1, 0.0, name=("Hana Benford",)), ()) == 30.0


def test_a_title_within_the_query_and_the_company_meant_count() -> None:
    asked = Asked.of("software engineer acme")
    both = hit(1, 0.0, title=("Software Engineer",), company=("Acme",))
    meant = [Understood(2, 3, "acme", "company", "ACME", ())]
    assert text_points(asked, both, meant) == 45.0
    assert text_points(asked, replace(both, shown={"company": ("Acme",)}), meant) == 15.0
    assert text_points(asked, replace(both, shown={}), meant) == 0.0


def test_ties_and_new_things_count_within_bounds() -> None:
    assert tie_points(False, 0) == 0.0
    assert tie_points(True, 3) == 15.0
    assert tie_points(True, 10**6) == 20.0
    assert fresh_points(None, 0.0) == 0.0
    assert fresh_points(1_000_000, 1_000_000.0) == 20.0
    assert fresh_points(1_000_000, 1_000_000.0 + 30 * 86_400) == 10.0
    assert fresh_points(2_000_000, 1_000_000.0) == 20.0


def test_reasons_name_the_words_and_where_they_stand() -> None:
    found = hit(1, 0.0, name=("Anna Doe",), title=("Software Engineer",), skill=("JavaScript",))
    reasons = matched_words(
        Asked.of("js enginer at ann"),
        found,
        SCHEMAS[Kind.MEMBER].texts,
        {0: ("skill", "JavaScript")},
    )
    assert [(reason.kind, reason.text) for reason in reasons] == [
        ("MATCHED_WORDS", "“ann” in name: Anna Doe"),
        ("MATCHED_WORDS", "“enginer” in title: Software Engineer"),
        ("MATCHED_WORDS", "“js” in skill: JavaScript"),
    ]


@pytest.mark.parametrize(
    ("given", "error", "text"),
    [
        (PeopleFilter(company=("x",) * 21), LimitExceeded, "company"),
        (PeopleFilter(title=("x" * 201,)), LimitExceeded, "title"),
        (JobFilter(employment_type=("SLAVERY",)), InvalidInput, "FULL_TIME"),
        (JobFilter(experience_level=("senior",)), InvalidInput, "SENIOR"),
        (JobFilter(posted_within_days=-1), InvalidInput, "posted_within_days"),
        (JobFilter(posted_within_days=3651), InvalidInput, "3650"),
        (JobFilter(salary_min=50_000), InvalidInput, "currency"),
        (JobFilter(salary_min=-1, currency="EUR"), InvalidInput, "salary_min"),
    ],
)
def test_filters_out_of_range_are_refused(
    given: PeopleFilter | JobFilter, error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        check(given)


def test_filters_at_the_limit_are_taken() -> None:
    check(PeopleFilter(company=("x" * 200,) * 20))
    check(JobFilter(posted_within_days=3650, salary_min=0, currency="EUR"))
