"""Hashtags: how one is written, and which a text holds. Word characters of every script count."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

LONGEST = 100


@cache
def _pattern() -> re.Pattern[str]:
    # \w leaves out combining marks, without which words of many scripts would be cut.
    marks: list[str] = []
    start = previous = -2
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code))[0] == "M" or code in (0x200C, 0x200D):
            if code != previous + 1:
                if start >= 0:
                    marks.append(f"{chr(start)}-{chr(previous)}")
                start = code
            previous = code
    marks.append(f"{chr(start)}-{chr(previous)}")
    word = rf"[\w{''.join(marks)}]"
    return re.compile(rf"(?<![\w&/#＃])[#＃]({word}+)")


def fold(text: str) -> str | None:
    """The key of a hashtag written with or without its sign; None where it is not one.

    A hashtag is 1 to 100 word characters of any script, at least one of them a letter.
    """
    found = _pattern().fullmatch("#" + text.strip().lstrip("#＃"))
    return _key(found[1]) if found else None


def in_text(text: str) -> list[str]:
    """The keys of the hashtags in `text`, each once, in order of appearance."""
    if "#" not in text and "＃" not in text:
        return []
    keys = (_key(found[1]) for found in _pattern().finditer(text))
    return list(dict.fromkeys(key for key in keys if key is not None))


def _key(word: str) -> str | None:
    key = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return key if len(key) <= LONGEST and any(c.isalpha() for c in key) else None
