"""What a member does not want to see: hidden posts, muted members, reports."""

from __future__ import annotations

from typing import Any

from graph.errors import InvalidInput, LimitExceeded, NotFound
from graph.feed.sight import standing
from graph.ids import new_id
from graph.model import ReportReason
from graph.mutations import Write

MAX_NOTE = 1_000
MAX_MUTED = 1_000
REPORTABLE = ("Member", "Post", "Comment")


async def hide(write: Write, post_id: int) -> int:
    """Leave a post out of the viewer's feed. Raises NotFound."""
    return await _mark(write, "feed/hide_post", post_id)


async def not_interested(write: Write, post_id: int) -> int:
    """Leave a post out, and what is like it further down. Raises NotFound."""
    return await _mark(write, "feed/dislike_post", post_id)


async def mute(write: Write, member_id: int) -> int:
    """Leave the posts of a member out of the viewer's feed. Raises NotFound, LimitExceeded."""
    viewer = write.viewer.member_id
    if member_id == viewer:
        raise InvalidInput("memberId: you cannot mute yourself", field=("memberId",))
    await write.lock_members([viewer])
    row = await write.row(
        "feed/mute_member", viewer=viewer, member=member_id, now=write.now, limit=MAX_MUTED
    )
    if row is None:
        raise NotFound("memberId: there is no such member", field=("memberId",))
    if not row[0]:
        raise LimitExceeded(
            f"memberId: you have muted {MAX_MUTED} members already", field=("memberId",)
        )
    return member_id


async def unmute(write: Write, member_id: int) -> int:
    """Let the posts of a member come again; was not muted: nothing changes."""
    await write.rows("feed/unmute_member", viewer=write.viewer.member_id, member=member_id)
    return member_id


async def report(
    write: Write, target: tuple[str, Any], reason: ReportReason, note: str | None
) -> int:
    """Complain about a member, post or comment that the viewer may see; the id of the report.

    The caller has looked whether they may. A second complaint of the same reason changes nothing.
    """
    kind, key = target
    if kind not in REPORTABLE:
        raise InvalidInput(f"id: a {kind} cannot be reported", field=("id",))
    note = (note or "").strip() or None
    if note and len(note) > MAX_NOTE:
        raise LimitExceeded(
            f"note: {len(note)} characters are more than {MAX_NOTE}", field=("note",)
        )
    viewer = write.viewer.member_id
    await write.lock_members([viewer])
    row = await write.row(
        "feed/create_report",
        viewer=viewer,
        kind=kind,
        target=key,
        id=new_id(),
        reason=reason.value,
        note=note,
        now=write.now,
    )
    if row is None:
        raise NotFound("id: there is nothing to report here", field=("id",))
    made: int = row[0]
    write.emit("report.created", str(made), report=made, kind=kind, key=key, reporter=viewer)
    return made


async def _mark(write: Write, query: str, post_id: int) -> int:
    viewer = write.viewer.member_id
    await write.lock_members([viewer])
    if await standing(write, viewer, post_id) is None:
        raise NotFound("postId: there is no such post", field=("postId",))
    await write.rows(query, viewer=viewer, post=post_id, now=write.now)
    return post_id
