"""The import format, declared once: each file's columns, types, references and rules.

Files are converted in the order of `TABLES`, so that a row refers only to files above its own or
to its own file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graph.model import EmploymentType, ExperienceLevel, ReactionKind, SkillLevel, Visibility
from graph.world import values
from graph.world.values import Parser


class FollowKind(StrEnum):
    """What is followed."""

    MEMBER = "member"
    COMPANY = "company"
    HASHTAG = "hashtag"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `refers` names the table whose id the value, which is required, must be."""

    name: str
    parse: Parser
    required: bool = False
    default: Any = None
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One file. A column `id`, if there is one, is unique.

    `distinct` are two columns that may not be equal, `ordered` pairs of which the first may not be
    after or above the second, `together` two columns that are given both or not at all.
    """

    name: str
    columns: tuple[Column, ...]
    distinct: tuple[str, str] | None = None
    ordered: tuple[tuple[str, str], ...] = ()
    together: tuple[str, str] | None = None
    required: bool = False

    def at(self, column: str) -> int:
        """The position of `column` in a row."""
        return next(i for i, c in enumerate(self.columns) if c.name == column)


# The most characters of each kind of text.
NAME, WORD, HEADLINE = 200, 200, 500
COMMENT, POST, SUMMARY, DESCRIPTION = 5_000, 10_000, 10_000, 100_000


def _id(name: str = "id", refers: str = "", required: bool = True) -> Column:
    return Column(name, values.identifier, required=required, refers=refers)


def _member(name: str) -> Column:
    return _id(name, "members")


def _line(name: str, limit: int = WORD, required: bool = False) -> Column:
    return Column(name, values.line(limit), required=required)


def _moment(name: str, required: bool = False) -> Column:
    return Column(name, values.moment, required=required)


_SKILL = _line("skill", required=True)
_PLACE = (_line("city"), _line("country"))
_POINT = (
    Column("latitude", values.number(-90, 90)),
    Column("longitude", values.number(-180, 180)),
)
_DAYS = (Column("started", values.day), Column("ended", values.day))
_VISIBILITY = values.one_of(Visibility)
_SALARY = values.number(0, 1e12)

TABLES: tuple[Table, ...] = (
    Table(
        "members",
        (
            _id(),
            _line("name", NAME, required=True),
            _line("headline", HEADLINE),
            Column("summary", values.prose(SUMMARY)),
            _line("industry"),
            *_PLACE,
            *_POINT,
            Column("profile_visibility", _VISIBILITY, default=Visibility.PUBLIC.value),
            _moment("created_at"),
            Column("email", values.email),
        ),
        together=("latitude", "longitude"),
        required=True,
    ),
    Table(
        "companies",
        (
            _id(),
            _line("name", NAME, required=True),
            _line("industry"),
            _line("size"),
            *_PLACE,
            _line("domain", 253),
            Column("description", values.prose(DESCRIPTION)),
        ),
    ),
    Table("schools", (_id(), _line("name", NAME, required=True), _line("country"))),
    Table(
        "positions",
        (
            _member("member_id"),
            _id("company_id", "companies"),
            _line("title", HEADLINE, required=True),
            *_DAYS,
        ),
        ordered=(("started", "ended"),),
    ),
    Table(
        "educations",
        (
            _member("member_id"),
            _id("school_id", "schools"),
            _line("degree", HEADLINE),
            _line("field", HEADLINE),
            *_DAYS,
        ),
        ordered=(("started", "ended"),),
    ),
    Table(
        "member_skills",
        (_member("member_id"), _SKILL, Column("level", values.one_of(SkillLevel))),
    ),
    Table(
        "endorsements",
        (_member("endorser_id"), _member("member_id"), _SKILL),
        distinct=("endorser_id", "member_id"),
    ),
    Table(
        "connections",
        (_member("member_a"), _member("member_b"), _moment("connected_at")),
        distinct=("member_a", "member_b"),
    ),
    Table(
        "blocks",
        (_member("member_id"), _member("blocked_id")),
        distinct=("member_id", "blocked_id"),
    ),
    Table(
        "follows",
        (
            _member("member_id"),
            Column("kind", values.one_of(FollowKind), required=True),
            _line("target", required=True),
        ),
    ),
    Table(
        "jobs",
        (
            _id(),
            _id("company_id", "companies"),
            _line("title", HEADLINE, required=True),
            Column("description", values.prose(DESCRIPTION)),
            *_PLACE,
            *_POINT,
            Column("remote", values.boolean),
            Column("employment_type", values.one_of(EmploymentType)),
            Column("experience_level", values.one_of(ExperienceLevel)),
            Column("salary_min", _SALARY),
            Column("salary_max", _SALARY),
            Column("currency", values.currency),
            _moment("posted_at"),
            _moment("expires_at"),
        ),
        together=("latitude", "longitude"),
        ordered=(("posted_at", "expires_at"), ("salary_min", "salary_max")),
    ),
    Table(
        "job_skills",
        (_id("job_id", "jobs"), _SKILL, Column("essential", values.boolean, default=True)),
    ),
    Table(
        "posts",
        (
            _id(),
            _member("author_id"),
            Column("text", values.prose(POST), required=True),
            _moment("created_at", required=True),
            Column("visibility", _VISIBILITY, default=Visibility.PUBLIC.value),
            # Resolved once the whole file is read: a share may stand above what it shares.
            _id("shares_post_id", required=False),
        ),
    ),
    Table(
        "comments",
        (
            _id(),
            _id("post_id", "posts"),
            _member("author_id"),
            Column("text", values.prose(COMMENT), required=True),
            _moment("created_at", required=True),
            _id("reply_to_id", required=False),
        ),
    ),
    Table(
        "reactions",
        (
            _member("member_id"),
            _id("post_id", "posts"),
            Column("kind", values.one_of(ReactionKind), default=ReactionKind.LIKE.value),
            _moment("created_at"),
        ),
    ),
    Table(
        "profile_views",
        (_member("viewer_id"), _member("viewed_id"), _moment("viewed_at", required=True)),
        distinct=("viewer_id", "viewed_id"),
    ),
)
