"""An account within a transaction: made, locked, and changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.model import Role
from graph.mutations import Write

Account = Mapping[str, Any]
"""Properties by the names of graph/model/."""


async def make(
    write: Write, id_: int, *, name: str, email: str, address_key: str, password: str | None
) -> None:
    """A member with an account. Raises Conflict where the address has one."""
    await write.rows(
        "identity/create_account",
        id=id_,
        name=name,
        email=email,
        address_key=address_key,
        password=password,
        role=Role.MEMBER,
        now=write.now,
    )
    write.emit("member.changed", str(id_), member=id_)


async def lock(write: Write, id_: int) -> Account | None:
    """The account as it is until the end of the transaction, or None."""
    row = await write.row("identity/lock_account", id=id_)
    return row[0] if row else None


async def change(write: Write, id_: int, changed: Account) -> None:
    """Change these properties; None clears one."""
    await write.rows("identity/change_account", id=id_, changed=dict(changed))
