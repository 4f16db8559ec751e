"""`/cypher`: the analysts' gateway over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import asdict
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from graph.analytics.formats import FORMATS, Encoder
from graph.analytics.gateway import Gateway, Statement
from graph.analytics.language import rules
from graph.analytics.results import Batch
from graph.errors import (
    Forbidden,
    InvalidInput,
    LimitExceeded,
    NotFound,
    ProConnectError,
    QueryTimeout,
    Unauthenticated,
    Unavailable,
)
from graph.visibility import NOBODY, Viewer

_STATUS: tuple[tuple[type[ProConnectError], int], ...] = (
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (InvalidInput, 400),
    (LimitExceeded, 429),
    (QueryTimeout, 504),
    (Unavailable, 503),
)


class AnalystRoutes:
    """The routes of the gateway; `gateway` is called when a request needs it."""

    def __init__(self, gateway: Callable[[], Gateway]) -> None:
        self._gateway = gateway

    def routes(self) -> list[BaseRoute]:
        """`/cypher`, `/cypher/schema` and `/cypher/{statement}`."""
        return [
            Route("/cypher", self._guarded(self.ask), methods=["POST"]),
            Route("/cypher", self._guarded(self.list_running), methods=["GET"]),
            Route("/cypher/schema", self._schema, methods=["GET"]),
            Route("/cypher/{statement}", self._guarded(self.stop), methods=["DELETE"]),
        ]

    def _guarded(self, work: Callable[[Request], Any]) -> Callable[[Request], Any]:
        async def run(request: Request) -> Response:
            try:
                answer: Response = await work(request)
            except ProConnectError as error:
                return refusal(error)
            return answer

        return run

    async def ask(self, request: Request) -> Response:
        """The rows of a statement in the format asked for, or its plan."""
        body = _body(await request.body())
        text, parameters = body["query"], body["parameters"]
        viewer = _viewer(request)
        await self._gateway().turn(viewer, text)
        plan = self._gateway().kind(viewer, text)
        if plan == "EXPLAIN":
            found = await self._gateway().explain(viewer, text, parameters)
            return JSONResponse({"plan": [asdict(step) for step in found]})
        stack = AsyncExitStack()
        try:
            running = self._gateway().run(viewer, text, parameters, profile=plan == "PROFILE")
            statement, batches = await stack.enter_async_context(running)
            if plan == "PROFILE":
                async with stack:
                    async for _ in batches:
                        pass
                    steps = [asdict(step) for step in statement.profile or ()]
                    return JSONResponse({"plan": steps, "rows": statement.rows})
            return await _stream(stack, statement, batches, body["format"])
        except BaseException as error:
            await stack.__aexit__(type(error), error, error.__traceback__)
            raise

    async def list_running(self, request: Request) -> Response:
        """The statements of this analyst that run."""
        found = self._gateway().running(_viewer(request))
        return JSONResponse({"running": [{"id": s.id, "rows": s.rows} for s in found]})

    async def stop(self, request: Request) -> Response:
        """Ends a statement."""
        await self._gateway().stop(_viewer(request), request.path_params["statement"])
        return Response(status_code=204)

    async def _schema(self, request: Request) -> Response:
        """The analysts' graph: the same for everyone, so no token is needed."""
        return JSONResponse(rules.described())


def refusal(error: ProConnectError) -> Response:
    """An error as JSON with its code."""
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    shown = {"code": error.code, "message": error.message}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return JSONResponse({"error": shown}, status_code=status, headers=headers)


def _viewer(request: Request) -> Viewer:
    viewer: Viewer = request.scope.get("viewer", NOBODY)
    return viewer


def _body(raw: bytes) -> dict[str, Any]:
    try:
        given = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise InvalidInput("the body must be a JSON object with query and parameters") from None
    if not isinstance(given, dict) or not isinstance(given.get("query"), str):
        raise InvalidInput("query: must be a text", field=("query",))
    parameters = given.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise InvalidInput("parameters: must be an object", field=("parameters",))
    format = given.get("format", "jsonl")
    if format not in FORMATS:
        known = ", ".join(FORMATS)
        raise InvalidInput(f"format: {format!r} is none of {known}", field=("format",))
    return {"query": given["query"], "parameters": parameters, "format": format}


async def _stream(
    stack: AsyncExitStack, statement: Statement, batches: AsyncIterator[Batch], format: str
) -> Response:
    """The response; its first batch is there already, so that most errors have a status."""
    form = FORMATS[format]
    encoder = form.encoder([column.name for column in statement.columns])
    first = await anext(batches, None)

    async def pieces() -> AsyncIterator[bytes]:
        # The slot and the transaction end with the stream, also where the client goes away.
        async with stack:
            try:
                if first is not None:
                    yield await asyncio.to_thread(encoder.batch, first)
                async for batch in batches:
                    yield await asyncio.to_thread(encoder.batch, batch)
                yield encoder.end()
            except ProConnectError as error:
                yield _late(encoder, error)
                raise _Cut from error

    headers = {
        "x-statement": statement.id,
        "x-columns": json.dumps([[column.name, column.kind] for column in statement.columns]),
        "cache-control": "no-store",
    }
    return StreamingResponse(pieces(), media_type=form.media_type, headers=headers)


class _Cut(Exception):
    """The rows already sent are not all: the connection ends without its last chunk."""


def _late(encoder: Encoder, error: ProConnectError) -> bytes:
    """JSON lines can still say what went wrong; the other formats are cut off."""
    if type(encoder).__name__ != "_Lines":
        return b""
    return orjson.dumps({"error": {"code": error.code, "message": error.message}}) + b"\n"
