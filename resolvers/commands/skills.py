"""`proconnect skills …`."""

from __future__ import annotations

from typing import Annotated

import typer

from resolvers.commands.options import Data, out, run, say, settings

cli = typer.Typer(no_args_is_help=True, help="Curate skills and their spellings.")
Skill = Annotated[str, typer.Argument(help="A skill's id, or any spelling of it.")]


@cli.command(name="queue")
def skills_queue(
    first: Annotated[int, typer.Option(help="How many, at most 500.")] = 50, data: Data = None
) -> None:
    """Words that members and jobs use and no skill is spelt like, the most used first."""
    from resolvers import curation

    run(curation.queue(settings(data=data), first, say=say, out=out))


@cli.command(name="merge")
def skills_merge(skill: Skill, into: Skill, data: Data = None) -> None:
    """SKILL becomes INTO, with all who have it; asked again, a merge that was cut goes on."""
    from resolvers import curation

    run(curation.merge(settings(data=data), skill, into, say=say))


@cli.command(name="alias")
def skills_alias(text: str, skill: Skill, data: Data = None) -> None:
    """The spelling TEXT leads to SKILL."""
    from resolvers import curation

    run(curation.alias(settings(data=data), text, skill, say=say))


@cli.command(name="split")
def skills_split(text: str, data: Data = None) -> None:
    """The spelling TEXT becomes a skill of its own; undoes a merge where it was one."""
    from resolvers import curation

    run(curation.split(settings(data=data), text, say=say))


@cli.command(name="verify")
def skills_verify(skill: Skill, data: Data = None) -> None:
    """SKILL belongs to the vocabulary, and leaves the queue."""
    from resolvers import curation

    run(curation.verify(settings(data=data), skill, say=say))
