"""`proconnect documents …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from resolvers.commands.options import Data, out, run, say, settings

cli = typer.Typer(no_args_is_help=True, help="Operations that clients may ask by id.")


@cli.command(name="publish")
def documents_publish(
    paths: Annotated[list[Path], typer.Argument(help=".graphql files, folders, JSON manifests.")],
    data: Data = None,
) -> None:
    """Publish operations, and print their ids."""
    from resolvers import documents

    run(documents.publish(settings(data=data), paths, say=say))


@cli.command(name="list")
def documents_list(data: Data = None) -> None:
    """The ids of all published operations."""
    from resolvers import documents

    run(documents.show(settings(data=data), say=say, out=out))
