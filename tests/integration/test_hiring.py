"""Skills, jobs and applications as they change, over the endpoint: each step and its refusals."""

from __future__ import annotations

import asyncio
from itertools import combinations
from random import Random
from typing import Any

import pytest

from graph.check import check
from graph.jobs.seats import change_seat
from graph.jobs.shortlist import fewest_introducers, greedy_bound
from graph.store.store import Store
from resolvers.ids import global_id
from tests.client import Client, member_id
from tests.conftest import NOW, LoadWorld, times
from tests.integration.conftest import Ask
from tests.worlds.world import World

ADA, BEN, CLO, EVE, RAY, SUE = 1, 2, 3, 4, 5, 6
ACME, BANK = 1, 2
JOB = global_id("Job", 1)

ADD = "mutation($name: String!) {addSkill(name: $name) {skill {id name} memberSkill {verified} %s}}"
ENDORSE = """mutation($id: ID!, $name: String!) {endorseSkill(memberId: $id, name: $name) {
    skill {name} memberSkill {endorsementCount} %s}}"""
POST = "mutation($input: JobInput!) {postJob(input: $input) {job {id title status city %s} %s}}"
EDIT = """mutation($id: ID!, $input: JobInput!) {editJob(jobId: $id, input: $input) {
    job {title description salaryMin} %s}}"""
CLOSE = "mutation($id: ID!) {closeJob(jobId: $id) {job {status} %s}}"
APPLY = """mutation($id: ID!, $input: ApplicationInput) {applyToJob(jobId: $id, input: $input) {
    application {id status note resume answers {question answer} history {status}
      job {id} member {name}} %s}}"""
WITHDRAW = "mutation($id: ID!) {withdrawApplication(jobId: $id) {application {id status} %s}}"
MOVE = """mutation($id: ID!, $status: ApplicationStatus!) {moveApplication(id: $id, status: $status)
    {application {status history {status} member {name}} %s}}"""
BOARD = """query($id: ID!, $status: ApplicationStatus) {job(id: $id) {
    applications(first: 2, status: $status) {
        edges {node {id status note member {name}}} pageInfo {hasNextPage endCursor}}}}"""
ERRORS = "errors {code message field}"


@pytest.fixture(autouse=True)
async def loaded(load_world: LoadWorld, store: Store) -> None:
    world = World()
    world.members("Ada", "Ben", "Clo")
    world.member("Eve", profile_visibility="PRIVATE")
    world.members("Ray", "Sue")
    world.connect(ADA, BEN)
    world.block(CLO, RAY)
    world.company("Acme")
    world.company("Bank")
    world.skill(BEN, "Baking")
    world.job(ACME, "Baker", skills=("Baking",))
    world.job(ACME, "Past", expires_at="2026-01-01", posted_at="2025-01-01")
    await load_world(world)
    await change_seat(store.db, RAY, ACME, True, now=NOW)
    await change_seat(store.db, SUE, BANK, True, now=NOW)


async def do(
    client: Client, viewer: int, query: str, *, role: str = "member", key: str = "", **values: Any
) -> dict[str, Any]:
    """The payload of a mutation."""
    text = query % ((ERRORS,) if query.count("%s") == 1 else ("", ERRORS))
    headers = {"Idempotency-Key": key} if key else {}
    answer = (await client.post(viewer, text, values, headers, role)).json()
    assert "errors" not in answer, answer
    (payload,) = answer["data"].values()
    found: dict[str, Any] = payload
    return found


async def done(client: Client, viewer: int, query: str, **values: Any) -> dict[str, Any]:
    """The payload of a mutation that is not refused."""
    payload = await do(client, viewer, query, **values)
    assert payload["errors"] == [], payload
    return payload


async def refused(client: Client, viewer: int, query: str, **values: Any) -> str:
    """The code of a mutation that is refused."""
    payload = await do(client, viewer, query, **values)
    (error,) = payload["errors"]
    assert [value for name, value in payload.items() if name != "errors" and value] == []
    return str(error["code"])


async def board(client: Client, viewer: int, role: str = "recruiter", **values: Any) -> Any:
    """The names on the board of job 1 as a viewer sees it."""
    answer = (await client.post(viewer, BOARD, {"id": JOB, **values}, role=role)).json()
    assert "errors" not in answer, answer
    return [
        edge["node"]["member"]["name"] for edge in answer["data"]["job"]["applications"]["edges"]
    ]


