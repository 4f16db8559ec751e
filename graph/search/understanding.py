"""Which words of a query name a title, skill, company, school, place or country that is known.

A name adds to the words it consists of and never takes their place: whoever has the words as typed
is found as well, below those who have what is meant. Each name can be switched off.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.places.gazetteer import place_key
from graph.search import vocabulary
from graph.search.results import Interpretation
from graph.skills.taxonomy import skill_key
from graph.store.search.interface import (
    Filter,
    Hit,
    In,
    Or,
    SearchEngine,
    Sort,
    Synonym,
    Words,
    equals,
)
from graph.store.search.kinds import Kind
from graph.store.search.words import CONNECTING, text_key, words

FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.MEMBER: ("title", "skill", "company", "school", "place", "country"),
    Kind.JOB: ("title", "skill", "company", "place", "country"),
    Kind.COMPANY: ("place", "country"),
    Kind.POST: (),
}
"""What a word may be understood as, likeliest first where two names are of the same length."""

_SPAN_WORDS = 5
_LOOKED_AT = 12
"""Words of a query beyond this number stay text."""
_SPANS = _SPAN_WORDS * _LOOKED_AT
_BEFORE: Mapping[str, frozenset[str]] = {
    "company": frozenset({"at", "for", "bei", "chez"}),
    "place": frozenset({"in", "near", "from", "based", "aus", "a", "en"}),
}
_EVERYDAY = frozenset(
    {"mobile", "reading", "nice", "bath", "of", "orange", "split", "most", "male", "lead", "data"}
    | {"union", "central", "hope", "independence", "enterprise", "san", "remote", "status", "two"}
    | {"buffer", "next", "target", "block", "match", "box", "gap", "human", "made", "senior"}
    | {"junior", "head", "team", "international", "university", "college", "new", "product"}
    | {"design", "designer", "engineer", "developer", "manager", "security", "software", "web"}
)
"""Words that are the name of a city or a company only behind a word that says so."""
_KNOWN_WELL = 20
"""A company with so many positions is understood by its name alone."""
_LARGE = 50_000
"""A city of so many inhabitants is."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The words `start` to `end` (exclusive) of a query, as `value` of the field `field`.

    `ways` are the conditions of the index that say the same, see `Synonym`.
    """

    start: int
    end: int
    text: str
    field: str
    value: str
    ways: tuple[tuple[Filter, float], ...]

    def moved(self, by: int) -> Understood:
        """The same where words before it are gone."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    words: tuple[str, ...]
    before: str
    shouted: bool
    """Written in capitals, as abbreviations are."""

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def said(self, field: str) -> bool:
        """Whether the word before says that a name of this kind follows."""
        return self.before in _BEFORE.get(field, ())


async def understand(
    engine: SearchEngine, kind: Kind, text: str, literally: Collection[str] = ()
) -> list[Understood]:
    """The names in a query that are known exactly, longest first where they overlap.

    Only what everybody may see is a name here: titles, skills, companies, schools, places and
    countries. Words in `literally` stay text. The index stays the judge of everything else.
    """
    fields = FIELDS[kind]
    spans = _spans(text, {text_key(one) for one in literally}) if fields else []
    if not spans:
        return []
    asked = [_FINDERS[field](engine, spans) for field in fields if field in _FINDERS]
    found = [one for part in await asyncio.gather(*asked) for one in part]
    if "title" in fields:
        found += _titles(spans)
    found += _countries(spans)
    order = {field: place for place, field in enumerate(fields)}
    said = {(span.start, field) for span in spans for field in _BEFORE if span.said(field)}
    found.sort(key=lambda one: ((one.start, one.field) not in said, order[one.field]))
    return _apart([_for_kind(kind, one) for one in found])


def _spans(text: str, literally: set[str]) -> list[_Span]:
    split = words(text)[:_LOOKED_AT]
    shouted = {word.lower() for word in re.findall(r"\b[A-Z]{2,}\b", text)}
    taken = [False] * len(split)
    for length in range(len(split), 0, -1):
        for start in range(len(split) - length + 1):
            if " ".join(split[start : start + length]) in literally:
                taken[start : start + length] = [True] * length
    spans = []
    for length in range(min(_SPAN_WORDS, len(split)), 0, -1):
        for start in range(len(split) - length + 1):
            part = split[start : start + length]
            if not CONNECTING.issuperset(part) and not any(taken[start : start + length]):
                before = split[start - 1] if start else ""
                spans.append(_Span(start, start + length, part, before, part[0] in shouted))
    return spans


