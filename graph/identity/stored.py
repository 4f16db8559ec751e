"""An account within a transaction: locked, and changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.mutations import Write

Account = Mapping[str, Any]
"""Properties by the names of graph/model/."""


async def lock(write: Write, id_: int) -> Account | None:
    """The account as it is until the end of the transaction, or None."""
    row = await write.row("identity/lock_account", id=id_)
    return row[0] if row else None


async def change(write: Write, id_: int, changed: Account) -> None:
    """Change these properties; None clears one."""
    await write.rows("identity/change_account", id=id_, changed=dict(changed))
