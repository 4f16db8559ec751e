"""One taxonomy from ESCO's concepts and the technologies: skill and spelling decided."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from graph.skills.taxonomy import skill_key
from scripts.vocabulary.esco import Concept
from scripts.vocabulary.technologies import GITHUB, OURS, Technologies, Technology

_QUALIFIER = re.compile(r" \([^)]*\)$")

CHOSEN, PREFERRED, TECHNOLOGY, ALTERNATIVE = range(4)
"""How much a label counts: our decision, ESCO's label, tech sources, ESCO's other labels."""


@dataclass
class Skill:
    """A skill on its way into the packed file."""

    id: str
    name: str
    kind: str
    broader: set[str] = field(default_factory=set)
    related: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Alias:
    """A decided spelling: one skill, or several that share it."""

    text: str
    skills: tuple[str, ...]
    sources: tuple[str, ...]


class Vocabulary:
    """Skills by id, what ids were merged away, and all labels that lead to each skill."""

    def __init__(self) -> None:
        self.skills: dict[str, Skill] = {}
        self.merged: dict[str, str] = {}
        self.by_name: dict[str, Skill] = {}
        self.by_technology: dict[str, Skill] = {}
        self._labels: dict[str, list[tuple[int, str, str, str]]] = defaultdict(list)

    def label(self, rank: int, text: str, skill: Skill, source: str) -> None:
        """Notes that a source calls the skill so."""
        if skill_key(text):
            self._labels[skill_key(text)].append((rank, skill.id, source, text))

    def add(self, skill: Skill) -> Skill:
        """Takes the skill in; its name must be new."""
        key = skill_key(skill.name)
        if key in self.by_name or skill.id in self.skills:
            raise ValueError(f"two skills are called {skill.name!r} or {skill.id}")
        self.skills[skill.id] = self.by_name[key] = skill
        return skill

    def named(self, name: str) -> Skill:
        """The skill of this name. Raises ValueError where there is none."""
        skill = self.by_name.get(skill_key(name))
        if skill is None:
            raise ValueError(f"a decision is about {name!r}, which is no skill's name")
        return skill

    def listed_under(self, skill: Skill) -> set[str]:
        """Ids of other skills that ESCO gives this skill's name to, as one label of many."""
        labels = self._labels.get(skill_key(skill.name), [])
        return {id for rank, id, *_ in labels if rank == ALTERNATIVE and id != skill.id}

    def aliases(self) -> list[Alias]:
        """Each spelling but the names: where it leads, by the labels that count most."""
        decided = []
        for key, labels in self._labels.items():
            if key in self.by_name:
                continue
            best = min(rank for rank, *_ in labels)
            skills = sorted({skill for rank, skill, *_ in labels if rank == best})
            chosen = [label for label in labels if label[1] in skills]
            text = min((text for *_, text in chosen), key=_plainness)
            sources = sorted({source for _, _, source, _ in chosen})
            decided.append(Alias(text, tuple(skills), tuple(sources)))
        return sorted(decided, key=lambda alias: (alias.skills, alias.text.casefold(), alias.text))

    def find(self, text: str) -> Skill | None:
        """The skill that the text leads to when all labels are known."""
        key = skill_key(text)
        if key in self.by_name:
            return self.by_name[key]
        labels = self._labels.get(key, [])
        best = min((rank for rank, *_ in labels), default=0)
        skills = {skill for rank, skill, *_ in labels if rank == best}
        return self.skills[skills.pop()] if len(skills) == 1 else None


def _plainness(text: str) -> tuple[bool, bool, str]:
    """Sorts spellings as people write them before slugs."""
    return ("-" in text or "_" in text, text == text.lower(), text)


