"""The demo world: complete, sound by the importer's own rules, deterministic and alive."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from graph.skills import taxonomy
from graph.world import demo, importing
from graph.world.demo import ties as tie_graph
from graph.world.demo.spreading import spread
from tests.conftest import SOAK

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "world"
    demo.write(folder, now=NOW)
    return folder


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sums(folder: Path) -> dict[str, str]:
    files = sorted(folder.iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_importer_accepts_every_row(folder: Path) -> None:
    found = importing.validate(folder, now=NOW)
    assert found.problems == ()
    assert found.merged == 0
    assert found.ignored == ()
    counts = found.counts
    assert counts["Member"] == 37_700
    assert counts["CONNECTED"] == 289_003
    assert counts["Company"] == 1_481
    assert counts["School"] == 292
    assert counts["Job"] >= 10_000
    assert counts["Post"] == 112_000
    assert counts["COMMENTED"] >= 60_000
    assert counts["REPLIES_TO"] >= 10_000
    assert counts["REACTED"] >= 400_000
    assert counts["VIEWED"] >= 50_000
    assert counts["HAS_SKILL"] >= 300_000
    assert counts["Endorsement"] >= 150_000
    assert counts["BLOCKED"] >= 100


if SOAK:  # writes the world once more

    def test_the_same_seed_and_time_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
        demo.write(tmp_path, now=NOW, seed=1)
        assert _sums(tmp_path) == _sums(folder)


def test_the_ties_are_those_of_the_source(folder: Path) -> None:
    written = {(int(row["member_a"]), int(row["member_b"])) for row in _rows(folder, "connections")}
    ties = tie_graph.load()
    assert written == set(zip((ties.low + 1).tolist(), (ties.high + 1).tolist(), strict=True))
    assert (1, 23_978) in written
    assert int(ties.degree.max()) == 9_458
    assert int(ties.learns.sum()) == 9_739


def test_every_skill_is_canonical(folder: Path) -> None:
    vocabulary = taxonomy.load()
    for table in ("member_skills", "job_skills", "endorsements"):
        for name in {row["skill"] for row in _rows(folder, table)}:
            found = vocabulary.find(name)
            assert found is not None, name
            assert found.name == name


def test_nothing_happens_after_now_and_the_feed_is_alive(folder: Path) -> None:
    now = "2026-11-21T11:00:00Z"
    columns = {
        "members": "created_at",
        "connections": "connected_at",
        "posts": "created_at",
        "comments": "created_at",
        "reactions": "created_at",
        "profile_views": "viewed_at",
        "jobs": "posted_at",
    }
    for table, column in columns.items():
        assert max(row[column] for row in _rows(folder, table)) < now, table
    posts = _rows(folder, "posts")
    assert posts[-1]["created_at"] > "2026-11-21T10:50:00Z"
    assert sum(row["created_at"] > "2026-11-20T11:00:00Z" for row in posts) > 1_000
    assert [int(row["id"]) for row in posts] == list(range(1, 112_001))
    times = [row["created_at"] for row in posts]
    assert times == sorted(times)


def test_vacancies_are_recent_and_mostly_open(folder: Path) -> None:
    jobs = _rows(folder, "jobs")
    oldest = (NOW - timedelta(days=60, minutes=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert min(job["posted_at"] for job in jobs) >= oldest
    ended = sum(bool(job["expires_at"]) and job["expires_at"] < "2026-11-21" for job in jobs)
    assert 0 < ended < 0.2 * len(jobs)
    skills = Counter(row["job_id"] for row in _rows(folder, "job_skills"))
    assert set(skills) == {job["id"] for job in jobs}
    assert min(skills.values()) >= 3
    assert max(skills.values()) <= 12


def test_answers_come_after_what_they_answer(folder: Path) -> None:
    posted = {row["id"]: row["created_at"] for row in _rows(folder, "posts")}
    comments = {row["id"]: row for row in _rows(folder, "comments")}
    for row in comments.values():
        assert posted[row["post_id"]] <= row["created_at"]
        if row["reply_to_id"]:
            assert comments[row["reply_to_id"]]["created_at"] <= row["created_at"]
            assert int(row["reply_to_id"]) < int(row["id"])
    for row in _rows(folder, "reactions"):
        assert posted[row["post_id"]] <= row["created_at"]


def test_connected_members_are_alike(folder: Path) -> None:
    members = _rows(folder, "members")
    ties = tie_graph.load()
    for column, least in (("country", 0.3), ("city", 0.04), ("industry", 0.15)):
        value = np.unique([row[column] for row in members], return_inverse=True)[1]
        share = np.bincount(value) / len(value)
        together = float((value[ties.low] == value[ties.high]).mean())
        assert together > least
        assert together > 1.2 * float((share**2).sum())


def test_the_viewer_shows_what_the_product_can_do(folder: Path) -> None:
    viewer = str(demo.VIEWER_ID)
    members = {row["id"]: row for row in _rows(folder, "members")}
    assert members[viewer]["profile_visibility"] == "PUBLIC"
    assert "Full Stack" in members[viewer]["headline"]
    network: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(folder, "connections"):
        network[row["member_a"]].add(row["member_b"])
        network[row["member_b"]].add(row["member_a"])
    friends = network[viewer]
    assert 50 <= len(friends) <= 150
    works = {row["member_id"]: row for row in _rows(folder, "positions") if not row["ended"]}
    assert works[viewer]["title"] == "Senior Full Stack Engineer"
    employers = {works[friend]["company_id"] for friend in friends if friend in works}
    mine = {row["skill"] for row in _rows(folder, "member_skills") if row["member_id"] == viewer}
    needs: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(folder, "job_skills"):
        needs[row["job_id"]].add(row["skill"])
    fitting = [
        job
        for job in _rows(folder, "jobs")
        if len(needs[job["id"]] & mine) >= 0.7 * len(needs[job["id"]])
    ]
    assert len(fitting) >= 20
    assert sum(job["company_id"] in employers for job in fitting) >= 3
    recent = [
        row
        for row in _rows(folder, "posts")
        if row["author_id"] in friends and row["created_at"] > "2026-11-19"
    ]
    assert len(recent) >= 10


def test_visibilities_are_mixed(folder: Path) -> None:
    seen = Counter(row["profile_visibility"] for row in _rows(folder, "members"))
    assert 0.9 < (seen["PUBLIC"] + seen[""]) / 37_700 < 0.94
    assert 0.04 < seen["CONNECTIONS"] / 37_700 < 0.06
    assert 0.02 < seen["PRIVATE"] / 37_700 < 0.04


def test_ties_survive_packing() -> None:
    ends = np.array([[5, 0], [0, 1], [2, 1], [3, 900], [900, 2]])
    flavour = np.zeros(901, dtype=np.int64)
    flavour[[1, 900]] = 1
    ties = tie_graph.unpack(tie_graph.pack_ties(ends, flavour))
    assert ties.low.tolist() == [0, 0, 1, 2, 3]
    assert ties.high.tolist() == [1, 5, 2, 900, 900]
    assert np.flatnonzero(ties.learns).tolist() == [1, 900]
    assert ties.degree[[0, 1, 2, 3, 4, 5, 900]].tolist() == [2, 2, 2, 1, 0, 1, 2]
    pairs = np.array([0, 5, 2, 3]), np.array([5, 0, 3, 900])
    assert ties.are_tied(*pairs).tolist() == [True, True, False, True]


def test_labels_spread_only_where_they_fit() -> None:
    ties = tie_graph.build(np.arange(9), np.arange(1, 10), np.zeros(10, dtype=bool))
    rng = np.random.default_rng(7)
    labels = spread(
        ties,
        lambda members: members % 2,
        rng,
        seeds=0.3,
        strays=0.0,
        fits=lambda members, found: members % 2 == found,
        agreements=2,
    )
    assert labels.tolist() == [0, 1] * 5


def test_the_packed_sources_are_small() -> None:
    data = Path(demo.__file__).parent / "data"
    assert sum(path.stat().st_size for path in data.iterdir()) < 1_500_000
