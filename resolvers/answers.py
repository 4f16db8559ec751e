"""What clients are told: results and errors in GraphQL's form, in the media type they prefer."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLSyntaxError
from starlette.responses import Response
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from graph.errors import ProConnectError

log = logging.getLogger("proconnect.graphql")
# It would log each mistake of each client with a stack trace; `formatted` logs ours.
logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"

Answer = dict[str, Any]


def answer_of(result: ExecutionResult) -> tuple[Answer, bool]:
    """A result as clients see it, and whether the operation ran at all.

    One that did not run has no `data`, as https://graphql.github.io/graphql-over-http wants.
    """
    if not result.errors:
        return {"data": result.data}, True
    refused = isinstance(result, PreExecutionError)
    ran = result.data is not None or any(error.path for error in result.errors)
    answer: Answer = {"data": result.data} if ran else {}
    answer["errors"] = [formatted(error, refused=refused) for error in result.errors]
    return answer, ran


def refused(error: ProConnectError) -> PreExecutionError:
    """The result of an operation that is not run for a reason of ours."""
    return PreExecutionError(None, [GraphQLError(error.message, original_error=error)])


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


def media_type(accept: str | None) -> str:
    """The media type of an answer: what `Accept` prefers of the two, else JSON."""
    if accept is None or accept in ("*/*", JSON):
        return JSON
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept.split(",")):
        name, *parameters = (one.strip().lower() for one in part.split(";"))
        if (weight := _weight(parameters)) > 0 and (type_ := _OFFERED.get(name)) is not None:
            found.append((-weight, place, type_))
    return min(found)[2] if found else JSON


_OFFERED = {JSON: JSON, "*/*": JSON, "application/*": JSON, GRAPHQL_JSON: GRAPHQL_JSON}


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def response(answer: Answer, ran: bool, accept: str | None) -> Response:
    """The response to a request that was one; one that did not run is 400 in the newer type."""
    type_ = media_type(accept)
    status = 200 if ran or type_ == JSON else 400
    return Response(orjson.dumps(answer), status_code=status, media_type=type_)


def error_response(
    status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> Response:
    """A refusal before GraphQL begins, in GraphQL's form."""
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return Response(orjson.dumps(body), status_code=status, media_type=JSON, headers=headers)