async def test_any_spelling_adds_the_skill_once(client: Client, store: Store) -> None:
    first = await done(client, ADA, ADD, name="js")
    again = await done(client, ADA, ADD, name="Java Script")
    assert first == again
    assert first["skill"]["name"] == "JavaScript"
    assert first["memberSkill"] == {"verified": True}
    own = await done(client, ADA, ADD, name="Underwater  basket weaving")
    assert own["skill"]["name"] == "Underwater basket weaving"
    assert own["memberSkill"] == {"verified": False}
    assert (await done(client, ADA, ADD, name="Baking"))["skill"]["name"] == "Baking"
    skills = "{viewer {member {skills {skill {name}}}}}"
    named = (await client.data(ADA, skills))["viewer"]["member"]["skills"]
    assert {one["skill"]["name"] for one in named} == {
        "JavaScript", "Underwater basket weaving", "Baking",
    }  # fmt: skip
    gone = (
        "mutation($name: String!) {removeSkill(name: $name) {skill {id} memberSkill {verified} %s}}"
    )
    assert (await done(client, ADA, gone, name="JS"))["memberSkill"] is None
    assert len((await client.data(ADA, skills))["viewer"]["member"]["skills"]) == 2
    assert await check(store.db) == []


async def test_what_is_no_skill_is_refused(client: Client) -> None:
    assert await refused(client, ADA, ADD, name="!?") == "BAD_USER_INPUT"
    assert await refused(client, ADA, ADD, name="x" * 101) == "BAD_USER_INPUT"
    payload = await do(client, ADA, ADD, name="welding works")
    assert payload["skill"] is None or payload["skill"]["name"]


async def test_only_connections_endorse_what_a_member_names(client: Client, store: Store) -> None:
    ben = {"id": member_id(BEN)}
    for _ in range(2):
        found = await done(client, ADA, ENDORSE, name="baking", **ben)
        assert found["memberSkill"] == {"endorsementCount": 1}
    assert await refused(client, CLO, ENDORSE, name="Baking", **ben) == "FORBIDDEN"
    assert await refused(client, ADA, ENDORSE, name="Golf", **ben) == "NOT_FOUND"
    assert await refused(client, BEN, ENDORSE, name="Baking", **ben) == "BAD_USER_INPUT"
    for unknown in (EVE, 999):
        assert (
            await refused(client, ADA, ENDORSE, name="Baking", id=member_id(unknown)) == "NOT_FOUND"
        )
    assert await check(store.db) == []


async def test_a_recruiter_with_a_seat_posts_edits_and_closes(client: Client, store: Store) -> None:
    given = {
        "companyId": global_id("Company", ACME),
        "title": "Python engineer",
        "description": "You write Python and PostgreSQL, and go further.",
        "city": "Porto",
        "country": "Portugal",
        "salaryMin": 40_000,
        "currency": "EUR",
    }
    asks = "country company {name} match {missingSkills {name}}"
    text = POST % (asks, ERRORS)
    response = (await client.post(RAY, text, {"input": given}, role="recruiter")).json()
    job = response["data"]["postJob"]["job"]
    assert response["data"]["postJob"]["errors"] == []
    assert (job["title"], job["status"], job["country"]) == ("Python engineer", "OPEN", "PT")
    skills = {one["name"] for one in job["match"]["missingSkills"]}
    assert skills == {"Python", "PostgreSQL"}
    as_recruiter = {"role": "recruiter"}
    again = await refused(client, RAY, POST, input=given, **as_recruiter)
    assert again == "CONFLICT"
    for viewer, role in ((RAY, "member"), (SUE, "recruiter"), (ADA, "recruiter")):
        assert await refused(client, viewer, POST, input=given, role=role) == "FORBIDDEN"
        assert await refused(client, viewer, CLOSE, id=job["id"], role=role) == "FORBIDDEN"
        wrong = {"title": "Mine"}
        assert (
            await refused(client, viewer, EDIT, id=job["id"], input=wrong, role=role) == "FORBIDDEN"
        )
    changed = await done(
        client, RAY, EDIT, id=job["id"], input={"salaryMin": 50_000}, **as_recruiter
    )
    assert changed["job"]["salaryMin"] == 50_000
    assert changed["job"]["title"] == "Python engineer"
    for _ in range(2):
        closed = await done(client, RAY, CLOSE, id=job["id"], **as_recruiter)
        assert closed["job"]["status"] == "CLOSED"
    assert await refused(client, ADA, APPLY, id=job["id"]) == "CONFLICT"
    assert await check(store.db) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"title": "x" * 201},
        {"title": "T", "salaryMin": 2, "salaryMax": 1},
        {"title": "T", "salaryMin": -1},
        {"title": "T", "currency": "euro"},
        {"title": "T", "expiresAt": "2020-01-01T00:00:00Z"},
        {"title": "T", "expiresAt": "2020-01-01"},
        {"title": "T", "expiresAt": "0001-01-01T00:00:00+14:00"},
        {"title": "T", "skills": ["a"] * 51},
        {"title": "T", "skills": ["!?"]},
    ],
)
async def test_a_malformed_job_is_refused_and_nothing_is_posted(
    client: Client, store: Store, wrong: dict[str, Any]
) -> None:
    given = {"companyId": global_id("Company", ACME), **wrong}
    assert await refused(client, RAY, POST, input=given, role="recruiter") == "BAD_USER_INPUT"
    rows = await store.db.rows("jobs/list_open_titles", company=ACME, limit=10)
    assert {row[1] for row in rows} == {"Baker", "Past"}


