"""How well a document fits the words of a query, for reasons and for the second ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.reasons import Reason
from graph.search.vocabulary import roles
from graph.store.search.interface import Hit
from graph.store.search.kinds import Field
from graph.store.search.words import CONNECTING, MAX_WORDS, text_key, typos_allowed, words

MATCHED_WORDS = "MATCHED_WORDS"
_SHOWN_LETTERS = 80


def distance(one: str, other: str, most: int) -> int:
    """How many letters to add, drop, change or swap with the next; `most` + 1 where more.

    The optimal string alignment distance, which is what the index looks for too.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a query as the index takes them; `open` says that the last may go on.

    `exact` words are taken as typed: no typos.
    """

    words: tuple[str, ...]
    open: bool
    exact: bool = False

    @classmethod
    def of(cls, text: str) -> Asked:
        """What the text asks for."""
        split = words(text)[:MAX_WORDS]
        return cls(split, bool(split) and not text[-1].isspace())

    def fit(self, position: int, word: str) -> bool:
        """Whether a word of a document is the one at `position`, starts or misspells it."""
        wanted = self.words[position]
        if word == wanted:
            return True
        if self.open and position == len(self.words) - 1 and word.startswith(wanted):
            return True
        allowed = 0 if self.exact else typos_allowed(wanted)
        return allowed > 0 and distance(wanted, word, allowed) <= allowed


def means(field: str, shown: str, value: str) -> bool:
    """Whether a value shown is the one that was understood; a title may hold more words."""
    if field == "title":
        return value in roles(shown)
    return text_key(shown) == text_key(value)


def contains(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether some words stand in another list of words, next to each other and in order."""
    size = len(part)
    return size > 0 and any(
        tuple(whole[i : i + size]) == tuple(part) for i in range(len(whole) - size + 1)
    )


def matched_words(
    asked: Asked, hit: Hit, fields: Sequence[Field], known: Mapping[int, tuple[str, str]]
) -> list[Reason]:
    """A reason for each field that words of the query are found in, heaviest field first.

    Each word counts for the first field that has it as typed, else for the first that has it with
    more letters or a typo. `known` maps positions of words to a (field, value) they were
    understood as.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for position, word in enumerate(asked.words):
        if place := _where(asked, position, hit, fields, known):
            field, value = place
            if word not in (seen := found.setdefault(field, {}).setdefault(value, [])):
                seen.append(word)
    order = [field.name for field in fields]
    return [
        Reason(MATCHED_WORDS, _sentence(field, value, found[field][value]))
        for field in sorted(found, key=order.index)
        for value in found[field]
    ]


def _where(
    asked: Asked,
    position: int,
    hit: Hit,
    fields: Sequence[Field],
    known: Mapping[int, tuple[str, str]],
) -> tuple[str, str] | None:
    word = asked.words[position]
    near: tuple[str, str] | None = None
    for field in fields:
        for value in hit.shown.get(field.name, ()):
            split = words(value)
            if word in split:
                return None if _is_noise(word, field.name) else (field.name, value)
            if near is None and any(asked.fit(position, other) for other in split):
                near = (field.name, value)
    if position in known and any(field.name == known[position][0] for field in fields):
        name, value = known[position]
        for field_name in (name, f"past_{name}"):
            for shown in hit.shown.get(field_name, ()):
                if means(name, shown, value):
                    return field_name, shown
    return None if near is None or word in CONNECTING else near


def _is_noise(word: str, field: str) -> bool:
    return word in CONNECTING and field not in ("name", "title", "company")


def _sentence(field: str, value: str, found: Sequence[str]) -> str:
    listed = ", ".join(f"“{word}”" for word in found)
    short = value if len(value) <= _SHOWN_LETTERS else value[: _SHOWN_LETTERS - 1] + "…"
    return f"{listed} in {field.replace('_', ' ')}: {short}"
