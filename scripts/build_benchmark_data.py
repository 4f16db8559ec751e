"""Builds what the quality benchmarks measure with from its public sources.

    python -m scripts.build_benchmark_data SOURCES [--out REPOSITORY]

SOURCES holds the folders tech_aliases, onet_29.2, onet_esco_crosswalk and esco_v1.1.1 with gzipped
CSV files. For maintainers: the result is in the repository, and the product does not read it. The
same sources give the same bytes.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from scripts.vocabulary.files import pack, rows

HERE = Path(__file__).resolve().parent
_IMPORTANT = 3.0


def main() -> None:
    """Reads the arguments, builds, and says how much there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent)
    arguments = parser.parse_args()
    out = arguments.out / "tests/benchmarks/data"
    pairs = [
        [row["source"], row["alias"], row["canonical_name"], row["canonical_key"]]
        for row in rows(arguments.sources / "tech_aliases/alias_pairs.csv.gz")
    ]
    pack(out / "technology_aliases.json.gz", sorted(pairs))
    print(f"{len(pairs)} aliases, {build_occupations(arguments.sources, out)} occupations")


def build_occupations(sources: Path, out: Path) -> int:
    """Writes onet_occupations.json.gz; the number of occupations.

    "skills" are [name, group]: technologies with the group of goods that O*NET counts them to, and
    skills and knowledge (without a group). "occupations" are [code, ISCO-08 groups, rows of
    skills], with the skills and knowledge that are at least important (3 of 5).
    """
    needs: dict[str, set[str]] = defaultdict(set)
    groups: dict[str, str] = {}
    for row in rows(sources / "onet_29.2/technology_skills.csv.gz"):
        needs[row["O*NET-SOC Code"]].add(row["Example"])
        groups.setdefault(row["Example"], row["Commodity Title"])
    for name in ("skills", "knowledge"):
        for row in rows(sources / f"onet_29.2/{name}.csv.gz"):
            if row["Scale ID"] == "IM" and float(row["Data Value"]) >= _IMPORTANT:
                needs[row["O*NET-SOC Code"]].add(f"{row['Element Name']} ({name})")
    isco = _isco_groups(sources)
    named = sorted({skill for skills in needs.values() for skill in skills})
    at = {name: number for number, name in enumerate(named)}
    pack(
        out / "onet_occupations.json.gz",
        {
            "skills": [[name, groups.get(name)] for name in named],
            "occupations": [
                [code, sorted(isco[code]), sorted(at[skill] for skill in skills)]
                for code, skills in sorted(needs.items())
            ],
        },
    )
    return len(needs)


def _isco_groups(sources: Path) -> defaultdict[str, set[str]]:
    """The four-digit ISCO-08 groups of O*NET's occupations, by the crosswalk."""
    group = {
        row["conceptUri"]: row["iscoGroup"]
        for row in rows(sources / "esco_v1.1.1/occupations_en.csv.gz")
    }
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(sources / "onet_esco_crosswalk/onet_to_esco.csv.gz"):
        uri = row["ESCO or ISCO URI"]
        code = group.get(uri) or uri.rpartition("/isco/C")[2]
        if len(code) == 4:
            found[row["O*NET Id"]].add(code)
    return found


if __name__ == "__main__":
    main()
