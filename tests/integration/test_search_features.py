"""Filters of the network, near misses, other names and hostile queries, on the real graph."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest

from graph.errors import InvalidInput
from graph.search.companies import search_companies
from graph.search.filters import CompanyFilter, JobFilter, Near, PeopleFilter, PostFilter
from graph.search.jobs import search_jobs
from graph.search.people import search_people
from graph.search.posts import search_posts
from graph.search.recent import forget
from graph.search.results import Interpretation, NearMiss, PersonHit, Results
from graph.search.typeahead import typeahead
from graph.skills.taxonomy import Taxonomy
from graph.visibility import Viewer
from tests.client import Client
from tests.conftest import NOW, LoadWorld, times
from tests.hostile import search_text
from tests.worlds.world import World

FIRST = datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))
LAST = datetime.max.replace(tzinfo=timezone(-timedelta(hours=14)))
PEOPLE = "query ($q: String!) { searchPeople(query: $q) { totalCount edges { node { id } } } }"


@pytest.fixture(scope="module")
async def street(load_world: LoadWorld) -> SimpleNamespace:
    """Ann knows Ben, Ben knows Cem, Cem knows Dot; Eve is hidden from Ann, Fay stands alone."""
    w = World()
    google = w.company("Alphabet Inc.", industry="Software", city="Berlin", country="DE")
    small = w.company("Small Shop", industry="Retail")
    berlin, potsdam = {"city": "Berlin", "country": "DE"}, {"city": "Potsdam", "country": "DE"}
    paris = {"city": "Paris", "country": "FR"}
    ids = {
        "ann": w.member("Ann Arbor", **berlin),
        "ben": w.member("Ben Bell", **potsdam),
        "cem": w.member("Cem Can", **paris),
        "dot": w.member("Dot Dee", **berlin),
        "eve": w.member("Eve East", profile_visibility="PRIVATE", **berlin),
        "fay": w.member("Fay Fox", headline="PM", **paris),
    }
    w.position(ids["ben"], google, "Senior Product Manager")
    w.position(ids["cem"], google, "Produktmanagerin")
    w.position(ids["dot"], google, "Product Analyst and Manager")
    w.position(ids["eve"], google, "Product Manager")
    w.position(ids["fay"], small, "Shop Manager")
    w.position(ids["fay"], google, "Product Manager", ended="2020-01-01")
    for member in ("ben", "cem", "dot"):
        w.skill(ids[member], "Planning")
    w.connect(ids["ann"], ids["ben"])
    w.connect(ids["ben"], ids["cem"])
    w.connect(ids["cem"], ids["dot"])
    jobs = {
        "here": w.job(google, "Product Manager", skills=("Planning",), city="Potsdam",
                      country="DE", posted_at=(NOW - timedelta(days=9)).isoformat()),
        "there": w.job(small, "Clerk", city="Paris", country="FR", posted_at="2026-06-01"),
    }  # fmt: skip
    posts = {
        "near": w.post(ids["ben"], "Roadmaps #planning", at="2026-06-01"),
        "far": w.post(ids["dot"], "Roadmaps", at="2026-06-20"),
    }
    await load_world.indexed(w, taxonomy=Taxonomy((), ()))
    return SimpleNamespace(
        store=load_world.store, google=google, small=small, jobs=jobs, posts=posts, **ids
    )


async def search(
    street: SimpleNamespace, query: str, *, viewer: int | None = None, **more: Any
) -> Results[PersonHit]:
    literally = more.pop("literally", ())
    given = PeopleFilter(**more)
    return await search_people(
        *(street.store, Viewer(viewer or street.ann), query, given, None, None),
        now=NOW,
        literally=literally,
    )


def names(found: Results[PersonHit]) -> list[str]:
    return [hit.member.name.split()[0] for hit in found.items]


@pytest.mark.parametrize("query", ["Product Manager", "Produktmanager", "chef de produit", "PM"])
async def test_a_title_is_found_in_any_language_and_goes_first(
    street: SimpleNamespace, query: str
) -> None:
    found = await search(street, query)
    assert names(found)[:2] == ["Ben", "Cem"]
    assert set(names(found)) <= {"Ben", "Cem", "Dot", "Fay"}
    assert found.interpretation == [Interpretation(query.lower(), "title", "Product Manager")]


async def test_companies_and_cities_have_other_names_that_can_be_switched_off(
    street: SimpleNamespace,
) -> None:
    found = await search(street, "product manager at Google in Potsdam")
    assert names(found) == ["Ben"]
    assert [(one.field, one.value) for one in found.interpretation] == [
        ("title", "Product Manager"),
        ("company", "Alphabet Inc."),
        ("place", "Potsdam"),
    ]
    off = await search(street, "product manager at Google in Potsdam", literally=("google",))
    assert names(off) == []
    assert [one.field for one in off.interpretation] == ["title", "place"]


async def test_an_expression_does_what_it_says(street: SimpleNamespace) -> None:
    assert names(await search(street, '"product manager"')) == ["Ben", "Fay"]
    assert names(await search(street, 'title:"product manager"')) == ["Ben"]
    assert names(await search(street, "past:product AND company:small")) == ["Fay"]
    assert set(names(await search(street, "manager AND company:google"))) == {"Ben", "Dot"}
    assert names(await search(street, "(produktmanagerin OR analyst) -dot")) == ["Cem"]
    with pytest.raises(InvalidInput, match="position 9"):
        await search(street, "manager (a OR b")


async def test_degrees_filter_and_count(street: SimpleNamespace) -> None:
    assert names(await search(street, "", degree=(1,))) == ["Ben"]
    assert names(await search(street, "", degree=(2,))) == ["Cem"]
    assert sorted(names(await search(street, "", degree=(3,)))) == ["Dot", "Fay"]
    assert sorted(names(await search(street, "manager", degree=(1, 3)))) == ["Ben", "Dot", "Fay"]
    found = await search(street, "", degree=(2,), company=("alphabet inc.",))
    facets = {facet.field: facet.buckets for facet in found.facets}
    # A facet is not narrowed by its own filter, and by all others.
    assert facets["degree"] == (("1", 1), ("2", 1), ("3+", 1))
    assert facets["company"] == (("Alphabet Inc.", 1),)
    assert [hit.degree for hit in found.items] == [2]


async def test_connections_of_a_member_are_searched_where_they_may_be_listed(
    street: SimpleNamespace,
) -> None:
    assert sorted(names(await search(street, "", connections_of=street.ben))) == ["Ann", "Cem"]
    assert names(await search(street, "", connections_of=street.cem)) == []
    assert names(await search(street, "", connections_of=street.eve)) == []
    assert names(await search(street, "", connections_of=999)) == []


async def test_a_radius_goes_from_city_to_city(street: SimpleNamespace) -> None:
    assert sorted(names(await search(street, "", near=Near("Berlin", 10)))) == ["Ann", "Dot"]
    assert sorted(names(await search(street, "", near=Near("berlin", 40)))) == ["Ann", "Ben", "Dot"]
    with pytest.raises(InvalidInput, match="no known place"):
        await search(street, "", near=Near("Nowhere at all", 40))


async def test_near_misses_say_what_one_condition_would_add(street: SimpleNamespace) -> None:
    found = await search(street, "", company=("Alphabet Inc.",), near=Near("Berlin", 20))
    assert names(found) == ["Dot"]
    assert await found.near_misses() == [
        NearMiss("near", "20 km around Berlin", "DROPPED", 2),
        NearMiss("company", "Alphabet Inc.", "DROPPED", 1),
        NearMiss("near", "40 km around Berlin", "WIDENED", 1),
    ]
    found = await search(street, "manager falconry ")
    assert await found.near_misses() == [NearMiss("query", "falconry", "DROPPED", 3)]
    found = await search(street, "analyst AND NOT google AND NOT manager")
    assert await found.near_misses() == [
        NearMiss("query", "analyst", "DROPPED", 2),
        NearMiss("query", "NOT manager", "DROPPED", 1),
    ]


async def test_jobs_of_the_network_and_near(street: SimpleNamespace) -> None:
    async def found(query: str = "", **given: Any) -> list[int]:
        answer = await search_jobs(
            *(street.store, Viewer(street.ann), query, JobFilter(**given), None, None), now=NOW
        )
        assert answer.total_count == len(answer.items)
        return [hit.id for hit in answer.items]

    assert await found(in_network=True) == [street.jobs["here"]]
    assert await found(near=Near("Berlin", 50)) == [street.jobs["here"]]
    assert await found("Produktmanagerin") == [street.jobs["here"]]
    assert set(await found("title:clerk OR company:google")) == set(street.jobs.values())


async def test_companies_and_posts_of_the_network(street: SimpleNamespace) -> None:
    viewer = Viewer(street.ann)
    given = CompanyFilter(in_network=True)
    found = await search_companies(street.store, viewer, "", given, None, None)
    assert [hit.id for hit in found.items] == [street.google]
    found = await search_companies(street.store, viewer, "google", None, None, None)
    assert [hit.id for hit in found.items] == [street.google]

    async def posts(**given: Any) -> list[int]:
        answer = await search_posts(
            *(street.store, viewer, "roadmaps", PostFilter(**given), None, None), now=NOW
        )
        return [hit.id for hit in answer.items]

    assert await posts(in_network=True) == [street.posts["near"]]
    assert await posts(author=(street.dot,)) == [street.posts["far"]]
    assert await posts(hashtag=("#Planning",)) == [street.posts["near"]]
    assert await posts(since=NOW - timedelta(days=20)) == [street.posts["far"]]
    everything = {street.posts["near"], street.posts["far"]}
    for since, until in ((datetime.min, datetime.max), (FIRST, LAST)):
        assert set(await posts(since=since, until=until)) == everything
        assert await posts(since=until) == await posts(until=since) == []


async def test_typeahead_knows_other_names_and_hides_who_is_hidden(street: SimpleNamespace) -> None:
    async def found(prefix: str, *kinds: str) -> list[str]:
        return [
            one.text
            for one in await typeahead(
                street.store, Viewer(street.ann), prefix, kinds, None, now=NOW
            )
        ]

    assert await found("goo", "company") == ["Alphabet Inc."]
    assert await found("ev") == []
    assert (await found("b", "member"))[0] == "Ben Bell"


async def test_recent_searches_are_the_viewers_own_newest_first(
    street: SimpleNamespace, client: Client
) -> None:
    for text in ("first", "Product  Manager", "first", "product manager!", ""):
        await client.data(street.ben, PEOPLE, q=text)
    found = await client.data(street.ben, "{ recentSearches }")
    assert found["recentSearches"] == ["product manager!", "first"]
    assert (await client.data(street.fay, "{ recentSearches }"))["recentSearches"] == []
    assert await client.error(None, "{ recentSearches }") == "UNAUTHENTICATED"
    await forget(street.store.cache, Viewer(street.ben))
    assert (await client.data(street.ben, "{ recentSearches }"))["recentSearches"] == []


async def test_no_hostile_query_is_a_failure(street: SimpleNamespace, client: Client) -> None:
    chance = random.Random(17)
    for _ in range(times(150, 100_000)):
        text = search_text(chance)
        response = await client.post(street.ann, PEOPLE, {"q": text})
        assert response.status_code == 200, text
        for error in response.json().get("errors", []):
            assert error["extensions"]["code"] in ("BAD_USER_INPUT", "LIMIT_EXCEEDED"), text
