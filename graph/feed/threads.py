"""Where a comment is listed: under its post, or under the comment that it answers."""

from __future__ import annotations


def thread(post_id: int, reply_to_id: int | None) -> str:
    """The `thread` of a comment, by which an index lists all that answers the same."""
    return f"post:{post_id}" if reply_to_id is None else f"comment:{reply_to_id}"
