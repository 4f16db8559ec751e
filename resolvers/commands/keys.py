"""`proconnect keys …`."""

from __future__ import annotations

import typer

from resolvers.commands.options import Data, say, settings

cli = typer.Typer(no_args_is_help=True, help="The keys that sign access tokens.")


@cli.command(name="rotate")
def keys_rotate(data: Data = None) -> None:
    """Sign with a new key from now on; tokens of the old ones stay valid."""
    from resolvers.keyring import KeyFiles

    ring = KeyFiles(settings(data=data)).rotate()
    say(f"key {ring.name} signs; {len(ring.accepted) - 1} old ones are accepted")


@cli.command(name="drop-old")
def keys_drop_old(data: Data = None) -> None:
    """Accept tokens of the present key only."""
    from resolvers.keyring import KeyFiles

    say(f"{KeyFiles(settings(data=data)).drop_old()} old keys are accepted no more")
