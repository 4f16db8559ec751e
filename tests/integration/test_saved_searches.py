"""A saved search tells its member of new matches, once, and of nobody they may not see."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from graph.check import check
from graph.notifications import notify
from graph.search import alerts
from graph.search.alerts import MAX_ALERTS_A_DAY
from graph.search.conditions import people_conditions
from graph.search.filters import PeopleFilter
from graph.search.freshness import CONSUMER as INDEXER
from graph.search.freshness import CURATED, KINDS, read_documents
from graph.search.percolation import anchors, holds, packed, spoken, terms, unpacked
from graph.search.questions import read
from graph.search.saved import MAX_SAVED
from graph.skills.taxonomy import Taxonomy
from graph.store.search.interface import And
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.store.streams import Event
from tests.client import Client, member_id
from tests.conftest import NOW, LoadWorld
from tests.working import until, working
from tests.worlds.world import World

ADA, BEN, CLO, DOT, EVE, FIN = 1, 2, 3, 4, 5, 6

SAVE = """mutation($input: SavedSearchInput!) {saveSearch(input: $input) {
    search {id name kind query conditions {field value}} errors {code field}}}"""
DELETE = "mutation($id: ID!) {deleteSavedSearch(id: $id) {deleted errors {code}}}"
TOLD = """{viewer {notifications {edges {node {
    kind actor {name} search {name}
    match {__typename ... on Member {name} ... on Job {title}}}}}}}"""
HEADLINE = """mutation($text: String!) {updateProfile(input: {headline: $text}) {errors {code}}}"""
FOUND = "query($q: String!) {searchPeople(query: $q) {edges {node {name}}}}"


@pytest.fixture(autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    """Ben knows Ada; Clo has blocked Ada, Dot is private, Fin a baker from the beginning."""
    w = World()
    w.members("Ada", "Ben", "Clo")
    w.member("Dot", profile_visibility="PRIVATE")
    w.member("Eve", profile_visibility="CONNECTIONS")
    w.member("Fin", headline="Baker of bread")
    mill = w.company("Mill")
    w.position(BEN, mill, "Miller")
    w.job(mill, "Baker")
    w.job(mill, "Miller", remote="true")
    w.connect(ADA, BEN)
    w.block(CLO, ADA)
    await load_world.indexed(w, taxonomy=Taxonomy((), ()))


async def save(client: Client, viewer: int, kind: str = "PEOPLE", **given: Any) -> dict[str, Any]:
    answer = await client.data(viewer, SAVE, input={"kind": kind, **given})
    payload: dict[str, Any] = answer["saveSearch"]
    return payload


async def told(client: Client, viewer: int) -> list[dict[str, Any]]:
    found = (await client.data(viewer, TOLD))["viewer"]["notifications"]["edges"]
    return [edge["node"] for edge in found]


async def changed(store: Store, kind: str = "member.changed", **about: int) -> None:
    """The consumer hears of a change."""
    await alerts.handle(store, [Event(1, kind, "", orjson.dumps(about))])


async def renamed(client: Client, store: Store, member: int, headline: str) -> None:
    """A member writes a headline, and the consumer hears of it."""
    await client.data(member, HEADLINE, text=headline)
    await changed(store, member=member)


async def kept(store: Store, member: int) -> int:
    """How many notifications are there, whether they may be seen or not."""
    row = await store.db.row("notifications/mark_read", viewer=member, last=2**62, now=NOW)
    return int(row[0]) if row else 0


async def test_a_new_match_is_told_once_by_the_worker(client: Client, store: Store) -> None:
    payload = await save(client, ADA, query="graph baker", name="Bakers")
    assert payload["errors"] == []
    assert payload["search"]["name"] == "Bakers"

    async def indexed() -> bool:
        found = await client.data(ADA, FOUND, q="graph baker")
        return [e["node"]["name"] for e in found["searchPeople"]["edges"]] == ["Ben"]

    async with working(store, (notify.CONSUMER, alerts.CONSUMER, INDEXER)):
        await client.data(BEN, HEADLINE, text="Baker of graphs")
        await client.data(BEN, HEADLINE, text="The Baker at Graph")
        await until(lambda: told(client, ADA))
        await until(indexed)  # and updateProfile's change is found by search
    await changed(store, member=BEN)
    (alert,) = await told(client, ADA)
    assert alert == {
        "kind": "SAVED_SEARCH_MATCH",
        "actor": {"name": "Ben"},
        "search": {"name": "Bakers"},
        "match": {"__typename": "Member", "name": "Ben"},
    }
    assert await told(client, BEN) == []
    assert await check(store.db) == []


async def test_what_was_found_before_is_no_news(client: Client, store: Store) -> None:
    await save(client, ADA, query="baker")
    await renamed(client, store, FIN, "Baker of bread and cake")
    assert await told(client, ADA) == []
    await renamed(client, store, BEN, "Baker")
    assert [alert["actor"]["name"] for alert in await told(client, ADA)] == ["Ben"]


async def test_nobody_hidden_alerts(client: Client, store: Store) -> None:
    """Neither who blocked, nor a private member, nor what a reduced card hides, nor oneself."""
    await save(client, ADA, query="baker")
    await save(client, ADA, query="secret")
    for member in (ADA, CLO, DOT):
        await renamed(client, store, member, "Baker")
    summary = """mutation {updateProfile(input: {summary: "secret"}) {errors {code}}}"""
    await client.data(EVE, summary)
    await changed(store, member=EVE)
    assert await kept(store, ADA) == 0
    await renamed(client, store, EVE, "Baker")  # a headline is on the reduced card
    assert [alert["actor"]["name"] for alert in await told(client, ADA)] == ["Eve"]
    block = "mutation($id: ID!) {blockMember(memberId: $id) {errors {code}}}"
    await client.data(EVE, block, id=member_id(ADA))
    assert await told(client, ADA) == []


async def test_filters_of_the_network_hold_as_of_now(client: Client, store: Store) -> None:
    await save(client, ADA, query="baker", people={"degree": [1]}, name="Near")
    await save(client, ADA, people={"company": ["mill"], "degree": [2, 3]}, name="Far")
    await renamed(client, store, EVE, "Baker")
    await renamed(client, store, BEN, "Baker")
    (alert,) = await told(client, ADA)
    assert (alert["search"]["name"], alert["actor"]["name"]) == ("Near", "Ben")


async def test_jobs_tell_and_name_who_waits(client: Client, store: Store) -> None:
    payload = await save(client, ADA, "JOBS", jobs={"remote": True, "inNetwork": True})
    assert payload["search"]["conditions"] == [
        {"field": "remote", "value": "true"},
        {"field": "in_network", "value": "true"},
    ]
    await save(client, EVE, "JOBS", query='title:"miller" NOT baker')
    for job in (1, 2):
        await changed(store, "job.changed", job=job)
    assert await told(client, ADA) == await told(client, EVE) == []  # both were there before
    await store.db.rows("search/delete_saved", viewer=ADA, search=0)
    async with asyncio.timeout(30):
        await store.search.delete(Kind.JOB, [2])
    await save(client, ADA, "JOBS", query="miller", jobs={"inNetwork": True}, name="Again")
    await save(client, EVE, "JOBS", query="miller", jobs={"inNetwork": True})
    await changed(store, "job.changed", job=2)
    (alert,) = await told(client, ADA)
    assert alert["actor"] == {"name": "Ada"}
    assert alert["match"] == {"__typename": "Job", "title": "Miller"}
    assert await told(client, EVE) == []  # nobody she knows works there


async def test_what_cannot_wait_is_refused_and_searches_are_few(
    client: Client, store: Store
) -> None:
    for given, field in (
        ({"query": "NOT intern"}, ["input", "query"]),
        ({"query": ""}, ["input", "query"]),
        ({"query": "(a AND"}, ["query"]),
        ({"query": "a", "posts": {}}, ["input", "posts"]),
    ):
        payload = await save(client, ADA, **given)
        assert payload["search"] is None
        assert payload["errors"] == [{"code": "BAD_USER_INPUT", "field": field}]
    for n in range(MAX_SAVED):
        assert (await save(client, ADA, query=f"word{n}"))["errors"] == []
    payload = await save(client, ADA, query="one more")
    assert [error["code"] for error in payload["errors"]] == ["LIMIT_EXCEEDED"]
    listed = (await client.data(ADA, "{savedSearches {id query}}"))["savedSearches"]
    assert [one["query"] for one in listed] == [f"word{n}" for n in reversed(range(MAX_SAVED))]
    id_ = listed[0]["id"]
    gone = {"deleted": False, "errors": []}
    assert (await client.data(BEN, DELETE, id=id_))["deleteSavedSearch"] == gone
    assert (await client.data(ADA, DELETE, id=id_))["deleteSavedSearch"] == gone | {"deleted": True}
    await renamed(client, store, BEN, "word19")
    assert await told(client, ADA) == []
    assert await client.error(None, "{savedSearches {id}}") == "UNAUTHENTICATED"


async def test_a_day_has_a_limit_of_alerts(
    client: Client, store: Store, load_world: LoadWorld
) -> None:
    w = World()
    names = [f"Member {n}" for n in range(MAX_ALERTS_A_DAY + 2)]
    ada, *others = w.members(*names)
    await load_world.indexed(w, taxonomy=Taxonomy((), ()))
    await save(client, ada, query="miller")
    change = {"headline": "Miller"}
    for member in others:
        await store.db.rows("profiles/update_member", viewer=member, changed=change)
    events = [Event(1, "member.changed", "", orjson.dumps({"member": one})) for one in others]
    await alerts.handle(store, events)
    await alerts.handle(store, events)
    assert await kept(store, ada) == MAX_ALERTS_A_DAY == len(others) - 1


async def test_recent_searches_can_be_forgotten(client: Client) -> None:
    await client.data(ADA, FOUND, q="baker")
    forget = "mutation {forgetRecentSearches {recentSearches errors {code}}}"
    assert (await client.data(ADA, "{recentSearches}"))["recentSearches"] == ["baker"]
    assert (await client.data(ADA, forget))["forgetRecentSearches"]["errors"] == []
    assert (await client.data(ADA, "{recentSearches}"))["recentSearches"] == []


async def test_a_stored_condition_fits_what_the_index_finds(store: Store) -> None:
    """For each query and filter: the same documents, and an anchor in each of them."""
    made = await read_documents(store, Kind.MEMBER, [ADA, BEN, CLO, DOT, EVE, FIN])
    given = [
        PeopleFilter(company=("MILL",)),
        PeopleFilter(title=("miller", "cook")),
        PeopleFilter(),
    ]
    queries = ["baker", "Miller at Mill", "company:mill", "bread OR miller", 'baker NOT "of bread"']
    for query in [*queries, "title:miller AND NOT cook", ""]:
        for filter_ in given:
            question = await read(store.search, Kind.MEMBER, query)
            where = And((spoken(question), *people_conditions(filter_, ()).values()))
            assert unpacked(orjson.loads(orjson.dumps(packed(where)))) == where
            found = {hit.id for hit in (await store.search.search(Kind.MEMBER, None, where)).hits}
            fits = [one for one in made if holds(Kind.MEMBER, one, where)]
            assert {one.id for one in fits} == found, (query, filter_)
            awaited = anchors(Kind.MEMBER, where)
            assert awaited is not None or (query, filter_) == ("", PeopleFilter())
            assert all(awaited is None or awaited & terms(Kind.MEMBER, one) for one in fits)


def test_alerts_hear_of_everything_that_the_index_does() -> None:
    assert alerts.CONSUMER.kinds == KINDS == INDEXER.kinds - CURATED
