"""The benchmark world is the same for the same shape, and good by the rules of the import."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from graph.world.importing import validate
from tests.benchmarks import generate
from tests.benchmarks.generate import Shape
from tests.benchmarks.network import draw_circles, draw_network

SMALL = Shape(
    members=2_000,
    connections=20_000,
    companies=100,
    schools=20,
    jobs=200,
    posts=2_000,
    reactions=6_000,
    comments=2_000,
    follows=3_000,
    blocks=100,
    endorsements=1_000,
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    generate.write(folder, SMALL, say=lambda line: None)
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest(folder: Path) -> str:
    parts = sorted(folder.iterdir())
    return hashlib.sha256(
        b"".join(part.name.encode() + part.read_bytes() for part in parts)
    ).hexdigest()


def test_the_import_refuses_no_row_of_it(world: Path) -> None:
    found = validate(world, now=datetime(2026, 11, 21, tzinfo=UTC))
    assert found.problems == ()
    assert (found.counts["Member"], found.counts["CONNECTED"]) == (2_000, 20_000)
    assert (found.counts["Job"], found.counts["Post"]) == (200, 2_000)
    assert found.counts["BLOCKED"] == 100


def test_the_same_shape_gives_the_same_bytes(world: Path, tmp_path: Path) -> None:
    generate.write(tmp_path / "again", SMALL, say=lambda line: None)
    generate.write(tmp_path / "other", replace(SMALL, seed=2), say=lambda line: None)
    assert digest(tmp_path / "again") == digest(world)
    assert digest(tmp_path / "other") != digest(world)


def test_a_cached_world_is_written_once(tmp_path: Path) -> None:
    said: list[str] = []
    first = generate.cached(SMALL, tmp_path, say=said.append)
    lines = len(said)
    assert generate.cached(SMALL, tmp_path, say=said.append) == first
    assert len(said) == lines


def test_no_pair_is_connected_twice_or_both_connected_and_blocked(world: Path) -> None:
    pairs = [frozenset((r["member_a"], r["member_b"])) for r in rows(world, "connections")]
    blocked = [frozenset((r["member_id"], r["blocked_id"])) for r in rows(world, "blocks")]
    assert len(set(pairs)) == 20_000
    assert {len(pair) for pair in pairs} == {2}
    assert set(pairs).isdisjoint(blocked)


def test_degrees_are_unequal_and_triangles_closed() -> None:
    rng = np.random.default_rng(1)
    network = draw_network(rng, draw_circles(rng, 5_000, 300, 30, 20), 100_000, 400)
    degrees = network.degrees
    assert degrees.sum() == 200_000
    assert 300 <= degrees.max() <= 400
    assert np.median(degrees) < 30
    neighbours = [
        set(network.neighbours[network.starts[i] : network.starts[i + 1]].tolist())
        for i in range(5_000)
    ]
    clustering = [
        sum(len(near & neighbours[other]) for other in near) / (len(near) * (len(near) - 1))
        for near in neighbours
        if len(near) > 1
    ]
    # A random graph of these degrees would have about 0.02.
    assert np.mean(clustering) > 0.15
