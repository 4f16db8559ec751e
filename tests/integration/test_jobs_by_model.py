"""Matches, recommendations and candidates agree with plain Python on generated worlds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.jobs.candidates import candidates
from graph.jobs.fit import referral_strength
from graph.jobs.match import JobMatch, match, recommended
from graph.jobs.seats import change_seat
from graph.skills.deriving import derive
from graph.store.database import Database
from graph.visibility import Viewer
from tests.conftest import NOW, LoadWorld, times
from tests.worlds.model import Model
from tests.worlds.trades import BROADER, GROUPS, RELATED, SKILLS, TAXONOMY
from tests.worlds.world import World


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to ten members with skills and positions, and some jobs."""
    w = World()
    kinds = st.sampled_from(["PUBLIC", "CONNECTIONS", "PRIVATE", None])
    size = draw(st.integers(2, 10))
    places = st.sampled_from([None, None, ("Porto", "PT"), ("Lisbon", "PT"), ("Rome", "IT")])
    people = [
        w.member(f"M{n}", profile_visibility=draw(kinds), **_about(draw, places))
        for n in range(size)
    ]
    companies = [
        w.company(f"C{n}", industry=draw(st.sampled_from([None, "A", "B"]))) for n in range(3)
    ]
    for at, one in enumerate(people):
        for other in people[:at]:
            tie = draw(st.sampled_from("cccb..."))
            if tie == "c":
                w.connect(one, other)
            elif tie == "b":
                w.block(*draw(st.permutations([one, other])))
        w.skill(one, *draw(st.sets(st.sampled_from(SKILLS), max_size=4)))
        for company in draw(st.lists(st.sampled_from(companies), max_size=2)):
            ended = draw(st.sampled_from([None, "2026-06-30", "2026-07-01", "2027-01-01"]))
            title = f"T{len(w.rows['positions'])}"
            started = draw(st.sampled_from(["2020-01-01", "2014-03-01", None]))
            w.position(one, company, title, started=started, ended=ended)
    for _ in range(draw(st.integers(1, 6))):
        asked = draw(st.lists(st.sampled_from(SKILLS), max_size=5, unique=True))
        essential = draw(st.integers(0, len(asked)))
        posted = draw(st.sampled_from([None, "2026-06-01", "2026-06-02", "2026-08-01"]))
        ends = [None, None, "2026-08-02"] + ["2026-07-01"] * (posted != "2026-08-01")
        expires = draw(st.sampled_from(ends))
        w.job(
            draw(st.sampled_from(companies)),
            "Job",
            skills=tuple(asked[:essential]),
            optional=tuple(asked[essential:]),
            posted_at=posted,
            expires_at=expires,
            remote=draw(st.sampled_from(["true", "false"])),
            experience_level=draw(st.sampled_from([None, "ENTRY", "SENIOR", "EXECUTIVE"])),
            **_about(draw, places, member=False),
        )
    return w


def _about(draw: st.DrawFn, places: Any, *, member: bool = True) -> dict[str, str | None]:
    city, country = draw(places) or (None, None)
    about = {"city": city, "country": country}
    return about | {"industry": draw(st.sampled_from([None, "A", "B"]))} if member else about


def fit(model: Model, viewer: int, job: int, *, in_context: bool = True) -> float:
    """By plain Python: the score of a job for a member."""
    rows = [r for r in model.rows["job_skills"]]
    asked = Counter(str(r["skill"]) for r in rows)
    rarity = {skill: math.log(1 + len(model.jobs) / count) for skill, count in asked.items()}
    own = model.skills(viewer)
    broader, related = set(BROADER.items()), set(RELATED.items())
    near = {b for a, b in broader | related if a in own} | {
        a for a, b in broader | related if b in own
    }
    wanted = {
        str(r["skill"]): 0.5 if r.get("essential") == "false" else 1.0
        for r in rows
        if r["job_id"] == job
    }
    known = sum(rarity[skill] for skill in own if skill in rarity)
    if not wanted or not known:
        return 0.0
    shared = sum(
        rarity[skill] * part * (1.0 if skill in own else 0.3 if skill in near else 0.0)
        for skill, part in wanted.items()
    )
    full = sum(rarity[skill] * part for skill, part in wanted.items())
    skills = shared / (full**0.4 * known**0.6) + 1.25 * alike(
        model, dict.fromkeys(own, 1.0), wanted
    )
    return round(1 - math.exp(-skills * (context(model, viewer, job) if in_context else 1.0)), 6)


