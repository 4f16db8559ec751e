"""The types of relationships, and between which kinds of nodes."""

from __future__ import annotations

from graph.model.declaring import SINCE, WAS, Property, Relationship

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
    "FOLLOWS": Relationship("", ("Member",), ("Member", "Company", "Hashtag"), SINCE),
    "BLOCKED": Relationship("Hides each from the other.", ("Member",), ("Member",), SINCE),
    "SENT": Relationship("Who asks.", ("Member",), ("Invitation",), {}),
    "TO": Relationship("Who is asked.", ("Invitation",), ("Member",), {}),
    "DISMISSED": Relationship("Do not suggest.", ("Member",), ("Member",), SINCE),
    "HAS_CONTACT": Relationship("Imported by.", ("Member",), ("Contact",), SINCE),
    "VIEWED": Relationship("Looked at the profile.", ("Member",), ("Member",), SINCE),
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
        "",
        ("Member",),
        ("Skill",),
        {
            "level": Property("STRING", "A SkillLevel."),
            "added_at": Property("DATETIME", "When the member added it here, UTC."),
            "was": WAS,
        },
    ),
    "APPLIED": Relationship("Who applies.", ("Member",), ("Application",), {}),
    "FOR": Relationship("What is applied for.", ("Application",), ("Job",), {}),
    "RECRUITS": Relationship(
        "A seat: may hire for the company.",
        ("Member",),
        ("Company",),
        {"since": Property("DATETIME", "UTC.", required=True)},
    ),
    "AWAITS": Relationship("Every match has one of them.", ("SavedSearch",), ("AlertTerm",), {}),
    "ALIAS_OF": Relationship("", ("SkillAlias",), ("Skill",), {"was": WAS}),
    "BROADER": Relationship(
        "From the narrower to the broader.", ("Skill",), ("Skill",), {"was": WAS}
    ),
    "RELATED": Relationship("Read in both directions.", ("Skill",), ("Skill",), {"was": WAS}),
    "NEEDS": Relationship(
        "",
        ("Occupation",),
        ("Skill",),
        {"essential": Property("BOOLEAN", "False: optional.", required=True), "was": WAS},
    ),
    "OFFERS": Relationship("", ("Company",), ("Job",), {}),
    "REQUIRES": Relationship(
        "",
        ("Job",),
        ("Skill",),
        {"essential": Property("BOOLEAN", "False: nice to have.", required=True), "was": WAS},
    ),
    "IN": Relationship("", ("Job", "Company"), ("Place",), {}),
    "ENDORSED": Relationship("Gave it.", ("Member",), ("Endorsement",), {}),
    "OF_MEMBER": Relationship("Who was endorsed.", ("Endorsement",), ("Member",), {}),
    "OF_SKILL": Relationship("For what.", ("Endorsement",), ("Skill",), {}),
}
