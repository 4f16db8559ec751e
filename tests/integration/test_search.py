"""Search on the real graph: an office of ten, each seeing their own part of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from graph.errors import InvalidCursor, InvalidInput, LimitExceeded, Unauthenticated
from graph.search.companies import search_companies
from graph.search.filters import JobFilter, PeopleFilter
from graph.search.jobs import search_jobs
from graph.search.people import search_people
from graph.search.posts import search_posts
from graph.search.reindex import reindex
from graph.search.results import Facet, Interpretation
from graph.search.typeahead import typeahead
from graph.skills.taxonomy import SkillEntry, Taxonomy
from graph.store.search.interface import Document
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.visibility import NOBODY, Viewer
from tests.conftest import NOW, LoadWorld
from tests.worlds.world import World

JAVASCRIPT = SkillEntry("tech:js", "JavaScript", "technology", ("JS", "ECMAScript"), (), ())
ENGINES = SkillEntry("own:engines", "search engines", "knowledge", ("Google",), (), ())
CPP = SkillEntry("tech:cpp", "C++", "technology", ("cpp",), (), ())


def ago(days: int) -> str:
    return (NOW - timedelta(days=days)).isoformat()


@pytest.fixture(scope="module")
async def office(load_world: LoadWorld) -> SimpleNamespace:
    """Ida knows Bo, Cy (private) and Di (connections only). Ed is private, Flo connections only
    and far; Gus has blocked Ida; Hal knows Bo and Di; Ivo is alone."""
    w = World()
    acme = w.company("Acme", industry="Software", city="Berlin", country="DE")
    zoo = w.company("Zoo Media", industry="Media")
    eth = w.school("ETH Zürich")
    engineer = {"headline": "Engineer at heart", "city": "Berlin", "country": "DE"}
    ids = {
        "ida": w.member("Ida Ahlers", industry="Software", **engineer),
        "bo": w.member("Bo Berg", industry="Software", **engineer),
        "cy": w.member("Cy Carlsen", profile_visibility="PRIVATE", **engineer),
        "di": w.member("Di Dahl", profile_visibility="CONNECTIONS", **engineer),
        "ed": w.member("Ed Eklund", profile_visibility="PRIVATE", **engineer),
        "flo": w.member("Flo Friis", profile_visibility="CONNECTIONS", **engineer),
        "gus": w.member("Gus Gram", **engineer),
        "hal": w.member("Hal Ahlert", **engineer),
        "ivo": w.member("Ivo Zorn", headline="Gardener"),
    }
    for name in ("bo", "cy", "di", "ed", "flo", "gus", "hal"):
        w.position(ids[name], acme, "Senior Software Engineer")
        w.skill(ids[name], "JS")
        w.education(ids[name], eth)
    w.position(ids["ivo"], zoo, "Software Engineer", ended="2020-01-01")
    w.skill(ids["bo"], "search engines")
    w.connect(ids["ida"], ids["bo"], ids["cy"], ids["di"])
    w.connect(ids["hal"], ids["bo"], ids["di"])
    w.connect(ids["gus"], ids["bo"])
    w.block(ids["gus"], ids["ida"])
    jobs = {
        "open": w.job(acme, "C++ Developer", skills=("C++",), posted_at=ago(10), city="Berlin",
                      country="DE", remote="true", employment_type="FULL_TIME",
                      experience_level="SENIOR", salary_min=60000, salary_max=80000,
                      currency="EUR"),
        "new": w.job(zoo, "Web Developer", skills=("JS",), posted_at=ago(1), remote="false"),
        "gone": w.job(acme, "Old Developer", posted_at=ago(90), expires_at=ago(1)),
    }  # fmt: skip
    posts = {
        "public": w.post(ids["bo"], "We ship #search today", at=ago(2)),
        "near": w.post(ids["di"], "search for friends", at=ago(3), visibility="CONNECTIONS"),
        "far": w.post(ids["hal"], "search for connections", visibility="CONNECTIONS"),
        "own": w.post(ids["ida"], "my secret search", visibility="PRIVATE"),
        "secret": w.post(ids["bo"], "his secret search", visibility="PRIVATE"),
        "hidden": w.post(ids["ed"], "search by Ed", at=ago(4)),
        "blocked": w.post(ids["gus"], "search by Gus", at=ago(4)),
        "private": w.post(ids["cy"], "search by Cy", at=ago(400)),
    }
    await load_world.indexed(w, taxonomy=Taxonomy((JAVASCRIPT, CPP, ENGINES), ()))
    return SimpleNamespace(
        store=load_world.store, jobs=jobs, posts=posts, acme=acme, zoo=zoo, **ids
    )


async def people(
    office: SimpleNamespace, viewer: int, query: str, **filter: tuple[str, ...]
) -> list[str]:
    found = await search_people(
        office.store, Viewer(viewer), query, PeopleFilter(**filter), None, None, now=NOW
    )
    assert found.total_count == len(found.items)
    return [hit.member.name for hit in found.items]


async def test_only_visible_members_are_found_the_nearest_first(office: SimpleNamespace) -> None:
    assert await people(office, office.ida, "software engineer acme ") == [
        "Bo Berg",
        "Cy Carlsen",
        "Di Dahl",
        "Hal Ahlert",
    ]
    assert await people(office, office.ivo, "software engineer acme ") == [
        "Bo Berg",
        "Gus Gram",
        "Hal Ahlert",
    ]


async def test_a_reduced_card_is_found_by_what_it_shows_only(office: SimpleNamespace) -> None:
    assert await people(office, office.ida, "flo") == ["Flo Friis"]
    assert await people(office, office.ida, "flo friis engineer de ") == ["Flo Friis"]
    for hidden in ("flo acme", "flo berlin", "flo javascript", "flo zurich", "flo senior"):
        assert await people(office, office.ida, hidden) == []
    assert await people(office, office.flo, "flo acme berlin") == ["Flo Friis"]
    assert await people(office, office.ida, "di acme berlin") == ["Di Dahl"]
    assert await people(office, office.ida, "flo", company=("acme",)) == []


async def test_facets_count_what_the_viewer_may_see(office: SimpleNamespace) -> None:
    found = await search_people(
        office.store, Viewer(office.ida), "engineer at heart ", None, None, None, now=NOW
    )
    assert found.total_count == 6
    assert found.facets == [
        Facet("company", (("Acme", 4),)),
        Facet("place", (("Berlin", 5),)),
        Facet("industry", (("Software", 2),)),
        Facet("school", (("ETH Zürich", 4),)),
        Facet("skill", (("JavaScript", 4), ("search engines", 1))),
        Facet("degree", (("1", 3), ("2", 1), ("3+", 1))),
    ]


async def test_each_hit_says_why(office: SimpleNamespace) -> None:
    found = await search_people(
        office.store, Viewer(office.ida), "hal at acm", None, None, None, now=NOW
    )
    (hit,) = found.items
    assert [(reason.kind, reason.text, reason.count) for reason in hit.reasons] == [
        ("MATCHED_WORDS", "“hal” in name: Hal Ahlert", None),
        ("MATCHED_WORDS", "“acm” in company: Acme", None),
        ("MUTUAL_CONNECTIONS", "2 mutual connections: Bo Berg and Di Dahl", 2),
    ]
    assert [member.name for member in hit.reasons[2].members] == ["Bo Berg", "Di Dahl"]


async def test_a_blocked_member_is_no_mutual_connection(office: SimpleNamespace) -> None:
    found = await search_people(office.store, Viewer(office.gus), "hal", None, None, None, now=NOW)
    (hit,) = found.items
    assert [reason.count for reason in hit.reasons if reason.kind == "MUTUAL_CONNECTIONS"] == [1]
    assert await people(office, office.gus, "ida") == []


async def test_beyond_the_third_degree_reasons_say_what_the_card_shows(
    office: SimpleNamespace,
) -> None:
    found = await search_people(
        office.store, Viewer(office.ivo), "bo acme", None, None, None, now=NOW
    )
    (hit,) = found.items
    assert [reason.text for reason in hit.reasons] == ["“bo” in name: Bo Berg"]


async def test_a_skill_is_known_by_its_other_names(office: SimpleNamespace) -> None:
    found = await search_people(
        office.store, Viewer(office.ida), "ECMAScript bo", None, None, None, now=NOW
    )
    assert [hit.member.name for hit in found.items] == ["Bo Berg"]
    assert found.interpretation == [Interpretation("ecmascript", "skill", "JavaScript")]
    assert found.items[0].reasons[-1].text == "“ecmascript” in skill: JavaScript"
    assert await people(office, office.ida, "bo", skill=("js",)) == ["Bo Berg"]


async def test_an_everyday_word_is_not_taken_for_a_skill_it_only_leads_to(
    office: SimpleNamespace,
) -> None:
    found = await search_people(
        office.store, Viewer(office.ida), "google", None, None, None, now=NOW
    )
    assert (found.total_count, found.interpretation) == (0, [])
    assert await people(office, office.ida, "", skill=("google",)) == ["Bo Berg"]


async def test_companies_and_places_in_a_query_are_understood(office: SimpleNamespace) -> None:
    found = await search_people(
        office.store,
        Viewer(office.ida),
        "engineer at Zoo Media near Berlin",
        None,
        None,
        None,
        now=NOW,
    )
    assert found.interpretation == [Interpretation("zoo media", "company", "Zoo Media"),
                                    Interpretation("berlin", "place", "Berlin")]  # fmt: skip


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ({"title": ("software engineer",)}, ["Bo Berg", "Cy Carlsen", "Di Dahl", "Hal Ahlert"]),
        ({"title": ("engineer senior",)}, []),
        ({"past_company": ("ZOO MEDIA",)}, ["Ivo Zorn"]),
        ({"school": ("eth zurich", "mit"), "country": ("de",), "company": ("acme",)},
         ["Bo Berg", "Cy Carlsen", "Di Dahl", "Hal Ahlert"]),
        ({"industry": ("software",), "place": ("Berlin",)}, ["Bo Berg", "Ida Ahlers"]),
    ],
)  # fmt: skip
async def test_filters_narrow_together(
    office: SimpleNamespace, filter: dict[str, tuple[str, ...]], expected: list[str]
) -> None:
    assert sorted(await people(office, office.ida, "", **filter)) == expected


async def test_a_name_is_found_through_a_typo_after_exact_ones(office: SimpleNamespace) -> None:
    assert await people(office, office.bo, "ahlert ") == ["Hal Ahlert", "Ida Ahlers"]
    assert await people(office, office.bo, "ahlers ") == ["Ida Ahlers", "Hal Ahlert"]


async def test_pages_follow_each_other(office: SimpleNamespace) -> None:
    names: list[str] = []
    after = None
    for _ in range(10):
        page = await search_people(
            office.store, Viewer(office.ida), "engineer", None, 2, after, now=NOW, facets=()
        )
        names += [hit.member.name for hit in page.items]
        after = page.cursors[-1]
        if not page.has_next:
            break
    assert len(names) == len(set(names)) == page.total_count == 7
    with pytest.raises(InvalidCursor):
        await search_people(office.store, Viewer(office.bo), "engineer", None, 2, after, now=NOW)


async def test_what_the_index_does_not_know_yet_is_not_shown(
    office: SimpleNamespace, store: Store
) -> None:
    """A row of the index whose member is gone from the viewer's sub-graph is left out."""
    ghost = {"name": "Ghost Ahlers", "audience": "PUBLIC", "completeness": 1}
    await store.search.index(Kind.MEMBER, [Document(99, ghost)])
    found = await search_people(store, Viewer(office.ida), "ghost", None, None, None, now=NOW)
    assert found.items == []
    await store.search.delete(Kind.MEMBER, [99])


