"""Relay global ids: base64 of 'Member:42'."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from graph.errors import InvalidId
from graph.model import MAX_ID

_TEXT_KEYED = ("Skill", "Occupation", "Hashtag")
KINDS = (
    "Member",
    "Company",
    "School",
    "Place",
    "Skill",
    "Job",
    "Post",
    "Comment",
    "Hashtag",
    "Invitation",
    "Notification",
    "Application",
    "SavedSearch",
    "Project",
    "ProspectNote",
)


def global_id(kind: str, key: int | str) -> str:
    """The global id of the node `key` of a kind."""
    return base64.b64encode(f"{kind}:{key}".encode()).decode()


def parse(text: str, field: str = "id") -> tuple[str, int | str]:
    """The kind and the key in a global id. Raises InvalidId, naming the argument `field`."""
    try:
        kind, colon, key = base64.b64decode(text, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        raise _wrong(text, field) from None
    if not colon or kind not in KINDS or not key:
        raise _wrong(text, field)
    value: int | str = key
    if kind not in _TEXT_KEYED:
        if not (key.isascii() and key.isdigit()) or len(key) > 19 or int(key) > MAX_ID:
            raise _wrong(text, field)
        value = int(key)
    if global_id(kind, value) != text:  # another spelling of it: a node has one id
        raise _wrong(text, field)
    return kind, value


def key_of(kind: str, text: str, field: str = "id") -> int:
    """The number in a global id that must be of this kind. Raises InvalidId."""
    found, key = parse(text, field)
    if found != kind or not isinstance(key, int):
        raise InvalidId(f"{field}: {text[:80]!r} is not the id of a {kind}", field=(field,))
    return key


def keys_of(kind: str, texts: Sequence[str], field: str) -> list[int]:
    """The numbers in several global ids of one kind. Raises InvalidId."""
    return [key_of(kind, text, field) for text in texts]


def _wrong(text: str, field: str) -> InvalidId:
    return InvalidId(f"{field}: {text[:80]!r} is not an id of this network", field=(field,))
