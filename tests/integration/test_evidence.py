"""How well a skill is known, by what the viewer sees of it: work, endorsements, posts."""

from __future__ import annotations

from typing import Any

import pytest

from graph.skills.evidence import proven_level
from tests.client import Client, member_id
from tests.conftest import LoadWorld
from tests.worlds.world import World

PROOF = """query($id: ID!) {member(id: $id) {skills {
    skill {name} provenLevel evidence {kind text count members {name}}}}}"""


@pytest.mark.parametrize(
    ("years", "endorsed", "posts", "level"),
    [
        (0.0, 0.0, 0, None),
        (0.0, 0.0, 1, "BEGINNER"),
        (0.5, 0.0, 0, "BEGINNER"),
        (2.5, 0.0, 0, "INTERMEDIATE"),
        (0.0, 0.5, 0, "INTERMEDIATE"),
        (20.0, 0.0, 0, "ADVANCED"),
        (0.0, 0.9, 50, "ADVANCED"),
        (6.0, 0.4, 0, "EXPERT"),
    ],
)
def test_a_level_is_what_years_endorsements_and_posts_come_to(
    years: float, endorsed: float, posts: int, level: str | None
) -> None:
    assert proven_level(years, endorsed, posts) == level


async def test_a_level_comes_with_what_shows_it_as_far_as_the_viewer_sees(
    client: Client, load_world: LoadWorld
) -> None:
    world = World()
    ada, ben, clo, stranger = world.members("Ada", "Ben", "Clo", "Stranger")
    mill = world.company("Mill")
    world.skill(ada, "Baking", "Golf", level="EXPERT")
    world.skill(ben, "Baking")
    world.position(ada, mill, "Head of baking", started="2015-01-01", ended="2020-01-02")
    world.position(ada, mill, "Golfer's caddie", started="2020-02-01", ended="2021-02-01")
    world.connect(ada, ben, clo)
    world.connect(ben, stranger)
    world.endorse(ben, ada, "Baking")
    world.endorse(clo, ada, "Baking")
    world.post(ada, "Good #baking today")
    world.post(ada, "More #Baking, #baking", visibility="CONNECTIONS")
    world.post(ada, "For me #baking", visibility="PRIVATE")
    world.block(stranger, clo)
    await load_world(world)

    async def shown(viewer: int) -> dict[str, Any]:
        skills = (await client.data(viewer, PROOF, id=member_id(ada)))["member"]["skills"]
        return {one["skill"]["name"]: one for one in skills}

    found = await shown(ben)
    # What Ada says of herself is no evidence, nor is a word within another.
    assert (found["Golf"]["provenLevel"], found["Golf"]["evidence"]) == (None, [])
    assert found["Baking"]["provenLevel"] == "EXPERT"
    work, vouched, posted = found["Baking"]["evidence"]
    assert work["kind"] == "EXPERIENCE"
    assert (work["count"], work["text"]) == (5, "5 years as Head of baking")
    assert (vouched["kind"], vouched["count"]) == ("ENDORSEMENTS", 2)
    assert vouched["members"] == [{"name": "Ben"}, {"name": "Clo"}]
    assert (posted["kind"], posted["count"]) == ("POSTS", 2)
    assert [one["count"] for one in (await shown(ada))["Baking"]["evidence"]] == [5, 2, 3]
    # Who blocks Clo sees one endorsement; who is no connection sees the public post.
    found = await shown(stranger)
    assert [one["count"] for one in found["Baking"]["evidence"]] == [5, 1, 1]
    assert found["Baking"]["evidence"][1]["members"] == [{"name": "Ben"}]
