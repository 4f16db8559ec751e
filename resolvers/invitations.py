"""Invitations and what becomes of them: connect, remove, block, follow."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime
from typing import Any

import strawberry

from graph.connections import blocks, invitations
from graph.connections.invitations import Listed
from graph.model import InvitationStatus
from graph.mutations import Write
from graph.notifications.notify import invitations_channel
from graph.paging import page_size
from graph.suggestions.dismissals import dismiss
from resolvers.context import Context, Info
from resolvers.ids import global_id, key_of
from resolvers.members import PAGE_LIMIT, Member, member
from resolvers.nodes import Connection, Node, connection
from resolvers.payloads import IDEMPOTENT, UserError, change, refusals

strawberry.enum(InvitationStatus, description="What became of an invitation.")


@strawberry.type(description="One member asking another to connect.")
class Invitation(Node):
    """An invitation, seen by one of its two members."""

    member: Member = strawberry.field(description="The other member: who asks, or who is asked.")
    is_sent: bool = strawberry.field(description="Whether the viewer asks; else they are asked.")
    note: str | None
    status: InvitationStatus
    created_at: datetime
    answered_at: datetime | None


@strawberry.type(description="An invitation after a mutation.")
class InvitationPayload:
    """`invitation` is null where it was refused."""

    invitation: Invitation | None
    connected: bool = strawberry.field(
        description="Whether the two are connected now: inviting somebody who has invited the "
        "viewer accepts."
    )
    errors: list[UserError]


@strawberry.type(description="A connection after a mutation.")
class ConnectionPayload:
    """`member` is null where it was refused, or where the member is hidden now."""

    member: Member | None
    errors: list[UserError]


@strawberry.type(description="A member after a mutation.")
class MemberPayload:
    """`member` is null where it was refused, or where the member is hidden now."""

    member: Member | None
    errors: list[UserError]


@strawberry.type
class InvitationQueries:
    """The part of Viewer about invitations and blocks."""

    @strawberry.field(description=f"Open ones, newest first. {PAGE_LIMIT}")
    async def invitations_received(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Invitation]:
        context = info.context
        page = await invitations.received(context.store.db, context.viewer, page_size(first), after)
        return connection(page, lambda one: invitation(context, one), after)

    @strawberry.field(description=f"Open ones, newest first. {PAGE_LIMIT}")
    async def invitations_sent(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Invitation]:
        context = info.context
        page = await invitations.sent(context.store.db, context.viewer, page_size(first), after)
        return connection(page, lambda one: invitation(context, one), after)

    @strawberry.field(
        description="The ids of the members that the viewer blocks, to unblock them; nothing else "
        f"is shown of them. {PAGE_LIMIT}"
    )
    async def blocked_member_ids(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[strawberry.ID]:
        context = info.context
        page = await blocks.blocked_ids(context.store.db, context.viewer, page_size(first), after)
        return connection(page, lambda id: strawberry.ID(global_id("Member", id)), after)


def invitation(context: Context, found: Listed) -> Invitation:
    """Present an invitation that the viewer sent or received."""
    one, other = found
    return Invitation(
        id=strawberry.ID(global_id("Invitation", one.id)),
        member=member(other),
        is_sent=one.from_id == context.viewer.id,
        note=one.note,
        status=one.status,
        created_at=one.created_at,
        answered_at=one.answered_at,
    )


MemberWork = Callable[[Write, int], Awaitable[Any]]
"""What a mutation does about one member."""


async def _invite(
    info: Info, member_id: str, work: MemberWork, **arguments: Any
) -> InvitationPayload:
    found, connected = None, False
    with refusals(info) as errors:
        key = key_of("Member", member_id, "memberId")
        answer = await change(info, {"memberId": key, **arguments}, lambda w: work(w, key))
        connected = answer["connected"]
        found = await info.context.loaders.ties.invitation_by_id.load(answer["invitation"])
    shown = invitation(info.context, found) if found else None
    return InvitationPayload(invitation=shown, connected=connected, errors=errors)


async def _about(
    info: Info, member_id: str, work: MemberWork
) -> tuple[Member | None, list[UserError]]:
    """The member after a mutation about them, None where hidden; and why it was refused."""
    found = None
    with refusals(info) as errors:
        key = key_of("Member", member_id, "memberId")
        await change(info, {"memberId": key}, lambda write: work(write, key))
        found = await info.context.loaders.members.card_by_id.load(key)
    return member(found) if found else None, errors


@strawberry.type
class ConnectionMutations:
    """The part of Mutation about how members are tied."""

    @strawberry.mutation(
        description="Ask a member to connect, with a note of at most 300 characters; connects at "
        f"once where they have asked the viewer. {IDEMPOTENT} Limits: 100 open invitations of the "
        "last 7 days, 30,000 connections, 21 days after a decline; the error says when again."
    )
    async def send_invitation(
        self, info: Info, member_id: strawberry.ID, note: str | None = None
    ) -> InvitationPayload:
        async def work(write: Write, key: int) -> Any:
            return await invitations.send(write, info.context.store.settings, key, note)

        return await _invite(info, member_id, work, note=note)

    @strawberry.mutation(description=f"Accept the invitation from this member. {IDEMPOTENT}")
    async def accept_invitation(self, info: Info, member_id: strawberry.ID) -> ConnectionPayload:
        async def work(write: Write, key: int) -> Any:
            return await invitations.accept(write, info.context.store.settings, key)

        found, errors = await _about(info, member_id, work)
        return ConnectionPayload(member=found, errors=errors)

    @strawberry.mutation(description=f"Decline the invitation from this member. {IDEMPOTENT}")
    async def decline_invitation(self, info: Info, member_id: strawberry.ID) -> InvitationPayload:
        return await _invite(info, member_id, invitations.decline)

    @strawberry.mutation(description=f"Withdraw the invitation to this member. {IDEMPOTENT}")
    async def withdraw_invitation(self, info: Info, member_id: strawberry.ID) -> InvitationPayload:
        return await _invite(info, member_id, invitations.withdraw)

    @strawberry.mutation(description=f"End the connection with this member. {IDEMPOTENT}")
    async def remove_connection(self, info: Info, member_id: strawberry.ID) -> ConnectionPayload:
        found, errors = await _about(info, member_id, blocks.remove_connection)
        return ConnectionPayload(member=found, errors=errors)

    @strawberry.mutation(
        description="Hide the viewer and this member from each other, everywhere; ends their "
        f"connection, invitations and follows. {IDEMPOTENT} At most 1,000 blocks."
    )
    async def block_member(self, info: Info, member_id: strawberry.ID) -> MemberPayload:
        found, errors = await _about(info, member_id, blocks.block)
        return MemberPayload(member=found, errors=errors)

    @strawberry.mutation(
        description=f"End the viewer's block; nothing that it ended comes back. {IDEMPOTENT}"
    )
    async def unblock_member(self, info: Info, member_id: strawberry.ID) -> MemberPayload:
        found, errors = await _about(info, member_id, blocks.unblock)
        return MemberPayload(member=found, errors=errors)

    @strawberry.mutation(description="Do not suggest this member for 180 days from now.")
    async def dismiss_suggestion(self, info: Info, member_id: strawberry.ID) -> MemberPayload:
        found, errors = await _about(info, member_id, dismiss)
        return MemberPayload(member=found, errors=errors)


@strawberry.type
class InvitationSubscriptions:
    """The part of Subscription about invitations."""

    @strawberry.subscription(
        description="Each invitation to the viewer, from now on, within a second of its being sent."
    )
    async def invitation_received(self, info: Info) -> AsyncGenerator[Invitation, None]:
        context = info.context
        channel = invitations_channel(context.viewer.member_id)
        async with context.store.signals.listen(channel) as news:
            while True:
                id_ = int(await news.get())
                context.renew()
                found = await context.loaders.ties.invitation_by_id.load(id_)
                if found:
                    yield invitation(context, found)
