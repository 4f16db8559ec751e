"""Whom a post has reached, told to its author: how many, and how near they stood.

Who looks at things unseen is never counted. A sight is told by the application that showed the
post; it is durable in Redis before the answer, and the next read counts it.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.connections.degrees import degrees
from graph.errors import InvalidInput
from graph.store.database import Database
from graph.store.reach import Reach, Reached
from graph.visibility import Viewer

MAX_SEEN = 50


async def record_sight(db: Database, reach: Reach, viewer: Viewer, ids: Sequence[int]) -> int:
    """Notes that posts were on the viewer's screen; of how many it counts.

    Own posts, those that the viewer may not see, and all of who browses unseen do not count;
    twice counts once. Raises InvalidInput for more than 50 posts.
    """
    if len(ids) > MAX_SEEN:
        raise InvalidInput(f"postIds: {len(ids)} are more than {MAX_SEEN}", field=("postIds",))
    rows = await db.rows(
        "insights/list_seen_posts", viewer=viewer.member_id, ids=list(dict.fromkeys(ids))
    )
    authors = list(dict.fromkeys(author for _, author in rows))
    near = dict(zip(authors, await degrees(db, viewer, authors), strict=True))
    posts = {post: str(near[author] or "beyond") for post, author in rows}
    await reach.add(viewer.member_id, posts)
    return len(posts)


async def post_reach(db: Database, reach: Reach, viewer: Viewer, post: int) -> Reached | None:
    """Whom the viewer's own post has reached; None for a post of somebody else."""
    if viewer.id is None:
        return None
    row = await db.row("insights/read_author", viewer=viewer.id, id=post)
    return None if row is None else await reach.count(post)