def _understood(span: _Span, field: str, value: str, *ways: tuple[Filter, float]) -> Understood:
    return Understood(span.start, span.end, span.text, field, value, ways)


def _titles(spans: Sequence[_Span]) -> list[Understood]:
    known = vocabulary.load()
    found = []
    for span in spans:
        if not (names := known.titles_of(span.words)):
            continue
        # An abbreviation of several titles means the first of them most often.
        ways = [(In("title", (span.text, names[0])), 1.1), (equals("role", names[0]), 1.0)]
        ways += [(In("role", names[1:]), 0.95)] if names[1:] else []
        ways += [(In("headline_role", names), 0.85), (In("past_role", names), 0.7)]
        found.append(_understood(span, "title", names[0], *ways))
    return found


def _countries(spans: Sequence[_Span]) -> list[Understood]:
    known = vocabulary.load()
    return [
        _understood(span, "country", code, (equals("country", code), 1.0))
        for span in spans
        if (code := known.country_of(span.words))
    ]


async def _skills(engine: SearchEngine, spans: Sequence[_Span]) -> list[Understood]:
    by_key = {skill_key(span.text): span for span in reversed(spans)}
    hits = await engine.search(Kind.SKILL, where=In("key", tuple(by_key)), limit=_SPANS)
    found = []
    for hit in hits.hits:
        for key in by_key.keys() & set(hit.shown.get("key", ())):
            name, former = hit.shown["name"][0], hit.shown.get("former", ())
            if _is_plain(by_key[key].text, (name, *former), hit.shown.get("kind", ())):
                named = In("skill", (name, *former))
                found.append(_understood(by_key[key], "skill", name, (named, 1.0)))
    return found


def _is_plain(span: str, names: Sequence[str], kind: Sequence[str]) -> bool:
    """Whether a spelling means this skill in any query, whatever stands beside it.

    "k8s" does. One everyday word often leads to a skill that is rarely meant: "google" to search
    engines, "security" to securities; a filter takes it, a query does not.
    """
    return " " in span or "technology" in kind or span in map(text_key, names)


async def _companies(engine: SearchEngine, spans: Sequence[_Span]) -> list[Understood]:
    texts = tuple(span.text for span in spans)
    where = Or((In("name", texts), In("alias", texts)))
    hits = await engine.search(Kind.COMPANY, where=where, sort=Sort("rank"), limit=_SPANS)
    found = []
    for span in spans:
        named = [hit for hit in hits.hits if _is_named(hit, span.text, "name")]
        other = [hit for hit in hits.hits if _is_named(hit, span.text, "alias")]
        if not (named or other):
            continue
        hit = (named or other)[0]
        if len(span.words) == 1 and not span.said("company"):
            short = not named and len(span.text) <= 3 and not span.shouted
            if short or span.text in _EVERYDAY or hit.numbers.get("rank", 0) < _KNOWN_WELL:
                continue
        name = hit.shown["name"][0]
        ways = ((equals("company", name), 1.0), (equals("past_company", name), 0.75))
        found.append(_understood(span, "company", name, *ways))
    return found


def _is_named(hit: Hit, text: str, field: str) -> bool:
    return any(text_key(value) == text for value in hit.shown.get(field, ()))


async def _schools(engine: SearchEngine, spans: Sequence[_Span]) -> list[Understood]:
    texts = tuple(span.text for span in spans)
    where = Or((In("name", texts), In("alias", texts)))
    hits = await engine.search(Kind.SCHOOL, where=where, sort=Sort("rank"), limit=_SPANS)
    found = []
    for span in spans:
        for field in ("name", "alias"):
            hit = next((hit for hit in hits.hits if _is_named(hit, span.text, field)), None)
            if hit is not None:
                name = hit.shown["name"][0]
                found.append(_understood(span, "school", name, (equals("school", name), 1.0)))
                break
    return found


