"""Technologies from GitHub Explore, Linguist, Devicon, Simple Icons and O*NET, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.skills.taxonomy import skill_key
from scripts.vocabulary.files import rows

OURS = "proconnect"
GITHUB = "github-explore"


@dataclass
class Technology:
    """One technology under the name that we show; labels are (text, source)."""

    name: str
    sources: set[str] = field(default_factory=set)
    labels: list[tuple[str, str]] = field(default_factory=list)
    related: set[str] = field(default_factory=set)


class Technologies:
    """All of them by the key of their name, and how O*NET's examples are named."""

    def __init__(self) -> None:
        self.by_key: dict[str, Technology] = {}
        self.by_example: dict[str, Technology] = {}
        self.unnamed: set[str] = set()

    def named(self, name: str, source: str) -> Technology:
        """The technology of this name, made where there is none."""
        technology = self.by_key.setdefault(skill_key(name), Technology(name))
        technology.sources.add(source)
        return technology


def read_technologies(sources: Path, choices: dict[str, Any]) -> Technologies:
    """Every technology that the decisions keep. Raises ValueError for unknown names in them."""
    known = Technologies()
    for name, aliases in choices["technologies"].items():
        known.named(name, OURS).labels += [(alias, OURS) for alias in aliases]
    unused = _read_topics(known, sources, choices) + _read_pairs(known, sources, choices)
    _read_onet(known, sources, choices)
    if unused:
        raise ValueError(f"decisions about what no source has: {sorted(unused)}")
    return known


def _read_topics(known: Technologies, sources: Path, choices: dict[str, Any]) -> list[str]:
    excluded = set(choices["exclude"]["topics"].split())
    seen = set()
    for row in rows(sources / "tech_aliases/github_topics.csv.gz"):
        topic = row["topic"]
        seen.add(topic)
        name = choices["topics"].get(topic, row["display_name"])
        if topic in excluded or not name:
            continue
        technology = known.named(name, GITHUB)
        technology.labels += [
            (label, GITHUB)
            for label in (row["display_name"], topic, *row["aliases"].split("|"))
            if label
        ]
        technology.related.update(label for label in row["related"].split("|") if label)
    return sorted((excluded | set(choices["topics"])) - seen)


def _read_pairs(known: Technologies, sources: Path, choices: dict[str, Any]) -> list[str]:
    linguist = _piped(choices["exclude"]["linguist"])
    kept_icons = _piped(choices["exclude"]["simple_icons_kept"])
    devicon = set(choices["exclude"]["devicon"].split())
    unseen = {f"linguist {name}" for name in linguist} | {f"devicon {name}" for name in devicon}
    for row in rows(sources / "tech_aliases/alias_pairs.csv.gz"):
        source, name = row["source"], row["canonical_name"]
        if source == GITHUB:
            continue
        unseen.discard(f"{source} {name}")
        if (
            (source == "linguist" and name in linguist)
            or (source == "devicon" and name in devicon)
            or (source.startswith("simple-icons") and name not in kept_icons)
        ):
            continue
        shown = choices["devicon" if source == "devicon" else "brands"].get(name, name)
        if source == "devicon" and name == shown and skill_key(name) not in known.by_key:
            known.unnamed.add(name)
        known.named(shown, source).labels += [(name, source), (row["alias"], source)]
    return sorted(unseen)


def _read_onet(known: Technologies, sources: Path, choices: dict[str, Any]) -> None:
    for row in rows(sources / "onet_29.2/technology_skills.csv.gz"):
        example = row["Example"]
        name = choices["onet"].get(example, example)
        if (
            name
            and example not in known.by_example
            and "Y"
            in (
                row["Hot Technology"],
                row["In Demand"],
            )
        ):
            known.by_example[example] = known.named(name, "onet")
            known.by_example[example].labels.append((example, "onet"))


def _piped(text: str) -> set[str]:
    return {name.strip() for name in text.split("|") if name.strip()}
