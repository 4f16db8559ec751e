"""What a source says of a candidate."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from graph.store.database import Database

Known = tuple[str, ...]

MANY_FRIENDS = 20
"""With so many, who has a skill or a city in common hardly comes before who has friends in common:
neither is looked for. On the benchmark world 97 of 100 suggestions are the same with them and
without, from 20 friends on; with 5 to 10 friends 83 are."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why one member may know the viewer.

    `names` is what `text` reveals of the member beside the card: it is said only to who may see the
    profile, or where the headline says it anyway. `group` is what many candidates may have in
    common, such as "company:7".
    """

    id: int
    kind: str
    score: float
    text: str = ""
    names: Known = ()
    group: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the viewer: whom never to suggest, and which sources have anything."""

    id: int
    passed: list[int]
    friends: int
    employers: int
    schools: int
    skills: int
    place: int
    followers: int
    views: int
    contacts: int
    country: str | None
    industry: str | None
    now: datetime


Source = Callable[[Database, Facts], Awaitable[list[Evidence]]]


def rarity(size: int) -> float:
    """How much it tells to share what `size` members touch (Adamic and Adar, 2003)."""
    return 1.0 / math.log(2.0 + size)
