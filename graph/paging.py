"""Pages of a list: sizes, and cursors that hold the sort key of the last item."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson

from graph.errors import InvalidCursor, InvalidInput, LimitExceeded

T = TypeVar("T")

DEFAULT_PAGE = 20
MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list, the cursor of each, and whether more follow.

    `end` is where the next page begins, if that is not behind the last item.
    """

    items: list[T]
    cursors: list[str]
    has_next: bool
    end: str | None = None


def page_size(first: int | None, *, default: int = DEFAULT_PAGE, most: int = MAX_PAGE) -> int:
    """The number of items to show. Raises InvalidInput below 0, LimitExceeded above `most`."""
    if first is None:
        return default
    if first < 0:
        raise InvalidInput(f"first: {first} is below 0", field=("first",))
    if first > most:
        raise LimitExceeded(f"first: {first} is more than {most}", field=("first",))
    return first


def page_of(items: Sequence[T], first: int, cursor: Callable[[T], str]) -> Page[T]:
    """The first of `items`, of which one more than `first` was read to know whether more follow."""
    shown = list(items[:first])
    return Page(shown, [cursor(one) for one in shown], has_next=len(items) > first)


def encode_cursor(kind: str, *values: Any) -> str:
    """An opaque cursor of the list `kind` at the sort key `values` (numbers, strings, None)."""
    return base64.urlsafe_b64encode(orjson.dumps([kind, *values])).decode().rstrip("=")


def decode_cursor(kind: str, cursor: str, *types: type) -> list[Any]:
    """The sort key in a cursor that `encode_cursor` made for this `kind`, checked by type.

    Raises InvalidCursor for anything else.
    """
    wrong = InvalidCursor(f"after: {cursor[:80]!r} is not a cursor of this list", field=("after",))
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        found = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except ValueError:
        raise wrong from None
    if not (isinstance(found, list) and len(found) == len(types) + 1 and found[0] == kind):
        raise wrong
    values = found[1:]
    if not all(type(value) is wanted for value, wanted in zip(values, types, strict=True)):
        raise wrong
    if any(type(value) is int and not -(2**63) <= value < 2**63 for value in values):
        raise wrong  # no integer of the graph
    return values
