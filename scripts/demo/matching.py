"""Which ESCO occupation a job title means: by the titles of ESCO and O*NET, then by decisions."""

from __future__ import annotations

from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from graph.skills.taxonomy import OccupationEntry, Taxonomy, skill_key
from scripts.demo.titles import cores
from scripts.vocabulary.files import rows

_VAGUE_SERIES = {"0301", "1101"}
_FARTHEST = -0.1
_RANK = {"exactMatch": 0, "closeMatch": 1, "narrowMatch": 2, "broadMatch": 3}


class Occupations:
    """Finds occupations; raises ValueError at once for decisions that name none."""

    def __init__(self, sources: Path, taxonomy: Taxonomy, choices: dict[str, Any]) -> None:
        self._taxonomy = taxonomy
        self._choices = {
            kind: {key: self._chosen(title) for key, title in choices[kind].items()}
            for kind in ("titles", "series", "categories", "code_occupations")
        }
        self._meanings = {
            choices["codes"][code]: occupation
            for code, occupation in self._choices["code_occupations"].items()
        }
        self._codes_by_key: dict[str, Counter[str]] = defaultdict(Counter)
        self.reported: dict[str, list[str]] = defaultdict(list)
        self._crosswalk: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._read(sources)

    def _chosen(self, title: str) -> OccupationEntry:
        found = self._taxonomy.find_occupation(title)
        if found is None:
            raise ValueError(f"no occupation is called {title!r}")
        return found

    def _read(self, sources: Path) -> None:
        onet = sources / "onet_29.2"
        for row in rows(onet / "alternate_titles.csv.gz"):
            code = row["O*NET-SOC Code"]
            self._codes_by_key[skill_key(row["Title"])][code] += 5
            for column in ("Alternate Title", "Short Title"):
                if row[column]:
                    self._codes_by_key[skill_key(row[column])][code] += 1
        for row in rows(onet / "sample_of_reported_titles.csv.gz"):
            code, title = row["O*NET-SOC Code"], row["Reported Job Title"]
            self._codes_by_key[skill_key(title.split("(")[0])][code] += 2
            if row["Shown in My Next Move"] == "Y":
                self.reported[code].append(title)
        for row in rows(sources / "onet_esco_crosswalk/onet_to_esco.csv.gz"):
            if row["Type of Match"] in _RANK:
                rank = _RANK[row["Type of Match"]]
                self._crosswalk[row["O*NET Id"]].append((rank, row["ESCO or ISCO URI"]))

    def reported_titles(self) -> dict[str, list[str]]:
        """The titles that people report to O*NET, by ESCO occupation."""
        found: dict[str, list[str]] = defaultdict(list)
        for code, links in self._crosswalk.items():
            for rank, id in links:
                if rank <= 1:
                    found[id] += self.reported.get(code, [])
        return found

    def of(self, title: str, series: str = "", category: str = "") -> OccupationEntry | None:
        """The occupation of a title; `series` and `category` decide where its words do not."""
        for meaning in title.split("(")[-1].rstrip(")").split(", "):
            if found := self._meanings.get(meaning):
                return found
        candidates = cores(title)
        official = self._choices["series"].get(series[:4])
        for text in candidates:
            if found := self._named(text):
                return found
        if official is not None and series[:4] not in _VAGUE_SERIES:
            return official
        for text in candidates:
            if found := self._reported(text):
                return found
        if official is not None:
            return official
        for key, occupation in self._choices["categories"].items():
            if key in category:
                return occupation
        return None

    def _named(self, text: str) -> OccupationEntry | None:
        found = self._choices["titles"].get(text.lower())
        return found or self._taxonomy.find_occupation(text)

    def _reported(self, text: str) -> OccupationEntry | None:
        """By the titles of O*NET and the crosswalk; one word alone tells too little."""
        counts = self._codes_by_key.get(skill_key(text))
        if not counts or " " not in text:
            return None
        best = max(counts.values())
        codes = sorted(code for code, count in counts.items() if count == best)
        if len(codes) > 2:
            return None
        links = [
            (rank - 2 * _alike(text, occupation), occupation.title, occupation)
            for code in codes
            for rank, id in self._crosswalk[code]
            if (occupation := self._taxonomy.occupation(id)) is not None
        ]
        score, _, found = min(links, default=(9.0, "", None), key=lambda link: link[:2])
        return found if score < _FARTHEST else None


def _alike(text: str, occupation: OccupationEntry) -> float:
    return SequenceMatcher(None, text.lower(), occupation.title.lower()).ratio()
