"""A world to look at: 300 members with names, firms, skills and a few dense circles."""

from __future__ import annotations

import random

from tests.worlds.world import World

FIRST = (
    "Ada",
    "Ben",
    "Cleo",
    "Dario",
    "Elif",
    "Femi",
    "Greta",
    "Hugo",
    "Ines",
    "Jun",
    "Kofi",
    "Lena",
)
LAST = ("Abel", "Brandt", "Costa", "Dietz", "Eklund", "Farouk", "Garcia", "Horvat", "Ito", "Jansen")
CRAFTS = ("Falconry", "Glassblowing", "Cooperage", "Thatching", "Bookbinding", "Gilding", "Joinery")
FIRMS = ("Amber Works", "Birch & Sons", "Cobalt Labs", "Dune Studio", "Ember Forge", "Fjord Glass")


def fair(count: int = 300) -> World:
    """Member 1 is Ada Abel; the same each time."""
    chance, world = random.Random(3), World()
    for name in FIRMS:
        world.company(name, industry="Crafts")
    for n in range(1, count + 1):
        name = f"{FIRST[(n - 1) % len(FIRST)]} {LAST[((n - 1) // len(FIRST)) % len(LAST)]}"
        name += "" if n <= 120 else f" {'II' if n <= 240 else 'III'}"
        world.member(name, industry=chance.choice(["Crafts", "Trade", "Design"]), headline="Maker")
        world.position(n, chance.randint(1, len(FIRMS)), "Maker")
        world.skill(n, *chance.sample(CRAFTS, 3))
    pairs = set()
    for n in range(1, count + 1):
        for _ in range(5):
            near = (n + chance.randint(1, 12) - 1) % count + 1
            other = near if chance.random() < 0.8 else chance.randint(1, count)
            if other != n:
                pairs.add((min(n, other), max(n, other)))
    for one, other in sorted(pairs):
        world.connect(one, other)
    return world
