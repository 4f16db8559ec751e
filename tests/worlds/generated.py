"""Worlds that hypothesis makes: up to 60 members with ties, blocks, visibility and content."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from tests.worlds.world import World

SKILLS = ("Falconry", "Glassblowing", "Cooperage", "Thatching", "Bookbinding", "Gilding")
VISIBILITIES = ("", "PUBLIC", "PUBLIC", "CONNECTIONS", "PRIVATE")


@st.composite
def worlds(draw: st.DrawFn, most: int = 60) -> World:
    """A world of 2 to `most` members; the density of ties varies from lone to crowded."""
    world = World()
    count = draw(st.integers(2, most))
    random = draw(st.randoms(use_true_random=False))
    for number in range(1, count + 1):
        world.member(
            f"Member {number}",
            headline=f"Headline {number}",
            summary=f"Summary {number}",
            profile_visibility=random.choice(VISIBILITIES),
        )
    ties = draw(st.integers(0, min(count * 4, count * (count - 1) // 2)))
    connected: set[tuple[int, int]] = set()
    while len(connected) < ties:
        one, other = sorted(random.sample(range(1, count + 1), 2))
        connected.add((one, other))
    for one, other in sorted(connected):
        world.connect(one, other, at=f"20{random.randint(10, 25)}-03-04")
    for _ in range(draw(st.integers(0, count // 2))):
        one, other = random.sample(range(1, count + 1), 2)
        if (min(one, other), max(one, other)) not in connected:
            _once(world, "blocks", member_id=one, blocked_id=other)
    for _ in range(draw(st.integers(0, count))):
        one, other = random.sample(range(1, count + 1), 2)
        _once(world, "follows", member_id=one, kind="member", target=other)
    _work(world, random, count)
    _content(world, random, count)
    return world


def _work(world: World, random: Random, count: int) -> None:
    for company in range(1, 4):
        world.company(f"Company {company}")
    for member in range(1, count + 1):
        for company in random.sample(range(1, 4), random.randint(0, 2)):
            ended = random.choice([None, None, "2020-05-05"])
            world.position(member, company, "Maker", started="2015-01-01", ended=ended)
        world.skill(member, *random.sample(SKILLS, random.randint(0, 4)))
    for number in range(1, random.randint(1, 8) + 1):
        wanted = random.sample(SKILLS, random.randint(1, 4))
        world.job(
            random.randint(1, 3),
            f"Job {number}",
            skills=tuple(wanted[:2]),
            optional=tuple(wanted[2:]),
            posted_at="2026-06-01",
        )


def _content(world: World, random: Random, count: int) -> None:
    for _ in range(random.randint(0, 40)):
        made = world.rows["posts"]
        shares = random.choice([None, *(r["id"] for r in made if not r.get("shares_post_id"))])
        world.post(
            random.randint(1, count),
            f"Post {len(made) + 1}",
            visibility=random.choice(VISIBILITIES),
            shares=int(str(shares)) if shares is not None and random.random() < 0.3 else None,
        )
    posts = len(world.rows["posts"])
    for _ in range(random.randint(0, 40) if posts else 0):
        world.comment(random.randint(1, posts), random.randint(1, count), "Well said")
    for _ in range(random.randint(0, 60) if posts else 0):
        member, post = random.randint(1, count), random.randint(1, posts)
        _once(world, "reactions", member_id=member, post_id=post)


def _once(world: World, table: str, **row: object) -> None:
    """Add a row that is not there yet; a block is not there either way round."""
    rows = world.rows[table]
    turned = {"member_id": row.get("blocked_id"), "blocked_id": row.get("member_id")}
    if row not in rows and not (table == "blocks" and turned in rows):
        world.add(table, **row)