async def test_nobody_searches_without_a_token(office: SimpleNamespace) -> None:
    for search in (
        search_people(office.store, NOBODY, "x", None, None, None, now=NOW),
        search_jobs(office.store, NOBODY, "x", None, None, None, now=NOW),
        search_companies(office.store, NOBODY, "x", None, None, None),
        search_posts(office.store, NOBODY, "x", None, None, None, now=NOW),
        typeahead(office.store, NOBODY, "x", None, None, now=NOW),
    ):
        with pytest.raises(Unauthenticated):
            await search


async def jobs(
    office: SimpleNamespace, query: str, now: datetime = NOW, **filter: object
) -> list[int]:
    given = JobFilter(**filter)  # type: ignore[arg-type]
    found = await search_jobs(office.store, Viewer(office.ida), query, given, None, None, now=now)
    assert found.total_count == len(found.items)
    return [hit.id for hit in found.items]


async def test_open_jobs_are_found_the_new_ones_first(office: SimpleNamespace) -> None:
    new, open_, gone = office.jobs["new"], office.jobs["open"], office.jobs["gone"]
    assert await jobs(office, "developer") == [new, open_]
    assert await jobs(office, "") == [new, open_]
    assert await jobs(office, "developer", now=NOW - timedelta(days=2)) == [new, open_, gone]
    assert await jobs(office, "c++ ") == [open_]
    assert await jobs(office, "cpp berlin") == [open_]


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ({"remote": True}, ["open"]),
        ({"remote": False}, ["new"]),
        ({"skill": ("ecmascript",)}, ["new"]),
        ({"company": ("ACME",), "place": ("berlin",), "country": ("DE",)}, ["open"]),
        ({"employment_type": ("FULL_TIME",), "experience_level": ("SENIOR", "LEAD")}, ["open"]),
        ({"posted_within_days": 5}, ["new"]),
        ({"salary_min": 80_000, "currency": "EUR"}, ["open"]),
        ({"salary_min": 80_001, "currency": "EUR"}, []),
        ({"salary_min": 1, "currency": "USD"}, []),
    ],
)
async def test_job_filters(
    office: SimpleNamespace, filter: dict[str, object], expected: list[str]
) -> None:
    assert await jobs(office, "", **filter) == [office.jobs[name] for name in expected]


