"""`proconnect events …` and `proconnect feed …`."""

from __future__ import annotations

from typing import Annotated

import typer

from resolvers.commands.options import Data, out, run, say, settings

cli = typer.Typer(no_args_is_help=True, help="Events, consumers and dead letters.")
feed_cli = typer.Typer(no_args_is_help=True, help="A member's feed: what is cached, and why.")
Consumer = Annotated[str, typer.Argument(help="As `events list` shows it.")]
Letter = Annotated[str, typer.Argument(help="The dead letter, as `events list` shows it.")]


@cli.command(name="list")
def events_list(data: Data = None) -> None:
    """How far the relay and each consumer are behind, and the dead letters."""
    from resolvers import events

    run(events.show_all(settings(data=data), say=say, out=out))


@cli.command(name="show")
def events_show(consumer: Consumer, letter: Letter, data: Data = None) -> None:
    """One dead letter, whole."""
    from resolvers import events

    run(events.show(settings(data=data), consumer, letter, say=say, out=out))


@cli.command(name="replay")
def events_replay(consumer: Consumer, letter: Letter, data: Data = None) -> None:
    """Give a dead letter to the consumers again."""
    from resolvers import events

    run(events.replay(settings(data=data), consumer, letter, say=say))


@cli.command(name="discard")
def events_discard(consumer: Consumer, letter: Letter, data: Data = None) -> None:
    """Forget a dead letter."""
    from resolvers import events

    run(events.discard(settings(data=data), consumer, letter, say=say))


@feed_cli.command(name="show")
def feed_show(member_id: int, data: Data = None) -> None:
    """What is cached of a feed, what the graph says, and what is left out by which rule."""
    from resolvers import feeds

    run(feeds.show(settings(data=data), member_id, say=say, out=out))


@feed_cli.command(name="rebuild")
def feed_rebuild(member_id: int, data: Data = None) -> None:
    """Drop what is cached of a feed and build it from the graph."""
    from resolvers import feeds

    run(feeds.rebuild(settings(data=data), member_id, say=say, out=out))
