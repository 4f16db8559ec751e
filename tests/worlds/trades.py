"""A taxonomy of six trades, some of which are near each other."""

from __future__ import annotations

from graph.skills import taxonomy
from graph.skills.taxonomy import SkillEntry

SKILLS = ("Baking", "Cycling", "Drawing", "Editing", "Fencing", "Golf")
BROADER = {"Cycling": "Sport", "Fencing": "Sport", "Golf": "Sport", "Drawing": "Art"}
RELATED = {"Drawing": "Editing", "Baking": "Golf"}
GROUPS = ("Sport", "Art")


def _entry(name: str) -> SkillEntry:
    broader = (f"t:{BROADER[name]}",) if name in BROADER else ()
    related = (f"t:{RELATED[name]}",) if name in RELATED else ()
    return SkillEntry(
        f"t:{name}", name, "group" if name in GROUPS else "skill", (), broader, related
    )


TAXONOMY = taxonomy.Taxonomy(tuple(map(_entry, (*SKILLS, *GROUPS))), ())
