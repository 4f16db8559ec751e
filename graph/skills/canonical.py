"""Which skill a text means: one with a confidence, several to choose from, or none."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from graph.skills import spelling
from graph.skills import taxonomy as packaged
from graph.skills.taxonomy import SkillEntry, Taxonomy, skill_key

CONFIDENT = 0.9
"""From here on a text is taken to mean the skill; below it is only offered as a candidate."""

MAX_CANDIDATES = 5
_CLOSE = 0.03
_SUPPORT = 3
"""So many aliases must say of a word that it tells nothing."""

_DEEPEST = 0.85

_INFLECTION, _VERSION, _TAIL, _VENDOR, _GLUED = 0.97, 0.97, 0.945, 0.96, 0.94
_HEAD, _SHORT, _LABEL = 0.91, 0.96, 0.9
_LED = 0.91
_ABBREVIATED = 0.94
_BAG, _COMPLETED, _BEGUN, _INITIALS, _NUMERONYM, _TYPO, _ACRONYM, _WORD = (
    0.95, 0.92, 0.92, 0.94, 0.93, 0.92, 0.8, 0.8,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A skill that the text may mean. `rule` says what led there."""

    skill: SkillEntry
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Canonical:
    """What a text means.

    `skill` is None where no rule is sure enough or several skills are as likely; then
    `candidates` (at most 5, likeliest first) say what it might be. `confidence` is that of the
    likeliest, 0 to 1; `rule` is "exact" for a spelling that the tables hold.
    """

    skill: SkillEntry | None
    confidence: float
    rule: str
    candidates: tuple[Candidate, ...] = ()


NOTHING = Canonical(None, 0.0, "none")


class Canonicaliser:
    """Spellings of a taxonomy and what they lead to; made once, 0.3 s for all of ESCO."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._keys: dict[str, SkillEntry] = {}
        self._names: set[str] = set()
        self._technologies: set[str] = set("c")
        for skill in taxonomy.skills:
            self._keys.update((skill_key(alias), skill) for alias in skill.aliases)
        for skill in taxonomy.skills:
            self._keys[skill_key(skill.name)] = skill
            self._names.add(skill_key(skill.name))
            if skill.kind == "technology":
                self._technologies.add(skill_key(skill.name))
        self._near = _Near(taxonomy)

    def canonicalise(self, text: str) -> Canonical:
        """The skill that `text` means; see Canonical."""
        key = skill_key(text)
        found = self._keys.get(key)
        if found is not None:
            return Canonical(found, 1.0, "exact", (Candidate(found, 1.0, "exact"),))
        shared = self._taxonomy.ambiguous(text)
        if shared:
            candidates = tuple(Candidate(skill, 0.5, "exact") for skill in shared)
            return Canonical(None, 0.5, "exact", candidates[:MAX_CANDIDATES])
        if not key:
            return NOTHING
        best: dict[str, Candidate] = {}
        for one in self._candidates(text, key):
            if one.skill.id not in best or best[one.skill.id].confidence < one.confidence:
                best[one.skill.id] = one
        return _decide(sorted(best.values(), key=lambda c: (-c.confidence, c.skill.id)))

    def _candidates(self, text: str, key: str) -> Iterator[Candidate]:
        variants = self._variants(key, spelling.words(text))
        known = [
            Candidate(self._keys[variant], self._trust(variant, confidence, rule), rule)
            for variant, (confidence, rule) in variants.items()
            if variant in self._keys and variant != key
        ]
        yield from known
        if not any(one.confidence >= CONFIDENT for one in known):
            for variant, (confidence, rule) in variants.items():
                for skill, share, how in self._near.completions(variant, self._keys):
                    yield Candidate(skill, confidence * share, f"{rule} {how}".strip())
            yield from self._led(text, spelling.words(text))
            yield from self._near.guesses(text, key, self._keys)

    def _led(self, text: str, parts: list[str]) -> Iterator[Candidate]:
        """A technology's name and one more plain word: "Symfony bundle"."""
        if len(parts) < 2 or not parts[-1].isalpha() or text.split()[-1][:1].isupper():
            return
        start, last = "".join(parts[:-1]), self._keys.get(parts[-1])
        skill = self._keys.get(start)
        plain = last is None or last.kind != "technology"
        named = len(start) > 3
        if skill is None or not (named and plain):
            return
        if start in spelling.VENDORS or start in spelling.GENERIC or parts[-1] in spelling.APART:
            return
        if self._near.is_family(start):
            return
        if skill.kind == "technology" or (len(parts) > 2 and start in self._names):
            yield Candidate(skill, _LED, "led")

    def _trust(self, variant: str, confidence: float, rule: str) -> float:
        """Less where the key is short, one of many labels that ESCO gives a skill, or a group.

        A vendor's name before a concept ("Google remote procedure call") makes a product of it.
        """
        kind, named = self._keys[variant].kind, variant in self._names
        concept = self._keys[variant].name.split()[1:][-1:]
        if "vendor" in rule and concept and concept[0].islower():
            confidence *= _LABEL
        if kind == "group" or (not named and (kind != "technology" or len(variant) == 2)):
            confidence *= _LABEL
        return confidence * _SHORT if len(variant) == 1 and variant != "c" else confidence

    def _variants(self, key: str, parts: list[str]) -> dict[str, tuple[float, str]]:
        """Keys that rules lead to, each with the best confidence and the rules on the way."""
        found = {key: (1.0, "")}
        frontier = [(key, parts)]
        while frontier:
            nearer = []
            for one, its_parts in frontier:
                confidence, rule = found[one]
                for other, other_parts, share, how in self._steps(one, its_parts):
                    trust = confidence * share
                    if trust >= _DEEPEST and trust > found.get(other, (0.0, ""))[0]:
                        found[other] = (trust, f"{rule} {how}".strip())
                        nearer.append((other, other_parts))
            frontier = nearer
        return found

    def _steps(self, key: str, parts: list[str]) -> Iterator[tuple[str, list[str], float, str]]:
        for other in spelling.inflections(key):
            yield other, parts, _INFLECTION, "inflection"
        version = spelling.without_version(key)
        if version:
            shorter = parts[:-1] if parts and parts[-1].isdigit() else [version]
            if len(version) > 2 or version in self._technologies:
                yield version, shorter, _VERSION, "version"
        if len(parts) > 1:
            empty = parts[-1] in spelling.GENERIC or parts[-1] in self._near.descriptors
            if empty and "".join(parts[:-1]) not in self._near.described:
                yield "".join(parts[:-1]), parts[:-1], _TAIL, "tail"
            if parts[0] in spelling.VENDORS:
                yield "".join(parts[1:]), parts[1:], _VENDOR, "vendor"
            elif parts[0] in spelling.GENERIC:
                yield "".join(parts[1:]), parts[1:], _HEAD, "head"
        for other in spelling.without_glued(key):
            yield other, [other], _GLUED, "glued"


