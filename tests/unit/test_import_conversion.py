"""What the rows of a world become: canonical nodes and relationships."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graph import hashtags
from graph.skills.taxonomy import OccupationEntry, SkillEntry, Taxonomy
from graph.world import parts as form
from graph.world import values
from graph.world.converting import Converted, convert
from graph.world.parts import Parts
from graph.world.vocabulary import OWN_PLACE
from tests.worlds.world import World

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


SMALL = Taxonomy(
    (
        SkillEntry("tech:javascript", "JavaScript", "technology", ("JS", "ECMAScript"), (), ()),
        SkillEntry("tech:python", "Python", "technology", (), ("group:code",), ("tech:sql",)),
        SkillEntry("tech:sql", "SQL", "technology", (), ("group:code",), ("tech:python",)),
        SkillEntry("group:code", "Programming", "group", ("Coding",), (), ()),
    ),
    (
        OccupationEntry(
            "occ:dev",
            "Developer",
            ("Coder", "Programmer"),
            ("tech:sql",),
            (),
            "2512",
            ("tech:sql",),
        ),
    ),
)


class Loaded:
    """The parts of a converted world, as rows."""

    def __init__(self, parts: Parts, report: Converted) -> None:
        self._parts = parts
        self.report = report

    def nodes(self, *labels: str) -> list[dict[str, Any]]:
        part = self._parts.nodes[labels]
        return [dict(zip(part.properties, row, strict=True)) for row in form.read(part)]

    def links(self, start: str, type: str, end: str) -> list[list[Any]]:
        return list(form.read(self._parts.links[start, type, end]))


def load(
    world: World, folder: Path, *, packed: bool = False, rejected: Path | None = None
) -> Loaded:
    work = folder / "work"
    work.mkdir()
    with Parts(work) as parts:
        report = convert(
            world.write(folder / "world", packed=packed),
            parts,
            now=NOW,
            rejected=rejected,
            progress=lambda *_: None,
            taxonomy=SMALL,
        )
    return Loaded(parts, report)


def test_a_member_gets_defaults_a_place_and_its_point(tmp_path: Path) -> None:
    world = World()
    world.member("  Ada   Lovelace ", city="london", country="United Kingdom")
    found = load(world, tmp_path, packed=True)
    assert found.nodes("Member") == [
        {
            "id": 1,
            "name": "Ada Lovelace",
            "headline": None,
            "summary": None,
            "industry": None,
            "city": "london",
            "country": "GB",
            "location": [51.50853, -0.12574],
            "profile_visibility": "PUBLIC",
            "email": None,
            "address_key": None,
            "created_at": NOW,
        }
    ]
    [place] = found.nodes("Place")
    assert (place["id"], place["name"], place["country"]) == (2643743, "London", "GB")
    assert found.links("Member", "LIVES_IN", "Place") == [[1, 2643743]]


def test_a_members_own_point_wins_over_the_places(tmp_path: Path) -> None:
    world = World()
    world.member("Ada", city="London", latitude="1.5", longitude="-2")
    assert load(world, tmp_path).nodes("Member")[0]["location"] == [1.5, -2.0]


def test_places_that_nobody_knows_get_ids_of_their_own(tmp_path: Path) -> None:
    world = World()
    world.member("Ada", city="Atlantisburgh")
    world.company("Acme", city="ATLANTISBURGH")
    world.job(1, "Diver", city="Eldoradopolis")
    found = load(world, tmp_path)
    # Companies are read after members, jobs after companies.
    assert [(p["id"], p["name"]) for p in found.nodes("Place")] == [
        (OWN_PLACE, "Atlantisburgh"),
        (OWN_PLACE + 1, "Eldoradopolis"),
    ]
    assert found.links("Company", "IN", "Place") == [[1, OWN_PLACE]]
    assert found.links("Job", "IN", "Place") == [[1, OWN_PLACE + 1]]


def test_private_members_have_the_second_label(tmp_path: Path) -> None:
    world = World()
    world.member("Ada", profile_visibility="private")
    world.member("Bob", profile_visibility="CONNECTIONS")
    found = load(world, tmp_path)
    assert [m["name"] for m in found.nodes("Member", "Private")] == ["Ada"]
    assert [m["name"] for m in found.nodes("Member")] == ["Bob"]
    assert found.report.counts["Member"] == 2
    assert found.report.counts["Private"] == 1


def test_a_connection_runs_from_the_lower_id_to_the_higher(tmp_path: Path) -> None:
    world = World()
    world.members("Ada", "Bob")
    world.connect(2, 1, at="2020-05-06T08:00:00+02:00")
    assert load(world, tmp_path).links("Member", "CONNECTED", "Member") == [
        [1, 2, "1:2", datetime(2020, 5, 6, 6, tzinfo=UTC)]
    ]


def test_aliases_of_a_skill_are_one_skill_and_the_first_row_counts(tmp_path: Path) -> None:
    world = World()
    world.member("Ada")
    world.skill(1, "JavaScript", level="expert")
    world.skill(1, "JS", "ECMAScript", "java script")
    found = load(world, tmp_path)
    assert found.links("Member", "HAS_SKILL", "Skill") == [[1, "tech:javascript", "EXPERT"]]
    assert found.report.merged == 3


def test_a_skill_that_no_alias_knows_is_kept_under_its_own_name(tmp_path: Path) -> None:
    world = World()
    world.members("Ada", "Bob")
    world.skill(1, "Xylozorphing 3000")
    world.skill(2, "xylozorphing-3000")
    world.endorse(2, 1, "XYLOZORPHING 3000")
    found = load(world, tmp_path)
    id = "own:xylozorphing3000"
    assert [s for s in found.nodes("Skill") if s["verified"] is False] == [
        {"id": id, "name": "Xylozorphing 3000", "kind": None, "verified": False, "aliases": None}
    ]
    assert [row for row in found.links("SkillAlias", "ALIAS_OF", "Skill") if row[1] == id] == [
        ["xylozorphing3000", id]
    ]
    assert [row[:2] for row in found.links("Member", "HAS_SKILL", "Skill")] == [[1, id], [2, id]]
    assert found.nodes("Endorsement") == [{"id": f"2:1:{id}"}]


def test_the_taxonomy_is_always_stored(tmp_path: Path) -> None:
    found = load(World(), tmp_path)
    assert found.nodes("Skill")[0] == {
        "id": "tech:javascript",
        "name": "JavaScript",
        "kind": "technology",
        "verified": True,
        "aliases": ["JS", "ECMAScript"],
    }
    assert sorted(found.links("SkillAlias", "ALIAS_OF", "Skill")) == [
        ["coding", "group:code"],
        ["ecmascript", "tech:javascript"],
        ["javascript", "tech:javascript"],
        ["js", "tech:javascript"],
        ["programming", "group:code"],
        ["python", "tech:python"],
        ["sql", "tech:sql"],
    ]
    assert found.links("Skill", "BROADER", "Skill") == [
        ["tech:python", "group:code"],
        ["tech:sql", "group:code"],
    ]
    assert found.links("Skill", "RELATED", "Skill") == [["tech:python", "tech:sql"]]
    assert found.nodes("Occupation") == [
        {"id": "occ:dev", "title": "Developer", "alternative_titles": ["Coder", "Programmer"]}
    ]
    # What is both essential and asked for by employers is essential.
    assert found.links("Occupation", "NEEDS", "Skill") == [["occ:dev", "tech:sql", True]]


def test_a_share_of_a_share_leads_to_the_first_also_when_it_stands_above(tmp_path: Path) -> None:
    world = World()
    world.member("Ada")
    world.post(1, "again", id=30, shares=20)
    world.post(1, "shared", id=20, shares=10)
    world.post(1, "first", id=10)
    world.post(1, "once more", id=40, shares=30)
    found = load(world, tmp_path)
    assert sorted(found.links("Post", "SHARES", "Post")) == [[20, 10], [30, 10], [40, 10]]


def test_a_reply_may_stand_above_its_comment(tmp_path: Path) -> None:
    world = World()
    world.member("Ada")
    world.post(1, "Hello")
    world.comment(1, 1, "reply", id=5, reply_to=4)
    world.comment(1, 1, "comment", id=4)
    found = load(world, tmp_path)
    assert found.links("Comment", "REPLIES_TO", "Comment") == [[5, 4]]
    assert sorted(found.links("Comment", "ON", "Post")) == [[4, 1], [5, 1]]


def test_hashtags_of_posts_and_follows_are_folded(tmp_path: Path) -> None:
    world = World()
    world.member("Ada")
    world.post(1, "On #AI and #ai, #हिन्दी, C# and x.org/#top; #2026")
    world.follow(1, "hashtag", "#Ai")
    world.follow(1, "hashtag", "Straße")
    found = load(world, tmp_path)
    assert found.links("Post", "TAGGED", "Hashtag") == [[1, "ai"], [1, "हिन्दी"]]
    assert found.links("Member", "FOLLOWS", "Hashtag") == [[1, "ai"], [1, "strasse"]]
    assert sorted(h["key"] for h in found.nodes("Hashtag")) == ["ai", "strasse", "हिन्दी"]


def test_a_job_is_open_and_its_values_are_typed(tmp_path: Path) -> None:
    world = World()
    world.company("Acme")
    world.job(
        1,
        "Engineer",
        skills=("Python",),
        optional=("SQL",),
        remote="1",
        employment_type="full-time",
        salary_min="1e5",
        salary_max="120000.50",
        currency="eur",
        posted_at="2026-01-02",
    )
    world.member("Ada")
    found = load(world, tmp_path)
    [job] = found.nodes("Job")
    assert job["remote"] is True
    assert (job["salary_min"], job["salary_max"], job["currency"]) == (100000.0, 120000.5, "EUR")
    assert (job["employment_type"], job["status"]) == ("FULL_TIME", "OPEN")
    assert (job["posted_at"], job["expires_at"]) == (datetime(2026, 1, 2, tzinfo=UTC), None)
    assert [row[2] for row in found.links("Job", "REQUIRES", "Skill")] == [True, False]


def test_text_keeps_its_lines_quotes_and_signs(tmp_path: Path) -> None:
    world = World()
    text = 'He said "hi", then;\nleft 👋\r\n\tend'
    world.member('Zoë, "Z" O\'Neil', summary=text)
    world.post(1, text)
    found = load(world, tmp_path)
    assert found.nodes("Member")[0]["name"] == 'Zoë, "Z" O\'Neil'
    assert found.nodes("Member")[0]["summary"] == text
    assert found.nodes("Post")[0]["text"] == text


def test_empty_kinds_get_their_defaults(tmp_path: Path) -> None:
    world = World()
    world.members("Ada", "Bob")
    world.post(1, "Hello")
    world.react(2, 1)
    world.company("Acme")
    world.position(1, 1, "Engineer", started="2020-02-03T23:30:00-02:00")
    found = load(world, tmp_path)
    assert found.nodes("Post")[0]["visibility"] == "PUBLIC"
    assert found.links("Member", "REACTED", "Post") == [[2, 1, "LIKE", NOW]]
    worked = [[1, 1, "Engineer", date(2020, 2, 4), None]]
    assert found.links("Member", "WORKED_AT", "Company") == worked


def test_a_byte_order_mark_and_columns_in_any_order_are_read(tmp_path: Path) -> None:
    world = World()
    folder = world.write(tmp_path / "world")
    (folder / "members.csv").write_bytes("\ufeffname,id\r\nAda,7\r\n\r\nBob,8".encode())
    (tmp_path / "work").mkdir()
    with Parts(tmp_path / "work") as parts:
        convert(folder, parts, now=NOW, progress=lambda *_: None, taxonomy=SMALL)
    names = [(m["id"], m["name"]) for m in Loaded(parts, None).nodes("Member")]  # type: ignore[arg-type]
    assert names == [(7, "Ada"), (8, "Bob")]


def test_files_that_no_table_has_are_named(tmp_path: Path) -> None:
    world = World()
    folder = world.write(tmp_path / "world")
    (folder / "conections.csv").write_text("member_a,member_b\n")
    (folder / "README.md").write_text("hello")
    assert load(world, tmp_path).report.ignored == ("conections.csv",)


def test_skipped_rows_are_written_with_line_and_reason_and_cascade(tmp_path: Path) -> None:
    world = World()
    world.members("Ada", "Bob")
    world.member("Dan", id=4, created_at="never")
    world.connect(1, 2, 4)
    world.connect(2, 1)
    world.post(4, "by Dan")
    world.comment(1, 1, "on Dan's post")
    found = load(world, tmp_path, rejected=tmp_path / "rejected")
    assert found.report.rejected == {
        "members.csv": 1,
        "connections.csv": 2,
        "posts.csv": 1,
        "comments.csv": 1,
    }
    assert [m["id"] for m in found.nodes("Member")] == [1, 2]
    assert [row[:2] for row in found.links("Member", "CONNECTED", "Member")] == [[1, 2]]
    assert found.nodes("Post") == []
    assert (tmp_path / "rejected" / "connections.csv").read_text() == (
        "member_a,member_b,connected_at,rejected_line,rejected_reason\n"
        "1,4,,3,member_b: that row of members was refused\n"
        '2,1,,4,"member_b: an earlier row connects these two; one row a pair, whichever comes'
        ' first"\n'
    )
    assert not (tmp_path / "rejected" / "companies.csv").exists()


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026-03-31", "2026-03-31T00:00:00Z"),
        ("2026-03-31T10:00:00", "2026-03-31T10:00:00Z"),
        ("2026-03-31 10:00", "2026-03-31T10:00:00Z"),
        ("2026-03-31T10:00:00+05:30", "2026-03-31T04:30:00Z"),
        ("2026-03-31T10:00:00.25Z", "2026-03-31T10:00:00.250000Z"),
        ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
    ],
)
def test_times_are_stored_in_utc(text: str, stored: str) -> None:
    assert values.moment(text) == stored


@pytest.mark.parametrize("text", ["2026-13-01", "31.03.2026", "now", "2026-03-31X10:00:00Z", "0"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        values.moment(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [("#OpenSource", "opensource"), ("R2D2", "r2d2"), ("123", None), ("a b", None), ("", None)],
)
def test_a_hashtag_has_a_key(text: str, key: str | None) -> None:
    assert hashtags.fold(text) == key


def test_limits_of_a_hashtag() -> None:
    assert hashtags.fold("a" * 100) == "a" * 100
    assert hashtags.fold("a" * 101) is None
