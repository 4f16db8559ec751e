"""Comments: said, changed, taken back."""

from __future__ import annotations

from graph.errors import InvalidInput, LimitExceeded, NotFound
from graph.feed import wording
from graph.feed.comments import post_of_comment
from graph.feed.sight import standing
from graph.feed.threads import thread
from graph.ids import new_id
from graph.mutations import Write

MAX_DEPTH = 40
"""A reply to a comment that is so deep is refused: what lies deeper than 50 is not shown."""


async def comment(write: Write, post_id: int, text: str, reply_to_id: int | None) -> int:
    """The id of a new comment of at most 3,000 characters, or of a reply to one.

    Raises NotFound for a post or comment that the viewer may not see, InvalidInput for a comment on
    another post, LimitExceeded.
    """
    words = wording.worded(text, most=wording.MAX_COMMENT)
    viewer = write.viewer.member_id
    if await standing(write, viewer, post_id) is None:
        raise NotFound("postId: there is no such post", field=("postId",))
    if reply_to_id is not None:
        await _answerable(write, post_id, reply_to_id)
    id_ = new_id()
    await write.rows(
        "feed/create_comment",
        viewer=viewer,
        post=post_id,
        reply_to=reply_to_id,
        id=id_,
        now=write.now,
        text=words.text,
        thread=thread(post_id, reply_to_id),
        mentioned=list(words.mentioned),
    )
    write.emit("comment.created", str(id_), comment=id_, post=post_id, author=viewer)
    return id_


async def edit(write: Write, id_: int, text: str) -> int:
    """Change one's own comment. Raises NotFound, InvalidInput, LimitExceeded."""
    words = wording.worded(text, most=wording.MAX_COMMENT)
    row = await write.row(
        "feed/edit_comment", viewer=write.viewer.member_id, id=id_, now=write.now, text=words.text
    )
    if row is None:
        raise NotFound("id: you have no such comment", field=("id",))
    write.emit("comment.edited", str(id_), comment=id_, post=row[0], author=write.viewer.member_id)
    return id_


async def delete(write: Write, id_: int) -> int:
    """Take back one's own comment, or one on one's own post, with all replies to it.

    The id of the post. Raises NotFound.
    """
    row = await write.row(
        "feed/delete_comment", viewer=write.viewer.member_id, id=id_, now=write.now
    )
    if row is None or not row[1]:
        raise NotFound("id: you have no such comment", field=("id",))
    post, ids = int(row[0]), list(row[1])
    write.emit("comment.deleted", str(id_), comment=id_, post=post, comments=ids)
    return post


async def _answerable(write: Write, post_id: int, id_: int) -> None:
    on = await post_of_comment(write, write.viewer.member_id, id_)
    if on is None:
        raise NotFound("replyToId: there is no such comment", field=("replyToId",))
    if on != post_id:
        raise InvalidInput("replyToId: that comment is on another post", field=("replyToId",))
    depth = await write.row("feed/read_depth", id=id_)
    if depth is not None and depth[0] >= MAX_DEPTH:
        raise LimitExceeded(
            f"replyToId: replies are at most {MAX_DEPTH} deep", field=("replyToId",)
        )
