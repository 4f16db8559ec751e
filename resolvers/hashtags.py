"""Hashtags, as something to follow."""

from __future__ import annotations

import strawberry

from resolvers.ids import global_id
from resolvers.nodes import Node


@strawberry.type(description="A hashtag.")
class Hashtag(Node):
    """A hashtag."""

    name: str = strawberry.field(description="Without its sign, case folded.")


def hashtag(key: str) -> Hashtag:
    """Present a hashtag."""
    return Hashtag(id=strawberry.ID(global_id("Hashtag", key)), name=key)
