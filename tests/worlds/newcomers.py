"""A town of twenty strangers, and newcomers who have one thing each in common with some of them."""

from __future__ import annotations

from itertools import pairwise

from tests.worlds.world import World

COLLEAGUES, SCHOOLMATES, COOPERS, NEIGHBOURS = (1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12)
STRANGERS = range(13, 33)
WORKER, PUPIL, MAKER, RESIDENT, NOBODY = range(101, 106)
HIDDEN, SHY, FOE = 201, 202, 203
"""Former colleagues of the worker: a private one, one for connections only, one in a block."""


def newcomers() -> World:
    """Nobody is connected with a newcomer; the strangers know each other."""
    world = World()
    for member in (*COLLEAGUES, *SCHOOLMATES, *COOPERS, *NEIGHBOURS, *STRANGERS):
        world.member(f"Person {member}", id=member, country="CH")
    for member, name in zip(
        (WORKER, PUPIL, MAKER, RESIDENT, NOBODY),
        ("Wil", "Pia", "Max", "Rea", "Noa"),
        strict=True,
    ):
        city = "Bern" if member == RESIDENT else None
        country = "CH" if member == NOBODY else None
        world.member(name, id=member, city=city, country=country)
    for member in NEIGHBOURS:
        world.rows["members"][member - 1]["city"] = "Bern"
    world.rows["members"][COLLEAGUES[0] - 1]["headline"] = "Baker at ACME"
    world.member("Hid", id=HIDDEN, profile_visibility="PRIVATE")
    world.member("Shy", id=SHY, profile_visibility="CONNECTIONS")
    world.member("Foe", id=FOE)
    world.block(FOE, WORKER)
    world.company("Acme", id=1)
    world.school("Old School", id=1)
    for member in (*COLLEAGUES, HIDDEN, SHY, FOE):
        world.position(member, 1, "Baker", started="2018-01-01", ended="2021-06-30")
    world.position(STRANGERS[0], 1, "Baker", started="2001-01-01", ended="2002-01-01")
    world.position(WORKER, 1, "Miller", started="2019-01-01", ended="2023-01-01")
    for member in (*SCHOOLMATES, PUPIL):
        world.education(member, 1, started="2010-01-01", ended="2012-01-01")
    for member in (*COOPERS, MAKER):
        world.skill(member, "Cooperage")
    for one, other in pairwise(STRANGERS):
        world.connect(one, other)
    return world


def friends() -> World:
    """Ann and Ben share Cleo and Dan; Ann also follows up on Eva, who follows her."""
    world = World()
    world.members("Ann", "Ben", "Cleo", "Dan", "Eva", "Fay")
    world.connect(1, 3, 4)
    world.connect(2, 3, 4)
    world.connect(4, 6)
    world.follow(5, "member", 1)
    world.view(1, 6)
    world.view(6, 1)
    world.company("Acme", id=1)
    for member in (1, 2):
        world.position(member, 1, "Baker", started="2019-01-01", ended="2021-06-30")
    return world