def merge(
    concepts: list[Concept], technologies: Technologies, choices: dict[str, Any]
) -> Vocabulary:
    """The vocabulary of both, with labels and links."""
    vocabulary = Vocabulary()
    same = {skill_key(label): skill_key(name) for label, name in choices["same"].items()}
    for concept in concepts:
        _take_concept(vocabulary, concept, technologies, same, choices["names"])
    for key, technology in technologies.by_key.items():
        if key not in vocabulary.by_technology:
            vocabulary.by_technology[key] = vocabulary.add(
                Skill(technology_id(technology.name), technology.name, "technology")
            )
    misleading = _misleading(choices["exclude"]["aliases"])
    for key, technology in technologies.by_key.items():
        _label_technology(vocabulary, vocabulary.by_technology[key], technology, misleading)
    for name, aliases in choices["aliases"].items():
        for alias in aliases:
            vocabulary.label(CHOSEN, alias, vocabulary.named(name), OURS)
    _link(vocabulary, concepts, technologies)
    _broaden(vocabulary, technologies, choices["broader"])
    return vocabulary


def _take_concept(
    vocabulary: Vocabulary,
    concept: Concept,
    technologies: Technologies,
    same: dict[str, str],
    names: dict[str, str],
) -> None:
    name = names.get(concept.label, _QUALIFIER.sub("", concept.label))
    technology_key = same.get(skill_key(concept.label), skill_key(name))
    technology = technologies.by_key.get(technology_key)
    kind = concept.kind
    if technology is not None:
        name = technology.name
        kind = kind if technology.sources == {GITHUB} else "technology"
    skill = vocabulary.by_name.get(skill_key(name))
    if skill is None:
        skill = vocabulary.add(Skill(concept.id, name, kind))
    else:
        vocabulary.merged[concept.id] = skill.id
    if technology is not None:
        vocabulary.by_technology[technology_key] = skill
    vocabulary.label(PREFERRED, concept.label, skill, "esco")
    if concept.label.endswith(" (computer programming)"):
        _label_language(vocabulary, skill)
    for label in concept.labels:
        vocabulary.label(ALTERNATIVE, label, skill, "esco")


def _label_technology(
    vocabulary: Vocabulary,
    skill: Skill,
    technology: Technology,
    misleading: set[tuple[str, str]],
) -> None:
    for text, source in technology.labels:
        if (skill_key(text), skill_key(skill.name)) not in misleading:
            vocabulary.label(TECHNOLOGY, text, skill, source)
    if "linguist" in technology.sources:
        _label_language(vocabulary, skill)


def _label_language(vocabulary: Vocabulary, skill: Skill) -> None:
    for suffix in ("(programming language)", "programming"):
        vocabulary.label(TECHNOLOGY, f"{skill.name} {suffix}", skill, OURS)


def _link(vocabulary: Vocabulary, concepts: list[Concept], technologies: Technologies) -> None:
    skills, merged = vocabulary.skills, vocabulary.merged
    for concept in concepts:
        skill = skills[merged.get(concept.id, concept.id)]
        skill.broader |= {merged.get(id, id) for id in concept.broader} - {skill.id}
        skill.related |= {merged.get(id, id) for id in concept.related} - {skill.id}
    for key, technology in technologies.by_key.items():
        skill = vocabulary.by_technology[key]
        for text in technology.related:
            other = vocabulary.find(text)
            if other is not None and other is not skill:
                skill.related.add(other.id)
                other.related.add(skill.id)


def _broaden(
    vocabulary: Vocabulary, technologies: Technologies, chosen: dict[str, list[str]]
) -> None:
    """Adds our broader links, and those to ESCO skills that list the technology as a label."""
    for broader, narrower in chosen.items():
        for name in narrower:
            skill, above = vocabulary.named(name), vocabulary.named(broader)
            skill.broader.add(above.id)
    for skill in [vocabulary.by_technology[key] for key in technologies.by_key]:
        if skill.id.startswith("tech:"):
            skill.broader |= vocabulary.listed_under(skill)


def _misleading(text: str) -> set[tuple[str, str]]:
    pairs = (pair.strip().split("=") for pair in text.split("|") if pair.strip())
    return {(skill_key(alias), skill_key(name)) for alias, name in pairs}


def technology_id(name: str) -> str:
    """Our id of a technology that ESCO does not have: "tech:" and its name as a slug."""
    text = re.sub(r"^\.", "dot-", name.lower()).replace("+", "-plus").replace("#", "-sharp")
    return "tech:" + re.sub(r"[^a-z0-9]+", "-", text).strip("-")
