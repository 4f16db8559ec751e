"""Job fit, referrers and recommendations, on a world with names."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph.errors import InvalidCursor, Unauthenticated
from graph.jobs.fit import THRESHOLD, referral_strength
from graph.jobs.jobs import jobs_by_ids
from graph.jobs.learning import skills_worth_learning
from graph.jobs.match import match, recommended
from graph.jobs.organisations import companies_by_ids, schools_by_ids
from graph.paging import encode_cursor
from graph.skills import taxonomy
from graph.skills.skills import skill_by_name, skills_by_ids, skills_of_members
from graph.store.database import Database
from graph.visibility import NOBODY, Viewer
from tests.conftest import NOW, LoadWorld
from tests.worlds.trades import SKILLS
from tests.worlds.world import World


def bakery() -> World:
    """Ana (1) bakes and draws; Ben (2) and Cleo (3) are her connections, Dan (4) one of Ben's.

    Ben and Dan work at the bakery (1), Cleo has left, Eve (5) is there and PRIVATE.
    """
    w = World()
    ana, ben, cleo, dan = w.members("Ana", "Ben", "Cleo", "Dan")
    eve = w.member("Eve", profile_visibility="PRIVATE")
    w.connect(ana, ben, cleo)
    w.connect(dan, ben, cleo, eve)
    w.connect(eve, ben)
    shop = w.company("Bakery", city="Porto")
    other = w.company("Elsewhere")
    for member in (ben, dan, eve):
        w.position(member, shop, "Baker", started="2020-01-01")
    w.position(cleo, shop, "Baker", started="2019-01-01", ended="2026-06-30")
    w.position(dan, shop, "Head baker", started="2024-01-01", ended="2026-07-01")
    w.skill(ana, "Baking", "Drawing")
    w.skill(dan, "Baking", level="EXPERT")
    w.skill(dan, "Golf")
    w.endorse(ben, dan, "Golf")
    w.endorse(eve, dan, "Golf")
    w.job(
        shop,
        "Baker",
        skills=("Baking", "Editing"),
        optional=("Drawing",),
        posted_at="2026-06-01T00:00:00Z",
        salary_min=30000,
    )
    w.job(other, "Illustrator", skills=("Drawing", "Editing", "Fencing"))
    w.job(other, "Caddie", skills=("Golf",))
    w.job(shop, "Late", skills=SKILLS[:3], expires_at="2026-07-01T12:00:00Z")
    w.job(shop, "Future", skills=SKILLS[:3], posted_at="2026-07-01T12:00:01Z")
    w.job(other, "Nothing asked")
    return w


async def test_a_match_says_what_fits_what_is_missing_and_who_can_refer(
    db: Database, load_world: LoadWorld
) -> None:
    await load_world(bakery())
    found = (await match(db, Viewer(1), [1], now=NOW))[0]
    assert found is not None
    assert [s.name for s in found.matched] == ["Baking", "Drawing"]
    assert [s.name for s in found.missing] == ["Editing"]
    # Of six jobs, three ask for baking, four for drawing, two for editing.
    baking, drawing, editing = math.log(1 + 6 / 3), math.log(1 + 6 / 4), math.log(1 + 6 / 2)
    asked, own = baking + 0.5 * drawing + editing, baking + drawing
    skills = (baking + 0.5 * drawing) / (asked**0.4 * own**0.6)
    fresh = 1 - 0.1 * (1 - math.exp(-30.5 / 45))
    assert found.score == round(1 - math.exp(-skills * fresh), 6)
    assert [(r.member.name, r.degree, r.strength) for r in found.referrers] == [
        ("Ben", 1, referral_strength(1, 0)),
        ("Dan", 2, referral_strength(2, 2)),
    ]
    assert [(r.kind, r.text, r.count) for r in found.reasons] == [
        ("SHARED_SKILLS", "You have 2 of the 3 skills", 2),
        ("REFERRERS", "1 connection works here: Ben", 1),
        ("SECOND_DEGREE_REFERRERS", "1 connection of your connections works here: Dan", 1),
    ]
    assert (found.job.title, found.job.company.city, found.job.salary_min) == (
        "Baker",
        "Porto",
        30000.0,
    )


async def test_matches_come_in_the_order_of_the_ids_and_none_without_a_viewer(
    db: Database, load_world: LoadWorld
) -> None:
    await load_world(bakery())
    found = await match(db, Viewer(1), [3, 99, 1, 6, 3], now=NOW)
    assert [m.job.id if m else None for m in found] == [3, None, 1, 6, 3]
    assert [m.score for m in found if m][0::2] == [0.0, 0.0]
    assert await match(db, NOBODY, [1, 2], now=NOW) == [None, None]
    assert await match(db, Viewer(1), [], now=NOW) == []
    cut = (await match(db, Viewer(1), [1], now=NOW, referrers=1))[0]
    assert cut is not None
    assert [r.member.name for r in cut.referrers] == ["Ben"]
    assert [r.count for r in cut.reasons] == [2, 1, 1]


async def test_recommended_are_open_jobs_best_first_in_stable_pages(
    db: Database, load_world: LoadWorld
) -> None:
    await load_world(bakery())
    page = await recommended(db, Viewer(1), 10, None, now=NOW)
    assert [m.job.title for m in page.items] == ["Baker", "Illustrator"]
    assert not page.has_next
    one = await recommended(db, Viewer(1), 1, None, now=NOW)
    two = await recommended(db, Viewer(1), 1, one.cursors[0], now=NOW)
    assert [one.has_next, two.has_next] == [True, False]
    assert one.items + two.items == page.items
    later = datetime(2026, 7, 2, tzinfo=UTC)
    assert "Future" in {
        m.job.title for m in (await recommended(db, Viewer(1), 10, None, now=later)).items
    }
    assert (await recommended(db, Viewer(2), 10, None, now=NOW)).items == []
    with pytest.raises(Unauthenticated):
        await recommended(db, NOBODY, 10, None, now=NOW)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        encode_cursor("posts", 1, 1),
        encode_cursor("recommended", 1, 501),
        encode_cursor("recommended", 1, -1),
        encode_cursor("recommended", 10**18, 1),
    ],
)
async def test_a_cursor_that_no_list_issued_is_refused(db: Database, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        await recommended(db, Viewer(1), 10, cursor, now=NOW)


async def test_jobs_and_organisations_by_id_are_for_everybody(
    db: Database, load_world: LoadWorld
) -> None:
    w = bakery()
    w.school("Academy", country="PT")
    await load_world(w)
    jobs = await jobs_by_ids(db, [4, 99, 1])
    assert [j.title if j else None for j in jobs] == ["Late", None, "Baker"]
    assert [j.is_open(NOW) for j in jobs if j] == [False, True]
    assert [c.name if c else None for c in await companies_by_ids(db, [2, 9])] == [
        "Elsewhere",
        None,
    ]
    assert [s.name if s else None for s in await schools_by_ids(db, [1, 2])] == ["Academy", None]


async def test_a_member_s_skills_count_only_endorsers_that_the_viewer_sees(
    db: Database, load_world: LoadWorld
) -> None:
    await load_world(bakery())

    async def seen(viewer: Viewer) -> list[tuple[str, int, str | None]]:
        found = (await skills_of_members(db, viewer, [4]))[0]
        return [(one.skill.name, one.endorsement_count, one.level) for one in found]

    assert await seen(Viewer(1)) == [("Golf", 1, None), ("Baking", 0, "EXPERT")]
    assert await seen(Viewer(4)) == [("Golf", 2, None), ("Baking", 0, "EXPERT")]
    assert await seen(NOBODY) == [("Golf", 1, None), ("Baking", 0, "EXPERT")]
    assert await skills_of_members(db, Viewer(1), [5, 1, 77]) == [
        [],
        (await skills_of_members(db, Viewer(1), [1]))[0],
        [],
    ]


async def test_any_spelling_leads_to_the_skill(db: Database, load_world: LoadWorld) -> None:
    w = World()
    ana = w.member("Ana")
    w.skill(ana, "js", "Underwater basket weaving")
    entries = [taxonomy.load().find(name) for name in ("JavaScript", "Java")]
    alone = (replace(one, broader=(), related=()) for one in entries if one is not None)
    await load_world(w, taxonomy=taxonomy.Taxonomy(tuple(alone), ()))
    named = [await skill_by_name(db, text) for text in ("JavaScript", "Java Script", "JS", "js")]
    assert {one.name for one in named if one is not None} == {"JavaScript"}
    assert None not in named
    assert named[0] is not None
    assert named[0].aliases
    assert await skills_by_ids(db, [named[0].id, "none"]) == [named[0], None]
    assert await skill_by_name(db, "no such thing") is None
    assert await skill_by_name(db, "!") is None
    found = (await skills_of_members(db, Viewer(ana), [ana]))[0]
    assert [(one.skill.name, one.verified) for one in found] == [
        ("JavaScript", True),
        ("Underwater basket weaving", False),
    ]


async def test_members_without_skills_are_matched_by_what_their_titles_say(
    db: Database, load_world: LoadWorld
) -> None:
    w = World()
    ana = w.member("Ana", headline="Python developer at Acme")
    ben = w.member("Ben", headline="Enjoys life")
    w.job(w.company("Acme"), "Engineer", skills=("Python", "SQL"))
    entries = [taxonomy.load().find(name) for name in ("Python", "SQL")]
    alone = (replace(one, broader=(), related=()) for one in entries if one is not None)
    await load_world(w, taxonomy=taxonomy.Taxonomy(tuple(alone), ()))
    (found,) = (await recommended(db, Viewer(ana), 10, None, now=NOW)).items
    assert found.score > 0.3
    assert (found.matched, [s.name for s in found.missing]) == ([], ["Python", "SQL"])
    assert found.reasons == []
    assert (await recommended(db, Viewer(ben), 10, None, now=NOW)).items == []


async def test_skills_worth_learning_lift_jobs_over_the_threshold(
    db: Database, load_world: LoadWorld
) -> None:
    w = World()
    ana = w.member("Ana")
    w.skill(ana, "Baking")
    shop = w.company("Shop")
    for number in range(3):
        w.job(shop, f"Both {number}", skills=("Baking", "Golf", "Editing"))
    w.job(shop, "Far", skills=("Baking", *SKILLS[1:]))
    for number in range(4):
        w.job(shop, f"Other {number}", skills=("Cycling",))
    await load_world(w)
    before = {
        m.job.title: m.score for m in (await recommended(db, Viewer(ana), 9, None, now=NOW)).items
    }
    gains = await skills_worth_learning(db, Viewer(ana), 5, now=NOW)
    by_name = {one.skill.name: one.jobs_gained for one in gains}
    nearly = [title for title, score in before.items() if score < THRESHOLD]
    w.skill(ana, "Golf")
    await load_world(w)
    after = {
        m.job.title: m.score for m in (await recommended(db, Viewer(ana), 9, None, now=NOW)).items
    }
    lifted = sum(after[title] >= THRESHOLD for title in nearly)
    assert by_name.get("Golf", 0) == lifted
    assert sorted(by_name.values(), reverse=True) == [one.jobs_gained for one in gains]
    assert await skills_worth_learning(db, Viewer(ana), 0, now=NOW) == []
    with pytest.raises(Unauthenticated):
        await skills_worth_learning(db, NOBODY, 5, now=NOW)
