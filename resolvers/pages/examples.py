"""The example queries of the start page, one for each of the five questions."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "examples"

QUESTIONS = ("connections", "suggestions", "feed", "search", "jobs")


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Whom the examples are about, as member ids of the served world.

    `person` is the one asked about in detail (best a second-degree contact with several shared
    connections), `people` those whose degrees are asked: one of each distance reads well.
    """

    viewer: int
    person: int
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One question: its GraphQL text (without the heading line) and the variables it runs with."""

    name: str
    title: str
    about: str
    query: str
    variables: dict[str, object]


def member_id(number: int) -> str:
    """The Relay global id of a member: base64 of `Member:42`."""
    return base64.b64encode(f"Member:{number}".encode()).decode()


def load_examples(demo: DemoPeople) -> tuple[Example, ...]:
    """The five examples in the order of the start page, with the variables for `demo`.

    Raises ValueError where a file does not begin with `# title: description`.
    """
    variables: dict[str, dict[str, object]] = {
        "connections": {
            "people": [member_id(number) for number in demo.people],
            "person": member_id(demo.person),
        },
        "feed": {"mode": "RANKED"},
        "search": {"people": "machine learning", "jobs": "data engineer", "prefix": "pyth"},
    }
    return tuple(_read(name, variables.get(name, {})) for name in QUESTIONS)


def _read(name: str, variables: dict[str, object]) -> Example:
    heading, _, query = (FOLDER / f"{name}.graphql").read_text(encoding="utf-8").partition("\n")
    title, colon, about = heading.removeprefix("#").strip().partition(": ")
    if not heading.startswith("#") or not colon:
        raise ValueError(f"{name}.graphql: the first line must be '# title: description'")
    return Example(name, title, about, query.strip(), variables)
