"""How one value of an import file is read: each parser takes text and returns what is stored.

A parser raises ValueError whose message says what would be accepted. Empty text never reaches it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache

from graph import addresses
from graph.model import MAX_ID

Parser = Callable[[str], object]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)?", re.ASCII
)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def identifier(text: str) -> int:
    """An id, 0 to 2^63 - 1."""
    if len(text) < 40 and text.isascii() and text.isdigit() and (value := int(text)) <= MAX_ID:
        return value
    raise ValueError(f"not an integer from 0 to {MAX_ID}")


def moment(text: str) -> str:
    """A point in time as ISO 8601 in UTC, to the microsecond; without an offset it is UTC."""
    # The form that nearly every row has is only checked, not made again.
    if text[10:14:3] == "T:" and text[4:8:3] == "--" and text[19:] == "Z":
        _instant(text)
        return text
    if _DATE.fullmatch(text):
        _instant(text)
        return f"{text}T00:00:00Z"
    if not _TIME.fullmatch(text.replace(" ", "T", 1)):
        raise ValueError("not an ISO 8601 time such as 2026-03-31T14:05:00Z or 2026-03-31")
    found = _instant(text)
    try:
        return written(found.replace(tzinfo=UTC) if found.tzinfo is None else found)
    except OverflowError:
        raise ValueError("not a time between the years 1 and 9999 in UTC") from None


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"not a time that exists ({error})") from None


def written(instant: datetime) -> str:
    """`instant` (aware) as ISO 8601 in UTC with a Z, the form in which times reach Neo4j."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def day(text: str) -> str:
    """A date as ISO 8601; of a time, its day in UTC."""
    if _DATE.fullmatch(text):
        try:
            date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(f"not a date that exists ({error})") from None
        return text
    try:
        return moment(text)[:10]
    except ValueError:
        raise ValueError("not an ISO 8601 date such as 2026-03-31") from None


def number(lowest: float, highest: float) -> Parser:
    """A parser of decimal numbers from `lowest` to `highest`."""

    def parse(text: str) -> float:
        if not _NUMBER.fullmatch(text):
            raise ValueError("not a number such as 1250.5")
        value = float(text)
        if not (math.isfinite(value) and lowest <= value <= highest):
            raise ValueError(f"not between {lowest:g} and {highest:g}")
        return value

    return parse


def boolean(text: str) -> bool:
    """True or False from true, false, 1 or 0, in any case."""
    try:
        return _BOOLEANS[text.lower()]
    except KeyError:
        raise ValueError("not one of true, false, 1, 0") from None


def one_of(kinds: type[StrEnum]) -> Parser:
    """A parser of the names of `kinds`, in any case, with spaces or hyphens for underscores."""
    accepted = {kind.value.upper(): kind.value for kind in kinds}
    names = ", ".join(accepted.values())

    def parse(text: str) -> str:
        found = accepted.get(text) or accepted.get(text.upper().replace("-", "_").replace(" ", "_"))
        if found is None:
            raise ValueError(f"not one of {names}")
        return found

    return parse


def line(limit: int) -> Parser:
    """A parser of one line of at most `limit` characters; white space is collapsed."""

    @lru_cache(maxsize=4096)  # cities, titles and skills come again and again
    def parse(text: str) -> str:
        _no_control(text)
        text = " ".join(text.split())
        if not text:
            raise ValueError("only white space")
        if len(text) > limit:
            raise ValueError(f"{len(text)} characters, at most {limit} are accepted")
        return text

    return parse


def prose(limit: int) -> Parser:
    """A parser of text of at most `limit` characters, kept as written."""

    def parse(text: str) -> str:
        _no_control(text)
        if not text or text.isspace():
            raise ValueError("only white space")
        if len(text) > limit:
            raise ValueError(f"{len(text)} characters, at most {limit} are accepted")
        return text

    return parse


def _no_control(text: str) -> None:
    if found := _CONTROL.search(text):
        raise ValueError(f"holds the control character U+{ord(found[0]):04X}")


def email(text: str) -> str:
    """An e-mail address of at most 320 characters."""
    _no_control(text)
    return addresses.checked(text)


def currency(text: str) -> str:
    """An ISO 4217 code."""
    if not _CURRENCY.fullmatch(text.upper()):
        raise ValueError("not an ISO 4217 code such as EUR")
    return text.upper()
