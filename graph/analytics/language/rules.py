"""The analysts' graph: which labels, types and properties there are, and who is in it.

Only members whose profile is PUBLIC and who do not hide their connections are in it. What others
may not see of each other is not in it at all: blocks, dismissals, views, names, texts, addresses,
posts. What is not there cannot be learnt by any number of questions.
"""

from __future__ import annotations

from dataclasses import dataclass

MEMBER = "Member"
PSEUDONYM = "pseudonym"

LEAST_MEMBERS = 5
"""k: fewer members than this behind a row, and the row is not shown."""


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A label and what may be read of it."""

    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TieKind:
    """A relationship type, what it joins and what may be read of it."""

    start: tuple[str, ...]
    end: tuple[str, ...]
    properties: tuple[str, ...] = ()
    directed: bool = True


NODES: dict[str, NodeKind] = {
    MEMBER: NodeKind(
        (
            *("industry", "country", "created_at"),
            *("pagerank", "community", "leiden", "component", "core", "clustering"),
            "betweenness",
        )
    ),
    "Company": NodeKind(("id", "name", "industry", "size", "domain", "city", "country")),
    "School": NodeKind(("id", "name", "country")),
    "Place": NodeKind(("id", "name", "country", "population")),
    "Skill": NodeKind(("id", "name", "kind", "verified")),
    "Occupation": NodeKind(("id", "title")),
    "Job": NodeKind(
        (
            *("id", "title", "city", "country", "remote", "employment_type", "experience_level"),
            *("salary_min", "salary_max", "currency", "posted_at", "expires_at", "status"),
        )
    ),
    "Hashtag": NodeKind(("key",)),
}

TIES: dict[str, TieKind] = {
    # Stored from the lower id to the higher: a direction would sort the pseudonyms by id. The
    # time of a tie would single it out.
    "CONNECTED": TieKind((MEMBER,), (MEMBER,), directed=False),
    "FOLLOWS": TieKind((MEMBER,), (MEMBER, "Company", "Hashtag")),
    "WORKED_AT": TieKind((MEMBER,), ("Company",), ("title", "started", "ended")),
    "STUDIED_AT": TieKind((MEMBER,), ("School",), ("degree", "field", "started", "ended")),
    "LIVES_IN": TieKind((MEMBER,), ("Place",)),
    "HAS_SKILL": TieKind((MEMBER,), ("Skill",), ("level",)),
    "BROADER": TieKind(("Skill",), ("Skill",)),
    "RELATED": TieKind(("Skill",), ("Skill",)),
    "NEEDS": TieKind(("Occupation",), ("Skill",), ("essential",)),
    "OFFERS": TieKind(("Company",), ("Job",)),
    "REQUIRES": TieKind(("Job",), ("Skill",), ("essential",)),
    "IN": TieKind(("Job", "Company"), ("Place",)),
}

STRUCTURE = frozenset(["CONNECTED", "FOLLOWS"])
"""The types among members alone, which pseudonymous rows may be about."""

DATE_PARTS = frozenset(["year", "quarter", "month", "week", "day", "hour"])


def membership(name: str) -> str:
    """The condition that puts the member of this variable into the analysts' graph."""
    return (
        f"{name}.profile_visibility = 'PUBLIC' AND "
        f"coalesce({name}.connections_visibility, 'CONNECTIONS') <> 'SELF'"
    )


def described() -> dict[str, object]:
    """The analysts' graph as data: labels and types with what may be read of each."""
    return {
        "labels": {name: list(kind.properties) for name, kind in NODES.items()},
        "types": {
            name: {
                "from": list(kind.start),
                "to": list(kind.end),
                "properties": list(kind.properties),
                "directed": kind.directed,
            }
            for name, kind in TIES.items()
        },
        "least_members": LEAST_MEMBERS,
    }
