"""The command line: `proconnect …`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from graph import settings as settings_module
from graph.errors import ImportFailed, ProConnectError
from graph.settings import Settings
from resolvers.auth import ROLES, Tokens, parse_ttl

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="ProConnect: a graph-native backend for professional networks.",
)
events_cli = typer.Typer(no_args_is_help=True, help="Events, consumers and dead letters.")
cli.add_typer(events_cli, name="events")
feed_cli = typer.Typer(no_args_is_help=True, help="A member's feed: what is cached, and why.")
cli.add_typer(feed_cli, name="feed")
skills_cli = typer.Typer(no_args_is_help=True, help="Curate skills and their spellings.")
cli.add_typer(skills_cli, name="skills")
documents_cli = typer.Typer(no_args_is_help=True, help="Operations that clients may ask by id.")
cli.add_typer(documents_cli, name="documents")
keys_cli = typer.Typer(no_args_is_help=True, help="The keys that sign access tokens.")
cli.add_typer(keys_cli, name="keys")
out = Console()
err = Console(stderr=True, highlight=False)

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Data folder; also PROCONNECT_DATA. Default: .proconnect."),
]
Port = Annotated[int | None, typer.Option("--port", help="Port on the loopback interface.")]
Limits = Annotated[
    str | None,
    typer.Option("--limits", help="'off': no rate limits and no crawler detection, for tests."),
]
Consumer = Annotated[str, typer.Argument(help="As `events list` shows it.")]
Skill = Annotated[str, typer.Argument(help="A skill's id, or any spelling of it.")]
Letter = Annotated[str, typer.Argument(help="The dead letter, as `events list` shows it.")]


def main() -> None:
    """Run the command line; errors of ours are one line and exit code 1."""
    try:
        cli()
    except ProConnectError as error:
        err.print(f"proconnect: {error.message}", markup=False, soft_wrap=True)
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        err.print(f"proconnect: {where}{error.strerror or error}", markup=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def say(line: str) -> None:
    """One line of news on standard error."""
    err.print(line, markup=False, soft_wrap=True)


def _settings(**given: object) -> Settings:
    return settings_module.load(**given)


def _run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


@cli.command()
def up(
    world: Annotated[
        str, typer.Option(help="'demo', 'empty' or a folder in the import format.")
    ] = "demo",
    data: Data = None,
    port: Port = None,
    limits: Limits = None,
) -> None:
    """Start everything that is not configured elsewhere, and serve until Ctrl-C."""
    from resolvers import up as up_module

    _run(up_module.up(_settings(data=data, port=port, limits=limits), world, say=say, out=out))


@cli.command()
def serve(data: Data = None, port: Port = None, limits: Limits = None) -> None:
    """Serve the endpoint on the configured servers."""
    from resolvers import up as up_module

    _run(up_module.serve(_settings(data=data, port=port, limits=limits), say=say))


@cli.command()
def worker(data: Data = None) -> None:
    """Relay the outbox and run every consumer, until Ctrl-C."""
    from resolvers import worker as worker_module

    _run(worker_module.worker(_settings(data=data), say=say))


@feed_cli.command(name="show")
def feed_show(member_id: int, data: Data = None) -> None:
    """What is cached of a feed, what the graph says, and what is left out by which rule."""
    from resolvers import feeds

    _run(feeds.show(_settings(data=data), member_id, say=say, out=out))


@feed_cli.command(name="rebuild")
def feed_rebuild(member_id: int, data: Data = None) -> None:
    """Drop what is cached of a feed and build it from the graph."""
    from resolvers import feeds

    _run(feeds.rebuild(_settings(data=data), member_id, say=say, out=out))


@events_cli.command(name="list")
def events_list(data: Data = None) -> None:
    """How far the relay and each consumer are behind, and the dead letters."""
    from resolvers import events

    _run(events.show_all(_settings(data=data), say=say, out=out))


@events_cli.command(name="show")
def events_show(consumer: Consumer, letter: Letter, data: Data = None) -> None:
    """One dead letter, whole."""
    from resolvers import events

    _run(events.show(_settings(data=data), consumer, letter, say=say, out=out))


@events_cli.command(name="replay")
def events_replay(consumer: Consumer, letter: Letter, data: Data = None) -> None:
    """Give a dead letter to the consumers again."""
    from resolvers import events

    _run(events.replay(_settings(data=data), consumer, letter, say=say))


@events_cli.command(name="discard")
def events_discard(consumer: Consumer, letter: Letter, data: Data = None) -> None:
    """Forget a dead letter."""
    from resolvers import events

    _run(events.discard(_settings(data=data), consumer, letter, say=say))


@skills_cli.command(name="queue")
def skills_queue(
    first: Annotated[int, typer.Option(help="How many, at most 500.")] = 50, data: Data = None
) -> None:
    """Words that members and jobs use and no skill is spelt like, the most used first."""
    from resolvers import curation

    _run(curation.queue(_settings(data=data), first, say=say, out=out))


@skills_cli.command(name="merge")
def skills_merge(skill: Skill, into: Skill, data: Data = None) -> None:
    """SKILL becomes INTO, with all who have it; asked again, a merge that was cut goes on."""
    from resolvers import curation

    _run(curation.merge(_settings(data=data), skill, into, say=say))


@skills_cli.command(name="alias")
def skills_alias(text: str, skill: Skill, data: Data = None) -> None:
    """The spelling TEXT leads to SKILL."""
    from resolvers import curation

    _run(curation.alias(_settings(data=data), text, skill, say=say))


@skills_cli.command(name="split")
def skills_split(text: str, data: Data = None) -> None:
    """The spelling TEXT becomes a skill of its own; undoes a merge where it was one."""
    from resolvers import curation

    _run(curation.split(_settings(data=data), text, say=say))


@skills_cli.command(name="verify")
def skills_verify(skill: Skill, data: Data = None) -> None:
    """SKILL belongs to the vocabulary, and leaves the queue."""
    from resolvers import curation

    _run(curation.verify(_settings(data=data), skill, say=say))


@documents_cli.command(name="publish")
def documents_publish(
    paths: Annotated[list[Path], typer.Argument(help=".graphql files, folders, JSON manifests.")],
    data: Data = None,
) -> None:
    """Publish operations, and print their ids."""
    from resolvers import documents

    _run(documents.publish(_settings(data=data), paths, say=say))


@documents_cli.command(name="list")
def documents_list(data: Data = None) -> None:
    """The ids of all published operations."""
    from resolvers import documents

    _run(documents.show(_settings(data=data), say=say, out=out))


@keys_cli.command(name="rotate")
def keys_rotate(data: Data = None) -> None:
    """Sign with a new key from now on; tokens of the old ones stay valid."""
    from resolvers.keyring import KeyFiles

    ring = KeyFiles(_settings(data=data)).rotate()
    say(f"key {ring.name} signs; {len(ring.accepted) - 1} old ones are accepted")


@keys_cli.command(name="drop-old")
def keys_drop_old(data: Data = None) -> None:
    """Accept tokens of the present key only."""
    from resolvers.keyring import KeyFiles

    say(f"{KeyFiles(_settings(data=data)).drop_old()} old keys are accepted no more")


@cli.command()
def role(
    address: Annotated[str, typer.Argument(help="The e-mail address of an account.")],
    name: Annotated[str, typer.Argument(help=" | ".join(ROLES))],
    data: Data = None,
) -> None:
    """Give an account a role, and end its sessions, whose tokens say the old one."""
    from resolvers import worlds

    _run(worlds.give_role(_settings(data=data), address, name, say=say))


@cli.command(name="import")
def import_(
    folder: Annotated[Path, typer.Argument(help="A folder in the import format.")],
    data: Data = None,
    skip_invalid: Annotated[
        bool, typer.Option("--skip-invalid", help="Leave bad rows out, into rejected/.")
    ] = False,
) -> None:
    """Bulk-load a folder into an empty store, then index it."""
    from resolvers import worlds

    if not folder.is_dir():
        raise ImportFailed(f"{folder} is not a folder")
    _run(worlds.load(_settings(data=data), folder, skip_invalid=skip_invalid, say=say))


@cli.command()
def migrate(data: Data = None) -> None:
    """Bring the schema of the graph up to date."""
    from resolvers import worlds

    _run(worlds.migrate_only(_settings(data=data), say=say))


@cli.command()
def reindex(data: Data = None) -> None:
    """Rebuild the search index beside the live one, then swap."""
    from resolvers import worlds

    _run(worlds.reindex_only(_settings(data=data), say=say))


@cli.command()
def check(
    data: Data = None,
    search: Annotated[
        bool, typer.Option("--search", help="Hold the search index against the graph instead.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="With --search: read again what drifted.")
    ] = False,
) -> None:
    """Verify every invariant of the stored graph; exit code 1 where one is broken."""
    from resolvers import worlds

    if search:
        _run(worlds.check_search(_settings(data=data), repaired=repair, say=say))
    else:
        _run(worlds.check_only(_settings(data=data), say=say))


@cli.command()
def cypher(
    statement: Annotated[str | None, typer.Argument(help="A statement; a prompt without.")] = None,
    analyst: Annotated[int, typer.Option("--as", help="The analyst: a member id.")] = 0,
    role: Annotated[str, typer.Option(help="analyst, or admin for PROFILE.")] = "analyst",
    format: Annotated[
        str, typer.Option("--format", help="table | jsonl | csv | arrow | parquet")
    ] = "table",
    to: Annotated[Path | None, typer.Option("--to", help="A file instead of the screen.")] = None,
    data: Data = None,
) -> None:
    """Ask in the analysts' read-only Cypher."""
    from graph.visibility import Viewer
    from resolvers import prompt

    viewer = Viewer(analyst, frozenset([role]))
    work = prompt.cypher(
        _settings(data=data), statement, viewer=viewer, format=format, to=to, say=say
    )
    _run(work)


