"""Every kind of bad row is reported by file, line, column, value and reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.world.importing import validate
from graph.world.problems import Problem
from tests.worlds.small import NOW, base, problems
from tests.worlds.world import World

MAX = 2**63 - 1


def test_the_base_world_is_sound(tmp_path: Path) -> None:
    found = validate(base().write(tmp_path), now=NOW)
    assert found.problems == ()
    assert found.counts["Member"] == 3
    assert found.counts["CONNECTED"] == 1


Change = Callable[[World], object]

ROWS: dict[str, tuple[Change, tuple[str, int, str, str], str]] = {
    "negative id": (
        lambda w: w.member("Dan", id=-4),
        ("members.csv", 5, "id", "-4"),
        f"not an integer from 0 to {MAX}",
    ),
    "id above 63 bits": (
        lambda w: w.member("Dan", id=2**63),
        ("members.csv", 5, "id", str(2**63)),
        f"not an integer from 0 to {MAX}",
    ),
    "id with underscores": (
        lambda w: w.add("members", id="1_0", name="Dan"),
        ("members.csv", 5, "id", "1_0"),
        f"not an integer from 0 to {MAX}",
    ),
    "id missing": (
        lambda w: w.add("members", name="Dan"),
        ("members.csv", 5, "id", ""),
        "is required and empty",
    ),
    "duplicate id": (
        lambda w: w.member("Dan", id=2),
        ("members.csv", 5, "id", "2"),
        "an earlier row has this id",
    ),
    "name missing": (
        lambda w: w.member("", id=4),
        ("members.csv", 5, "name", ""),
        "is required and empty",
    ),
    "name of white space": (
        lambda w: w.member(" \t ", id=4),
        ("members.csv", 5, "name", " \t "),
        "only white space",
    ),
    "name too long": (
        lambda w: w.member("x" * 201),
        ("members.csv", 5, "name", "x" * 201),
        "201 characters, at most 200 are accepted",
    ),
    "NUL in a text": (
        lambda w: w.member("Dan", headline="a\0b"),
        ("members.csv", 5, "headline", "a\0b"),
        "holds the control character U+0000",
    ),
    "unknown visibility": (
        lambda w: w.member("Dan", profile_visibility="FRIENDS"),
        ("members.csv", 5, "profile_visibility", "FRIENDS"),
        "not one of PUBLIC, CONNECTIONS, PRIVATE",
    ),
    "bad time": (
        lambda w: w.member("Dan", created_at="yesterday"),
        ("members.csv", 5, "created_at", "yesterday"),
        "not an ISO 8601 time such as 2026-03-31T14:05:00Z or 2026-03-31",
    ),
    "time that does not exist": (
        lambda w: w.member("Dan", created_at="2026-02-30T10:00:00Z"),
        ("members.csv", 5, "created_at", "2026-02-30T10:00:00Z"),
        "not a time that exists (day is out of range for month)",
    ),
    "latitude out of range": (
        lambda w: w.member("Dan", latitude="91", longitude="0"),
        ("members.csv", 5, "latitude", "91"),
        "not between -90 and 90",
    ),
    "longitude not a number": (
        lambda w: w.member("Dan", latitude="9", longitude="nan"),
        ("members.csv", 5, "longitude", "nan"),
        "not a number such as 1250.5",
    ),
    "latitude alone": (
        lambda w: w.member("Dan", latitude="9"),
        ("members.csv", 5, "longitude", ""),
        "is empty while latitude is given; give both or none",
    ),
    "bad e-mail address": (
        lambda w: w.member("Dan", email="dan"),
        ("members.csv", 5, "email", "dan"),
        "not an e-mail address such as ada@example.org",
    ),
    "dangling member": (
        lambda w: w.connect(1, 99),
        ("connections.csv", 3, "member_b", "99"),
        "no row of members has this id",
    ),
    "dangling company": (
        lambda w: w.position(1, 7, "Boss"),
        ("positions.csv", 3, "company_id", "7"),
        "no row of companies has this id",
    ),
    "self-connection": (
        lambda w: w.connect(3, 3),
        ("connections.csv", 3, "member_b", "3"),
        "the same as member_a; two members are needed",
    ),
    "same connection twice": (
        lambda w: w.connect(1, 2),
        ("connections.csv", 3, "member_b", "2"),
        "an earlier row connects these two; one row a pair, whichever comes first",
    ),
    "both directions of one pair": (
        lambda w: w.connect(2, 1),
        ("connections.csv", 3, "member_b", "1"),
        "an earlier row connects these two; one row a pair, whichever comes first",
    ),
    "block between connected members": (
        lambda w: w.block(2, 1),
        ("blocks.csv", 2, "blocked_id", "1"),
        "connected with 2 by connections; a block ends a connection",
    ),
    "self-block": (
        lambda w: w.block(2, 2),
        ("blocks.csv", 2, "blocked_id", "2"),
        "the same as member_id; two members are needed",
    ),
    "same block twice": (
        lambda w: (w.block(2, 3), w.block(2, 3)),
        ("blocks.csv", 3, "blocked_id", "3"),
        "an earlier row has the same block",
    ),
    "self-endorsement": (
        lambda w: w.endorse(1, 1, "Python"),
        ("endorsements.csv", 3, "member_id", "1"),
        "the same as endorser_id; two members are needed",
    ),
    "skill without a letter": (
        lambda w: w.skill(1, "!!!"),
        ("member_skills.csv", 3, "skill", "!!!"),
        "has no letter or digit to know it by",
    ),
    "unknown skill level": (
        lambda w: w.skill(1, "Java", level="GURU"),
        ("member_skills.csv", 3, "level", "GURU"),
        "not one of BEGINNER, INTERMEDIATE, ADVANCED, EXPERT",
    ),
    "end before start": (
        lambda w: w.position(1, 1, "Boss", started="2021-01-01", ended="2020-12-31"),
        ("positions.csv", 3, "ended", "2020-12-31"),
        "comes before started, which is 2021-01-01",
    ),
    "bad date": (
        lambda w: w.position(1, 1, "Boss", started="01/02/2021"),
        ("positions.csv", 3, "started", "01/02/2021"),
        "not an ISO 8601 date such as 2026-03-31",
    ),
    "salary range upside down": (
        lambda w: w.job(1, "Boss", salary_min="90000", salary_max="80000"),
        ("jobs.csv", 3, "salary_max", "80000.0"),
        "is less than salary_min, which is 90000",
    ),
    "bad number": (
        lambda w: w.job(1, "Boss", salary_min="90,000"),
        ("jobs.csv", 3, "salary_min", "90,000"),
        "not a number such as 1250.5",
    ),
    "bad boolean": (
        lambda w: w.job(1, "Boss", remote="maybe"),
        ("jobs.csv", 3, "remote", "maybe"),
        "not one of true, false, 1, 0",
    ),
    "bad currency": (
        lambda w: w.job(1, "Boss", currency="Euro"),
        ("jobs.csv", 3, "currency", "Euro"),
        "not an ISO 4217 code such as EUR",
    ),
    "expiry before posting": (
        lambda w: w.job(1, "Boss", posted_at="2026-02-01", expires_at="2026-01-01"),
        ("jobs.csv", 3, "expires_at", "2026-01-01T00:00:00Z"),
        "comes before posted_at, which is 2026-02-01T00:00:00Z",
    ),
    "unknown employment type": (
        lambda w: w.job(1, "Boss", employment_type="GIG"),
        ("jobs.csv", 3, "employment_type", "GIG"),
        "not one of FULL_TIME, PART_TIME, CONTRACT, TEMPORARY, INTERNSHIP",
    ),
    "skill of an unknown job": (
        lambda w: w.add("job_skills", job_id=8, skill="Python"),
        ("job_skills.csv", 3, "job_id", "8"),
        "no row of jobs has this id",
    ),
    "follow of an unknown kind": (
        lambda w: w.follow(1, "school", 1),
        ("follows.csv", 2, "kind", "school"),
        "not one of member, company, hashtag",
    ),
    "follow of an unknown company": (
        lambda w: w.follow(1, "company", 5),
        ("follows.csv", 2, "target", "5"),
        "no row of companies has this id",
    ),
    "follow of oneself": (
        lambda w: w.follow(1, "member", 1),
        ("follows.csv", 2, "target", "1"),
        "the same as member_id; two members are needed",
    ),
    "follow of no hashtag": (
        lambda w: w.follow(1, "hashtag", "two words"),
        ("follows.csv", 2, "target", "two words"),
        "not a hashtag: 1 to 100 letters, digits and underscores",
    ),
    "same hashtag twice": (
        lambda w: (w.follow(1, "hashtag", "#AI"), w.follow(1, "hashtag", "ai")),
        ("follows.csv", 3, "target", "ai"),
        "an earlier row has the same follow",
    ),
    "share of an unknown post": (
        lambda w: w.post(2, "Look", shares=77),
        ("posts.csv", 3, "shares_post_id", "77"),
        "no row of posts has this id",
    ),
    "share of itself": (
        lambda w: w.post(2, "Look", id=5, shares=5),
        ("posts.csv", 3, "shares_post_id", "5"),
        "leads in a circle back to this row",
    ),
    "post without text": (
        lambda w: w.post(2, ""),
        ("posts.csv", 3, "text", ""),
        "is required and empty",
    ),
    "reply to a comment of another post": (
        lambda w: (w.post(1, "Second", id=9), w.comment(9, 1, "So?", reply_to=1)),
        ("comments.csv", 3, "reply_to_id", "1"),
        "that comment is on post 1, this one on 9",
    ),
    "reply to an unknown comment": (
        lambda w: w.comment(1, 1, "So?", reply_to=6),
        ("comments.csv", 3, "reply_to_id", "6"),
        "no row of comments has this id",
    ),
    "two reactions of a member to a post": (
        lambda w: (w.react(2, 1, "LIKE"), w.react(2, 1, "LOVE")),
        ("reactions.csv", 3, "post_id", "1"),
        "an earlier row has this member's reaction to this post",
    ),
    "view of one's own profile": (
        lambda w: w.view(2, 2),
        ("profile_views.csv", 2, "viewed_id", "2"),
        "the same as viewer_id; two members are needed",
    ),
}


@pytest.mark.parametrize(("change", "where", "reason"), ROWS.values(), ids=ROWS)
def test_a_bad_row_is_reported_where_it_stands(
    tmp_path: Path, change: Change, where: tuple[str, int, str, str], reason: str
) -> None:
    world = base()
    change(world)
    assert problems(world.write(tmp_path)) == [Problem(*where, reason)]
