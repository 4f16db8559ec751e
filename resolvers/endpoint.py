"""`/graphql`: Strawberry over HTTP, with errors that clients can act on."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from graphql import GraphQLError, GraphQLSyntaxError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketClose
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.parse_content_type import parse_content_type
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import Schema
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from graph.errors import ProConnectError
from graph.store.store import Store
from graph.visibility import NOBODY
from resolvers.context import Context
from resolvers.executor.cache import Executor

log = logging.getLogger("proconnect.graphql")
# It would log each mistake of each client with a stack trace; `formatted` logs ours.
logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)

_CODES = {405: "METHOD_NOT_ALLOWED", 415: "UNSUPPORTED_MEDIA_TYPE"}


class Endpoint(GraphQL[Context, None]):
    """The GraphQL endpoint. `scope["viewer"]` is set by `middleware.Authentication`."""

    def __init__(self, schema: Schema, executor: Executor, store: Callable[[], Store]) -> None:
        super().__init__(
            schema, graphql_ide=None, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL]
        )
        self._executor = executor
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if getattr(self.schema, "subscription", None) is None:
                # Errors would leave by a WebSocket unmasked, and there is nothing to subscribe to.
                return await WebSocketClose(4404, "no subscriptions")(scope, receive, send)
            return await super().__call__(scope, receive, send)
        try:
            response = await self.run(Request(scope, receive))
        except HTTPException as error:
            response = _refusal(error, scope["method"])
        await response(scope, receive, send)
        return None

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        """A context of this request alone."""
        viewer = request.scope.get("viewer", NOBODY)
        return Context.fresh(viewer, self._store(), datetime.now(UTC))

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """What is asked, each part of the right type. Raises HTTPException, 400 or 415."""
        if request.method == "GET":
            given: Any = dict(request.query_params)
            for name in ("variables", "extensions"):
                given[name] = self.parse_json(given[name]) if given.get(name) else None
        else:
            media_type, _ = parse_content_type(request.content_type or "")
            if media_type != "application/json":
                raise HTTPException(415, "the body must be application/json")
            given = self.parse_json(await request.get_body())
        if isinstance(given, list):
            raise HTTPException(400, "several operations in one request are not supported")
        if not isinstance(given, dict):
            raise HTTPException(400, "the body must be a JSON object")
        if not given.get("query"):
            raise HTTPException(400, "query: is missing")
        for name in ("query", "operationName"):
            if not isinstance(given.get(name), (str, type(None))):
                raise HTTPException(400, f"{name}: must be a string")
        for name in ("variables", "extensions"):
            if not isinstance(given.get(name), (dict, type(None))):
                raise HTTPException(400, f"{name}: must be an object")
        return GraphQLRequestData(
            query=given["query"],
            variables=given.get("variables"),
            operation_name=given.get("operationName"),
            extensions=given.get("extensions"),
        )

    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """The result of one operation. Raises HTTPException where there is none to run."""
        method = request_adapter.method
        try:
            return await self._executor.execute(
                request_data.query or "",
                request_data.variables,
                context.anew,
                operation_name=request_data.operation_name,
                allowed=OperationType.from_http(method),
                extensions=request_data.extensions,
            )
        except CannotGetOperationTypeError as error:
            raise HTTPException(400, error.as_http_error_reason()) from error
        except InvalidOperationTypeError as error:
            raise HTTPException(400, error.as_http_error_reason(method)) from error

    def should_render_graphql_ide(self, request: object) -> bool:
        """Never: GraphiQL has an address of its own."""
        return False

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """The answer, with a code in each error and nothing internal."""
        refused = isinstance(result, PreExecutionError)
        answer: dict[str, Any] = {} if refused else {"data": result.data}
        if result.errors:
            answer["errors"] = [formatted(error, refused=refused) for error in result.errors]
        return answer  # type: ignore[return-value]

    def decode_json(self, data: str | bytes) -> object:
        """What JSON says. Raises JSONDecodeError, also for what is not UTF-8 or nested too deep."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        """JSON as text: WebSockets must not get bytes."""
        return orjson.dumps(data).decode()


def formatted(error: GraphQLError, *, refused: bool = False) -> dict[str, Any]:
    """An error as clients see it: our own with their code, any other masked by an id in the log.

    `refused` operations were not run.
    """
    shown: dict[str, Any] = {"message": error.message}
    if error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        shown["path"] = error.path
    cause = error.original_error
    if isinstance(error, GraphQLSyntaxError):
        shown["extensions"] = {"code": "GRAPHQL_PARSE_FAILED"}
    elif cause is None:
        # What is found in an operation that runs is the value of a variable.
        shown["extensions"] = {"code": "GRAPHQL_VALIDATION_FAILED" if refused else "BAD_USER_INPUT"}
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


def _refusal(error: HTTPException, method: str) -> Response:
    status = error.status_code
    if isinstance(error.__cause__, InvalidOperationTypeError) and method == "GET":
        status = (
            405  # only queries may be asked by GET: https://graphql.github.io/graphql-over-http
        )
    response = error_response(status, _CODES.get(status, "BAD_REQUEST"), error.reason[:200])
    if status == 405:
        response.headers["Allow"] = "GET, POST"
    return response