def alike(model: Model, own: dict[str, float], wanted: dict[str, float]) -> float:
    """By numpy: the cosine of two sets of skills in the space that all jobs span.

    In a small world the strongest singular vectors are all that there are.
    """
    columns = [*SKILLS, *GROUPS]
    jobs = [model.job_skills(job) for job in model.jobs]
    rows = [row for row in map(_counts, jobs) if row]
    if not rows:
        return 0.0
    asked = {one: sum(row.get(one, 0) for row in rows) for one in columns}
    rarity = {one: math.log(1 + len(rows) / n) if n else 0.0 for one, n in asked.items()}
    table = np.array([[math.sqrt(row.get(c, 0)) * rarity[c] for c in columns] for row in rows])
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    span = np.linalg.pinv(table, rcond=1e-7) @ table
    one, other = (
        span @ np.array([_counts(skills).get(c, 0) * rarity[c] for c in columns])
        for skills in (own, wanted)
    )
    lengths = np.linalg.norm(one) * np.linalg.norm(other)
    return max(0.0, float(one @ other) / lengths) if lengths > 1e-6 else 0.0


def _counts(skills: Iterable[str] | dict[str, float]) -> dict[str, float]:
    """Each skill and kind, and how much of it there is."""
    parts = skills if isinstance(skills, dict) else dict.fromkeys(skills, 1.0)
    found = Counter[str]()
    for skill, part in parts.items():
        found[skill] += part  # type: ignore[assignment]
        if skill in BROADER:
            found[BROADER[skill]] += part  # type: ignore[assignment]
    return dict(found)


def context(model: Model, viewer: int, job: int) -> float:
    """By plain Python: what place, experience, industry, connections and age leave of a score."""
    member, offered = model.members[viewer], model.jobs[job]
    company = next(r for r in model.rows["companies"] if r["id"] == offered["company_id"])
    left = 1.0
    same_city = offered.get("city") == member.get("city")
    if offered.get("remote") != "true" and offered.get("country") and member.get("country"):
        if offered["country"] != member["country"]:
            left *= 0.8
        elif not same_city and offered.get("city") and member.get("city"):
            left *= 0.9
    held = [r for r in model.rows["positions"] if r["member_id"] == viewer]
    starts = [r["started"] for r in held if r.get("started")]
    needed = {"ENTRY": 0, "SENIOR": 5, "EXECUTIVE": 12}.get(str(offered.get("experience_level")))
    if starts and needed is not None:
        years = (date(2026, 7, 1) - date.fromisoformat(str(min(map(str, starts))))).days / 365.25
        left *= 1 - 0.04 * min(5.0, max(0.0, needed - years))
    if company.get("industry") and member.get("industry"):
        left *= 1.0 if company["industry"] == member["industry"] else 0.97
    left *= 1.0 if 1 in referrers(model, viewer, job).values() else 0.95
    if offered.get("posted_at"):
        posted = datetime.fromisoformat(f"{offered['posted_at']}T00:00:00+00:00")
        days = (NOW - posted).total_seconds() / 86400
        left *= 1 - 0.1 * (1 - math.exp(-days / 45))
    return left


def referrers(model: Model, viewer: int, job: int) -> dict[int, int]:
    """By plain Python: the visible first and second degree who work there now, id to degree."""
    company = model.jobs[job]["company_id"]
    current = {
        int(str(row["member_id"]))
        for row in model.rows["positions"]
        if row["company_id"] == company and str(row.get("ended") or "9999") >= "2026-07-01"
    }
    degrees = {member: model.degree(viewer, member) for member in current}
    return {member: degree for member, degree in degrees.items() if degree in (1, 2)}


