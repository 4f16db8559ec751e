"""The check: every invariant of the stored graph, held against `graph.model`.

Neo4j Community has no type constraints, so this is what says that the graph is what the model
declares: labels, ends, required properties, their types and values, and the rules between nodes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graph.model import (
    LABELS,
    RELATIONSHIPS,
    EmploymentType,
    ExperienceLevel,
    HiringViewKind,
    InvitationStatus,
    NotificationKind,
    ProofKind,
    Property,
    ReactionKind,
    ReportReason,
    Role,
    SkillLevel,
    TransitionKind,
    Visibility,
)
from graph.store import catalog
from graph.store.database import Database

Progress = Callable[[str, int, int], None]
Row = list[Any]


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: which, what breaks it (with examples), and how often; 1000 may mean more."""

    rule: str
    detail: str
    count: int


def _names(kinds: type[StrEnum]) -> frozenset[str]:
    return frozenset(kind.value for kind in kinds)


ALLOWED: dict[tuple[str, str], frozenset[str]] = {
    ("Member", "profile_visibility"): _names(Visibility),
    ("Member", "connections_visibility"): frozenset({"SELF", "CONNECTIONS", "PUBLIC"}),
    ("Job", "employment_type"): _names(EmploymentType),
    ("Job", "experience_level"): _names(ExperienceLevel),
    ("Job", "status"): frozenset({"OPEN", "CLOSED"}),
    ("Post", "visibility"): _names(Visibility),
    ("Invitation", "status"): _names(InvitationStatus),
    ("Transition", "kind"): _names(TransitionKind),
    ("Notification", "kind"): _names(NotificationKind),
    ("SavedSearch", "kind"): frozenset({"member", "job", "company", "post"}),
    ("HiringView", "kind"): _names(HiringViewKind),
    ("DeletedPost", "visibility"): _names(Visibility),
    ("Report", "reason"): _names(ReportReason),
    ("Account", "role"): _names(Role),
    ("MailProof", "kind"): _names(ProofKind),
    ("Import", "state"): frozenset({"loading", "done"}),
    ("HAS_SKILL", "level"): _names(SkillLevel),
    ("REACTED", "kind"): _names(ReactionKind),
}
"""The values of properties that have few, by label or relationship type and name."""

RULES: dict[str, str] = {
    "check/list_wrong_pairs": "a connection runs from the lower id to the higher and says so",
    "check/list_connected_blocks": "a block ends a connection",
    "check/list_wrong_privates": "the label Private goes with profile_visibility PRIVATE",
    "check/list_wrong_posts": "a post has one author and shares at most one post",
    "check/list_shares_of_shares": "a share of a share leads to the first post",
    "check/list_wrong_comments": "a comment is on one post, by one member, answers at most one",
    "check/list_wrong_replies": "a reply is on the same post as what it answers",
    "check/list_wrong_jobs": "a job has one company, at most one place, and ranges in order",
    "check/list_wrong_endorsements": "an endorsement has giver, receiver and skill as its id says",
    "check/list_wrong_merges": "a merged skill is gone and leads to one that is there",
    "check/list_wrong_aliases": "a spelling leads to one skill",
    "check/list_wrong_homes": "a member or company has at most one place",
    "check/list_wrong_periods": "a position or education ends after it starts",
    "check/list_repeated_reactions": "a member reacts once to a post",
    "check/list_repeated_member_skills": "a member has a skill once",
    "check/list_repeated_job_skills": "a job requires a skill once",
    "check/list_repeated_follows": "a member follows something once",
    "check/list_repeated_blocks": "a member blocks another once",
    "check/list_wrong_threads": "a comment is listed where it answers",
    "check/list_repeated_tags": "a post has a hashtag once",
    "check/list_wrong_invitations": "an invitation joins its two members and is open once a pair",
    "check/list_wrong_applications": "an application joins its member and job, and its history",
    "check/list_wrong_projects": "a project has a company and hires for a job of it",
    "check/list_wrong_prospects": "a prospect is once in its project, with a rank of its own",
    "check/list_invited_connections": "no open invitation stands beside a connection or a block",
    "check/list_wrong_history": "the last transition of a pair is what the graph says",
    "check/list_old_events": "the outbox does not keep an event that no stream got for an hour",
    "check/list_unfinished_imports": "the import has finished",
    "check/list_deaf_searches": "a saved search has a member and awaits a term",
    "check/list_wrong_accounts": "an account has its member, no other has, and a way to log in",
    "check/list_wrong_sessions": "a session belongs to one account and ends after it began",
    "check/list_broken_indexes": "every index answers queries",
}
"""Queries that list what breaks a rule, as examples, at most 1000."""

_OTHER_KEYS = (
    ("CONNECTED", "pair"),
    ("Invitation", "open_pair"),
    ("Account", "address_key"),
    ("MailProof", "token"),
)
"""What is unique besides the keys of the model."""

_LOOPS = frozenset(
    {"CONNECTED", "FOLLOWS", "BLOCKED", "DISMISSED", "VIEWED", "SHARES", "MUTED"}
) | {
    "REPLIES_TO",
    "BROADER",
    "RELATED",
}
"""Relationship types that may not lead back to their start."""

_STORED: dict[str, str] = {
    "DATETIME": "ZONED DATETIME",
    "LIST<STRING>": "LIST<STRING NOT NULL>",
    "LIST<INTEGER>": "LIST<INTEGER NOT NULL>",
    "BYTES": "LIST<INTEGER NOT NULL>",
}
"""What valueType() calls a type of the model where it is another word."""


def _quiet(*_: object) -> None:
    pass


