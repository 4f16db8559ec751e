"""`proconnect crawlers …`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from resolvers.commands.options import Data, out, run, say, settings

cli = typer.Typer(no_args_is_help=True, help="Who saw too many members within a day.")


@cli.command(name="list")
def crawlers_list(data: Data = None) -> None:
    """What was done about crawlers on this machine, the latest last."""
    from graph import journal
    from resolvers.crawling import FILE

    for line in journal.lines(settings(data=data), FILE):
        counts = ", ".join(f"{line[kind]} {kind}" for kind in ("members", "lists") if kind in line)
        out.print(f"{line['at']}  {line['who']}  {line['step']}  {counts}".rstrip(), markup=False)


@cli.command(name="forgive")
def crawlers_forgive(
    who: Annotated[str, typer.Argument(help="As `crawlers list` shows it, such as member:7.")],
    data: Data = None,
) -> None:
    """Forget what somebody saw; processes follow within a minute."""
    from graph import embedded
    from graph.store.store import open_store
    from resolvers import crawling

    async def forgiven() -> None:
        given = settings(data=data)
        async with embedded.running(given, say=say) as running, open_store(running) as store:
            await crawling.forgive(store, who, now=datetime.now(UTC))
        say(f"what {who} saw is forgotten")

    run(forgiven())
