"""The shape of the graph, declared once: labels, relationship types, their properties and keys.

Neo4j Community has no type constraints, so this declaration is what the importer, the check and
the test of the Cypher catalogue hold the stored graph against.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

PropertyType = Literal[
    "INTEGER", "FLOAT", "STRING", "BOOLEAN", "DATE", "DATETIME", "POINT", "LIST<STRING>"
]

MAX_ID = 2**63 - 1


class Visibility(StrEnum):
    """Who may see a profile or a post; its author always may."""

    PUBLIC = "PUBLIC"
    CONNECTIONS = "CONNECTIONS"
    PRIVATE = "PRIVATE"


class ReactionKind(StrEnum):
    """How a member reacts to a post."""

    LIKE = "LIKE"
    CELEBRATE = "CELEBRATE"
    SUPPORT = "SUPPORT"
    INSIGHTFUL = "INSIGHTFUL"
    LOVE = "LOVE"
    FUNNY = "FUNNY"


class EmploymentType(StrEnum):
    """How a job is contracted."""

    FULL_TIME = "FULL_TIME"
    PART_TIME = "PART_TIME"
    CONTRACT = "CONTRACT"
    TEMPORARY = "TEMPORARY"
    INTERNSHIP = "INTERNSHIP"


class ExperienceLevel(StrEnum):
    """The seniority a job asks for, lowest first."""

    ENTRY = "ENTRY"
    ASSOCIATE = "ASSOCIATE"
    SENIOR = "SENIOR"
    LEAD = "LEAD"
    EXECUTIVE = "EXECUTIVE"


class SkillLevel(StrEnum):
    """How well a member says they know a skill, lowest first."""

    BEGINNER = "BEGINNER"
    INTERMEDIATE = "INTERMEDIATE"
    ADVANCED = "ADVANCED"
    EXPERT = "EXPERT"


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its Neo4j type, what it means, and whether it is always there."""

    type: PropertyType
    about: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """One kind of node; `key` is its unique property."""

    about: str
    key: str
    properties: dict[str, Property]


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship type between the labels `start` and `end`."""

    about: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    properties: dict[str, Property]


def _id(about: str = "Unique within the kind, 0 to 2^63 - 1.") -> Property:
    return Property("INTEGER", about, required=True)


def _name() -> Property:
    return Property("STRING", "As people write it.", required=True)


_TEXT_KEY = Property("STRING", "Unique within the kind.", required=True)
_CREATED = Property("DATETIME", "When it came to be, UTC.", required=True)
_LOCATION = Property("POINT", "WGS 84 longitude and latitude.")

_RUN = Property("INTEGER", "The run of `proconnect analytics` that the value comes from.")
_SCORES = {
    "pagerank": Property("FLOAT", "Among the members of the analysts' graph; the sum is 1."),
    "pagerank_version": _RUN,
    "community": Property("INTEGER", "0 is the largest community of the run."),
    "community_version": _RUN,
    "component": Property("INTEGER", "0 is the largest connected component."),
    "component_version": _RUN,
    "core": Property("INTEGER", "The largest k of a k-core with the member in it."),
    "core_version": _RUN,
    "clustering": Property("FLOAT", "Share of pairs of connections that are connected."),
    "clustering_version": _RUN,
}

LABELS: dict[str, Label] = {
    "Member": Label(
        "A person with a profile.",
        "id",
        {
            "id": _id(),
            "name": _name(),
            "headline": Property("STRING", "One line under the name."),
            "summary": Property("STRING", "The person in their own words."),
            "industry": Property("STRING", "As people write it."),
            "city": Property("STRING", "As the member wrote it; LIVES_IN is the known place."),
            "country": Property("STRING", "ISO 3166 code where known, else as written."),
            "location": _LOCATION,
            "profile_visibility": Property("STRING", "A Visibility.", required=True),
            "connections_visibility": Property(
                "STRING", "SELF, CONNECTIONS (also when empty) or PUBLIC: who may list them."
            ),
            "introductions": Property("BOOLEAN", "False: never an intermediary. Empty means true."),
            "email": Property("STRING", "Never shown to others."),
            "created_at": _CREATED,
            **_SCORES,
        },
    ),
    "Private": Label(
        "Second label of each Member whose profile_visibility is PRIVATE: a check without a read.",
        "id",
        {},
    ),
    "Company": Label(
        "An employer.",
        "id",
        {
            "id": _id(),
            "name": _name(),
            "industry": Property("STRING", "As people write it."),
            "size": Property("STRING", "Number of employees, or a range of it, as given."),
            "domain": Property("STRING", "Internet domain."),
            "description": Property("STRING", "What the company does."),
            "city": Property("STRING", "Headquarters, as given."),
            "country": Property("STRING", "ISO 3166 code where known, else as written."),
        },
    ),
    "School": Label(
        "A place of education.",
        "id",
        {"id": _id(), "name": _name(), "country": Property("STRING", "ISO 3166 code or as given.")},
    ),
    "Place": Label(
        "A city.",
        "id",
        {
            "id": _id("The GeoNames id; our own start at 2^40."),
            "name": _name(),
            "country": Property("STRING", "ISO 3166 code or as given."),
            "location": _LOCATION,
            "population": Property("INTEGER", "Inhabitants."),
        },
    ),
    "Skill": Label(
        "A canonical skill.",
        "id",
        {
            "id": Property("STRING", "The ESCO URI or our own.", required=True),
            "name": _name(),
            "kind": Property("STRING", "skill, knowledge, technology, group, ..."),
            "verified": Property("BOOLEAN", "False: kept from data, unknown to the taxonomy."),
            "aliases": Property("LIST<STRING>", "Other spellings, for show."),
        },
    ),
    "SkillAlias": Label("A spelling that leads to one skill.", "key", {"key": _TEXT_KEY}),
    "Occupation": Label(
        "A kind of work.",
        "id",
        {
            "id": Property("STRING", "The ESCO URI.", required=True),
            "title": _name(),
            "alternative_titles": Property("LIST<STRING>", "Other titles."),
        },
    ),
    "Job": Label(
        "A vacancy.",
        "id",
        {
            "id": _id(),
            "title": _name(),
            "description": Property("STRING", "Plain text."),
            "city": Property("STRING", "As given."),
            "country": Property("STRING", "ISO 3166 code where known, else as written."),
            "location": _LOCATION,
            "remote": Property("BOOLEAN", "May be done from elsewhere."),
            "employment_type": Property("STRING", "An EmploymentType."),
            "experience_level": Property("STRING", "An ExperienceLevel."),
            "salary_min": Property("FLOAT", "A year, in `currency`."),
            "salary_max": Property("FLOAT", "A year, in `currency`."),
            "currency": Property("STRING", "ISO 4217."),
            "posted_at": Property("DATETIME", "UTC."),
            "expires_at": Property("DATETIME", "UTC; empty means open until closed."),
            "status": Property("STRING", "OPEN or CLOSED.", required=True),
        },
    ),
    "Post": Label(
        "What a member says to others.",
        "id",
        {
            "id": _id(),
            "text": Property("STRING", "Plain text.", required=True),
            "created_at": _CREATED,
            "edited_at": Property("DATETIME", "The last edit, UTC."),
            "visibility": Property("STRING", "A Visibility.", required=True),
        },
    ),
    "Comment": Label(
        "An answer to a post.",
        "id",
        {
            "id": _id(),
            "text": Property("STRING", "Plain text.", required=True),
            "created_at": _CREATED,
        },
    ),
    "Hashtag": Label("A hashtag without its sign, case folded.", "key", {"key": _TEXT_KEY}),
    "Endorsement": Label(
        "One member vouching for a skill of another.",
        "id",
        {"id": Property("STRING", '"endorser:member:skill".', required=True)},
    ),
    "Migration": Label(
        "A migration that has run.",
        "version",
        {
            "version": _id("Its number."),
            "name": _name(),
            "checksum": Property("STRING", "SHA-256 of its text.", required=True),
            "applied_at": _CREATED,
        },
    ),
    "Import": Label(
        "How far the import of the world came; there is one, named world.",
        "name",
        {
            "name": _name(),
            "state": Property("STRING", "loading or done.", required=True),
            "owner": Property("STRING", "A random name of the import."),
            "until": Property("DATETIME", "Loading: dead after this without renewal. UTC."),
            "started_at": Property("DATETIME", "UTC."),
            "finished_at": Property("DATETIME", "UTC."),
        },
    ),
    "Lease": Label(
        "Who may do something alone, and until when.",
        "name",
        {
            "name": _name(),
            "owner": Property("STRING", "A random name of the process.", required=True),
            "until": Property("DATETIME", "UTC.", required=True),
        },
    ),
}

_SINCE = {"at": Property("DATETIME", "UTC.")}

RELATIONSHIPS: dict[str, Relationship] = {
    "CONNECTED": Relationship(
        "Both agreed. One edge a pair, from the lower id to the higher.",
        ("Member",),
        ("Member",),
        {
            "pair": Property("STRING", '"lower:higher", unique.', required=True),
            "connected_at": Property("DATETIME", "UTC."),
        },
    ),
    "FOLLOWS": Relationship("", ("Member",), ("Member", "Company", "Hashtag"), {}),
    "BLOCKED": Relationship("Hides each from the other.", ("Member",), ("Member",), {}),
    "DISMISSED": Relationship("Do not suggest.", ("Member",), ("Member",), _SINCE),
    "VIEWED": Relationship("Looked at the profile.", ("Member",), ("Member",), _SINCE),
    "WORKED_AT": Relationship(
        "A position.",
        ("Member",),
        ("Company",),
        {
            "title": Property("STRING", "As held.", required=True),
            "started": Property("DATE", "First day."),
            "ended": Property("DATE", "Last day; empty: works there now."),
        },
    ),
    "STUDIED_AT": Relationship(
        "",
        ("Member",),
        ("School",),
        {
            "degree": Property("STRING", "As awarded."),
            "field": Property("STRING", "Of study."),
            "started": Property("DATE", "First day."),
            "ended": Property("DATE", "Last day."),
        },
    ),
    "LIVES_IN": Relationship("", ("Member",), ("Place",), {}),
    "HAS_SKILL": Relationship(
        "", ("Member",), ("Skill",), {"level": Property("STRING", "A SkillLevel.")}
    ),
    "ALIAS_OF": Relationship("", ("SkillAlias",), ("Skill",), {}),
    "BROADER": Relationship("From the narrower to the broader.", ("Skill",), ("Skill",), {}),
    "RELATED": Relationship("Read in both directions.", ("Skill",), ("Skill",), {}),
    "NEEDS": Relationship(
        "",
        ("Occupation",),
        ("Skill",),
        {"essential": Property("BOOLEAN", "False: optional.", required=True)},
    ),
    "OFFERS": Relationship("", ("Company",), ("Job",), {}),
    "REQUIRES": Relationship(
        "",
        ("Job",),
        ("Skill",),
        {"essential": Property("BOOLEAN", "False: nice to have.", required=True)},
    ),
    "IN": Relationship("", ("Job", "Company"), ("Place",), {}),
    "POSTED": Relationship("", ("Member",), ("Post",), {}),
    "SHARES": Relationship("A share of a share leads to the first.", ("Post",), ("Post",), {}),
    "TAGGED": Relationship("", ("Post",), ("Hashtag",), {}),
    "REACTED": Relationship(
        "",
        ("Member",),
        ("Post",),
        {
            "kind": Property("STRING", "A ReactionKind.", required=True),
            "at": Property("DATETIME", "UTC."),
        },
    ),
    "COMMENTED": Relationship("Wrote it.", ("Member",), ("Comment",), {}),
    "ON": Relationship("Also of replies.", ("Comment",), ("Post",), {}),
    "REPLIES_TO": Relationship("", ("Comment",), ("Comment",), {}),
    "ENDORSED": Relationship("Gave it.", ("Member",), ("Endorsement",), {}),
    "OF_MEMBER": Relationship("Who was endorsed.", ("Endorsement",), ("Member",), {}),
    "OF_SKILL": Relationship("For what.", ("Endorsement",), ("Skill",), {}),
}


def pair(one: int, other: int) -> str:
    """The `pair` of a connection: the two member ids, lower first."""
    return f"{min(one, other)}:{max(one, other)}"