async def check(db: Database, *, progress: Progress = _quiet) -> list[Violation]:
    """Everything in the graph that the model forbids; empty where all is well.

    Reads the whole graph in a few passes: about 30 s for 100,000 members with 2,500,000
    connections. Raises QueryTimeout and Unavailable.
    """
    found: list[Violation] = []
    steps = 5 + len(RULES)
    enumerated = sorted({name for _, name in ALLOWED})
    progress("Labels", 0, steps)
    labels = await db.rows("check/list_label_sets")
    found += _labels(labels)
    progress("Properties of nodes", 1, steps)
    found += _node_properties(
        labels, await db.rows("check/list_node_properties", enumerated=enumerated)
    )
    progress("Relationships", 2, steps)
    ends = await db.rows("check/list_relationship_ends")
    found += _ends(ends)
    progress("Properties of relationships", 3, steps)
    found += _link_properties(
        ends, await db.rows("check/list_relationship_properties", enumerated=enumerated)
    )
    progress("Schema", 4, steps)
    found += _constraints(await db.rows("check/list_constraints"))
    found += _migrations(await db.rows("check/list_migrations"))
    for step, (query, rule) in enumerate(RULES.items(), start=5):
        progress(rule.capitalize(), step, steps)
        if examples := [row[0] for row in await db.rows(query)]:
            found.append(Violation(rule, _some(examples), len(examples)))
    progress("Done", steps, steps)
    return found


def _some(examples: list[str]) -> str:
    return ", ".join(examples[:5]) + (", …" if len(examples) > 5 else "")


def _main(labels: list[str]) -> str | None:
    """The label whose declaration counts; None where this set of labels is not allowed."""
    match sorted(labels):
        case [label] if label in LABELS and label != "Private":
            return label
        case ["Member", "Private"]:
            return "Member"
    return None


def _labels(rows: list[Row]) -> list[Violation]:
    rule = "every node has one label of the model, private members also Private"
    return [
        Violation(rule, f"nodes labelled {':'.join(labels) or 'nothing'}", count)
        for labels, count in rows
        if _main(labels) is None
    ]


def _node_properties(label_sets: list[Row], rows: list[Row]) -> list[Violation]:
    totals: Counter[str] = Counter()
    for labels, count in label_sets:
        if label := _main(labels):
            totals[label] += count
    by_kind: dict[str, list[Row]] = {}
    for labels, *row in rows:
        if label := _main(labels):
            by_kind.setdefault(label, []).append(row)
    return [
        violation
        for label, total in totals.items()
        for violation in _properties(label, LABELS[label].properties, total, by_kind.get(label, []))
    ]


def _link_properties(ends: list[Row], rows: list[Row]) -> list[Violation]:
    totals: Counter[str] = Counter()
    for type, _, _, count, _ in ends:
        if type in RELATIONSHIPS:
            totals[type] += count
    by_kind: dict[str, list[Row]] = {}
    for type, *row in rows:
        by_kind.setdefault(type, []).append(row)
    return [
        violation
        for type, total in totals.items()
        for violation in _properties(
            type, RELATIONSHIPS[type].properties, total, by_kind.get(type, [])
        )
    ]


def _properties(
    kind: str, declared: dict[str, Property], total: int, rows: list[Row]
) -> list[Violation]:
    """Violations of one label or type with `total` instances; rows are name, type, value, count."""
    found = []
    present: Counter[str] = Counter()
    for name, type, value, count in rows:
        present[name] += count
        if name not in declared:
            found.append(Violation("every property is in the model", f"{kind}.{name}", count))
            continue
        expected = declared[name].type
        if type != f"{_STORED.get(expected, expected)} NOT NULL":
            detail = f"{kind}.{name} is {type}, not {expected}"
            found.append(Violation("every property has its type", detail, count))
        allowed = ALLOWED.get((kind, name))
        if allowed is not None and value not in allowed:
            detail = f"{kind}.{name} is {value!r}, not one of {', '.join(sorted(allowed))}"
            found.append(Violation("every value is one of those allowed", detail, count))
        if name == "id" and value == "negative":
            found.append(Violation("an id is not negative", f"{kind}.id", count))
    for name, prop in declared.items():
        if prop.required and (missing := total - present[name]):
            detail = f"{kind}.{name} is missing"
            found.append(Violation("every required property is there", detail, missing))
    return found


def _ends(rows: list[Row]) -> list[Violation]:
    found = []
    for type, start, end, count, loops in rows:
        shape = RELATIONSHIPS.get(type)
        if shape is None:
            found.append(Violation("every relationship type is in the model", type, count))
        elif _main(start) not in shape.start or _main(end) not in shape.end:
            detail = f"({':'.join(start)})-[:{type}]->({':'.join(end)})"
            found.append(Violation("relationships join the labels of the model", detail, count))
        if loops and type in _LOOPS:
            found.append(Violation("nothing is linked to itself", type, loops))
    return found


def _constraints(rows: list[Row]) -> list[Violation]:
    there = {(kind, tuple(properties)) for kind, properties in rows}
    wanted = [(label, shape.key) for label, shape in LABELS.items() if label != "Private"]
    return [
        Violation("every key is unique by a constraint", f"{kind}.{key} has none", 1)
        for kind, key in [*wanted, *_OTHER_KEYS]
        if (kind, (key,)) not in there
    ]


def _migrations(rows: list[Row]) -> list[Violation]:
    recorded = {name: checksum for name, checksum in rows}
    found = []
    for _, name, text in catalog.schema_files():
        checksum = recorded.pop(name, None)
        if checksum is None:
            found.append(Violation("every migration has run", name, 1))
        elif checksum != hashlib.sha256(text.encode()).hexdigest():
            found.append(Violation("a migration is not changed after it ran", name, 1))
    return found + [Violation("every migration is known", name, 1) for name in recorded]
