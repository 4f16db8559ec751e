"""What the text of a post or comment says: hashtags, mentions and addresses, and how long it is."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph import hashtags
from graph.errors import InvalidInput, LimitExceeded
from graph.model import MAX_ID

MAX_POST = 3_000
MAX_ARTICLE = 120_000
MAX_COMMENT = 3_000
MAX_TITLE = 200
MAX_IMAGES = 10
MAX_ADDRESS = 2_000
MAX_MENTIONS = 50
MAX_HASHTAGS = 50
MAX_LINKS = 100

# A mention is a link to a member by their global id: @[Ana Diaz](TWVtYmVyOjQy).
_MENTION = re.compile(r"@\[[^\]\n]{1,200}\]\(([A-Za-z0-9+/=]{8,60})\)")
# Up to white space or what cannot stand in an address (RFC 3986); what ends a sentence is no part.
_LINK = re.compile(r"(?<![\w/])https?://[^\s<>\"'`{}|\\^\[\]]+", re.IGNORECASE)
_ENDS = ".,:;!?…»”’"


@dataclass(frozen=True, slots=True)
class Wording:
    """A checked text, and what it says. `mentioned` are ids of members, known or not."""

    text: str
    tags: tuple[str, ...]
    mentioned: tuple[int, ...]
    links: tuple[str, ...]


def worded(text: str, *, most: int, may_be_empty: bool = False) -> Wording:
    """A text without white space around it, and its parts, each once and in order.

    Raises InvalidInput where it is empty and may not be, LimitExceeded above `most` characters.
    """
    text = text.strip()
    if not text and not may_be_empty:
        raise InvalidInput("text: is empty", field=("text",))
    if len(text) > most:
        raise LimitExceeded(f"text: {len(text)} characters are more than {most}", field=("text",))
    mentioned = [_member(found) for found in _MENTION.findall(text)]
    links = [_address(found[0]) for found in _LINK.finditer(text)]
    return Wording(
        text,
        tuple(hashtags.in_text(_LINK.sub(" ", text))[:MAX_HASHTAGS]),
        tuple(dict.fromkeys(id_ for id_ in mentioned if id_ is not None))[:MAX_MENTIONS],
        tuple(dict.fromkeys(link for link in links if len(link) <= MAX_ADDRESS))[:MAX_LINKS],
    )


def titled(title: str | None) -> str | None:
    """A checked title; None where there is none. Raises InvalidInput, LimitExceeded."""
    if title is None:
        return None
    title = " ".join(title.split())
    if not title:
        raise InvalidInput("title: is empty", field=("title",))
    if len(title) > MAX_TITLE:
        raise LimitExceeded(
            f"title: {len(title)} characters are more than {MAX_TITLE}", field=("title",)
        )
    return title


def pictured(images: Sequence[str]) -> list[str]:
    """Checked addresses of images. Raises InvalidInput, LimitExceeded."""
    if len(images) > MAX_IMAGES:
        raise LimitExceeded(f"images: {len(images)} are more than {MAX_IMAGES}", field=("images",))
    for address in images:
        found = _LINK.fullmatch(address)
        if found is None or len(address) > MAX_ADDRESS:
            raise InvalidInput(
                f"images: {address[:80]!r} is not an https address of at most "
                f"{MAX_ADDRESS} characters",
                field=("images",),
            )
    return list(images)


def _member(text: str) -> int | None:
    """The member in a global id; None for anything else."""
    try:
        kind, _, key = base64.b64decode(text, validate=True).decode("ascii").partition(":")
    except (binascii.Error, ValueError):
        return None
    if kind != "Member" or not key.isdigit() or len(key) > 19 or int(key) > MAX_ID:
        return None
    return int(key)


def _address(found: str) -> str:
    """An address without what ends the sentence around it; a closing bracket needs an opening."""
    while found:
        if found[-1] in _ENDS or (found[-1] == ")" and found.count(")") > found.count("(")):
            found = found[:-1]
        else:
            break
    return found
