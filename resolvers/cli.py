"""The command line: `proconnect …`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from graph.errors import ImportFailed, ProConnectError
from resolvers.auth import ROLES, Tokens, parse_ttl
from resolvers.commands import crawlers, documents, events, keys, skills
from resolvers.commands.options import Data, Limits, Port, err, out, run, say, settings

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="ProConnect: a graph-native backend for professional networks.",
)
for name, group in {
    "events": events.cli,
    "feed": events.feed_cli,
    "skills": skills.cli,
    "documents": documents.cli,
    "keys": keys.cli,
    "crawlers": crawlers.cli,
}.items():
    cli.add_typer(group, name=name)


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

    run(up_module.up(settings(data=data, port=port, limits=limits), world, say=say, out=out))


@cli.command()
def serve(
    data: Data = None,
    port: Port = None,
    limits: Limits = None,
    processes: Annotated[
        int | None, typer.Option(help="So many on one port; SIGHUP renews them one by one.")
    ] = None,
    fd: Annotated[
        int | None, typer.Option(help="A listening socket that was inherited; systemd's is 3.")
    ] = None,
) -> None:
    """Serve the endpoint on the configured servers."""
    from resolvers import serving

    given = settings(data=data, port=port, limits=limits, processes=processes)
    run(serving.serve(given, fd=fd, say=say), quick=True)


@cli.command()
def worker(data: Data = None) -> None:
    """Relay the outbox and run every consumer, until Ctrl-C."""
    from resolvers import worker as worker_module

    run(worker_module.worker(settings(data=data), say=say))


@cli.command()
def role(
    address: Annotated[str, typer.Argument(help="The e-mail address of an account.")],
    name: Annotated[str, typer.Argument(help=" | ".join(ROLES))],
    data: Data = None,
) -> None:
    """Give an account a role, and end its sessions, whose tokens say the old one."""
    from resolvers import worlds

    run(worlds.give_role(settings(data=data), address, name, say=say))


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
    run(worlds.load(settings(data=data), folder, skip_invalid=skip_invalid, say=say))


@cli.command()
def migrate(data: Data = None) -> None:
    """Bring the schema of the graph up to date."""
    from resolvers import worlds

    run(worlds.migrate_only(settings(data=data), say=say))


@cli.command()
def reindex(data: Data = None) -> None:
    """Rebuild the search index beside the live one, then swap."""
    from resolvers import worlds

    run(worlds.reindex_only(settings(data=data), say=say))


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
        run(worlds.check_search(settings(data=data), repaired=repair, say=say))
    else:
        run(worlds.check_only(settings(data=data), say=say))


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
        settings(data=data), statement, viewer=viewer, format=format, to=to, say=say
    )
    run(work)


@cli.command()
def analytics(
    names: Annotated[
        list[str],
        typer.Argument(
            help="pagerank, communities, leiden, components, cores, clustering, betweenness."
        ),
    ],
    data: Data = None,
) -> None:
    """Analyse the whole network and write the results to the members; goes on where it was cut."""
    from resolvers import worlds

    run(worlds.analyse(settings(data=data), tuple(names), say=say))


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
    run(worlds.set_seat(settings(data=data), member_id, company_id, given, say=say))


@cli.command()
def install() -> None:
    """Bring Java's libraries and Neo4j into the user's cache, verified and ready to start fast."""
    from graph.embedded import training

    run(training.train(say))


@cli.command()
def bench(
    name: Annotated[str | None, typer.Argument(help="One of them; all if left out.")] = None,
    data: Data = None,
    world: Annotated[
        str | None, typer.Option(help="demo, bench or large; made in --data where it is missing.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Also write the results as JSON.")] = None,
    clients: Annotated[int, typer.Option(help="Clients of the tables under load.")] = 1,
    n: Annotated[int, typer.Option(help="Viewers asked in each table.")] = 200,
) -> None:
    """Measure the five questions, server side and over HTTP, beside the plain Cypher."""
    from resolvers.bench import bench as run

    run(name, world=world, data=data, out=out, n=n, clients=clients)


@cli.command()
def schema(
    since: Annotated[
        Path | None, typer.Option(help="An older schema: print what changed since, not the schema.")
    ] = None,
) -> None:
    """Print the GraphQL schema, or what changed since an older one."""
    from resolvers.changes import changes
    from resolvers.schema import schema as graphql_schema

    if since is None:
        print(graphql_schema.as_str())
    else:
        for level, text in changes(since.read_text("utf-8"), graphql_schema.as_str()):
            print(f"{level}: {text}")


@cli.command()
def token(
    member_ids: Annotated[list[int], typer.Argument(help="Member ids, as in the import files.")],
    role: Annotated[str, typer.Option(help=" | ".join(ROLES))] = "member",
    ttl: Annotated[str, typer.Option(help="How long they are valid: 30m, 24h, 7d.")] = "24h",
    data: Data = None,
) -> None:
    """Print an access token a line, for development and checks."""
    tokens = Tokens.load(settings(data=data))
    valid, now = parse_ttl(ttl), datetime.now(UTC)
    for made in [tokens.issue(member_id, role, valid, now=now) for member_id in member_ids]:
        print(made)


if __name__ == "__main__":
    main()
