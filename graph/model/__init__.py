"""The shape of the graph, declared once: labels, relationship types, their properties and keys.

Neo4j Community has no type constraints, so this declaration is what the importer, the check and
the test of the Cypher catalogue hold the stored graph against.
"""

from __future__ import annotations

from graph.model.content import CONTENT_LABELS, CONTENT_RELATIONSHIPS
from graph.model.declaring import Label, Property, PropertyType, Relationship
from graph.model.hiring import HIRING_LABELS, HIRING_RELATIONSHIPS
from graph.model.identity import IDENTITY_LABELS, IDENTITY_RELATIONSHIPS
from graph.model.kinds import (
    ApplicationStatus,
    EmploymentType,
    ExperienceLevel,
    HiringViewKind,
    InvitationStatus,
    NotificationKind,
    ProofKind,
    ReactionKind,
    ReportReason,
    Role,
    SkillLevel,
    TransitionKind,
    Visibility,
)
from graph.model.nodes import NODES
from graph.model.records import RECORDS
from graph.model.relationships import RELATIONSHIPS as _OTHERS

__all__ = [
    "LABELS",
    "MAX_ID",
    "RELATIONSHIPS",
    "ApplicationStatus",
    "EmploymentType",
    "ExperienceLevel",
    "HiringViewKind",
    "InvitationStatus",
    "Label",
    "NotificationKind",
    "ProofKind",
    "Property",
    "PropertyType",
    "ReactionKind",
    "Relationship",
    "ReportReason",
    "Role",
    "SkillLevel",
    "TransitionKind",
    "Visibility",
    "pair",
]

MAX_ID = 2**63 - 1

LABELS: dict[str, Label] = NODES | CONTENT_LABELS | HIRING_LABELS | IDENTITY_LABELS | RECORDS
RELATIONSHIPS: dict[str, Relationship] = (
    _OTHERS | CONTENT_RELATIONSHIPS | HIRING_RELATIONSHIPS | IDENTITY_RELATIONSHIPS
)


def pair(one: int, other: int) -> str:
    """The `pair` of a connection: the two member ids, lower first."""
    return f"{min(one, other)}:{max(one, other)}"
