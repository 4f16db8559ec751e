"""Logs: one line a request, as JSON for machines or text for people, and never what members say.

A line of a request has its id, which the client gets, too; the viewer is a keyed hash. Tokens,
paths that we do not have, query strings, variables and bodies are not logged.

Of the requests that overload turns away, the first of a second are lines like all others, and one
line more says how many there were besides: what cost nothing to refuse shall not cost by its line.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import secrets
import sys
import time
from collections.abc import Callable
from contextvars import Context, ContextVar

from pythonjsonlogger.orjson import OrjsonFormatter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph import keys
from graph.settings import Settings
from graph.visibility import NOBODY
from resolvers.admission import OVERLOADED
from resolvers.metrics import path_label

log = logging.getLogger("proconnect.access")

HashViewer = Callable[[int], str]

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_GIVEN = re.compile(r"[A-Za-z0-9_.:-]{8,64}", re.ASCII)
REFUSALS_HAVE_LINES = 10
"""So many requests that overload turns away within `COUNTED_FOR_S` have lines of their own."""

COUNTED_FOR_S = 1.0
_QUIET = ("/health/live", "/health/ready", "/metrics")


def configure(settings: Settings) -> None:
    """Log to standard error from now on, in the format and from the level of the settings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_with_request_id)
    if settings.logs_json:
        names = ["asctime", "levelname", "name", "message", "request_id"]
        renamed = {"asctime": "time", "levelname": "level", "name": "logger"}
        handler.setFormatter(OrjsonFormatter(names, rename_fields=renamed))
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for chatty in ("neo4j", "httpx2", "httpcore2", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _with_request_id(record: logging.LogRecord) -> bool:
    record.request_id = _request_id.get()
    return True


def hashed_viewers(settings: Settings) -> HashViewer:
    """How viewers are named in logs: 16 hexadecimal digits. Raises BadSetting, see keys.secret."""
    secret = keys.hash_secret(settings)

    def hashed(viewer: int) -> str:
        text = str(viewer).encode()
        return hashlib.blake2b(text, key=secret, digest_size=8, person=b"log").hexdigest()

    return hashed


class Logged:
    """Gives each request an id, taken from `X-Request-Id` or made, and logs what became of it."""

    def __init__(self, app: ASGIApp, hashed: HashViewer) -> None:
        self._app = app
        self._hashed = hashed
        self._refusals = _Refusals()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        given = Headers(scope=scope).get("x-request-id", "")
        id_ = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        status, began = 0, time.perf_counter()

        async def tell(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", id_.encode())]
            await send(message)

        mark = _request_id.set(id_)
        try:
            await self._app(scope, receive, tell)
        except Exception:
            status = 500
            raise
        finally:
            level = logging.DEBUG if scope["path"] in _QUIET else logging.INFO
            if log.isEnabledFor(level) and (
                scope.get("codes") != OVERLOADED or self._refusals.have_a_line()
            ):
                self._write(level, scope, status, time.perf_counter() - began)
            _request_id.reset(mark)
        return None

    def _write(self, level: int, scope: Scope, status: int, seconds: float) -> None:
        viewer = scope.get("viewer", NOBODY)
        told = {
            "method": scope["method"],
            "path": path_label(scope),
            "status": status,  # 0: the client hung up
            "ms": round(seconds * 1000, 2),
            "viewer": self._hashed(viewer.id) if viewer.id is not None else None,
            "operation": scope.get("operation"),
            "codes": scope.get("codes"),
        }
        line = f"{told['method']} {told['path']} {status} {told['ms']} ms {told['operation'] or ''}"
        log.log(level, line.strip(), extra=told)


class _Refusals:
    """Counts the requests that overload turns away, `COUNTED_FOR_S` at a time."""

    def __init__(self) -> None:
        self._count = 0

    def have_a_line(self) -> bool:
        """Whether the refusal that just happened has a line of its own."""
        if not self._count:
            # In a context of its own: the line about all of them has the id of none.
            asyncio.get_running_loop().call_later(COUNTED_FOR_S, self._sum_up, context=Context())
        self._count += 1
        return self._count <= REFUSALS_HAVE_LINES

    def _sum_up(self) -> None:
        if (more := self._count - REFUSALS_HAVE_LINES) > 0:
            told = {"path": "/graphql", "status": 503, "codes": OVERLOADED, "more": more}
            log.info("/graphql 503, %d more", more, extra=told)
        self._count = 0
