"""Invitations: sent, accepted, declined, withdrawn. One open invitation and one edge a pair.

Every step locks both members first, so that a pair has one history, whatever the interleaving; two
members who invite each other become connected. Repeating a step changes nothing and answers alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from graph.connections.pairs import (
    Invitation,
    Pair,
    invitation,
    is_open,
    locked_pair,
    record,
)
from graph.errors import Conflict, Forbidden, InvalidInput, LimitExceeded, NotFound
from graph.ids import new_id
from graph.model import MAX_ID, InvitationStatus, TransitionKind, pair
from graph.mutations import Write
from graph.paging import Page, decode_cursor, encode_cursor, page_of
from graph.profiles.cards import Card, card
from graph.settings import Settings
from graph.store.database import Database
from graph.visibility import Viewer

MAX_NOTE = 300
COOL_OFF = timedelta(days=21)
"""How long a declined member waits before they may ask the same member again."""

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
LOW_ACCEPTANCE_OF = 100
LOW_ACCEPTANCE = 0.10
LOW_ACCEPTANCE_A_DAY = 20
"""Who had fewer than 10 % of the last 100 invitations accepted may send 20 a day."""

_LOOK_BACK = 1_000

Answer = dict[str, Any]
"""JSON of an answer: `invitation` (its id, or None) and `connected`."""


async def send(write: Write, settings: Settings, member_id: int, note: str | None) -> Answer:
    """Invite a member, or connect where they have invited the viewer.

    An open invitation of the viewer is answered again as it is. Raises NotFound, InvalidInput,
    Conflict (connected already, or declined less than 21 days ago), Forbidden for a PRIVATE
    viewer, whom the member could not see, and LimitExceeded, which says when to try again.
    """
    note = _note(note)
    found = await locked_pair(write, member_id)
    if found.connected:
        raise Conflict("memberId: you are connected already", field=("memberId",))
    if found.received and is_open(found.received):
        return await _connect(write, settings, found, found.received)
    if found.sent and is_open(found.sent):
        return {"invitation": found.sent.id, "connected": False}
    if found.viewer_private:
        raise Forbidden("your profile is PRIVATE: the member could not see who invites them")
    await _may_send(write, settings, found)
    made = new_id()
    viewer_id = write.viewer.member_id
    await write.rows(
        "connections/create_invitation",
        id=made,
        viewer=viewer_id,
        member=member_id,
        pair=pair(viewer_id, member_id),
        note=note,
        now=write.now,
    )
    await record(write, TransitionKind.INVITED, pair(viewer_id, member_id))
    write.emit(
        "invitation.sent",
        pair(viewer_id, member_id),
        invitation=made,
        sender=viewer_id,
        receiver=member_id,
    )
    return {"invitation": made, "connected": False}


def _note(note: str | None) -> str | None:
    note = (note or "").strip() or None
    if note and len(note) > MAX_NOTE:
        raise InvalidInput(
            f"note: {len(note)} characters are more than {MAX_NOTE}", field=("note",)
        )
    return note


async def _may_send(write: Write, settings: Settings, found: Pair) -> None:
    """Raises Conflict within the cool-off, LimitExceeded past a limit."""
    last = found.sent
    if last and last.status is InvitationStatus.DECLINED and last.answered_at:
        again = last.answered_at + COOL_OFF
        if write.now < again:
            raise Conflict(
                f"memberId: try again after {again:%Y-%m-%dT%H:%M:%SZ}", field=("memberId",)
            )
    _may_connect(settings, found)
    rows = await write.rows(
        "connections/list_sent_lately", viewer=write.viewer.member_id, limit=_LOOK_BACK
    )
    sent = [(at.to_native(), status) for at, status in rows]
    waiting = [at for at, status in sent if status == "OPEN" and at > write.now - _WEEK]
    if len(waiting) >= settings.invitations_a_week:
        again = waiting[-1] + _WEEK
        raise LimitExceeded(
            f"{len(waiting)} invitations of the last 7 days are open, at most "
            f"{settings.invitations_a_week}: try again after {again:%Y-%m-%dT%H:%M:%SZ}, or "
            "withdraw some"
        )
    last_ones = sent[:LOW_ACCEPTANCE_OF]
    accepted = sum(status == "ACCEPTED" for _, status in last_ones)
    today = [at for at, _ in sent if at > write.now - _DAY]
    if (
        len(last_ones) == LOW_ACCEPTANCE_OF
        and accepted < LOW_ACCEPTANCE * LOW_ACCEPTANCE_OF
        and len(today) >= LOW_ACCEPTANCE_A_DAY
    ):
        again = today[LOW_ACCEPTANCE_A_DAY - 1] + _DAY
        raise LimitExceeded(
            f"few of your last {LOW_ACCEPTANCE_OF} invitations were accepted: at most "
            f"{LOW_ACCEPTANCE_A_DAY} a day, try again after {again:%Y-%m-%dT%H:%M:%SZ}"
        )


def _may_connect(settings: Settings, found: Pair) -> None:
    for whose, count in (
        ("you have", found.viewer_connections),
        ("the member has", found.member_connections),
    ):
        if count >= settings.max_connections:
            raise LimitExceeded(
                f"{whose} {count} connections, at most {settings.max_connections}: "
                "try again after one was removed"
            )


async def _connect(write: Write, settings: Settings, found: Pair, accepted: Invitation) -> Answer:
    _may_connect(settings, found)
    viewer_id, member_id = write.viewer.member_id, found.member_id
    await _close(write, accepted, InvitationStatus.ACCEPTED)
    await write.rows(
        "connections/create_connection",
        low=min(viewer_id, member_id),
        high=max(viewer_id, member_id),
        pair=pair(viewer_id, member_id),
        now=write.now,
    )
    await record(write, TransitionKind.CONNECTED, pair(viewer_id, member_id))
    write.emit(
        "connection.created",
        pair(viewer_id, member_id),
        invitation=accepted.id,
        sender=member_id,
        receiver=viewer_id,
    )
    return {"invitation": accepted.id, "connected": True}


async def _close(write: Write, found: Invitation, status: InvitationStatus) -> None:
    await write.rows("connections/close_invitation", id=found.id, status=status, now=write.now)


async def accept(write: Write, settings: Settings, member_id: int) -> Answer:
    """Accept the invitation from a member. Already connected: nothing changes.

    Raises NotFound where the member is invisible or has not invited the viewer, LimitExceeded.
    """
    found = await locked_pair(write, member_id)
    if found.connected:
        return {"invitation": None, "connected": True}
    if not (found.received and is_open(found.received)):
        raise _no_invitation()
    return await _connect(write, settings, found, found.received)


async def decline(write: Write, member_id: int) -> Answer:
    """Decline the invitation from a member; declined already: nothing changes. Raises NotFound."""
    found = await locked_pair(write, member_id)
    return await _end(write, found.received, InvitationStatus.DECLINED, TransitionKind.DECLINED)


async def withdraw(write: Write, member_id: int) -> Answer:
    """Withdraw the invitation to a member; done already: nothing changes. Raises NotFound."""
    found = await locked_pair(write, member_id)
    return await _end(write, found.sent, InvitationStatus.WITHDRAWN, TransitionKind.WITHDRAWN)


async def _end(
    write: Write, found: Invitation | None, status: InvitationStatus, kind: TransitionKind
) -> Answer:
    if found is None or not (is_open(found) or found.status is status):
        raise _no_invitation()
    if is_open(found):
        await _close(write, found, status)
        await record(write, kind, pair(found.from_id, found.to_id))
        write.emit(
            f"invitation.{status.lower()}",
            pair(found.from_id, found.to_id),
            invitation=found.id,
            sender=found.from_id,
            receiver=found.to_id,
        )
    return {"invitation": found.id, "connected": False}


def _no_invitation() -> NotFound:
    return NotFound("memberId: there is no open invitation", field=("memberId",))


async def cancel_open(write: Write, found: Pair) -> None:
    """A block ends the open invitation of a pair, if there is one."""
    for one in (found.sent, found.received):
        if one and is_open(one):
            await _close(write, one, InvitationStatus.CANCELLED)
            await record(write, TransitionKind.CANCELLED, pair(one.from_id, one.to_id))


Listed = tuple[Invitation, Card]
"""An invitation and the card of the other member."""


async def received(db: Database, viewer: Viewer, first: int, after: str | None) -> Page[Listed]:
    """Open invitations to the viewer from members they may see, newest first."""
    return await _list(db, "connections/list_received", "received", viewer, first, after)


async def sent(db: Database, viewer: Viewer, first: int, after: str | None) -> Page[Listed]:
    """Open invitations of the viewer to members they may see, newest first."""
    return await _list(db, "connections/list_sent", "sent", viewer, first, after)


async def _list(
    db: Database, query: str, kind: str, viewer: Viewer, first: int, after: str | None
) -> Page[Listed]:
    before: int = decode_cursor(kind, after, int)[0] if after is not None else MAX_ID
    rows = await db.rows(query, viewer=viewer.member_id, before=before, limit=first + 1)
    listed = [(invitation(values), card(other)) for values, other in rows]
    return page_of(listed, first, lambda one: encode_cursor(kind, one[0].id))


async def invitations_by_ids(
    db: Database, viewer: Viewer, ids: Sequence[int]
) -> list[Listed | None]:
    """Each invitation that the viewer sent or received; None where the other is invisible."""
    if viewer.id is None:
        return [None] * len(ids)
    rows = await db.rows("connections/list_invitations", viewer=viewer.id, ids=list(ids))
    found = {values["id"]: (invitation(values), card(other)) for values, other in rows}
    return [found.get(id_) for id_ in ids]
