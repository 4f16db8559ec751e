"""The kinds of documents that can be searched, and their fields: the schema of both engines."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """What a document describes."""

    MEMBER = "member"
    JOB = "job"
    COMPANY = "company"
    POST = "post"
    SCHOOL = "school"
    SKILL = "skill"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind.

    `words` is the weight of its text in ranking, None where its text is not searched. `exact`
    fields can be filtered by whole values (compared by `text_key`), `facet` fields counted by
    value; both may hold several values. `number` fields hold one integer, for filters, ranges and
    order. `shown` fields come back with a hit.
    """

    name: str
    words: float | None = None
    exact: bool = False
    facet: bool = False
    number: bool = False
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields of a kind. `id` says whether ids are integers or text."""

    fields: tuple[Field, ...]
    id: Literal["integer", "text"] = "integer"

    def field(self, name: str) -> Field:
        """The field of this name. Raises KeyError: asking for another is a mistake of ours."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    @property
    def texts(self) -> tuple[Field, ...]:
        """The fields whose words are searched, heaviest first."""
        found = [field for field in self.fields if field.words is not None]
        return tuple(sorted(found, key=lambda field: (-(field.words or 0.0), field.name)))


def _name(weight: float = 8.0) -> Field:
    return Field("name", words=weight, exact=True, shown=True)


def _facet(name: str, words: float | None = None) -> Field:
    return Field(name, words=words, exact=True, facet=True, shown=words is not None)


_RANK = Field("rank", number=True, shown=True)
"""How well known it is: the order of suggestions that fit the same prefix equally."""

MICRO = 1_000_000
"""Latitude and longitude are indexed in millionths of a degree."""

SCHEMAS: dict[Kind, Schema] = {
    Kind.MEMBER: Schema(
        (
            _name(),
            Field("headline", words=3.0, shown=True),
            Field("title", words=5.0, exact=True, shown=True),
            Field("past_title", words=1.5, shown=True),
            Field("role", exact=True),
            Field("past_role", exact=True),
            Field("headline_role", exact=True),
            _facet("company", 4.0),
            Field("past_company", words=1.0, exact=True, shown=True),
            _facet("school", 2.0),
            _facet("skill", 3.0),
            _facet("industry", 1.0),
            _facet("place", 2.0),
            _facet("country", 0.5),
            Field("summary", words=0.5, shown=True),
            Field("place_id", number=True),
            Field("open_to_work", exact=True),
            Field("audience", exact=True),
            Field("completeness", number=True, shown=True),
        )
    ),
    Kind.JOB: Schema(
        (
            Field("title", words=6.0, exact=True, shown=True),
            Field("role", exact=True),
            Field("place_id", number=True),
            _facet("company", 4.0),
            _facet("skill", 3.0),
            _facet("place", 2.0),
            _facet("country", 0.5),
            Field("description", words=0.5, shown=True),
            _facet("employment_type"),
            _facet("experience_level"),
            _facet("remote"),
            Field("currency", exact=True),
            Field("salary_max", number=True),
            Field("status", exact=True),
            Field("posted_at", number=True, shown=True),
            Field("expires_at", number=True),
        )
    ),
    Kind.COMPANY: Schema(
        (
            _name(),
            _facet("industry", 3.0),
            Field("alias", words=6.0, exact=True, shown=True),
            Field("domain", words=3.0, exact=True, shown=True),
            _facet("size"),
            _facet("place", 2.0),
            _facet("country", 0.5),
            Field("description", words=0.5, shown=True),
            _RANK,
        )
    ),
    Kind.POST: Schema(
        (
            Field("text", words=2.0, shown=True),
            Field("title", words=4.0, shown=True),
            Field("hashtag", words=4.0, exact=True, shown=True),
            Field("author", number=True),
            Field("audience", exact=True),
            Field("author_audience", exact=True),
            Field("created_at", number=True, shown=True),
        )
    ),
    Kind.SCHOOL: Schema((_name(), Field("alias", words=4.0, exact=True, shown=True), _RANK)),
    Kind.SKILL: Schema(
        (
            _name(),
            Field("alias", words=4.0, exact=True, shown=True),
            Field("former", exact=True, shown=True),
            Field("key", exact=True, shown=True),
            Field("kind", exact=True, shown=True),
            _RANK,
        ),
        id="text",
    ),
    Kind.PLACE: Schema(
        (
            _name(),
            Field("country", words=1.0, exact=True, shown=True),
            Field("key", exact=True),
            Field("latitude", number=True, shown=True),
            Field("longitude", number=True, shown=True),
            _RANK,
        )
    ),
}
