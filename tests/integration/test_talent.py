"""Whom a recruiter finds by example, who introduces a whole shortlist, and jobs beside a job."""

from __future__ import annotations

from itertools import combinations
from math import exp, fsum, sqrt
from random import Random
from typing import Any

from graph.jobs.seats import change_seat
from graph.jobs.shortlist import cover_shortlist
from graph.store.store import Store
from graph.visibility import Viewer
from resolvers.ids import global_id
from tests.client import Client, codes, member_id
from tests.conftest import NOW, LoadWorld
from tests.worlds.world import World

JOB = global_id("Job", 1)
RECRUITER = "recruiter"


async def asked(
    client: Client, viewer: int | None, text: str, role: str = "member", **values: Any
) -> Any:
    """What a field of job 1 answers."""
    ids = "query($ids: [ID!]!) " if "ids" in values else ""
    query = f'{ids}{{job(id: "{JOB}") {{{text}}}}}'
    answer = (await client.post(viewer, query, values, role=role)).json()
    assert "errors" not in answer, answer
    return answer["data"]["job"]


LIKE = "found: candidatesLike(memberIds: $ids) {member {name} score matchedSkills {name}}"
COVER = """found: shortlistIntroducers(memberIds: $ids) {
    introducers {member {name} degree candidates {name}} unreached {name} bound}"""


async def test_people_like_examples_are_found_and_only_by_the_seated(
    client: Client, store: Store, load_world: LoadWorld
) -> None:
    world = World()
    ray, one, two, twin, half, other, hidden, worker = world.members(
        "Ray", "One", "Two", "Twin", "Half", "Other", "Hidden", "Worker"
    )
    private = world.member("Private", profile_visibility="PRIVATE")
    acme = world.company("Acme")
    world.skill(one, "Baking", "Milling")
    world.skill(two, "Baking", "Cycling")
    world.skill(half, "Cycling")
    world.skill(other, "Golf")
    world.skill(private, "Golf")
    for member in (twin, hidden, worker):
        world.skill(member, "Baking", "Milling")
    world.position(worker, acme, "Baker", started="2020-01-01")
    world.block(ray, hidden)
    world.job(acme, "Baker")
    await load_world(world)
    await change_seat(store.db, ray, acme, True, now=NOW)
    ids = [member_id(member) for member in (one, two, private, hidden)]
    found = (await asked(client, ray, LIKE, RECRUITER, ids=ids))["found"]
    assert [each["member"]["name"] for each in found] == ["Twin", "Half"]
    assert found[0]["score"] > found[1]["score"] > 0
    assert {s["name"] for s in found[0]["matchedSkills"]} == {"Baking", "Milling"}
    only = [member_id(private)]
    assert (await asked(client, ray, LIKE, RECRUITER, ids=only))["found"] == []
    for viewer, role in ((ray, "member"), (one, RECRUITER), (worker, "admin")):
        assert (await asked(client, viewer, LIKE, role, ids=ids))["found"] == []
    text = f'query($ids: [ID!]!) {{job(id: "{JOB}") {{{LIKE}}}}}'
    for wrong in ([], [member_id(n) for n in range(1, 12)]):
        answer = (await client.post(ray, text, {"ids": wrong}, role=RECRUITER)).json()
        assert codes(answer) == {"BAD_USER_INPUT"}


async def test_few_colleagues_reach_a_shortlist_and_never_one_who_does_not_introduce(
    client: Client, store: Store, load_world: LoadWorld
) -> None:
    random, world = Random(11), World()
    acme = world.company("Acme")
    ray = world.member("Ray")
    colleagues = [world.member(f"Colleague {n}") for n in range(9)]
    people = [world.member(f"Person {n}") for n in range(10)]
    hidden, gone, shy = colleagues[:3]
    reach: dict[int, set[int]] = {}
    for one in colleagues:
        ended = {"ended": "2021-01-01"} if one == gone else {}
        world.position(one, acme, "Baker", started="2020-01-01", **ended)
        known = people[:8] if one in (hidden, gone, shy) else random.sample(people[:9], 3)
        world.connect(one, *known)
        reach[one] = set(known)
    world.block(ray, hidden)
    world.connect(ray, colleagues[-1])
    world.job(acme, "Baker")
    await load_world(world)
    await change_seat(store.db, ray, acme, True, now=NOW)
    await store.db.rows("profiles/update_member", viewer=shy, changed={"introductions": False})
    usable = {one: reach[one] for one in colleagues[3:]}
    everybody = set().union(*usable.values())
    fewest = next(
        size
        for size in range(1, 8)
        for some in combinations(usable, size)
        if set().union(*(usable[one] for one in some)) == everybody
    )
    viewer = Viewer(ray, frozenset([RECRUITER]))
    cover = await cover_shortlist(store.db, viewer, 1, people, now=NOW)
    chosen = [one.colleague.member.id for one in cover.introducers]
    assert set(chosen) <= set(usable)
    assert {p for one in cover.introducers for p in one.candidates} == everybody
    assert all(set(one.candidates) <= usable[one.colleague.member.id] for one in cover.introducers)
    assert set(cover.unreached) == set(people) - everybody
    assert fewest <= len(chosen) <= fewest * cover.bound + 1e-9
    ids = [member_id(one) for one in people]
    shown = (await asked(client, ray, COVER, RECRUITER, ids=ids))["found"]
    assert len(shown["introducers"]) == len(chosen)
    assert {"name": "Person 9"} in shown["unreached"]
    for caller, role in ((ray, "member"), (colleagues[-1], RECRUITER)):
        found = (await asked(client, caller, COVER, role, ids=ids))["found"]
        assert found["introducers"] == []


