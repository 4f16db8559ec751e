"""What stands between the viewer and another member, read while both are locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.errors import InvalidInput, NotFound
from graph.ids import new_id
from graph.model import InvitationStatus, TransitionKind, pair
from graph.mutations import Write


@dataclass(frozen=True, slots=True)
class Invitation:
    """One member asking another to connect."""

    id: int
    from_id: int
    to_id: int
    note: str | None
    status: InvitationStatus
    created_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pair:
    """The viewer and another member. `sent` and `received` are the last invitation each way."""

    member_id: int
    visible: bool
    connected: bool
    blocked_by_viewer: bool
    viewer_private: bool
    viewer_connections: int
    member_connections: int
    sent: Invitation | None
    received: Invitation | None


def invitation(values: dict[str, Any]) -> Invitation:
    """An invitation from the properties of its node."""
    answered = values.get("answered_at")
    return Invitation(
        id=values["id"],
        from_id=values["from_id"],
        to_id=values["to_id"],
        note=values.get("note"),
        status=InvitationStatus(values["status"]),
        created_at=values["created_at"].to_native(),
        answered_at=answered.to_native() if answered else None,
    )


def is_open(found: Invitation | None) -> bool:
    """Whether there is an invitation that waits for an answer."""
    return found is not None and found.status is InvitationStatus.OPEN


async def locked_pair(write: Write, member_id: int, *, even_invisible: bool = False) -> Pair:
    """Both members locked, and what stands between them.

    Raises NotFound for unknown, deleted and invisible members alike (with `even_invisible` for
    unknown ones and the viewer's own blocks aside), InvalidInput for the viewer.
    """
    viewer_id = write.viewer.member_id
    if member_id == viewer_id:
        raise InvalidInput("memberId: this is yourself", field=("memberId",))
    await write.lock_members((viewer_id, member_id))
    row = await write.row(
        "connections/read_pair",
        viewer=viewer_id,
        member=member_id,
        pair=pair(viewer_id, member_id),
    )
    if row is None:
        raise not_found()
    *facts, sent, received = row
    last = [invitation(values) if values else None for values in (sent, received)]
    found = Pair(member_id, *facts, *last)
    if not (found.visible or (even_invisible and found.blocked_by_viewer)):
        raise not_found()
    return found


def not_found() -> NotFound:
    """The one answer for unknown, deleted and invisible members."""
    return NotFound("memberId: no such member", field=("memberId",))


async def record(write: Write, kind: TransitionKind, subject: str) -> None:
    """Leave an immutable record of what the viewer did."""
    await write.rows(
        "connections/record_transition",
        id=new_id(),
        subject=subject,
        kind=kind,
        actor=write.viewer.member_id,
        now=write.now,
    )