async def test_job_facets(office: SimpleNamespace) -> None:
    found = await search_jobs(office.store, Viewer(office.ida), "", None, 1, None, now=NOW)
    assert found.total_count == 2
    assert {facet.field: facet.buckets for facet in found.facets} == {
        "company": (("Acme", 1), ("Zoo Media", 1)),
        "place": (("Berlin", 1),),
        "employment_type": (("FULL_TIME", 1),),
        "experience_level": (("SENIOR", 1),),
        "remote": (("false", 1), ("true", 1)),
        "skill": (("C++", 1), ("JavaScript", 1)),
    }


async def test_companies(office: SimpleNamespace) -> None:
    found = await search_companies(office.store, Viewer(office.ida), "media", None, None, None)
    assert [hit.id for hit in found.items] == [office.zoo]
    found = await search_companies(office.store, Viewer(office.ida), None, None, None, None)
    assert [hit.id for hit in found.items] == [office.acme, office.zoo]


async def test_posts_are_those_the_viewer_may_see(office: SimpleNamespace) -> None:
    async def found(viewer: int) -> set[str]:
        answer = await search_posts(
            office.store, Viewer(viewer), "search", None, None, None, now=NOW
        )
        assert answer.total_count == len(answer.items)
        names = {id_: name for name, id_ in office.posts.items()}
        return {names[hit.id] for hit in answer.items}

    assert await found(office.ida) == {"public", "near", "own", "private"}
    assert await found(office.hal) == {"public", "near", "far", "blocked"}
    assert await found(office.bo) == {"public", "far", "secret", "blocked"}
    assert await found(office.gus) == {"public", "blocked"}


