"""What a search answers, as the delivery layer sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from graph.jobs.jobs import JobView
from graph.profiles.cards import Card
from graph.profiles.history import Organisation
from graph.profiles.places import PlaceView
from graph.reasons import Reason
from graph.skills.skills import SkillView

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a field among all that was found, with how many each, most frequent first."""

    field: str
    buckets: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How some words of the query were understood: as this value of this field."""

    text: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One condition which, `change` DROPPED or WIDENED, would add so many hits.

    `field` is the name of a filter, or `query` for words of the text; `value` says which.
    """

    field: str
    value: str
    change: str
    added: int


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A member found; `score` is comparable within one answer only.

    `degree` is the viewer's, None for farther than the third.
    """

    member: Card
    score: float
    reasons: list[Reason]
    degree: int | None


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A job, company or post found, by its id."""

    id: int
    score: float
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Results(Generic[T]):
    """A page of hits with the exact number of all hits, their facets and the understanding.

    `items`, `cursors` and `has_next` are those of `paging.Page`. `near_misses` asks for what would
    add hits; empty where there are ten and more.
    """

    items: list[T]
    cursors: list[str]
    has_next: bool
    total_count: int
    facets: list[Facet]
    interpretation: list[Interpretation]
    near_misses: Callable[[], Awaitable[list[NearMiss]]]


Shown = Card | JobView | Organisation | PlaceView | SkillView


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something whose name goes on like the letters typed. Ids of skills are text."""

    kind: str
    id: int | str
    text: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with what it is about, as the graph has it now."""

    kind: str
    text: str
    shown: Shown
