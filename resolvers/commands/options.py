"""What all commands share: their options, the settings, and where their lines go."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console

from graph import settings as settings_module
from graph.settings import Settings

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


def say(line: str) -> None:
    """One line of news on standard error."""
    err.print(line, markup=False, soft_wrap=True)


def settings(**given: object) -> Settings:
    """The settings of the environment and of the options that were given. Raises BadSetting."""
    return settings_module.load(**given)


def run(work: Coroutine[Any, Any, None], *, quick: bool = False) -> None:
    """Run a command to its end; a `quick` one on uvloop, which takes a tenth less of a request."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if quick else None) as runner:
        runner.run(work)
