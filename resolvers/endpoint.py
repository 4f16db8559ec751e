"""`/graphql`: Strawberry over HTTP, with errors that clients can act on."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.schema.base import BaseSchema
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult

from graph.errors import ProConnectError
from graph.store.store import Store
from graph.visibility import NOBODY
from resolvers.context import Context

log = logging.getLogger("proconnect.graphql")


class Endpoint(GraphQL[Context, None]):
    """The GraphQL endpoint. `scope["viewer"]` is set by `auth.Authentication`."""

    def __init__(self, schema: BaseSchema, store: Callable[[], Store]) -> None:
        super().__init__(
            schema, graphql_ide=None, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL]
        )
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await super().__call__(scope, receive, send)
        try:
            response = await self.run(Request(scope, receive))
        except HTTPException as error:
            code = "METHOD_NOT_ALLOWED" if error.status_code == 405 else "BAD_REQUEST"
            response = error_response(error.status_code, code, error.reason)
        await response(scope, receive, send)
        return None

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        """A context of this request alone."""
        viewer = request.scope.get("viewer", NOBODY)
        return Context.fresh(viewer, self._store(), datetime.now(UTC))

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """The answer, with a code in each error and nothing internal."""
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [formatted(error) for error in result.errors]
        return answer  # type: ignore[return-value]

    def encode_json(self, data: object) -> str:
        """JSON as text: WebSockets must not get bytes."""
        return orjson.dumps(data).decode()


def formatted(error: GraphQLError) -> dict[str, Any]:
    """An error as clients see it: our own with their code, any other masked by an id in the log."""
    shown: dict[str, Any] = {"message": error.message}
    if error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        shown["path"] = error.path
    cause = error.original_error
    if cause is None:
        shown["extensions"] = {"code": "GRAPHQL_VALIDATION_FAILED"}
    elif isinstance(cause, ProConnectError) and cause.code != "INTERNAL":
        shown["extensions"] = {"code": cause.code}
        if cause.field:
            shown["extensions"]["field"] = list(cause.field)
    elif isinstance(cause, GraphQLError):
        shown["extensions"] = {"code": "BAD_USER_INPUT"}
    else:
        mark = secrets.token_hex(6)
        log.error("error %s in %s", mark, error.path, exc_info=cause)
        shown["message"] = f"internal error {mark}"
        shown["extensions"] = {"code": "INTERNAL", "id": mark}
    return shown


def error_response(status: int, code: str, message: str) -> Response:
    """A refusal before GraphQL begins, in GraphQL's form."""
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return Response(orjson.dumps(body), status_code=status, media_type="application/json")
