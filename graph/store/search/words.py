"""Text as words: the one tokenizer of documents and queries, of both engines and of ranking."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

MAX_WORDS = 32
"""Words of a query beyond this number are not looked at."""
MAX_WORD_LETTERS = 64
"""Longer words are cut, in documents and in queries alike."""
_REPEATED_LETTERS = 80
# Titles, names of companies and skills repeat in an index; summaries and posts do not.

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTERS = rf"[^\W_{_CJK}]+"
# A word is letters and digits, with ++ or # behind (C++, C#, F#), or .NET with its dot; scripts
# that are written without spaces are split into characters.
_WORD = re.compile(rf"[{_CJK}]|(?:(?<!\w)\.(?=net\b))?{_LETTERS}(?:(?:\+\+|#)(?![\w+#]))?")
_UNDECOMPOSED = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
_MARKS = re.compile("[\u0300-\u036f]+")

CONNECTING = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "near", "of", "on", "or", "the", "to"}
    | {"with", "who", "works", "working", "living", "based"}
)
"""Words that a document need not contain."""


class Cut(NamedTuple):
    """A text as the index takes it."""

    words: tuple[str, ...]
    joined: str
    key: str
    """See `text_key`."""


def words(text: str) -> tuple[str, ...]:
    """The words of a text in order, case and accents of Latin letters folded.

    "C++", "C#" and ".NET" keep their signs, every other sign separates words. Never fails.
    """
    return cut(text).words


def cut(text: str) -> Cut:
    """Its words, the words joined by spaces, and its key."""
    return _repeated(text) if len(text) <= _REPEATED_LETTERS else _as_cut(text)


@lru_cache(maxsize=100_000)
def _repeated(text: str) -> Cut:
    return _as_cut(text)


def _as_cut(text: str) -> Cut:
    found = _cut(text)
    joined = " ".join(found)
    # Half a surrogate pair is no text that an engine could take.
    key = joined or text.strip().casefold().encode("utf-8", "replace").decode()
    return Cut(found, joined, key)


def _cut(text: str) -> tuple[str, ...]:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        text = unicodedata.normalize("NFC", _MARKS.sub("", text.translate(_UNDECOMPOSED)))
    return tuple(word[:MAX_WORD_LETTERS] for word in _WORD.findall(text.lower()))


def text_key(text: str) -> str:
    """What two values have in common that a filter takes for the same: their words.

    A value without any word is its own key, trimmed and case folded.
    """
    return cut(text).key


def typos_allowed(word: str) -> int:
    """How many letters may be wrong: 0 below four, 1 below eight, else 2; none with digits."""
    if not word.isalpha():
        return 0
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2