class _Near:
    """What leads to skills other than by a rule on the key itself."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.described: set[str] = set()
        """Names that are others with such a word: "Firefox", for "Firefox extension"."""
        self._begun: dict[str, set[str]] = defaultdict(set)
        self._bags: dict[str, set[str]] = defaultdict(set)
        self._acronyms: dict[str, set[str]] = defaultdict(set)
        self._capitals: dict[str, set[str]] = defaultdict(set)
        self._abbreviated: dict[str, set[str]] = defaultdict(set)
        self._lengths: dict[tuple[str, int, str], set[str]] = defaultdict(set)
        self._spelt: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._skills = {skill.id: skill for skill in taxonomy.skills}
        for skill in taxonomy.skills:
            self._take(skill)
        self.descriptors = _descriptors(taxonomy)

    def _take(self, skill: SkillEntry) -> None:
        technology = skill.kind == "technology"
        key = skill_key(skill.name)
        parts = spelling.words(skill.name)
        if skill.kind != "group":
            self._bags[spelling.bag(parts)].add(skill.id)
        if technology:
            plain = skill.name.lower().split()
            if len(plain) > 1 and plain[-1] in spelling.GENERIC:
                self.described.add(skill_key(" ".join(plain[:-1])))
            for size in range(1, len(plain) if plain[0] not in spelling.GENERIC else 0):
                self._begun[skill_key(" ".join(plain[:size]))].add(skill.id)
            self._lengths[key[:1], len(key), key[-1:]].add(skill.id)
            spelt_out = re.split(r"[\s-]+", skill.name.lower())
            if len(spelt_out) > 2 and spelt_out[0] not in spelling.VENDORS:
                self._abbreviated["".join(word[0] for word in spelt_out)].add(skill.id)
        for text in (skill.name, *skill.aliases) if technology else (skill.name,):
            its = spelling.words(text)
            if technology:
                self._bags[spelling.bag(its)].add(skill.id)
            if 2 <= len(its) <= 6 and skill.kind != "skill":
                for letters in spelling.initials(its):
                    self._acronyms[letters].add(skill.id)
            if text.isupper() and skill.kind != "skill":
                self._capitals[skill_key(text)].add(skill.id)
        for text in (skill.name, *skill.aliases) if technology else (skill.name,):
            spelt = skill_key(text)
            if len(spelt) > 5 and skill.kind != "group":
                self._spelt[spelt[0], len(spelt)].append(spelt)

    def is_family(self, key: str) -> bool:
        """Whether another technology's name begins with these words: one more may tell which."""
        return bool(self._begun.get(key))

    def completions(
        self, key: str, keys: dict[str, SkillEntry]
    ) -> Iterator[tuple[SkillEntry, float, str]]:
        """Names that are the key and a little more: "ember" for Ember.js, "arch" for Arch Linux."""
        for longer in spelling.with_glued(key):
            if longer in keys and keys[longer].kind == "technology":
                yield keys[longer], _COMPLETED, "completed"
        plain = len(key) > 2 and key not in spelling.VENDORS
        begun = self._begun.get(key, set()) if plain else set()
        for skill in sorted(begun)[:MAX_CANDIDATES]:
            yield self._skills[skill], _BEGUN if len(begun) == 1 else 0.6, "begun"

    def guesses(self, text: str, key: str, keys: dict[str, SkillEntry]) -> Iterator[Candidate]:
        """By word stems, initials, numeronyms, slips of a finger and single words."""
        parts = spelling.words(text)
        if len(parts) > 1 or len(key) > 5:
            yield from self._of(self._bags.get(spelling.bag(parts), set()), _BAG, "stems")
        if (
            len(parts) > 2
            and not set(parts) & spelling.VENDORS
            and not any("".join(parts[:n]) in keys for n in range(1, len(parts)))
        ):
            for letters in spelling.initials(parts):
                if len(letters) > 2:
                    yield from self._of(self._capitals.get(letters, set()), _INITIALS, "initials")
        shape = spelling.numeronym(key)
        if shape:
            yield from self._of(self._lengths.get(shape, set()), _NUMERONYM, "numeronym")
        yield from self._of(self._abbreviated.get(key, set()), _ABBREVIATED, "abbreviated")
        if 1 < len(key) < 7:
            yield from self._of(self._acronyms.get(key, set()), _ACRONYM, "acronym")
        slips = {
            keys[spelt].id
            for length in range(len(key) - 1, len(key) + 2)
            for spelt in self._spelt.get((key[0], length), ())
            if spelling.is_typo(key, spelt)
        }
        yield from self._of(slips, _TYPO if len(key) > 6 else 0.85, "typo")
        named = {
            keys[part].id
            for part in parts
            if len(part) > 2
            and part in keys
            and keys[part].kind == "technology"
            and part not in spelling.GENERIC
            and part not in spelling.VENDORS
        }
        if len(parts) > 1:
            yield from self._of(named, _WORD, "word")

    def _of(self, skills: set[str], confidence: float, rule: str) -> Iterator[Candidate]:
        sure = confidence if len(skills) == 1 else min(0.6, confidence)
        for skill in sorted(skills)[:MAX_CANDIDATES]:
            yield Candidate(self._skills[skill], sure, rule)


