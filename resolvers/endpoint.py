"""`/graphql` over HTTP: https://graphql.github.io/graphql-over-http/draft to the letter."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from graph import tracing
from graph.errors import Forbidden, LimitExceeded, NotFound, RateLimited, Unavailable
from graph.store.store import Store
from graph.visibility import NOBODY
from resolvers.answers import answer_of, error_response, refused, response
from resolvers.context import Context
from resolvers.documents import Documents
from resolvers.executor.cache import Executor
from resolvers.gate import Gate
from resolvers.hangup import HungUp, attended
from resolvers.metrics import observe_operation
from resolvers.rates import Asker, refusal_headers
from resolvers.requests import BadRequest, asked_by_get, asked_by_post
from resolvers.sockets import Sockets

_CODES = {400: "BAD_REQUEST", 405: "METHOD_NOT_ALLOWED", 415: "UNSUPPORTED_MEDIA_TYPE"}
_ALLOWED = {
    "GET": frozenset({OperationType.QUERY}),
    # A subscription has more than one answer: it needs a WebSocket.
    "POST": frozenset({OperationType.QUERY, OperationType.MUTATION}),
}


class Endpoint:
    """The GraphQL endpoint. `scope["viewer"]` is set by `middleware.Authentication`."""

    def __init__(
        self,
        executor: Executor,
        gate: Gate,
        sockets: Sockets,
        documents: Documents,
        store: Callable[[], Store],
        *,
        longest_s: float,
    ) -> None:
        self._executor = executor
        self._gate = gate
        self._sockets = sockets
        self._documents = documents
        self._store = store
        self._longest_s = longest_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await self._sockets(scope, receive, send)
        try:
            request = Request(scope, receive)
            found = await attended(
                self._answer(request), receive, self._longest_s, lambda: not _writes(request)
            )
        except BadRequest as error:
            found = _refusal(error.status, error.reason)
        except RateLimited as error:
            found = error_response(429, error.code, error.message, refusal_headers(error))
        except Unavailable as error:
            found = error_response(503, error.code, error.message, {"Retry-After": "1"})
        except (ClientDisconnect, HungUp):
            return None
        return await found(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "GET":
            asked = asked_by_get(request.query_params)
        elif request.method == "POST":
            asked = asked_by_post(request.headers.get("content-type"), await request.body())
        else:
            raise BadRequest(405, "GraphQL only supports GET and POST requests")
        accept = request.headers.get("accept")
        try:
            asked = await self._documents.resolved(asked)
            weighed = self._gate.weigh(asked)
            request.state.writes = bool(weighed.writes)
            asker = asker_of(request.scope)
            headers = await self._gate.admit(weighed, asker)
        except RateLimited:
            raise
        except (LimitExceeded, NotFound, Forbidden) as error:
            return response(*answer_of(refused(error)), accept)
        viewer, store, now = request.scope.get("viewer", NOBODY), self._store(), datetime.now(UTC)
        key = request.headers.get("idempotency-key")
        name, began = weighed.name, time.perf_counter()
        try:
            with (
                tracing.span("operation", {"graphql.operation.name": name or "anonymous"}),
                self._gate.watching(asker),
            ):
                result = await self._executor.execute(
                    asked.query,
                    asked.variables,
                    lambda: Context(viewer, store, now, key),
                    operation_name=asked.operation_name,
                    allowed=_ALLOWED[request.method],
                    extensions=asked.extensions,
                )
        except CannotGetOperationTypeError as error:
            raise BadRequest(400, error.as_http_error_reason()) from error
        except InvalidOperationTypeError as error:
            # Only queries may be asked by GET; a subscription by neither.
            status = 405 if request.method == "GET" else 400
            raise BadRequest(status, error.as_http_error_reason(request.method)) from error
        answer, ran = answer_of(result)
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        observe_operation(name, codes, time.perf_counter() - began)
        request.scope.update(operation=name, codes=codes)
        found = response(answer, ran, accept)
        found.headers.update(headers)
        return found


def _writes(request: Request) -> bool:
    return getattr(request.state, "writes", False)


def asker_of(scope: Scope) -> Asker:
    """Whoever stands behind a connection."""
    client = scope.get("client")
    viewer = scope.get("viewer", NOBODY)
    return Asker(viewer, scope.get("token"), client[0] if client else None)


def _refusal(status: int, reason: str) -> Response:
    headers = {"Allow": "GET, POST"} if status == 405 else None
    return error_response(status, _CODES[status], reason[:200], headers)