async def _places(engine: SearchEngine, spans: Sequence[_Span]) -> list[Understood]:
    by_key = {
        place_key(span.text): span
        for span in reversed(spans)
        if len(span.text) > 2 or span.shouted or span.said("place")
    }
    known = await engine.search(Kind.PLACE, where=In("key", tuple(by_key)), limit=0)
    if not known.total:
        return []
    asked = [
        engine.search(Kind.PLACE, where=In("key", (key,)), sort=Sort("rank"), limit=1)
        for key in by_key
    ]
    found = []
    for span, hits in zip(by_key.values(), await asyncio.gather(*asked), strict=True):
        if not hits.hits:
            continue
        hit = hits.hits[0]
        plain = len(span.words) == 1 and not span.said("place")
        if plain and (span.text in _EVERYDAY or hit.numbers.get("rank", 0) < _LARGE):
            continue
        name = hit.shown["name"][0]
        ways = ((In("place_id", (hit.id,)), 1.0), (equals("place", name), 0.9))
        found.append(_understood(span, "place", name, *ways))
    return found


_FINDERS: Mapping[str, Callable[[SearchEngine, Sequence[_Span]], Awaitable[list[Understood]]]] = {
    "skill": _skills,
    "company": _companies,
    "school": _schools,
    "place": _places,
}

_HAS: Mapping[Kind, frozenset[str]] = {
    Kind.MEMBER: frozenset(
        {"title", "role", "headline_role", "past_role", "skill", "company", "past_company"}
        | {"school", "place", "place_id", "country"}
    ),
    Kind.JOB: frozenset({"title", "role", "skill", "company", "place", "place_id", "country"}),
    Kind.COMPANY: frozenset({"place", "country"}),
}


def _for_kind(kind: Kind, one: Understood) -> Understood:
    """The same with those ways only that the documents of a kind have."""
    ways = tuple(
        (where, weight)
        for where, weight in one.ways
        if isinstance(where, In) and where.field in _HAS[kind]
    )
    return Understood(one.start, one.end, one.text, one.field, one.value, ways)


def _apart(found: list[Understood]) -> list[Understood]:
    """Those that do not overlap: longer ones first, then in the order given."""
    chosen: list[Understood] = []
    for one in sorted(found, key=lambda one: one.start - one.end):
        if all(one.end <= other.start or other.end <= one.start for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.start)


def synonyms(understood: Sequence[Understood], text: str) -> tuple[Synonym, ...]:
    """What the index should take for the words understood, and for abbreviated words."""
    found = [Synonym(one.start, one.end, one.ways, one.value) for one in understood if one.ways]
    known = vocabulary.load()
    for position, word in enumerate(words(text)[:_LOOKED_AT]):
        if any(one.start <= position < one.end for one in understood):
            continue
        other = known.words.get((word,))
        if other:
            # As good as the word itself.
            way = (Words(other, ("title",)), 0.77)
            found.append(Synonym(position, position + 1, (way,), " ".join(other)))
    return tuple(found)


def phrases(understood: Sequence[Understood], text: str) -> tuple[tuple[int, int], ...]:
    """The runs of words that belong together: a title as typed, and what nothing was made of."""
    size = len(words(text))
    runs: list[tuple[int, int]] = []
    start = 0
    for one in understood:
        runs.append((start, one.start))
        if one.field == "title":
            runs.append((one.start, one.end))
        start = one.end
    runs.append((start, size))
    return tuple((start, end) for start, end in runs if end - start > 1)


def by_position(understood: Sequence[Understood]) -> dict[int, tuple[str, str]]:
    """The (field, value) that each understood word belongs to, by its position in the query."""
    return {i: (one.field, one.value) for one in understood for i in range(one.start, one.end)}


def interpretation(understood: Sequence[Understood]) -> list[Interpretation]:
    """The same for the person who asked."""
    return [Interpretation(one.text, one.field, one.value) for one in understood]


async def canonical_skills(engine: SearchEngine, names: Sequence[str]) -> list[str]:
    """Each skill under its canonical name; unknown ones as they are.

    With the names of skills that were merged into it: members are indexed under it a while later.
    """
    if not names:
        return []
    keys = {skill_key(name): name for name in names}
    hits = await engine.search(Kind.SKILL, where=In("key", tuple(keys)), limit=2 * len(keys))
    known = {
        key: (hit.shown["name"][0], *hit.shown.get("former", ()))
        for hit in hits.hits
        for key in hit.shown.get("key", ())
    }
    return [one for name in names for one in known.get(skill_key(name), (name,))]
