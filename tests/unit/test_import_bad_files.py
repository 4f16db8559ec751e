"""What is wrong with a file as a whole is reported by line, and nothing is reported twice."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.world.importing import validate
from tests.worlds.small import NOW, base, problems

Spoil = Callable[[Path], object]


def _append(file: str, data: bytes) -> Spoil:
    return lambda folder: (folder / file).open("ab").write(data)


def _replace(file: str, data: bytes) -> Spoil:
    return lambda folder: (folder / file).write_bytes(data)


def _cut_gzip(folder: Path) -> None:
    rows = b"".join(b"%d,Member %d\r\n" % (n, n) for n in range(1, 5001))
    data = gzip.compress(b"id,name\r\n" + rows)
    (folder / "members.csv").unlink()
    (folder / "members.csv.gz").write_bytes(data[: len(data) // 2])


FILES: dict[str, tuple[Spoil, str, int, str, str]] = {
    "broken UTF-8": (
        _append("members.csv", b"4,Ren\xe9\r\n"),
        "members.csv", 5, "", "not UTF-8 at byte 6 of the line",
    ),
    "too few fields": (
        _append("members.csv", b"4\r\n"),
        "members.csv", 5, "", "1 fields where the header has 2",
    ),
    "too many fields": (
        _append("members.csv", b"4,Dan,x\r\n"),
        "members.csv", 5, "", "3 fields where the header has 2",
    ),
    "quote that is not doubled": (
        _append("members.csv", b'4,"D"an"\r\n'),
        "members.csv", 5, "", "a quote inside a quoted field must be doubled",
    ),
    "quote that is never closed": (
        _append("members.csv", b'4,"Dan\r\n5,Eve\r\n'),
        "members.csv", 5, "", "a quoted field is not closed before the end of the file",
    ),
    "unknown column": (
        _replace("schools.csv", b"id,name,town\r\n1,MIT,Cambridge\r\n"),
        "schools.csv", 1, "town", "unknown column; known are id, name, country",
    ),
    "column twice": (
        _replace("schools.csv", b"id,name,name\r\n1,MIT,MIT\r\n"),
        "schools.csv", 1, "name", "the column stands twice in the header",
    ),
    "required column missing": (
        _replace("schools.csv", b"id,country\r\n1,US\r\n"),
        "schools.csv", 1, "name", "the column is required and missing",
    ),
    "empty file": (
        _replace("blocks.csv", b""),
        "blocks.csv", 1, "", "is empty; a header with the names of the columns is needed",
    ),
    "not gzip": (
        _replace("blocks.csv.gz", b"member_id,blocked_id\n"),
        "blocks.csv.gz", 1, "", "not a sound gzip file (Not a gzipped file (b'me'))",
    ),
    "plain and packed": (
        _replace("members.csv.gz", gzip.compress(b"id,name\n")),
        "members.csv", 0, "", "members.csv.gz is there too; keep one of them",
    ),
    "members missing": (
        lambda folder: (folder / "members.csv").unlink(),
        "members.csv", 0, "", "is missing; it is the one file that every world needs",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "file", "line", "column", "reason"), FILES.values(), ids=FILES)
def test_a_bad_file_is_reported_by_line(
    tmp_path: Path, spoil: Spoil, file: str, line: int, column: str, reason: str
) -> None:
    base().write(tmp_path)
    spoil(tmp_path)
    first = problems(tmp_path)[0]
    assert (first.file, first.line, first.column, first.reason) == (file, line, column, reason)


def test_a_truncated_gzip_is_reported_at_the_line_where_it_ends(tmp_path: Path) -> None:
    base().write(tmp_path)
    _cut_gzip(tmp_path)
    found = validate(tmp_path, now=NOW)
    first = found.problems[0]
    assert (first.file, first.reason) == ("members.csv.gz", "the gzip file is cut off")
    assert first.line == found.counts["Member"] + 2
    assert 1000 < first.line < 5000
    assert found.fatal


def test_a_row_over_several_lines_is_reported_by_its_first(tmp_path: Path) -> None:
    world = base()
    world.member("Dan", summary="one\ntwo\nthree")
    world.member("Eve", created_at="never")
    world.write(tmp_path)
    assert [p.line for p in problems(tmp_path)] == [8]


def test_all_bad_values_of_a_row_are_named_and_the_row_counts_once(tmp_path: Path) -> None:
    world = base()
    world.add("members", id="x", name="", latitude="north", longitude="0")
    found = validate(world.write(tmp_path), now=NOW)
    assert [p.column for p in found.problems] == ["id", "name", "latitude"]
    assert (found.problem_count, found.rejected) == (3, {"members.csv": 1})


def test_a_row_that_refers_to_a_bad_row_is_bad_and_told_after_the_causes(tmp_path: Path) -> None:
    world = base()
    world.member("Dan", id=4, created_at="never")
    world.connect(4, 1)
    world.add("reactions", member_id=1, post_id=99)
    reasons = [(p.file, p.reason) for p in problems(world.write(tmp_path))]
    assert reasons == [
        ("members.csv", "not an ISO 8601 time such as 2026-03-31T14:05:00Z or 2026-03-31"),
        ("reactions.csv", "no row of posts has this id"),
        ("connections.csv", "that row of members was refused"),
    ]


def test_a_circle_of_shares_is_refused_with_what_leads_into_it(tmp_path: Path) -> None:
    world = base()
    world.post(1, "A", id=10, shares=11)
    world.post(1, "B", id=11, shares=12)
    world.post(1, "C", id=12, shares=11)
    found = {p.line: p.reason for p in problems(world.write(tmp_path))}
    assert found == {
        3: "leads into a circle",
        4: "leads in a circle back to this row",
        5: "leads in a circle back to this row",
    }


def test_only_the_first_hundred_problems_are_kept(tmp_path: Path) -> None:
    world = base()
    for id in range(1000, 1150):
        world.member("Dan", id=id, created_at="never")
    found = validate(world.write(tmp_path), now=NOW)
    assert (len(found.problems), found.problem_count) == (100, 150)
    assert str(found.problems[0]) == (
        "members.csv:5: created_at 'never': not an ISO 8601 time such as"
        " 2026-03-31T14:05:00Z or 2026-03-31"
    )
