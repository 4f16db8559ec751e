"""What members are told of."""

from __future__ import annotations

from datetime import datetime

import strawberry

from graph.model import NotificationKind
from graph.notifications import listing
from graph.paging import page_size
from graph.search.saved import saved
from resolvers.context import Info
from resolvers.executor.plan import LOADED
from resolvers.ids import global_id, key_of
from resolvers.lookup import node_by_key
from resolvers.members import PAGE_LIMIT, Member, member
from resolvers.nodes import Connection, Node, connection
from resolvers.payloads import UserError, change, refusals
from resolvers.saved import SavedSearch, saved_search

strawberry.enum(NotificationKind, description="What a member is told of; more may come.")


@strawberry.type(description="Something that the viewer is told of, once.")
class Notification:
    """A notification."""

    id: strawberry.ID
    kind: NotificationKind
    actor: Member = strawberry.field(
        description="Who did it: of a match, the member found or the author, else the viewer."
    )
    created_at: datetime
    is_read: bool
    search: SavedSearch | None = strawberry.field(
        description="Which saved search a match is of; null when it was deleted."
    )
    found: strawberry.Private[tuple[str, int] | None]

    @strawberry.field(
        metadata=LOADED, description="What was found; null where it is no match, gone or invisible."
    )
    async def match(self, info: Info) -> Node | None:
        return await node_by_key(info, self.found) if self.found else None


@strawberry.type(description="Notifications after they were marked as read.")
class NotificationsPayload:
    """The answer of markNotificationsRead."""

    marked: int = strawberry.field(description="How many were not read before.")
    errors: list[UserError]


@strawberry.type
class NotificationQueries:
    """The part of Viewer about what they are told of."""

    @strawberry.field(description=f"Newest first. {PAGE_LIMIT}")
    async def notifications(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Notification]:
        context = info.context
        page = await listing.notifications(
            context.store.db, context.viewer, page_size(first), after
        )
        return connection(page, _notification, after)


@strawberry.type
class NotificationMutations:
    """The part of Mutation about notifications."""

    @strawberry.mutation(description="Mark this notification and all older ones as read.")
    async def mark_notifications_read(
        self, info: Info, last: strawberry.ID
    ) -> NotificationsPayload:
        marked = 0
        with refusals(info) as errors:
            key = key_of("Notification", last, "last")
            answer = await change(info, {"last": key}, lambda w: listing.mark_read(w, key))
            marked = answer["marked"]
        return NotificationsPayload(marked=marked, errors=errors)


def _notification(found: listing.Notification) -> Notification:
    return Notification(
        id=strawberry.ID(global_id("Notification", found.id)),
        kind=found.kind,
        actor=member(found.actor),
        created_at=found.created_at,
        is_read=found.is_read,
        search=saved_search(saved(found.search)) if found.search else None,
        found=found.match,
    )
