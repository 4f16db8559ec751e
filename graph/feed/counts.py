"""The reactions that posts show: those of the graph, or what Redis knows better already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.errors import Unavailable
from graph.feed.posts import PostView
from graph.store.reactions import Known
from graph.store.store import Store
from graph.visibility import Viewer


async def counted(store: Store, viewer: Viewer, posts: Sequence[PostView]) -> list[PostView]:
    """The same posts, and the originals of shares, with the counts that everybody sees now.

    A reaction is in the graph within seconds, and in Redis at once. Without Redis the graph's
    counts are shown.
    """
    ids = {post.id for post in posts} | {p.shared_post.id for p in posts if p.shared_post}
    try:
        known = await store.reactions.known(sorted(ids), viewer.id)
    except Unavailable:
        return list(posts)
    return [_counted(post, known) for post in posts] if known else list(posts)


def _counted(post: PostView, known: dict[int, Known]) -> PostView:
    shared = _counted(post.shared_post, known) if post.shared_post else None
    found = known.get(post.id)
    if found is None:
        return replace(post, shared_post=shared) if shared is not post.shared_post else post
    mine = post.viewer_reaction if found.kind is None else (found.kind or None)
    return replace(post, reaction_count=found.count, viewer_reaction=mine, shared_post=shared)