async def test_an_application_has_states_and_both_sides_see_their_own(
    client: Client, store: Store
) -> None:
    handed = {
        "note": "Hello",
        "resume": "https://example.org/ada.pdf",
        "answers": [{"question": "When?", "answer": "Now"}],
    }
    first = (await done(client, ADA, APPLY, id=JOB, input=handed))["application"]
    assert first["status"] == "APPLIED"
    assert first["answers"] == handed["answers"]
    again = (await done(client, ADA, APPLY, id=JOB))["application"]
    assert again == first
    id_ = first["id"]
    assert await board(client, RAY) == ["Ada"]
    for viewer, role in ((RAY, "member"), (SUE, "recruiter"), (BEN, "recruiter"), (ADA, "admin")):
        assert await board(client, viewer, role) == []
        assert await refused(client, viewer, MOVE, id=id_, status="OFFER", role=role) == "NOT_FOUND"
    node = "query($id: ID!) {node(id: $id) {id ... on Application {status}}}"
    seen = {"id": id_}
    assert (await client.data(ADA, node, **seen))["node"]["status"] == "APPLIED"
    assert (await client.data(BEN, node, **seen))["node"] is None
    moved = await done(client, RAY, MOVE, id=id_, status="INTERVIEW", role="recruiter")
    assert moved["application"]["history"] == [{"status": "APPLIED"}, {"status": "INTERVIEW"}]
    assert moved["application"]["member"] == {"name": "Ada"}
    assert await board(client, RAY, status="APPLIED") == []
    assert await board(client, RAY, status="INTERVIEW") == ["Ada"]
    wrong = await refused(client, RAY, MOVE, id=id_, status="WITHDRAWN", role="recruiter")
    assert wrong == "BAD_USER_INPUT"
    for _ in range(2):
        taken = (await done(client, ADA, WITHDRAW, id=JOB))["application"]
        assert taken == {"id": id_, "status": "WITHDRAWN"}
    assert await refused(client, RAY, MOVE, id=id_, status="OFFER", role="recruiter") == "CONFLICT"
    back = (await done(client, ADA, APPLY, id=JOB))["application"]
    assert (back["id"], back["status"]) == (id_, "APPLIED")
    await done(client, RAY, MOVE, id=id_, status="REJECTED", role="recruiter")
    assert await refused(client, ADA, WITHDRAW, id=JOB) == "CONFLICT"
    assert (await done(client, ADA, APPLY, id=JOB))["application"]["status"] == "REJECTED"
    mine = await client.data(ADA, "{viewer {applications {edges {node {status job {title}}}}}}")
    assert mine["viewer"]["applications"]["edges"] == [
        {"node": {"status": "REJECTED", "job": {"title": "Baker"}}}
    ]
    assert await check(store.db) == []


async def test_a_seat_that_is_withdrawn_shows_nothing_any_more(
    client: Client, store: Store
) -> None:
    id_ = (await done(client, BEN, APPLY, id=JOB))["application"]["id"]
    assert await board(client, RAY) == ["Ben"]
    seat = """mutation($m: ID!, $c: ID!, $s: Boolean!) {
        setSeat(memberId: $m, companyId: $c, seated: $s) {seated %s}}"""
    asked = {"m": member_id(RAY), "c": global_id("Company", ACME), "s": False}
    assert await refused(client, RAY, seat, **asked, role="recruiter") == "FORBIDDEN"
    assert (await done(client, ADA, seat, **asked, role="admin"))["seated"] is False
    assert await board(client, RAY) == []
    assert await refused(client, RAY, MOVE, id=id_, status="OFFER", role="recruiter") == "NOT_FOUND"
    assert await refused(client, RAY, CLOSE, id=JOB, role="recruiter") == "FORBIDDEN"
    node = "query($id: ID!) {node(id: $id) {id}}"
    answer = (await client.post(RAY, node, {"id": id_}, role="recruiter")).json()
    assert answer["data"]["node"] is None


async def test_those_in_a_block_are_not_on_the_board(client: Client) -> None:
    await done(client, CLO, APPLY, id=JOB)
    await done(client, EVE, APPLY, id=JOB)
    assert await board(client, RAY) == ["Eve"]


