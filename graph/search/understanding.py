"""Which words of a query name a skill, company, school or place that the network knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.search.results import Interpretation
from graph.skills.taxonomy import skill_key
from graph.store.search.interface import In, SearchEngine, Synonym
from graph.store.search.kinds import Kind
from graph.store.search.words import CONNECTING, text_key, words

_SPAN_WORDS = 5
_LOOKED_AT = 12
"""Words of a query beyond this number stay text."""
_SPANS = _SPAN_WORDS * _LOOKED_AT


@dataclass(frozen=True, slots=True)
class Understood:
    """The words `start` to `end` (exclusive) of a query, as `value` of the index field `field`."""

    start: int
    end: int
    text: str
    field: str
    value: str


async def understand(engine: SearchEngine, text: str) -> list[Understood]:
    """The names in a query that are known exactly, longest first where they overlap.

    Only what everybody may see is a name here: skills by any spelling, companies, schools and
    places. The index stays the judge of everything else.
    """
    split = words(text)[:_LOOKED_AT]
    spans: dict[str, tuple[int, int]] = {}
    for length in range(min(_SPAN_WORDS, len(split)), 0, -1):
        for start in range(len(split) - length + 1):
            part = split[start : start + length]
            if not CONNECTING.issuperset(part):
                spans.setdefault(" ".join(part), (start, start + length))
    if not spans:
        return []
    found = await _skills(engine, spans)
    for kind, field in ((Kind.COMPANY, "company"), (Kind.SCHOOL, "school"), (Kind.PLACE, "place")):
        hits = await engine.search(kind, where=In("name", tuple(spans)), limit=_SPANS)
        for hit in hits.hits:
            (name,) = hit.shown["name"]
            start, end = spans[text_key(name)]
            found.append(Understood(start, end, " ".join(split[start:end]), field, name))
    return _apart(found)


async def _skills(engine: SearchEngine, spans: dict[str, tuple[int, int]]) -> list[Understood]:
    by_key = {skill_key(span): span for span in spans}
    hits = await engine.search(Kind.SKILL, where=In("key", tuple(by_key)), limit=_SPANS)
    found = []
    for hit in hits.hits:
        for key in by_key.keys() & set(hit.shown.get("key", ())):
            start, end = spans[by_key[key]]
            name = hit.shown["name"][0]
            if not _is_plain(by_key[key], name, hit.shown.get("kind", ())):
                continue
            found.append(Understood(start, end, by_key[key], "skill", name))
    return found


def _is_plain(span: str, name: str, kind: Sequence[str]) -> bool:
    """Whether a spelling means this skill in any query, whatever stands beside it.

    "k8s" does. One everyday word often leads to a skill that is rarely meant: "google" to search
    engines, "security" to securities; a filter takes it, a query does not.
    """
    return " " in span or "technology" in kind or text_key(name) == span


def _apart(found: list[Understood]) -> list[Understood]:
    """Those that do not overlap: longer ones first, then in the order they were looked up."""
    chosen: list[Understood] = []
    for one in sorted(found, key=lambda one: one.start - one.end):
        if all(one.end <= other.start or other.end <= one.start for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.start)


def synonyms(understood: Sequence[Understood], fields: Sequence[str]) -> tuple[Synonym, ...]:
    """What the index should take for the words understood, where it has such a field."""
    return tuple(
        Synonym(one.start, one.end, one.field, one.value)
        for one in understood
        if one.field in fields
    )


def by_position(understood: Sequence[Understood]) -> dict[int, tuple[str, str]]:
    """The (field, value) that each understood word belongs to, by its position in the query."""
    return {i: (one.field, one.value) for one in understood for i in range(one.start, one.end)}


def interpretation(understood: Sequence[Understood]) -> list[Interpretation]:
    """The same for the person who asked."""
    return [Interpretation(one.text, one.field, one.value) for one in understood]


async def canonical_skills(engine: SearchEngine, names: Sequence[str]) -> list[str]:
    """Each skill under its canonical name; unknown ones as they are."""
    if not names:
        return []
    keys = {skill_key(name): name for name in names}
    hits = await engine.search(Kind.SKILL, where=In("key", tuple(keys)), limit=2 * len(keys))
    known = {key: hit.shown["name"][0] for hit in hits.hits for key in hit.shown.get("key", ())}
    return [known.get(skill_key(name), name) for name in names]