def check(model: Model, viewer: int, found: JobMatch) -> None:
    """Score, skills, referrers and reasons by plain Python."""
    job = found.job.id
    asked, own = model.job_skills(job), model.skills(viewer)
    assert found.score == pytest.approx(fit(model, viewer, job), abs=2e-6)
    assert {s.name for s in found.matched} == asked & own
    assert {s.name for s in found.missing} == asked - own
    people = referrers(model, viewer, job)
    assert {r.member.id: r.degree for r in found.referrers} == people
    shared = {m: len(set(model.graph[viewer]) & set(model.seen(viewer)[m])) for m in people}
    order = sorted(people, key=lambda m: (people[m], -shared[m], m))
    assert [r.member.id for r in found.referrers] == order
    assert [r.strength for r in found.referrers] == [
        referral_strength(people[m], shared[m]) for m in order
    ]
    degrees = Counter(people.values())
    counts = {
        "SHARED_SKILLS": len(asked & own),
        "REFERRERS": degrees[1],
        "SECOND_DEGREE_REFERRERS": degrees[2],
    }
    assert {r.kind: r.count for r in found.reasons} == {k: n for k, n in counts.items() if n}


def best(model: Model, viewer: int) -> list[int]:
    """By plain Python: the open jobs that share a skill, best first."""
    found = []
    for job, row in model.jobs.items():
        posted, expires = str(row.get("posted_at") or ""), row.get("expires_at")
        is_open = posted <= "2026-07-01" and (expires is None or str(expires) > "2026-07-01T")
        if is_open and model.job_skills(job) & model.skills(viewer):
            newest = -int(posted.replace("-", "") or 0)
            found.append((-round(fit(model, viewer, job), 5), newest, job))
    return [one[-1] for one in sorted(found)]


@settings(max_examples=times(5, 500))
@given(world=worlds())
async def test_matches_and_recommendations_agree_with_plain_python(
    db: Database, load_world: LoadWorld, world: World
) -> None:
    await load_world(world, taxonomy=TAXONOMY)
    await derive(db, NOW, least=1)
    model = Model(world)
    for viewer in model.members:
        for found in await match(db, Viewer(viewer), list(model.jobs), now=NOW):
            assert found is not None
            check(model, viewer, found)
        page = await recommended(db, Viewer(viewer), 100, None, now=NOW)
        scores = [one.score for one in page.items]
        assert scores == sorted(scores, reverse=True)
        assert sorted(one.job.id for one in page.items) == sorted(best(model, viewer))
        exact = [round(fit(model, viewer, one.job.id), 5) for one in page.items]
        if len(set(exact)) == len(exact):
            assert [one.job.id for one in page.items] == best(model, viewer)


@settings(max_examples=times(3, 200))
@given(world=worlds())
async def test_candidates_have_the_score_that_plain_python_gives_their_skills(
    db: Database, load_world: LoadWorld, world: World
) -> None:
    await load_world(world, taxonomy=TAXONOMY)
    await derive(db, NOW, least=1)
    model = Model(world)
    recruiter = Viewer(1, frozenset(["recruiter"]))
    for company in (1, 2, 3):
        await change_seat(db, 1, company, True, now=NOW)
    for job, row in model.jobs.items():
        here = {
            r["member_id"]
            for r in model.rows["positions"]
            if r["company_id"] == row["company_id"] and str(r.get("ended") or "9") >= "2026-07-01"
        }
        expected = {
            member: fit(model, member, job, in_context=False)
            for member in set(model.seen(1)) - here - {1}
            if model.skills(member) & model.job_skills(job)
        }
        page = await candidates(db, recruiter, job, 100, None, now=NOW)
        found = {one.member.id: one.score for one in page.items}
        assert found == pytest.approx(expected, abs=2e-6)
        assert list(found) == sorted(found, key=lambda m: (-found[m], m))
        for one in page.items:
            own, asked = model.skills(one.member.id), model.job_skills(job)
            assert {s.name for s in one.matched} == asked & own
            assert {s.name for s in one.missing} == asked - own