async def test_newer_posts_come_first(office: SimpleNamespace) -> None:
    found = await search_posts(
        office.store, Viewer(office.ida), "search", None, None, None, now=NOW
    )
    assert found.items[-1].id == office.posts["private"]
    assert found.items[0].id == office.posts["public"]


async def suggested(office: SimpleNamespace, prefix: str, *kinds: str) -> list[str]:
    found = await typeahead(office.store, Viewer(office.ida), prefix, kinds, None, now=NOW)
    return [one.text for one in found]


async def test_typeahead_goes_on_from_the_first_letter(office: SimpleNamespace) -> None:
    assert await suggested(office, "b", "member") == ["Bo Berg"]
    assert await suggested(office, "C", "member") == ["Cy Carlsen"]
    assert await suggested(office, "e", "member") == []
    assert await suggested(office, "g", "member") == []
    assert await suggested(office, "ac") == ["Acme"]
    assert await suggested(office, "ecma", "skill") == ["JavaScript"]
    assert await suggested(office, "eth z", "school") == ["ETH Zürich"]
    assert await suggested(office, "dev", "job") == ["Web Developer", "C++ Developer"]
    assert await suggested(office, "!?") == []


async def test_typeahead_limits(office: SimpleNamespace) -> None:
    viewer = Viewer(office.ida)
    with pytest.raises(InvalidInput, match="planet"):
        await typeahead(office.store, viewer, "a", ["planet"], None, now=NOW)
    with pytest.raises(LimitExceeded, match="100"):
        await typeahead(office.store, viewer, "a" * 101, None, None, now=NOW)
    with pytest.raises(LimitExceeded, match="50"):
        await typeahead(office.store, viewer, "a", None, 51, now=NOW)
    assert await typeahead(office.store, viewer, "a" * 100, None, 50, now=NOW) == []
    assert await typeahead(office.store, viewer, "a", None, 0, now=NOW) == []


async def test_a_rebuild_reports_its_progress(office: SimpleNamespace) -> None:
    seen: list[tuple[str, int, int]] = []
    counts = await reindex(office.store, lambda *one: seen.append(one))
    assert counts[Kind.MEMBER] == 9
    assert ("indexing members", 9, 9) in seen
    assert ("indexing companies", 2, 2) in seen
    assert await office.store.search.count(Kind.MEMBER) == 11


@pytest.mark.parametrize("text", ["\ud800", '5" (x', "-", "*:*", "\0", "é" * 500, "a " * 250])
async def test_no_plain_query_fails(office: SimpleNamespace, text: str) -> None:
    viewer, store = Viewer(office.ida), office.store
    skill = (text[:200],)
    await search_people(store, viewer, text, PeopleFilter(skill=skill), None, None, now=NOW)
    await search_jobs(store, viewer, text, JobFilter(skill=skill), None, None, now=NOW)
    await search_companies(store, viewer, text, None, None, None)
    await search_posts(store, viewer, text, None, None, None, now=NOW)
    await typeahead(store, viewer, text[:100], None, None, now=NOW)
