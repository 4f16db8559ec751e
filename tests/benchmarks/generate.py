"""Writes the benchmark world in the import format: 100,000 members and 2,500,000 connections.

    python -m tests.benchmarks.generate FOLDER [--members N] [--connections N] [--jobs N] ...

The same shape gives the same bytes. The topology is that of `network`; employers, schools, cities
and skills follow its circles, so that what the product says about shared employers and skills has
something to find.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
import orjson

from tests.benchmarks import content, network, profiles

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the world is; `until` is its last moment, in ISO 8601."""

    members: int = 100_000
    connections: int = 2_500_000
    companies: int = 5_000
    schools: int = 600
    jobs: int = 10_000
    posts: int = 200_000
    reactions: int = 1_000_000
    comments: int = 200_000
    follows: int = 300_000
    blocks: int = 3_000
    endorsements: int = 200_000
    seed: int = 1
    until: str = "2026-11-01T00:00:00"

    @property
    def digest(self) -> str:
        """A short name of this shape and of the generator that made it."""
        return hashlib.sha256(orjson.dumps([_VERSION, asdict(self)])).hexdigest()[:16]

    @property
    def end(self) -> np.datetime64:
        """`until` as a time."""
        return np.datetime64(self.until, "s")


def cached(shape: Shape, cache: Path, say: Callable[[str], None] = print) -> Path:
    """The folder below `cache` that holds the world of this shape, written if it is not there."""
    folder = cache / shape.digest
    if not folder.exists():
        partial = folder.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        write(partial, shape, say)
        partial.rename(folder)
    return folder


def write(folder: Path, shape: Shape, say: Callable[[str], None] = print) -> None:
    """Write the files of the import format into `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(shape.seed)
    circles = network.draw_circles(rng, shape.members, shape.companies, shape.schools, 60)
    largest = max(10, int(shape.members * network.LARGEST_SHARE))
    ties = network.draw_network(rng, circles, shape.connections, largest)
    say(f"{shape.connections:,} connections, largest {ties.degrees.max():,}")
    world = profiles.draw_people(rng, circles, shape.companies, shape.end)
    profiles.write_members(folder, rng, world)
    profiles.write_careers(folder, rng, world, shape.schools)
    skills = profiles.write_skills(folder, rng, world)
    blocked = content.write_ties(folder, rng, world, ties, shape.blocks, shape.follows)
    content.write_endorsements(folder, rng, world, ties, skills, shape.endorsements)
    content.write_jobs(folder, rng, world, shape.jobs)
    posts = content.write_posts(folder, rng, world, ties, shape.posts)
    content.write_reactions(folder, rng, world, ties, posts, blocked, shape.reactions)
    content.write_comments(folder, rng, world, ties, posts, blocked, shape.comments)
    say(f"{sum(file.stat().st_size for file in folder.iterdir()) / 2**20:.0f} MiB in {folder}")


def main() -> None:
    """The command line: the folder, and an option for each field of Shape."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    for field in fields(Shape):
        parser.add_argument(f"--{field.name}", type=type(field.default), default=field.default)
    given = vars(parser.parse_args())
    write(given.pop("folder"), Shape(**given))


if __name__ == "__main__":
    main()
