"""The vocabulary of skills, technologies and occupations that is packaged with ProConnect.

Made from ESCO, O*NET, GitHub Explore, Linguist, Devicon and Simple Icons by
`scripts/build_vocabulary.py`; sources and licences stand in `data/LICENCES.md`.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

DATA = Path(__file__).parent / "data"

_LATIN_MARKS = re.compile("([a-z])[\u0300-\u036f]+")
_DROPPED = str.maketrans(
    dict.fromkeys((chr(code) for code in range(128) if not chr(code).isalnum()), "")
    | {"+": "+", "#": "#", "&": "and"}
)


def skill_key(text: str) -> str:
    """The spelling-independent key of a skill's name; stored in the graph as `SkillAlias.key`.

    Rules: Unicode compatibility forms are unified (those of NFKC), case is folded, accents of
    Latin letters are dropped, `&` reads "and", `♯` reads `#`; `+`, `#` and a dot at the very
    start are kept, since they tell C++, C# and .NET from C and net; a `#` at the very start (a
    hashtag), spaces, hyphens, underscores, inner dots and all other punctuation are dropped. So
    "Node JS", "node.js" and "NODE-JS" share "nodejs". Letters and digits of every script stay.
    Empty where nothing of the text is left. `skill_key(skill_key(x)) == skill_key(x)`.

    The rules are a promise to stored graphs: a change needs a migration of every SkillAlias.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold().replace("\u266f", "#")
        text = "".join(
            character
            for character in unicodedata.normalize("NFKD", text)
            if character.isascii() or unicodedata.category(character)[0] in "LMN"
        )
    text = text.strip().lower()
    key = text.translate(_DROPPED).lstrip("#")
    if not key.isascii():
        key = unicodedata.normalize("NFC", _LATIN_MARKS.sub(r"\1", key))
    return "." + key if key[:1].isalnum() and text[0] == "." else key


@dataclass(frozen=True, slots=True)
class SkillEntry:
    """A canonical skill.

    `id` is the ESCO URI, or "tech:..." for technologies that ESCO does not have. `kind` is skill,
    knowledge, technology or group. Every alias leads to this skill and no other; no two aliases
    have the same key, and none has that of the name. `broader` and `related` are skill ids;
    `related` holds in both directions.
    """

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    broader: tuple[str, ...]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OccupationEntry:
    """A kind of work. `id` is the ESCO URI, `isco_group` a four-digit ISCO-08 code.

    `essential` and `optional` are ids of the skills that ESCO names. `technologies` are ids of
    the technologies that employers ask for by O*NET, through the official crosswalk; empty where
    that has no close match.
    """

    id: str
    title: str
    alternative_titles: tuple[str, ...]
    essential: tuple[str, ...]
    optional: tuple[str, ...]
    isco_group: str
    technologies: tuple[str, ...] = ()


class Taxonomy:
    """All skills and occupations; immutable, made by `load`."""

    def __init__(
        self,
        skills: tuple[SkillEntry, ...],
        occupations: tuple[OccupationEntry, ...],
        shared_aliases: Iterable[tuple[str, tuple[SkillEntry, ...]]] = (),
    ) -> None:
        self.skills = skills
        self.occupations = occupations
        self._shared_aliases = tuple(shared_aliases)
        self._by_id = {skill.id: skill for skill in skills}
        self._occupation_by_id = {occupation.id: occupation for occupation in occupations}
        self._by_key: dict[str, SkillEntry] = {}
        self._ambiguous: dict[str, tuple[SkillEntry, ...]] = {}
        self._occupation_by_key: dict[str, OccupationEntry] = {}

    def by_id(self, skill_id: str) -> SkillEntry | None:
        """The skill with this id, or None."""
        return self._by_id.get(skill_id)

    def find(self, text: str) -> SkillEntry | None:
        """The one skill whose name or alias has the key of `text`; None where none or several."""
        if not self._by_key:
            by_key = {skill_key(alias): skill for skill in self.skills for alias in skill.aliases}
            by_key.update((skill_key(skill.name), skill) for skill in self.skills)
            self._by_key = by_key
        return self._by_key.get(skill_key(text))

    def ambiguous(self, text: str) -> tuple[SkillEntry, ...]:
        """The skills, in taxonomy order, that share this spelling; empty unless there are several.

        Then `find` answers None, as it does for unknown spellings.
        """
        if not self._ambiguous:
            self._ambiguous = {skill_key(alias): skills for alias, skills in self._shared_aliases}
        return self._ambiguous.get(skill_key(text), ())

    def occupation(self, occupation_id: str) -> OccupationEntry | None:
        """The occupation with this id, or None."""
        return self._occupation_by_id.get(occupation_id)

    def find_occupation(self, title: str) -> OccupationEntry | None:
        """The occupation of this title, or the only one with it as an alternative; else None."""
        if not self._occupation_by_key:
            self._occupation_by_key = _occupation_index(self.occupations)
        return self._occupation_by_key.get(skill_key(title))


def _occupation_index(occupations: tuple[OccupationEntry, ...]) -> dict[str, OccupationEntry]:
    index: dict[str, OccupationEntry] = {}
    shared: set[str] = set()
    for occupation in occupations:
        for key in {skill_key(title) for title in occupation.alternative_titles}:
            if key in index:
                shared.add(key)
            index[key] = occupation
    for key in shared:
        del index[key]
    index.update((skill_key(occupation.title), occupation) for occupation in occupations)
    return index


def read_packed(path: Path) -> Any:
    """The JSON document in a gzip file of the packaged data."""
    return orjson.loads(gzip.decompress(path.read_bytes()))


@lru_cache(maxsize=1)
def load() -> Taxonomy:
    """The packaged taxonomy, read once per process.

    Files: skills.json.gz has [id, name, kind, broader, related] with links as row numbers;
    aliases.json.gz has [alias, row numbers of skills, sources], ambiguous where there are several
    skills; occupations.json.gz has [id, title, alternative titles, ISCO group, essential,
    optional, technologies].
    """
    rows: list[tuple[str, str, str, list[int], list[int]]] = read_packed(DATA / "skills.json.gz")
    ids = [row[0] for row in rows]
    aliases: list[list[str]] = [[] for _ in rows]
    shared: list[tuple[str, list[int]]] = []
    for alias, leads_to, _sources in read_packed(DATA / "aliases.json.gz"):
        if len(leads_to) == 1:
            aliases[leads_to[0]].append(alias)
        else:
            shared.append((alias, leads_to))
    skills = tuple(
        SkillEntry(
            id,
            name,
            kind,
            tuple(own_aliases),
            tuple(ids[row] for row in broader),
            tuple(ids[row] for row in related),
        )
        for (id, name, kind, broader, related), own_aliases in zip(rows, aliases, strict=True)
    )
    return Taxonomy(
        skills,
        tuple(_occupation(row, ids) for row in read_packed(DATA / "occupations.json.gz")),
        ((alias, tuple(skills[row] for row in leads_to)) for alias, leads_to in shared),
    )


def _occupation(row: Any, ids: list[str]) -> OccupationEntry:
    id, title, alternative_titles, isco_group, essential, optional, technologies = row
    return OccupationEntry(
        id,
        title,
        tuple(alternative_titles),
        tuple(ids[skill] for skill in essential),
        tuple(ids[skill] for skill in optional),
        isco_group,
        tuple(ids[skill] for skill in technologies),
    )
