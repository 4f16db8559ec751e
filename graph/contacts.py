"""Contacts that members import: addresses they know, kept as keyed hashes only.

Members are found by the hash of their own address, unless they do not want to be.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.addresses import AddressKey, checked
from graph.errors import InvalidInput, LimitExceeded, NotFound
from graph.mutations import Write

MAX_AT_ONCE = 1_000
MAX_CONTACTS = 5_000
MAX_A_DAY = 5_000
"""Also those forgotten again: who tries addresses must not get far."""


def hashed(of: AddressKey, addresses: Sequence[str]) -> list[str]:
    """The keys of addresses, each once and ascending.

    Raises InvalidInput for more than 1,000 and for what is no e-mail address; the text is not
    repeated in the message.
    """
    if len(addresses) > MAX_AT_ONCE:
        raise InvalidInput(
            f"addresses: {len(addresses)} are more than {MAX_AT_ONCE} at once",
            field=("addresses",),
        )
    found = set()
    for place, address in enumerate(addresses):
        try:
            found.add(of(checked(address.strip())))
        except ValueError:
            message = f"addresses: number {place + 1} is not an e-mail address"
            raise InvalidInput(message, field=("addresses", str(place))) from None
    return sorted(found)


async def import_contacts(write: Write, address_keys: Sequence[str]) -> dict[str, int]:
    """Keep the viewer's contacts: how many are new, and how many are kept now.

    Raises LimitExceeded past 5,000 in all or within a day (UTC), NotFound where the
    member is no more; then nothing changes.
    """
    viewer = write.viewer.member_id
    await write.lock_members([viewer])
    row = await write.row("contacts/add_contacts", viewer=viewer, keys=address_keys, now=write.now)
    if row is None:
        raise NotFound("your member is no more")
    added, kept, today = row
    if kept > MAX_CONTACTS:
        raise LimitExceeded(f"addresses: more than {MAX_CONTACTS} contacts cannot be kept")
    if today > MAX_A_DAY:
        raise LimitExceeded(f"addresses: {MAX_A_DAY} were imported today; try again tomorrow")
    return {"added": added, "kept": kept}


async def forget_contacts(write: Write) -> dict[str, int]:
    """Forget all contacts of the viewer; how many there were."""
    await write.lock_members([write.viewer.member_id])
    row = await write.row("contacts/delete_contacts", viewer=write.viewer.member_id)
    return {"deleted": row[0] if row else 0}
