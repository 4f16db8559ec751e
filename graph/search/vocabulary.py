"""What words of a query may mean beyond themselves: titles in several languages, compounds,
abbreviations, names under which companies and countries are better known.

Documents and queries are read with the same vocabulary, so that "Produktmanagerin" on a profile and
"product manager" in a query meet, whichever of the two is the translation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from graph.store.search.words import words

DATA = Path(__file__).parent / "data"

_SPAN_WORDS = 6
_COMPOUND_LETTERS = 7
_LINKS = ("", "s", "n", "en", "e")
"""Letters that may stand between the parts of a compound."""
_LEGAL_FORMS = frozenset(
    {"inc", "corp", "corporation", "co", "company", "companies", "gmbh", "llc", "ltd", "limited"}
    | {"plc", "ag", "se", "group", "holdings", "holding", "kg", "sa", "bv", "nv", "the"}
)
_SMALL = frozenset({"of", "the", "and", "for", "in", "at", "de", "di", "la"})

Spelling = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Spellings as words. `titles` maps one to the names of titles it may mean, likeliest first."""

    titles: Mapping[Spelling, tuple[str, ...]]
    words: Mapping[Spelling, Spelling]
    parts: Mapping[str, str]
    heads: Mapping[str, str]
    companies: Mapping[str, tuple[str, ...]]
    countries: Mapping[Spelling, str]

    def titles_of(self, spelling: Sequence[str]) -> tuple[str, ...]:
        """The titles that exactly these words may mean; empty where they are none."""
        key = tuple(spelling)
        if found := self.titles.get(key):
            return found
        if len(key) == 1:
            return self._compound(key[0])
        if len(key) == 2:
            return self._pair(*key)
        return ()

    def _compound(self, word: str) -> tuple[str, ...]:
        for ending in ("", "in", "innen"):
            stem = word.removesuffix(ending) if ending and word.endswith(ending) else word
            if (ending and stem == word) or len(stem) < _COMPOUND_LETTERS:
                continue
            if ending and (found := self.titles.get((stem,))):
                return found
            if ending == "innen":
                stem = stem + "en" if (stem + "en",) in self.titles else stem
            for split in range(2, len(stem) - 3):
                head = self.heads.get(stem[split:])
                part = self._part(stem[:split]) if head else None
                if head and part:
                    return self._named(part, head)
        return ()

    def _pair(self, first: str, second: str) -> tuple[str, ...]:
        head = self.heads.get(second) or self.heads.get(second.removesuffix("in"))
        part = self._part(first) if head else None
        return self._named(part, head) if head and part else ()

    def _part(self, text: str) -> str | None:
        for link in _LINKS:
            if text.endswith(link) and (found := self.parts.get(text.removesuffix(link))):
                return found
        return None

    def _named(self, part: str, head: str) -> tuple[str, ...]:
        """The title of an English part and head, under its own name where it has one."""
        spelling = (*part.split(), head)
        return self.titles.get(spelling, (" ".join(word.capitalize() for word in spelling),))

    def in_title(self, title: str) -> tuple[str, ...]:
        """The names of all titles that stand in the words of a title, each once."""
        split = words(title)
        found: dict[str, None] = {}
        for start in range(len(split)):
            for end in range(start + 1, min(start + _SPAN_WORDS, len(split)) + 1):
                found.update(dict.fromkeys(self.titles_of(split[start:end])))
        return tuple(found)

    def country_of(self, spelling: Sequence[str]) -> str | None:
        """The ISO 3166 code of a country named by these words; codes themselves are no names."""
        return self.countries.get(tuple(spelling))


@lru_cache(maxsize=1)
def load() -> Vocabulary:
    """The packaged vocabulary, read once a process."""
    with (DATA / "titles.toml").open("rb") as file:
        packed = tomllib.load(file)
    with (DATA / "countries.toml").open("rb") as file:
        countries = {words(name): code for code, name in tomllib.load(file).items()}
    titles: dict[Spelling, dict[str, None]] = {}
    for name, spellings in packed["titles"].items():
        for spelling in (name, *spellings):
            titles.setdefault(words(spelling), {})[name] = None
    return Vocabulary(
        titles={key: tuple(names) for key, names in titles.items()},
        words={
            words(other): words(word)
            for word, others in packed["words"].items()
            for other in others
        },
        parts=_turned(packed["parts"]),
        heads=_turned(packed["heads"]),
        companies={
            " ".join(words(name)): tuple(others) for name, others in packed["companies"].items()
        },
        countries=countries
        | {words(other): code for code, others in packed["countries"].items() for other in others},
    )


def _turned(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """From each spelling, accents folded, to its key."""
    return {
        " ".join(words(spelling)): key for key, spellings in table.items() for spelling in spellings
    }


@lru_cache(maxsize=50_000)
def roles(title: str) -> tuple[str, ...]:
    """The names of the titles in a title, as the index keeps them beside the title itself."""
    return load().in_title(title)


def company_aliases(name: str, domain: str | None) -> list[str]:
    """Other names of a company: without its legal form, by its domain, well-known ones."""
    split = list(words(name))
    while len(split) > 1 and split[-1] in _LEGAL_FORMS:
        split.pop()
    while len(split) > 1 and split[0] == "the":
        split.pop(0)
    found = dict.fromkeys([" ".join(split), *load().companies.get(" ".join(words(name)), ())])
    if domain:
        label = domain.lower().removeprefix("www.").split(".")[0]
        if len(label) > 2:
            found[label] = None
    if letters := initials(name):
        found[letters] = None
    found.pop(" ".join(words(name)), None)
    return list(found)


def initials(name: str) -> str | None:
    """The first letters of a name of three words and more, "of" and the like left out."""
    split = [w for w in words(name) if w not in _SMALL and w not in _LEGAL_FORMS]
    if len(split) < 3 or not all(word[0].isalpha() for word in split):
        return None
    return "".join(word[0] for word in split)