async def test_similar_jobs_share_skills_and_are_open(
    client: Client, load_world: LoadWorld
) -> None:
    world = World()
    viewer = world.member("Viewer")
    acme = world.company("Acme")
    world.job(acme, "Baker", skills=("Baking", "Milling"))
    world.job(acme, "Cook", skills=("Baking", "Cooking", "Serving"))
    world.job(acme, "Baker", skills=("Baking", "Milling", "Selling"))
    world.job(acme, "Driver", skills=("Driving",))
    world.job(acme, "Past", skills=("Baking", "Milling"), expires_at="2026-01-01")
    await load_world(world)
    for caller in (viewer, None):
        found = await asked(client, caller, "similarJobs {id} few: similarJobs(first: 1) {id}")
        assert [one["id"] for one in found["similarJobs"]] == [
            global_id("Job", 3),
            global_id("Job", 2),
        ]
        assert found["few"] == [{"id": global_id("Job", 3)}]


APPLY = "mutation($id: ID!) {applyToJob(jobId: $id) {errors {code}}}"
WITHDRAW = "mutation($id: ID!) {withdrawApplication(jobId: $id) {errors {code}}}"


async def test_five_others_must_have_applied_before_it_is_said(
    client: Client, load_world: LoadWorld
) -> None:
    world = World()
    members = [world.member(f"M{n}") for n in range(7)]
    private = world.member("Private", profile_visibility="PRIVATE")
    acme = world.company("Acme")
    for title in ("One", "Two", "Three"):
        world.job(acme, title)
    world.block(members[0], members[6])
    await load_world(world)

    async def apply(member: int, *jobs: int, text: str = APPLY) -> None:
        for job in jobs:
            answer = await client.data(member, text, id=global_id("Job", job))
            assert all(one["errors"] == [] for one in answer.values())

    async def said(viewer: int | None) -> list[str]:
        found = await asked(client, viewer, "alsoApplied {title}")
        return [one["title"] for one in found["alsoApplied"]]

    for member in (*members[:5], private):
        await apply(member, 1, 2)
    await apply(members[6], 1, 2, 3)
    # The viewer, who hides, and who is in a block with the viewer do not count.
    assert await said(members[0]) == []
    assert await said(None) == []
    await apply(members[5], 1, 2)
    assert await said(members[0]) == ["Two"]
    assert await said(members[1]) == ["Two"]
    await apply(members[5], 2, text=WITHDRAW)
    assert await said(members[0]) == []


async def test_endorsements_weigh_by_who_gives_them_and_as_the_viewer_sees_it(
    client: Client, load_world: LoadWorld
) -> None:
    world = World()
    ada, baker, layman, mutual, judge, hidden = world.members(
        "Ada", "Baker", "Layman", "Mutual", "Judge", "Hidden"
    )
    blocker = world.member("Blocker")
    world.connect(ada, baker, layman, mutual, hidden, blocker)
    for member in (ada, baker):
        world.skill(member, "Baking")
    world.skill(ada, "Golf")
    world.skill(mutual, "Golf")
    world.skill(layman, "Chess")
    world.endorse(judge, baker, "Baking")
    world.endorse(baker, ada, "Baking")
    world.endorse(layman, ada, "Baking")
    world.endorse(layman, ada, "Golf")
    world.endorse(mutual, ada, "Golf")
    world.endorse(ada, mutual, "Golf")
    world.endorse(hidden, ada, "Golf")
    world.block(blocker, hidden)
    world.block(blocker, judge)
    await load_world(world)

    def worth(*weights: float) -> float:
        return round(1.0 - exp(-fsum(weights)), 6)

    async def strengths(viewer: int) -> dict[str, float]:
        text = "query($id: ID!) {member(id: $id) {skills {skill {name} endorsementStrength}}}"
        found = await client.data(viewer, text, id=member_id(ada))
        skills = found["member"]["skills"]
        return {one["skill"]["name"]: one["endorsementStrength"] for one in skills}

    bulk = 0.3 / sqrt(2)
    # Ada vouches for Mutual, so that Mutual has a proof; and it is in turn.
    in_turn = (0.3 + 0.4 + 0.1) * 0.5
    assert await strengths(ada) == {
        "Baking": worth(0.8, bulk),
        "Golf": worth(bulk, in_turn, 0.3),
    }
    # Who blocks two of them sees neither the one's endorsement nor the other's proof.
    assert await strengths(mutual) == await strengths(ada)
    assert await strengths(blocker) == {
        "Baking": worth(0.7, bulk),
        "Golf": worth(bulk, in_turn),
    }
