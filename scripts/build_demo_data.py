"""Builds the packaged sources of the demo world: ties, companies and vacancies.

    python -m scripts.build_demo_data SOURCES [--out FOLDER]

SOURCES holds the folders github_social_graph, companies, jobs_usajobs, jobs_nyc, onet_29.2 and
onet_esco_crosswalk with gzipped CSV files, columns named as their publishers do; the packaged
vocabulary must be built. For maintainers: the result is in the repository. The same sources give
the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import lzma
from collections import Counter
from pathlib import Path

import numpy as np

from graph.places import gazetteer as places
from graph.skills import taxonomy
from graph.world.demo.ties import pack_ties
from scripts.demo.adverts import Advert, Agencies, read_adverts
from scripts.demo.companies import Company, read_companies
from scripts.demo.matching import Occupations
from scripts.vocabulary.files import decisions, pack

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "graph/world/demo/data"
_REPORTED_TITLES = 6


def main() -> None:
    """Reads the arguments, builds, and says how much of everything there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    print(build_ties(arguments.sources, arguments.out))
    print(build_market(arguments.sources, arguments.out))


def build_ties(sources: Path, out: Path) -> str:
    """Writes ties.bin.xz: who is tied to whom, and who works on machine learning."""
    folder = sources / "github_social_graph"
    ends = _numbers(folder / "git_edges.csv.gz")
    flavour = _numbers(folder / "git_target.csv.gz")[:, 1]
    packed = pack_ties(ends, flavour)
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
    (out / "ties.bin.xz").write_bytes(lzma.compress(packed, filters=filters))
    return f"{len(flavour)} members, {len(ends)} ties"


def _numbers(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    with gzip.open(path, "rt", encoding="ascii") as file:
        next(file)
        return np.array([[int(value) for value in row] for row in csv.reader(file)], dtype=np.int64)


def build_market(sources: Path, out: Path) -> str:
    """Writes companies.json.gz and adverts.json.gz."""
    skills, gazetteer = taxonomy.load(), places.load()
    choices = decisions(HERE / "demo/occupations.toml")
    occupations = Occupations(sources, skills, choices)
    agencies = Agencies(decisions(HERE / "demo/agencies.toml"), gazetteer)
    adverts = read_adverts(sources, occupations, agencies, choices["codes"])
    companies = read_companies(sources, skills, gazetteer) + list(agencies.companies.values())
    pack(out / "companies.json.gz", [company.row() for company in companies])
    _pack_adverts(out / "adverts.json.gz", adverts, companies, occupations)
    kinds = Counter(company.kind for company in companies)
    used = len({advert.occupation.id for advert in adverts})
    return f"{len(companies)} companies {dict(kinds)}, {len(adverts)} adverts, {used} occupations"


def _pack_adverts(
    path: Path, adverts: list[Advert], companies: list[Company], occupations: Occupations
) -> None:
    row_of = {company.name: row for row, company in enumerate(companies)}
    ids = sorted({advert.occupation.id for advert in adverts})
    occupation_of = {id: row for row, id in enumerate(ids)}
    reported = occupations.reported_titles()
    pack(
        path,
        {
            "occupations": [[id, reported[id][:_REPORTED_TITLES]] for id in ids],
            "adverts": [
                [
                    *(advert.title, row_of[advert.company], occupation_of[advert.occupation.id]),
                    *(advert.city, advert.employment, advert.level),
                    *(advert.salary_min, advert.salary_max, advert.remote, advert.description),
                ]
                for advert in adverts
            ],
        },
    )


if __name__ == "__main__":
    main()