def _decide(ranked: list[Candidate]) -> Canonical:
    if not ranked:
        return NOTHING
    first = ranked[0]
    close = len(ranked) > 1 and ranked[1].confidence > first.confidence - _CLOSE
    sure = first.confidence >= CONFIDENT and not close
    return Canonical(
        first.skill if sure else None,
        first.confidence,
        first.rule,
        tuple(ranked[:MAX_CANDIDATES]),
    )


def _descriptors(taxonomy: Taxonomy) -> frozenset[str]:
    """Last words that technologies' aliases have beyond the name, and never tell two apart."""
    keys: dict[str, str] = {}
    texts = [
        (text, skill)
        for skill in taxonomy.skills
        if skill.kind == "technology"
        for text in (*skill.aliases, skill.name)
    ]
    for text, skill in texts:
        keys[skill_key(text)] = skill.id
    same: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for text, skill in texts:
        parts = spelling.words(text)
        if len(parts) > 1 and parts[-1].isalpha():
            leads_to = keys.get("".join(parts[:-1]))
            if leads_to is not None:
                (same if leads_to == skill.id else other)[parts[-1]] += 1
    return frozenset(
        word for word, count in same.items() if count >= _SUPPORT and count > 3 * other[word]
    )


@lru_cache(maxsize=1)
def canonicaliser() -> Canonicaliser:
    """The canonicaliser of the packaged taxonomy, made once per process."""
    return Canonicaliser(packaged.load())


def canonicalise(text: str) -> Canonical:
    """What the text means by the packaged taxonomy; see Canonical."""
    return canonicaliser().canonicalise(text)