async def test_what_cannot_be_applied_to_is_refused(client: Client) -> None:
    past, unknown = global_id("Job", 2), global_id("Job", 99)
    assert await refused(client, ADA, APPLY, id=past) == "CONFLICT"
    assert await refused(client, ADA, APPLY, id=unknown) == "NOT_FOUND"
    assert await refused(client, ADA, APPLY, id=member_id(1)) == "INVALID_ID"
    assert await refused(client, ADA, WITHDRAW, id=JOB) == "NOT_FOUND"
    long = {"note": "x" * 2_001}
    assert await refused(client, ADA, APPLY, id=JOB, input=long) == "BAD_USER_INPUT"
    many = {"answers": [{"question": "?", "answer": "!"}] * 21}
    assert await refused(client, ADA, APPLY, id=JOB, input=many) == "BAD_USER_INPUT"
    mine = await client.data(ADA, "{viewer {applications {edges {node {id}}}}}")
    assert mine["viewer"]["applications"]["edges"] == []


async def test_many_apply_at_once_three_times_each_and_none_twice(
    client: Client, store: Store, load_world: LoadWorld, ask: Ask
) -> None:
    world = World()
    count = times(60, 10_000)
    for number in range(count):
        world.member(f"M{number}")
    world.company("Acme")
    world.job(ACME, "Popular")
    await load_world(world)
    recruiter = 1
    await change_seat(store.db, recruiter, ACME, True, now=NOW)
    gate = asyncio.Semaphore(32)

    async def one(viewer: int, key: str) -> tuple[int, str]:
        async with gate:
            payload = await done(client, viewer, APPLY, id=JOB, key=key)
        return viewer, str(payload["application"]["id"])

    asked = [(viewer, key) for viewer in range(1, count + 1) for key in ("same", "same", "")]
    answers = await asyncio.gather(*(one(viewer, key) for viewer, key in asked))
    assert len(set(answers)) == count
    assert len({id_ for _viewer, id_ in answers}) == count
    ((there,),) = await ask("MATCH (a:Application {job_id: 1}) RETURN count(a)")
    assert there == count
    assert await check(store.db) == []


async def test_candidates_fit_best_first_and_colleagues_introduce_them(
    client: Client, store: Store, load_world: LoadWorld
) -> None:
    world = World()
    ray, both, one, none, worker, shy, hidden = world.members(
        "Ray", "Both", "One", "None", "Worker", "Shy", "Hidden"
    )
    private = world.member("Private", profile_visibility="PRIVATE")
    acme = world.company("Acme")
    world.position(worker, acme, "Baker", started="2020-01-01")
    world.position(shy, acme, "Baker", started="2020-01-01", ended="2021-01-01")
    world.skill(both, "Baking", "Cycling")
    world.skill(one, "Baking")
    world.skill(none, "Golf")
    for member in (worker, hidden, private):
        world.skill(member, "Baking", "Cycling")
    world.block(ray, hidden)
    world.connect(worker, both)
    world.connect(shy, both)
    world.connect(ray, worker)
    world.job(acme, "Baker", skills=("Baking", "Cycling"))
    await load_world(world)
    await change_seat(store.db, ray, acme, True, now=NOW)
    query = """query($id: ID!, $after: String) {job(id: $id) {candidates(first: 1, after: $after) {
        edges {node {member {name} score matchedSkills {name} missingSkills {name}
            introducers {member {name} degree}}} pageInfo {hasNextPage endCursor}}}}"""
    pages, after = [], None
    for _ in range(2):
        asked = {"id": JOB, "after": after}
        answer = (await client.post(ray, query, asked, role="recruiter")).json()
        page = answer["data"]["job"]["candidates"]
        pages += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert page["pageInfo"]["hasNextPage"] is False
    assert [node["member"]["name"] for node in pages] == ["Both", "One"]
    assert pages[0]["score"] > pages[1]["score"] > 0
    assert pages[0]["introducers"] == [{"member": {"name": "Worker"}, "degree": 1}]
    assert pages[1]["introducers"] == []
    assert [s["name"] for s in pages[1]["missingSkills"]] == ["Cycling"]
    for viewer, role in ((ray, "member"), (both, "recruiter"), (worker, "recruiter")):
        answer = (await client.post(viewer, query, {"id": JOB}, role=role)).json()
        assert answer["data"]["job"]["candidates"]["edges"] == []


def test_the_greedy_choice_of_introducers_is_within_its_bound() -> None:
    random = Random(3)
    for _ in range(200):
        people = random.randint(1, 8)
        reach = {
            colleague: frozenset(random.sample(range(people), random.randint(0, people)))
            for colleague in range(random.randint(1, 8))
        }
        everybody = frozenset().union(*reach.values())
        chosen = fewest_introducers(reach)
        assert frozenset().union(*(reach[one] for one in chosen)) == everybody
        fewest = next(
            size
            for size in range(len(reach) + 1)
            for some in combinations(reach, size)
            if frozenset().union(*(reach[one] for one in some)) == everybody
        )
        assert len(chosen) <= fewest * greedy_bound(reach) + 1e-9