@cli.command()
def analytics(
    names: Annotated[
        list[str], typer.Argument(help="pagerank, communities, components, cores, clustering.")
    ],
    data: Data = None,
) -> None:
    """Analyse the whole network and write the results to the members; goes on where it was cut."""
    from resolvers import worlds

    _run(worlds.analyse(_settings(data=data), tuple(names), say=say))


@cli.command()
def seat(
    member_id: Annotated[int, typer.Argument(help="Who hires.")],
    company_id: Annotated[int, typer.Argument(help="For which company.")],
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the seat away.")] = False,
    data: Data = None,
) -> None:
    """Let a recruiter hire for a company: post its jobs, see who applies and who fits."""
    from resolvers import worlds

    given = not withdraw
    _run(worlds.set_seat(_settings(data=data), member_id, company_id, given, say=say))


@cli.command()
def install() -> None:
    """Bring Java's libraries and Neo4j into the user's cache, verified and ready to start fast."""
    from graph.embedded import training

    _run(training.train(say))


@cli.command()
def bench(
    name: Annotated[str | None, typer.Argument(help="One of them; all if left out.")] = None,
    data: Data = None,
    world: Annotated[
        str | None, typer.Option(help="'demo' or 'bench'; made in --data where it is missing.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Also write the results as JSON.")] = None,
    clients: Annotated[int, typer.Option(help="Clients of the tables under load.")] = 1,
    n: Annotated[int, typer.Option(help="Viewers asked in each table.")] = 200,
) -> None:
    """Measure the five questions, server side and over HTTP, beside the plain Cypher."""
    from resolvers.bench import bench as run

    run(name, world=world, data=data, out=out, n=n, clients=clients)


@cli.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from resolvers.schema import schema as graphql_schema

    print(graphql_schema.as_str())


@cli.command()
def token(
    member_ids: Annotated[list[int], typer.Argument(help="Member ids, as in the import files.")],
    role: Annotated[str, typer.Option(help=" | ".join(ROLES))] = "member",
    ttl: Annotated[str, typer.Option(help="How long they are valid: 30m, 24h, 7d.")] = "24h",
    data: Data = None,
) -> None:
    """Print an access token a line, for development and checks."""
    tokens = Tokens.load(_settings(data=data))
    valid, now = parse_ttl(ttl), datetime.now(UTC)
    for made in [tokens.issue(member_id, role, valid, now=now) for member_id in member_ids]:
        print(made)


if __name__ == "__main__":
    main()
