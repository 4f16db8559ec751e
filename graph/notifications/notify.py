"""The consumer that writes notifications, and wakes subscriptions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from graph.events.consumers import Consumer
from graph.model import NotificationKind
from graph.store.store import Store
from graph.store.streams import Event

Told = tuple[NotificationKind, int, int] | None
"""What, to whom, and who did it."""


def invitations_channel(member_id: int) -> str:
    """The channel on which a member's subscriptions hear of invitations: ids as text."""
    return f"invitations:{member_id}"


def _invited(payload: dict[str, Any]) -> Told:
    return NotificationKind.INVITATION_RECEIVED, payload["receiver"], payload["sender"]


def _accepted(payload: dict[str, Any]) -> Told:
    return NotificationKind.INVITATION_ACCEPTED, payload["sender"], payload["receiver"]


def _followed(payload: dict[str, Any]) -> Told:
    if payload["kind"] != "Member":
        return None
    return NotificationKind.NEW_FOLLOWER, payload["key"], payload["follower"]


_TOLD: dict[str, Callable[[dict[str, Any]], Told]] = {
    "invitation.sent": _invited,
    "connection.created": _accepted,
    "follow.created": _followed,
}


async def handle(store: Store, events: Sequence[Event]) -> None:
    """Write a notification for each event that somebody is told of, and wake who listens."""
    rows, wake = [], []
    for event in events:
        payload = orjson.loads(event.payload)
        told = _TOLD[event.kind](payload)
        if told is None:
            continue
        kind, to_id, actor_id = told
        rows.append({"id": event.id, "to_id": to_id, "actor_id": actor_id, "kind": kind})
        if event.kind == "invitation.sent":
            wake.append((invitations_channel(to_id), str(payload["invitation"]).encode()))
    if rows:
        await store.db.batch("notifications/create_notifications", rows)
    for channel, news in wake:
        await store.signals.tell(channel, news)


CONSUMER = Consumer("notifications", frozenset(_TOLD), handle)
