"""Builds the packaged vocabulary (skills, occupations, places) from its public sources.

    python -m scripts.build_vocabulary SOURCES [--out REPOSITORY] [--decisions FOLDER]

SOURCES holds the folders esco_v1.1.1, tech_aliases, onet_29.2, onet_esco_crosswalk and
geonames_cities with gzipped CSV files, columns named as their publishers do. For maintainers: the
result is in the repository. The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import networkx

from graph.skills.taxonomy import skill_key
from scripts.vocabulary.esco import Occupation, read_concepts, read_occupations
from scripts.vocabulary.files import decisions, pack, rows
from scripts.vocabulary.places import build_places
from scripts.vocabulary.skills import Vocabulary, merge
from scripts.vocabulary.technologies import Technologies, read_technologies

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Reads the arguments, builds, and says how much of everything there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent)
    parser.add_argument("--decisions", type=Path, default=HERE / "vocabulary")
    arguments = parser.parse_args()
    build_skills(arguments.sources, arguments.decisions, arguments.out / "graph/skills/data")
    cities = build_places(
        arguments.sources, arguments.decisions, arguments.out / "graph/places/data"
    )
    print(f"{cities} cities")


def build_skills(sources: Path, choices_folder: Path, out: Path) -> None:
    """Writes skills.json.gz, aliases.json.gz and occupations.json.gz. Raises ValueError."""
    choices = decisions(choices_folder / "skills.toml")
    technologies = read_technologies(sources, choices)
    vocabulary = merge(read_concepts(sources), technologies, choices)
    skills = sorted(vocabulary.skills.values(), key=lambda skill: skill.id)
    row_of = {skill.id: row for row, skill in enumerate(skills)}
    _refuse_cycles(vocabulary)
    pack(
        out / "skills.json.gz",
        [
            [
                skill.id,
                skill.name,
                skill.kind,
                sorted(row_of[id] for id in skill.broader),
                sorted(row_of[id] for id in skill.related),
            ]
            for skill in skills
        ],
    )
    aliases = vocabulary.aliases()
    pack(
        out / "aliases.json.gz",
        [[alias.text, [row_of[id] for id in alias.skills], [*alias.sources]] for alias in aliases],
    )
    occupations = read_occupations(sources)
    asked_for = _technologies_by_occupation(sources, technologies, vocabulary)
    pack(
        out / "occupations.json.gz",
        [
            _occupation_row(occupation, row_of, vocabulary, asked_for[occupation.id])
            for occupation in occupations
        ],
    )
    ambiguous = sum(len(alias.skills) > 1 for alias in aliases)
    print(f"{len(skills)} skills, {len(aliases)} aliases ({ambiguous} ambiguous)")
    print(f"{len(occupations)} occupations, {sum(map(bool, asked_for.values()))} with technologies")
    if technologies.unnamed:
        print("without a name for people:", " ".join(sorted(technologies.unnamed)))


def _occupation_row(
    occupation: Occupation, row_of: dict[str, int], vocabulary: Vocabulary, technologies: set[str]
) -> list[object]:
    keys = {skill_key(occupation.title)}
    titles = []
    for title in occupation.titles:
        if skill_key(title) not in keys:
            keys.add(skill_key(title))
            titles.append(title)
    links = {
        kind: sorted({row_of[vocabulary.merged.get(id, id)] for id in ids})
        for kind, ids in occupation.skills.items()
    }
    essential = links["essential"]
    return [
        occupation.id,
        occupation.title,
        titles,
        occupation.isco_group,
        essential,
        sorted(set(links["optional"]) - set(essential)),
        sorted(row_of[id] for id in technologies),
    ]


def _technologies_by_occupation(
    sources: Path, technologies: Technologies, vocabulary: Vocabulary
) -> defaultdict[str, set[str]]:
    """What O*NET says is in demand, for the ESCO occupations that match exactly or closely."""
    in_demand: dict[str, set[str]] = defaultdict(set)
    for row in rows(sources / "onet_29.2/technology_skills.csv.gz"):
        technology = technologies.by_example.get(row["Example"])
        if row["In Demand"] == "Y" and technology is not None:
            skill = vocabulary.by_technology[skill_key(technology.name)]
            in_demand[row["O*NET-SOC Code"]].add(skill.id)
    result: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(sources / "onet_esco_crosswalk/onet_to_esco.csv.gz"):
        if row["Type of Match"] in ("exactMatch", "closeMatch"):
            result[row["ESCO or ISCO URI"]] |= in_demand[row["O*NET Id"]]
    return result


def _refuse_cycles(vocabulary: Vocabulary) -> None:
    links = networkx.DiGraph(
        [(skill.id, broader) for skill in vocabulary.skills.values() for broader in skill.broader]
    )
    if not networkx.is_directed_acyclic_graph(links):
        cycle = [vocabulary.skills[id].name for id, _ in networkx.find_cycle(links)]
        raise ValueError(f"a skill is broader than itself: {cycle}")


if __name__ == "__main__":
    main()
