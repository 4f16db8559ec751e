"""Following members, companies and hashtags."""

from __future__ import annotations

from graph.connections.pairs import locked_pair, record
from graph.errors import InvalidInput, LimitExceeded, NotFound
from graph.model import TransitionKind
from graph.mutations import Write

MAX_FOLLOWS = 5_000
FOLLOWED = ("Member", "Company", "Hashtag")

Target = tuple[str, int | str]
"""A kind of FOLLOWED, and the id or the key of the hashtag."""


async def follow(write: Write, target: Target) -> None:
    """The viewer follows the target; done already: nothing changes.

    Raises NotFound for what does not exist for the viewer, InvalidInput for oneself and for kinds
    that cannot be followed, LimitExceeded past 5,000.
    """
    kind, key = await _locked(write, target)
    row = await write.row("connections/count_follows", viewer=write.viewer.member_id)
    if row and row[0] >= MAX_FOLLOWS:
        raise LimitExceeded(f"you follow {row[0]} members and things, at most {MAX_FOLLOWS}")
    made = await write.row("connections/follow", now=write.now, **_named(write, target))
    if made is None:
        raise _nothing()
    if made[0]:
        await _note(write, TransitionKind.FOLLOWED, "follow.created", (kind, key))


async def unfollow(write: Write, target: Target) -> None:
    """The viewer no longer follows the target; did not: nothing changes. Raises as `follow`."""
    kind, key = await _locked(write, target)
    row = await write.row("connections/unfollow", **_named(write, target))
    if row and row[0]:
        await _note(write, TransitionKind.UNFOLLOWED, "follow.removed", (kind, key))


async def _locked(write: Write, target: Target) -> Target:
    kind, key = target
    if kind not in FOLLOWED:
        raise InvalidInput(f"id: a {kind} cannot be followed", field=("id",))
    if kind == "Member" and isinstance(key, int):
        try:
            await locked_pair(write, key)
        except (NotFound, InvalidInput) as error:
            raise type(error)(error.message.replace("memberId", "id"), field=("id",)) from None
    else:
        await write.lock_members([write.viewer.member_id])
    return kind, key


def _named(write: Write, target: Target) -> dict[str, int | str | None]:
    kind, key = target
    tag = kind == "Hashtag"
    viewer_id = write.viewer.member_id
    return {
        "viewer": viewer_id,
        "kind": kind,
        "id": None if tag else key,
        "tag": key if tag else None,
    }


async def _note(write: Write, kind: TransitionKind, event: str, target: Target) -> None:
    viewer_id = write.viewer.member_id
    what = f"{target[0]}:{target[1]}"
    await record(write, kind, f"{viewer_id}>{what}")
    write.emit(event, f"{viewer_id}>{what}", follower=viewer_id, kind=target[0], key=target[1])


def _nothing() -> NotFound:
    return NotFound("id: there is nothing to follow here", field=("id",))
