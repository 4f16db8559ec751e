"""How well job fit finds a member's occupation: O*NET's occupations as members and as jobs."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from graph import settings as configuration
from graph.embedded import running
from graph.jobs.match import recommended
from graph.skills.deriving import derive
from graph.skills.taxonomy import SkillEntry, Taxonomy, read_packed, skill_key
from graph.store.database import Database
from graph.store.migrations import migrate
from graph.visibility import Viewer
from graph.world.converting import convert
from graph.world.loading import load_batches
from graph.world.parts import Parts
from tests.benchmarks import report
from tests.worlds.world import World

DATA = Path(__file__).parent / "data"
SEED = 7
_LEAST = 10
_FIRST = 10
_ASKED = 200
"""Members who are asked for, drawn at random; every occupation is a job."""

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Occupations:
    """O*NET's occupations of at least ten skills: who needs what, and which are of one kind.

    `needs` is occupations × skills, `alike` whether two share an ISCO-08 group.
    """

    taxonomy: Taxonomy
    names: list[str]
    needs: Matrix
    alike: NDArray[np.bool_]


def occupations() -> Occupations:
    """The packaged occupations; each technology has its group of goods as the broader skill."""
    packed = read_packed(DATA / "onet_occupations.json.gz")
    entries: dict[str, SkillEntry] = {}
    groups: dict[str, SkillEntry] = {}
    names: dict[str, int] = {}
    column = []
    for number, (name, group) in enumerate(packed["skills"]):
        key = skill_key(name)
        broader = ()
        if group is not None:
            broader = (f"onet:group:{group}",)
            groups[group] = SkillEntry(broader[0], f"{group} (group)", "group", (), (), ())
        column.append(names.setdefault(key, len(names)))
        entries.setdefault(key, SkillEntry(f"onet:{number}", name, "technology", (), broader, ()))
    kept = [row for row in packed["occupations"] if len(row[2]) >= _LEAST]
    needs = np.zeros((len(kept), len(names)), np.float32)
    for at, (_, _, skills) in enumerate(kept):
        needs[at, [column[skill] for skill in skills]] = 1
    isco = [set(row[1]) for row in kept]
    alike = np.array([[bool(one & other) for other in isco] for one in isco])
    taxonomy = Taxonomy((*entries.values(), *groups.values()), ())
    return Occupations(taxonomy, [entry.name for entry in entries.values()], needs, alike)


def thinned(needs: Matrix, keep: float, rng: np.random.Generator) -> Matrix:
    """A random part of each row's skills, at least one."""
    left = np.zeros_like(needs)
    for at, row in enumerate(needs):
        skills = rng.permutation(np.flatnonzero(row))
        left[at, skills[: max(1, round(len(skills) * keep))]] = 1
    return left


def rarity(jobs: Matrix) -> Matrix:
    """Inverse document frequency of each skill."""
    weights: Matrix = np.log(1 + len(jobs) / np.maximum(1, jobs.sum(0))).astype(np.float32)
    return weights


def cosine(members: Matrix, jobs: Matrix) -> Matrix:
    """The cosine of idf vectors."""
    one, other = members * rarity(jobs), jobs * rarity(jobs)
    one = one / np.maximum(1e-9, np.linalg.norm(one, axis=1, keepdims=True))
    other = other / np.maximum(1e-9, np.linalg.norm(other, axis=1, keepdims=True))
    found: Matrix = one @ other.T
    return found


def jaccard(members: Matrix, jobs: Matrix) -> Matrix:
    """Shared skills by all skills of both."""
    shared = members @ jobs.T
    found: Matrix = shared / (members.sum(1)[:, None] + jobs.sum(1)[None] - shared)
    return found


def ranked(scores: Matrix, asked: list[int]) -> list[list[int]]:
    """The ten best jobs of some members; those of equal score in the order of ids."""
    order = np.argsort(-scores[asked], axis=1, kind="stable")[:, :_FIRST]
    return [[int(job) for job in row] for row in order]


def own_first(best: Sequence[Sequence[int]], asked: list[int]) -> float:
    """How often the own occupation ranks first."""
    pairs = zip(asked, best, strict=True)
    return sum(bool(row) and row[0] == at for at, row in pairs) / len(best)


