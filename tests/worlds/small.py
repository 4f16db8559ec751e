"""The smallest world with something of every kind, and what an import says of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from graph.world.importing import validate
from graph.world.problems import Problem
from tests.worlds.world import World

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def base() -> World:
    """Ada (1), Bob (2) and Cleo (3); one company, job and post; Ada and Bob are connected."""
    world = World()
    ada, bob, _ = world.members("Ada", "Bob", "Cleo")
    company = world.company("Acme")
    world.school("MIT")
    world.position(ada, company, "Engineer", started="2020-01-01")
    world.education(ada, 1)
    world.skill(ada, "Python")
    world.endorse(bob, ada, "Python")
    world.connect(ada, bob)
    world.job(company, "Engineer", skills=("Python",))
    post = world.post(ada, "Hello")
    world.comment(post, bob, "Hi")
    return world


def problems(folder: Path) -> list[Problem]:
    return list(validate(folder, now=NOW).problems)
