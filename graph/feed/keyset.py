"""The sort key of everything that is listed by time: the moment, then the id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from graph.errors import InvalidCursor
from graph.model import MAX_ID
from graph.paging import decode_cursor, encode_cursor

# Neo4j keeps nanoseconds and a Python datetime does not, so a moment travels as text.
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?Z(?:\[UTC\])?")


@dataclass(frozen=True, slots=True)
class Key:
    """A place in a list by time. `time` is ISO 8601 in UTC, as Neo4j writes it."""

    time: str
    id: int


OLDEST = Key("0001-01-01T00:00:00Z", -1)
"""Before everything."""

NEWEST = Key("9999-12-31T23:59:59Z", MAX_ID)
"""After everything."""


def just_after(moment: datetime) -> Key:
    """Later than everything at `moment`, and earlier than what follows a microsecond later."""
    return Key(text_of(moment + timedelta(microseconds=1)), -1)


@lru_cache(maxsize=64)
def text_of(moment: datetime) -> str:
    """A time as it stands in a Key."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The time in a cursor, to the microsecond. Raises InvalidCursor.

    Years 1 to 9998, so that a moment before and after it exist.
    """
    found = _MOMENT.fullmatch(text)
    try:
        if found is not None and found[1] < "9999":
            return datetime.fromisoformat(found[1] + (found[2] or "")[:7]).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise InvalidCursor("after: not a cursor of this list", field=("after",))


def encode_key(kind: str, key: Key) -> str:
    """The cursor of the list `kind` at `key`."""
    return encode_cursor(kind, key.time, key.id)


def decode_key(kind: str, cursor: str | None, start: Key) -> Key:
    """The key in a cursor that `encode_key` made; `start` without one. Raises InvalidCursor."""
    if cursor is None:
        return start
    time, id_ = decode_cursor(kind, cursor, str, int)
    return checked(Key(time, id_))


def checked(key: Key) -> Key:
    """The key itself. Raises InvalidCursor where no list can have issued it."""
    if not -1 <= key.id <= MAX_ID:
        raise InvalidCursor("after: not a cursor of this list", field=("after",))
    moment(key.time)
    return key
