"""The questions that are measured: each in the domain, over HTTP and as plain Cypher."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graph.connections.degrees import degrees
from graph.connections.lists import mutual_connections, mutual_counts
from graph.connections.paths import DEFAULT_PATHS, paths
from graph.feed.home import FeedMode, feed
from graph.jobs.candidates import candidates
from graph.jobs.learning import skills_worth_learning
from graph.jobs.match import match, recommended
from graph.jobs.seats import RECRUITER
from graph.search.filters import PeopleFilter
from graph.search.jobs import search_jobs
from graph.search.people import search_people
from graph.search.typeahead import typeahead
from graph.store.store import Store
from graph.suggestions.suggest import suggest
from graph.visibility import Viewer
from resolvers.ids import global_id
from tests.benchmarks import plain
from tests.benchmarks.client import member_id
from tests.benchmarks.sample import Item

_PAGE = 20
_SEARCH_PEOPLE = """query ($query: String!) { searchPeople(query: $query, first: 20) {
    totalCount edges { node { id name headline degree } }
    facets { field buckets { value count } }
} }"""

_SEARCH_NARROWED = """query ($query: String!) { searchPeople(query: $query, first: 20, filter: {
    degree: [2, 3], country: ["US", "GB", "IN", "DE"], openToWork: false
}) {
    totalCount edges { node { id name headline degree } }
    facets { field buckets { value count } }
} }"""


@dataclass(frozen=True, slots=True)
class Question:
    """One question in its three forms."""

    name: str
    about: str
    plain: str
    params: Callable[[Item], dict[str, Any]]
    domain: Callable[[Store, Viewer, Item], Awaitable[object]]
    document: str
    variables: Callable[[Item], dict[str, Any]]


def _degrees_of(size: int, text: str) -> Question:
    async def domain(store: Store, viewer: Viewer, item: Item) -> object:
        return await degrees(store.db, viewer, item.ids[:size])

    return Question(
        name=f"degrees-{size}",
        about=f"how far {size} members are" if size > 1 else "how far one member is",
        plain=text,
        params=lambda item: {"viewer": item.viewer, "ids": list(item.ids[:size])},
        domain=domain,
        document="query ($ids: [ID!]!) { degrees(memberIds: $ids) }",
        variables=lambda item: {"ids": [member_id(id_) for id_ in item.ids[:size]]},
    )


async def _mutual(store: Store, viewer: Viewer, item: Item) -> object:
    (page,) = await mutual_connections(store.db, viewer, [item.member], _PAGE, None)
    return page, await mutual_counts(store.db, viewer, [item.member])


async def _paths(store: Store, viewer: Viewer, item: Item) -> object:
    return await paths(store.db, viewer, item.member, DEFAULT_PATHS)


async def _suggestions(store: Store, viewer: Viewer, item: Item) -> object:
    return await suggest(store, viewer, 10, None, now=datetime.now(UTC))


def _feed_in(mode: FeedMode) -> Question:
    async def domain(store: Store, viewer: Viewer, item: Item) -> object:
        return await feed(store, viewer, _PAGE, None, mode, now=datetime.now(UTC))

    return Question(
        name=f"feed-{mode.lower()}",
        about=f"the first 20 posts of the feed, {mode}",
        plain=plain.FEED,
        params=_viewer,
        domain=domain,
        document="""query ($mode: FeedMode!) { viewer { feed(first: 20, mode: $mode) {
            edges { node {
                post { id text createdAt reactionCount commentCount author { id name headline } }
                score reasons { kind text }
            } }
        } } }""",
        variables=lambda item: {"mode": mode.value},
    )


async def _by_name(store: Store, viewer: Viewer, item: Item) -> object:
    return await search_people(store, viewer, item.name, None, _PAGE, None, now=datetime.now(UTC))


async def _by_words(store: Store, viewer: Viewer, item: Item) -> object:
    return await search_people(store, viewer, item.words, None, _PAGE, None, now=datetime.now(UTC))


_NARROW = PeopleFilter(degree=(2, 3), country=("US", "GB", "IN", "DE"), open_to_work=False)


async def _narrowed(store: Store, viewer: Viewer, item: Item) -> object:
    now = datetime.now(UTC)
    return await search_people(store, viewer, item.words, _NARROW, _PAGE, None, now=now)


async def _jobs(store: Store, viewer: Viewer, item: Item) -> object:
    now = datetime.now(UTC)
    return await search_jobs(store, viewer, item.title, None, _PAGE, None, now=now)


async def _recommended(store: Store, viewer: Viewer, item: Item) -> object:
    return await recommended(store.db, viewer, _PAGE, None, now=datetime.now(UTC))


async def _match(store: Store, viewer: Viewer, item: Item) -> object:
    return await match(store.db, viewer, item.jobs, now=datetime.now(UTC))


async def _learning(store: Store, viewer: Viewer, item: Item) -> object:
    return await skills_worth_learning(store.db, viewer, 5, now=datetime.now(UTC))


async def _candidates(store: Store, viewer: Viewer, item: Item) -> object:
    recruiter = Viewer(viewer.id, frozenset({RECRUITER}))
    return await candidates(store.db, recruiter, item.job, _PAGE, None, now=datetime.now(UTC))


async def _typeahead(store: Store, viewer: Viewer, item: Item) -> object:
    return await typeahead(store, viewer, item.prefix, None, None, now=datetime.now(UTC))


def _pair(item: Item) -> dict[str, Any]:
    return {"viewer": item.viewer, "member": item.member}


def _viewer(item: Item) -> dict[str, Any]:
    return {"viewer": item.viewer}


def _member_variables(item: Item) -> dict[str, Any]:
    return {"id": member_id(item.member)}


def _nothing(item: Item) -> dict[str, Any]:
    return {}


QUESTIONS = (
    _degrees_of(1, plain.DEGREE_OF_ONE),
    _degrees_of(50, plain.DEGREES),
    _degrees_of(500, plain.DEGREES),
    Question(
        name="mutual-connections",
        about="whom the viewer and a member both know: the count and the first 20",
        plain=plain.MUTUAL_CONNECTIONS,
        params=_pair,
        domain=_mutual,
        document="""query ($id: ID!) { member(id: $id) {
            mutualConnectionCount
            mutualConnections(first: 20) { edges { node { id name headline } } }
        } }""",
        variables=_member_variables,
    ),
    Question(
        name="paths",
        about="the five best shortest paths to a member",
        plain=plain.PATHS,
        params=_pair,
        domain=_paths,
        document="""query ($id: ID!) { member(id: $id) {
            paths(first: 5) { length strength members { id name headline } }
        } }""",
        variables=_member_variables,
    ),
    Question(
        name="suggestions",
        about="10 people the viewer may know, with reasons",
        plain=plain.SUGGESTIONS,
        params=_viewer,
        domain=_suggestions,
        document="""{ viewer { peopleYouMayKnow(first: 10) { edges { node {
            member { id name headline } score reasons { kind text count }
        } } } } }""",
        variables=_nothing,
    ),
    _feed_in(FeedMode.LATEST),
    _feed_in(FeedMode.RANKED),
    Question(
        name="search-people-by-name",
        about="20 members by name, a third of the names misspelt, with facets",
        plain=plain.SEARCH_PEOPLE,
        params=lambda item: {"query": item.name},
        domain=_by_name,
        document=_SEARCH_PEOPLE,
        variables=lambda item: {"query": item.name},
    ),
    Question(
        name="search-people-by-title",
        about="20 members by words of a headline, with facets",
        plain=plain.SEARCH_PEOPLE,
        params=lambda item: {"query": item.words},
        domain=_by_words,
        document=_SEARCH_PEOPLE,
        variables=lambda item: {"query": item.words},
    ),
    Question(
        name="search-people-narrowed",
        about="20 members by words of a headline, with three filters, six facets and degrees",
        plain=plain.SEARCH_PEOPLE,
        params=lambda item: {"query": item.words},
        domain=_narrowed,
        document=_SEARCH_NARROWED,
        variables=lambda item: {"query": item.words},
    ),
    Question(
        name="search-jobs",
        about="20 jobs by title, with facets",
        plain=plain.SEARCH_JOBS,
        params=lambda item: {"query": item.title},
        domain=_jobs,
        document="""query ($query: String!) { searchJobs(query: $query, first: 20) {
            totalCount edges { node { id title company { id name } } }
            facets { field buckets { value count } }
        } }""",
        variables=lambda item: {"query": item.title},
    ),
    Question(
        name="typeahead",
        about="10 names of any kind that go on like this",
        plain=plain.TYPEAHEAD,
        params=lambda item: {"prefix": item.prefix},
        domain=_typeahead,
        document="""query ($prefix: String!) { typeahead(prefix: $prefix) {
            kind text node { id }
        } }""",
        variables=lambda item: {"prefix": item.prefix},
    ),
    Question(
        name="recommended-jobs",
        about="20 open jobs that fit, with what is matched and missing and who works there",
        plain=plain.RECOMMENDED_JOBS,
        params=_viewer,
        domain=_recommended,
        document="""{ viewer { recommendedJobs(first: 20) { edges { node {
            job { id title company { id name } } score
            matchedSkills { id name } missingSkills { id name }
            referrers(first: 3) { member { id name } degree }
        } } } } }""",
        variables=_nothing,
    ),
    Question(
        name="match",
        about="how a page of 25 jobs fits, with what is matched and missing and who works there",
        plain=plain.MATCHES,
        params=lambda item: {"viewer": item.viewer, "jobs": list(item.jobs)},
        domain=_match,
        document="""query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Job { id title match {
            score matchedSkills { id name } missingSkills { id name }
            referrers(first: 3) { member { id name } degree }
        } } } }""",
        variables=lambda item: {"ids": [global_id("Job", id_) for id_ in item.jobs]},
    ),
    Question(
        name="skills-worth-learning",
        about="five skills that would make the most jobs fit",
        plain=plain.SKILLS_WORTH_LEARNING,
        params=_viewer,
        domain=_learning,
        document="{ viewer { skillsWorthLearning(first: 5) { skill { id name } jobsGained } } }",
        variables=_nothing,
    ),
    Question(
        name="candidates",
        about="20 members who fit a job, for a recruiter, with what is matched and missing",
        plain=plain.CANDIDATES,
        params=lambda item: {"job": item.job},
        domain=_candidates,
        document="""query ($id: ID!) { node(id: $id) { ... on Job { candidates(first: 20) {
            edges { node {
                member { id name headline } score
                matchedSkills { id name } missingSkills { id name }
            } }
        } } } }""",
        variables=lambda item: {"id": global_id("Job", item.job)},
    ),
)
