"""Hits, totals and facets of each viewer against plain Python over all profiles and posts."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.search.conditions import Conditions, narrowed_facets, people_conditions
from graph.search.documents import documents
from graph.search.filters import PeopleFilter
from graph.search.matching import Asked, contains
from graph.search.scope import Scope, visible_members, visible_posts
from graph.store.search.interface import TextQuery
from graph.store.search.kinds import Kind
from graph.store.search.tantivy_engine import TantivyEngine
from graph.store.search.words import CONNECTING, text_key, words
from tests.conftest import times

NAMES = ["Anna Miller", "Ana Müller", "Bert Miler", "Cem Acme", "Developer Doe"]
TITLES = ["Software Developer", "Product Manager", "Data Engineer"]
COMPANIES = ["Acme", "ACME", "Miller & Sons", "Berlin Data"]
SKILLS = ["C++", "C#", "Go", "Data Engineering"]
PLACES = ["Berlin", "São Paulo", None]
TEXTS = ["Hello Berlin", "data engineering at Acme", "miler"]
VISIBILITIES = ["PUBLIC", "PUBLIC", "CONNECTIONS", "PRIVATE"]
QUERIES = ["", "miller", "mill", "acme ", "software developer", "develper", "data engineer at acme"]
QUERIES += ["c++", "berlin ", "manager and", "sao", "the", "ber", "private"]
OPEN = {"name", "headline", "industry", "country"}
FACETS = ("company", "place", "industry", "school", "skill")


@dataclass
class People:
    """Profiles by id, with the pairs that are connected and the pairs in a block."""

    rows: dict[int, list[Any]]
    ties: set[frozenset[int]] = field(default_factory=set)
    blocks: set[frozenset[int]] = field(default_factory=set)
    posts: list[list[Any]] = field(default_factory=list)

    def visibility(self, member: int) -> str:
        return str(self.rows[member][0]["profile_visibility"])

    def near(self, viewer: int, member: int) -> bool:
        return viewer == member or frozenset((viewer, member)) in self.ties

    def sees(self, viewer: int, member: int) -> bool:
        if frozenset((viewer, member)) in self.blocks:
            return False
        return self.visibility(member) != "PRIVATE" or self.near(viewer, member)

    def fields(self, viewer: int, member: int) -> dict[str, list[str]]:
        """What the viewer may see of a visible member."""
        values, positions, schools, skills, place = self.rows[member]
        found = {
            "name": [values["name"]],
            "headline": [values["headline"]],
            "industry": [values["industry"]],
            "country": [values["country"]],
            "summary": [values["summary"]],
            "title": [title for title, _, now in positions if now],
            "past_title": [title for title, _, now in positions if not now],
            "company": [company for _, company, now in positions if now],
            "past_company": [company for _, company, now in positions if not now],
            "school": schools,
            "skill": skills,
            "place": [place[1] if place else values["city"]],
        }
        hidden = self.visibility(member) == "CONNECTIONS" and not self.near(viewer, member)
        return {
            name: [value for value in values if value]
            for name, values in found.items()
            if not hidden or name in OPEN
        }

    def scope(self, viewer: int) -> Scope:
        others = [member for member in self.rows if member != viewer]

        def tied(visibility: str) -> tuple[int, ...]:
            near = [m for m in others if self.near(viewer, m) and self.visibility(m) == visibility]
            return (*near, viewer)

        blocked = [m for m in others if frozenset((viewer, m)) in self.blocks]
        near = tuple(m for m in others if self.near(viewer, m))
        return Scope(viewer, tuple(blocked), tied("PRIVATE"), tied("CONNECTIONS"), near)


@st.composite
def people(draw: st.DrawFn) -> People:
    size = draw(st.integers(2, 7))
    ids = range(1, size + 1)
    rows = {}
    for id_ in ids:
        values = {
            "id": id_,
            "name": draw(st.sampled_from(NAMES)),
            "headline": draw(st.sampled_from([None, *TITLES])),
            "summary": draw(st.sampled_from([None, "I manage data at Acme"])),
            "industry": draw(st.sampled_from(["Software", "Banking"])),
            "city": draw(st.sampled_from(PLACES)),
            "country": draw(st.sampled_from(["DE", "BR", None])),
            "profile_visibility": draw(st.sampled_from(VISIBILITIES)),
        }
        position = st.tuples(st.sampled_from(TITLES), st.sampled_from(COMPANIES), st.booleans())
        positions = [list(one) for one in draw(st.lists(position, max_size=3))]
        schools = draw(st.lists(st.sampled_from(["Berlin School", "ETH"]), max_size=2))
        skills = draw(st.lists(st.sampled_from(SKILLS), max_size=3, unique=True))
        home = draw(st.sampled_from([None, [1, "Berlin"]]))
        rows[id_] = [values, positions, schools, skills, home]
    pairs = [frozenset((a, b)) for a in ids for b in ids if a < b]
    state = {pair: draw(st.sampled_from(["", "", "tie", "tie", "block"])) for pair in pairs}
    posts = [
        [
            {
                "id": id_,
                "text": draw(
                    st.sampled_from(["Hello Berlin", "data engineering at Acme", "miler"])
                ),
                "visibility": draw(st.sampled_from(["PUBLIC", "CONNECTIONS", "PRIVATE"])),
            },
            1_700_000_000 + id_,
            author := draw(st.sampled_from(ids)),
            rows[author][0]["profile_visibility"],
            draw(st.lists(st.sampled_from(["ai", "berlin"]), max_size=2, unique=True)),
        ]
        for id_ in range(1, draw(st.integers(0, 6)) + 1)
    ]
    return People(
        rows,
        {pair for pair, kind in state.items() if kind == "tie"},
        {pair for pair, kind in state.items() if kind == "block"},
        posts,
    )


def fits(text: str, values: list[str]) -> bool:
    """Whether every word of the text that must occur is in one of the values."""
    asked = Asked.of(text)
    last = len(asked.words) - 1
    needed = [
        i
        for i, word in enumerate(asked.words)
        if word not in CONNECTING or (asked.open and i == last)
    ] or list(range(len(asked.words)))
    present = {word for value in values for word in words(value)}
    return all(any(asked.fit(i, word) for word in present) for i in needed)


def passes(fields: dict[str, list[str]], given: PeopleFilter) -> bool:
    for name in ("company", "past_company", "school", "skill", "industry", "place", "country"):
        wanted = {text_key(value) for value in getattr(given, name)}
        if wanted and not wanted & {text_key(value) for value in fields.get(name, [])}:
            return False
    titles = [words(title) for title in fields.get("title", [])]
    return not given.title or any(
        contains(words(wanted), title) for wanted in given.title for title in titles
    )


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


VALUES = {
    "company": COMPANIES,
    "past_company": COMPANIES,
    "title": ["developer", "product manager", "software"],
    "school": ["eth", "berlin school"],
    "skill": SKILLS,
    "industry": ["software", "BANKING"],
    "place": ["berlin", "SAO PAULO"],
    "country": ["de", "br"],
}


@st.composite
def filters(draw: st.DrawFn) -> PeopleFilter:
    """Any combination of up to three filters."""
    names = draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=3, unique=True))
    return PeopleFilter(**{name: draw(some(VALUES[name])) for name in names})


@settings(max_examples=times(25, 2_000), deadline=None)
@given(
    people(),
    st.lists(st.tuples(st.sampled_from(QUERIES), filters()), min_size=3, max_size=6),
    st.sampled_from(["", "berlin", "enginering acme", "miller "]),
)
async def test_hits_totals_and_facets_are_those_of_plain_python(
    world: People, asked: list[tuple[str, PeopleFilter]], post_text: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = TantivyEngine(Path(folder))
        async with engine.rebuild() as building:
            profiles = [one for row in world.rows.values() for one in documents(Kind.MEMBER, row)]
            await building.add(Kind.MEMBER, profiles)
            posts = [one for row in world.posts for one in documents(Kind.POST, row)]
            await building.add(Kind.POST, posts)
        for viewer in world.rows:
            for text, given_filter in asked:
                await compare_people(engine, world, viewer, text, given_filter)
            await compare_posts(engine, world, viewer, post_text)
        await engine.close()


async def compare_people(
    engine: TantivyEngine, world: People, viewer: int, text: str, given_filter: PeopleFilter
) -> None:
    visible = visible_members(world.scope(viewer), engine)
    conditions = Conditions(visible, people_conditions(given_filter, given_filter.skill))
    where = conditions.all()
    found = await engine.search(Kind.MEMBER, TextQuery(text), where, facets=FACETS)
    expected = {
        member: fields
        for member in world.rows
        if world.sees(viewer, member)
        and passes(fields := world.fields(viewer, member), given_filter)
        and fits(text, [value for values in fields.values() for value in values])
    }
    assert sorted(int(hit.id) for hit in found.hits) == sorted(expected)
    assert found.total == len(expected)
    narrowed = await narrowed_facets(engine, Kind.MEMBER, TextQuery(text), conditions, FACETS)
    for name in FACETS:
        others = replace(given_filter, **{name: ()})
        counts = Counter(
            key
            for member in world.rows
            if world.sees(viewer, member)
            and passes(fields := world.fields(viewer, member), others)
            and fits(text, [value for values in fields.values() for value in values])
            for key in {text_key(value) for value in fields.get(name, [])}
        )
        buckets = {**found.facets, **narrowed}[name]
        assert {text_key(value): count for value, count in buckets} == dict(counts), name
    for hit in found.hits:
        shown = {name for name, values in expected[int(hit.id)].items() if values}
        assert set(hit.shown) <= shown


async def compare_posts(engine: TantivyEngine, world: People, viewer: int, text: str) -> None:
    near = [member for member in world.rows if member != viewer and world.near(viewer, member)]
    where = visible_posts(world.scope(viewer), engine)
    found = await engine.search(Kind.POST, TextQuery(text), where)
    expected = [
        post["id"]
        for post, _, author, _, hashtags in world.posts
        if world.sees(viewer, author)
        and (
            viewer == author
            or post["visibility"] == "PUBLIC"
            or (post["visibility"] == "CONNECTIONS" and author in near)
        )
        and fits(text, [post["text"], *hashtags])
    ]
    assert sorted(int(hit.id) for hit in found.hits) == expected
    assert found.total == len(expected)
