"""What an account may do besides being a member; operators give and take it."""

from __future__ import annotations

from datetime import datetime

from graph.addresses import address_key
from graph.errors import InvalidInput, NotFound
from graph.identity import sessions
from graph.model import Role
from graph.mutations import Write, record
from graph.store.store import Store


async def change_role(store: Store, address: str, role: str, *, now: datetime) -> None:
    """Give the account of an address a role and end its sessions: their tokens say the old one.

    Raises NotFound for an unknown address, InvalidInput for an unknown role.
    """
    if role not in [known.value for known in Role]:
        raise InvalidInput(f"role: {role!r} is none of {', '.join(Role)}", field=("role",))
    key = address_key(store.settings)(address)

    async def work(write: Write) -> list[int]:
        row = await write.row("identity/set_role", address_key=key, role=role)
        if row is None:
            raise NotFound(f"there is no account with the address {address}")
        return await sessions.end_all(write, row[0])

    await sessions.announce(store, await record(store, "changeRole", work, now=now))
