"""The applicants' board: pages, and filters by state, skill and fit, however far they reach."""

from __future__ import annotations

from typing import Any

import pytest

from graph.jobs import board
from graph.jobs.seats import change_seat
from graph.store.store import Store
from resolvers.ids import global_id
from tests.client import Client, codes, number
from tests.conftest import NOW, LoadWorld
from tests.worlds.world import World

RAY = 1
ALL = list(range(2, 14))
JOB = global_id("Job", 1)
BOARD = """query($id: ID!, $first: Int, $after: String, $status: ApplicationStatus, $skill: String,
    $minFit: Float) {job(id: $id) {applications(first: $first, after: $after, status: $status,
    skill: $skill, minFit: $minFit) {edges {node {id fit member {id}}}
    pageInfo {hasNextPage endCursor}}}}"""
APPLY = "mutation($id: ID!) {applyToJob(jobId: $id) {errors {code}}}"
MOVE = "mutation($id: ID!) {moveApplication(id: $id, status: INTERVIEW) {errors {code}}}"


@pytest.fixture(scope="module", autouse=True)
async def loaded(load_world: LoadWorld, store: Store, client: Client) -> None:
    """Members 2 to 13 apply in this order; the odd ones bake, 5 and 7 mill, too, 6 and 13 golf."""
    world = World()
    world.member("Ray")
    for one in ALL:
        world.member(f"M{one}")
        skills = (
            ["Baking"] * (one % 2) + ["Milling"] * (one in (5, 7)) + ["Golf"] * (one in (6, 13))
        )
        world.skill(one, *skills)
    world.company("Acme")
    world.job(1, "Baker", skills=("Baking", "Milling"))
    await load_world(world)
    await change_seat(store.db, RAY, 1, True, now=NOW)
    for one in ALL:
        await client.data(one, APPLY, id=JOB)


async def page(client: Client, **asked: Any) -> Any:
    answer = (await client.post(RAY, BOARD, {"id": JOB, **asked}, role="recruiter")).json()
    assert "errors" not in answer, answer
    return answer["data"]["job"]["applications"]


def members(found: Any) -> list[int]:
    return [number(edge["node"]["member"]) for edge in found["edges"]]


async def listed(client: Client, **asked: Any) -> tuple[list[int], int]:
    """All applicants over pages, and how many pages there were."""
    found: list[int] = []
    after, pages = None, 0
    while True:
        one = await page(client, after=after, **asked)
        found += members(one)
        pages += 1
        after = one["pageInfo"]["endCursor"]
        if not one["pageInfo"]["hasNextPage"]:
            return found, pages


async def test_pages_go_on_behind_the_last_one(client: Client) -> None:
    newest = ALL[::-1]
    assert await listed(client, first=5) == (newest, 3)
    assert await listed(client, first=4) == (newest, 3)
    assert await listed(client, first=100) == (newest, 1)


async def test_a_skill_in_any_spelling_and_a_state_narrow_it(client: Client) -> None:
    bakers = [13, 11, 9, 7, 5, 3]
    assert await listed(client, skill="baking", first=4) == (bakers, 2)
    assert (await listed(client, skill="Golf"))[0] == [13, 6]
    assert (await listed(client, skill="Diving"))[0] == []
    edges = (await page(client, skill="Golf"))["edges"]
    answer = await client.post(RAY, MOVE, {"id": edges[1]["node"]["id"]}, role="recruiter")
    assert answer.json()["data"]["moveApplication"]["errors"] == []
    assert (await listed(client, status="INTERVIEW"))[0] == [6]
    assert (await listed(client, status="APPLIED", skill="Golf"))[0] == [13]
    assert (await listed(client, status="INTERVIEW", skill="Baking"))[0] == []


async def test_the_fit_is_shown_and_narrows_it(client: Client) -> None:
    found = await page(client, first=100)
    fits = dict(zip(members(found), (e["node"]["fit"] for e in found["edges"]), strict=True))
    # Who knows both fits best; who knows something else, too, less; the others not at all.
    assert fits[5] == fits[7] > fits[3] == fits[9] == fits[11] > fits[13] > 0
    assert all(fits[one] == 0 for one in ALL if one % 2 == 0)
    for least in (0.0, fits[13], fits[3], fits[5]):
        expected = [one for one in reversed(ALL) if fits[one] >= least]
        assert (await listed(client, minFit=least))[0] == expected
    assert (await listed(client, minFit=fits[3], skill="Milling"))[0] == [7, 5]
    for wrong in (-0.1, 1.1):
        asked = {"id": JOB, "minFit": wrong}
        answer = (await client.post(RAY, BOARD, asked, role="recruiter")).json()
        assert codes(answer) == {"BAD_USER_INPUT"}


async def test_a_page_reads_so_many_at_most_and_more_follow(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "STEP", 2)
    monkeypatch.setattr(board, "MOST_READ", 4)
    found = await page(client, minFit=0.6, first=1)
    assert (members(found), found["pageInfo"]["hasNextPage"]) == ([], True)
    everybody, pages = await listed(client, minFit=0.6)
    assert (everybody, pages) == ([7, 5], 4)
    # What is rarer than so many is read from those who have it.
    assert await listed(client, skill="Golf") == ([13, 6], 1)
