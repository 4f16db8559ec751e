"""`proconnect cypher`: the analysts' read-only prompt."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from graph import embedded
from graph.analytics.formats import FORMATS
from graph.analytics.gateway import Gateway
from graph.analytics.plans import Step
from graph.errors import InvalidInput, ProConnectError
from graph.settings import Settings
from graph.visibility import Viewer

SHOWN_ROWS = 1_000
"""What a table on a terminal shows; files get every row."""


async def cypher(
    settings: Settings,
    statement: str | None,
    *,
    viewer: Viewer,
    format: str,
    to: Path | None,
    say: Callable[[str], None],
) -> None:
    """Run one statement, or read them from the terminal until the end of input."""
    if format != "table" and format not in FORMATS:
        raise InvalidInput(f"--format: {format!r} is none of table, {', '.join(FORMATS)}")
    async with embedded.running(settings, say=say) as running:
        gateway = Gateway(running)
        try:
            if statement is not None:
                await _one(gateway, viewer, statement, format, to)
                return
            say("Read-only; a statement ends with ; or an empty line, Ctrl-D ends the prompt.")
            while (text := _read()) is not None:
                try:
                    await _one(gateway, viewer, text, format, to)
                except ProConnectError as error:
                    say(error.message)
        finally:
            gateway.close()


def _read() -> str | None:
    """The next statement; None at the end of input."""
    lines: list[str] = []
    while True:
        try:
            line = input("cypher> " if not lines else "   ...> ")
        except EOFError:
            return "\n".join(lines) if lines else None
        lines.append(line)
        if line.rstrip().endswith(";") or (not line.strip() and any(map(str.strip, lines))):
            return "\n".join(lines)


async def _one(gateway: Gateway, viewer: Viewer, text: str, format: str, to: Path | None) -> None:
    plan = gateway.kind(viewer, text)
    if plan == "EXPLAIN":
        _print_plan(await gateway.explain(viewer, text, {}))
        return
    async with gateway.run(viewer, text, {}, profile=plan == "PROFILE") as (found, batches):
        names = [column.name for column in found.columns]
        if plan == "PROFILE":
            async for _ in batches:
                pass
            _print_plan(found.profile or [])
        elif format == "table" and to is None:
            rows: list[tuple[Any, ...]] = []
            async for batch in batches:
                rows += zip(*batch.columns, strict=True)
                if len(rows) >= SHOWN_ROWS:
                    break
            _print_rows(names, rows[:SHOWN_ROWS])
        else:
            encoder = FORMATS["jsonl" if format == "table" else format].encoder(names)
            out = to.open("wb") if to else sys.stdout.buffer
            try:
                async for batch in batches:
                    out.write(encoder.batch(batch))
                out.write(encoder.end())
                out.flush()
            finally:
                if to:
                    out.close()


def _print_rows(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    table = Table()
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(str, row))
    out = Console()
    out.print(table, markup=False)
    out.print(f"{len(rows)} rows" + (", the first ones" if len(rows) == SHOWN_ROWS else ""))


def _print_plan(steps: list[Step]) -> None:
    table = Table("operator", "estimated rows", "rows", "hits", "details")
    for step in steps:
        figures = ("" if value is None else f"{value:,}" for value in (step.rows, step.hits))
        table.add_row(
            "  " * step.depth + step.operator,
            f"{step.estimated_rows:,.0f}",
            *figures,
            step.details,
        )
    Console().print(table, markup=False)
