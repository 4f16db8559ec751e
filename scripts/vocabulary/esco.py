"""ESCO's skills, groups and occupations as they are published."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.vocabulary.files import rows

FOLDER = "esco_v1.1.1"


@dataclass
class Concept:
    """A skill or a group of skills."""

    id: str
    label: str
    kind: str
    rank: tuple[int, int, str]
    labels: list[str]
    broader: set[str] = field(default_factory=set)
    related: set[str] = field(default_factory=set)


@dataclass
class Occupation:
    """An occupation; skills are ESCO URIs."""

    id: str
    title: str
    titles: list[str]
    isco_group: str
    skills: dict[str, list[str]]


def read_concepts(sources: Path) -> list[Concept]:
    """Skills, then groups from the general to the special."""
    concepts: dict[str, Concept] = {}
    for row in rows(sources / FOLDER / "skills_en.csv.gz"):
        kind = "knowledge" if row["skillType"] == "knowledge" else "skill"
        concepts[row["conceptUri"]] = _concept(row, kind, (0, 0, row["conceptUri"]))
    for row in rows(sources / FOLDER / "skillGroups_en.csv.gz"):
        uri = row["conceptUri"]
        code = row["code"] or uri.rsplit("/", 1)[1]
        concepts[uri] = _concept(row, "group", (1 + ("isced-f" in uri), len(code), uri))
    for row in rows(sources / FOLDER / "broaderRelationsSkillPillar.csv.gz"):
        if row["conceptUri"] in concepts and row["broaderUri"] in concepts:
            concepts[row["conceptUri"]].broader.add(row["broaderUri"])
    for row in rows(sources / FOLDER / "skillSkillRelations.csv.gz"):
        one, other = row["originalSkillUri"], row["relatedSkillUri"]
        if one in concepts and other in concepts:
            concepts[one].related.add(other)
            concepts[other].related.add(one)
    return sorted(concepts.values(), key=lambda concept: concept.rank)


def _concept(row: dict[str, Any], kind: str, rank: tuple[int, int, str]) -> Concept:
    labels = _lines(row["altLabels"]) + _lines(row["hiddenLabels"])
    return Concept(row["conceptUri"], row["preferredLabel"].strip(), kind, rank, labels)


def read_occupations(sources: Path) -> list[Occupation]:
    """Occupations by URI."""
    skills: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"essential": [], "optional": []})
    for row in rows(sources / FOLDER / "occupationSkillRelations.csv.gz"):
        skills[row["occupationUri"]][row["relationType"]].append(row["skillUri"])
    return sorted(
        (
            Occupation(
                row["conceptUri"],
                row["preferredLabel"].strip(),
                _lines(row["altLabels"]) + _lines(row["hiddenLabels"]),
                row["iscoGroup"],
                skills[row["conceptUri"]],
            )
            for row in rows(sources / FOLDER / "occupations_en.csv.gz")
        ),
        key=lambda occupation: occupation.id,
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