def precision(best: Sequence[Sequence[int]], asked: list[int], alike: NDArray[np.bool_]) -> float:
    """Precision@10 of the ISCO group, over occupations that share theirs with another."""
    shares = [
        sum(bool(alike[at, job]) for job in row) / _FIRST
        for at, row in zip(asked, best, strict=True)
        if alike[at].sum() > 1
    ]
    return sum(shares) / len(shares)


async def served(
    db: Database, known: Occupations, members: Matrix, jobs: Matrix, asked: list[int]
) -> list[list[int]]:
    """The ten best jobs of some members by `recommended`, on a world made of the two matrices."""
    await db.rows("world/clear_world")
    world = World()
    company = world.company("Everybody")
    for at, row in enumerate(members):
        member = world.member(f"Member {at}", id=at + 1)
        world.skill(member, *(known.names[skill] for skill in np.flatnonzero(row)))
    for at, row in enumerate(jobs):
        skills = tuple(known.names[skill] for skill in np.flatnonzero(row))
        world.job(company, "Job", id=at + 1, skills=skills)
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="proconnect-fit-") as name:
        folder = world.write(Path(name) / "in")
        (Path(name) / "parts").mkdir()
        with Parts(Path(name) / "parts") as parts:
            convert(folder, parts, now=now, progress=_quiet, taxonomy=known.taxonomy)
        await load_batches(db, parts, progress=_quiet)
    await derive(db, now)  # as the worker does, from these jobs
    best = []
    for at in asked:
        page = await recommended(db, Viewer(at + 1), _FIRST, None, now=now)
        best.append([one.job.id - 1 for one in page.items])
    return best


async def _figures(console: Console) -> dict[str, dict[str, float]]:
    known = occupations()
    rng = np.random.default_rng(SEED)
    half = thinned(known.needs, 0.5, rng)
    fifth = thinned(known.needs, 0.2, rng)
    mine = thinned(known.needs, 0.5, rng)
    asked = sorted(int(at) for at in rng.permutation(len(known.needs))[:_ASKED])
    figures: dict[str, dict[str, float]] = {"served": {}, "idf cosine": {}, "Jaccard": {}}
    data = Path(tempfile.mkdtemp(prefix="proconnect-fit-data-"))
    try:
        wanted = configuration.load(data=data, limits="off", query_timeout_s=60)
        async with running(wanted, say=console.print) as live:
            db = await Database.connect(live)
            try:
                await migrate(db)
                for column, members, jobs in (
                    ("own first, half removed", half, known.needs),
                    ("own first, four fifths removed", fifth, known.needs),
                    ("precision@10, disjoint halves", mine, known.needs - mine),
                ):
                    for subject, best in (
                        ("served", await served(db, known, members, jobs, asked)),
                        ("idf cosine", ranked(cosine(members, jobs), asked)),
                        ("Jaccard", ranked(jaccard(members, jobs), asked)),
                    ):
                        is_own = column.startswith("own")
                        value = (
                            own_first(best, asked)
                            if is_own
                            else precision(best, asked, known.alike)
                        )
                        figures[subject][column] = value
            finally:
                await db.close()
    finally:
        shutil.rmtree(data, ignore_errors=True)
    return figures


def measure(console: Console, world: str | None, data: Path | None, out: Path | None) -> None:
    """Measure job fit on O*NET's occupations, on servers of its own, and print a table."""
    figures = asyncio.run(_figures(console))
    columns = list(figures["served"])
    table = Table("by", *columns, title="job fit, occupations of O*NET", title_justify="left")
    for subject, values in figures.items():
        table.add_row(subject, *(f"{values[column]:.3f}" for column in columns))
    console.print(table)
    last = columns[-1]
    ratio = figures["served"][last] / figures["idf cosine"][last]
    console.print(f"{last}: {ratio:.2f} times idf cosine", highlight=False)
    if out:
        document: dict[str, Any] = {
            "at": datetime.now(UTC), "machine": report.machine(), "results": figures, "ratio": ratio
        }  # fmt: skip
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))


def _quiet(*_: object) -> None:
    pass
