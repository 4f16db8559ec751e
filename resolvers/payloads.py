"""The form of every mutation: what it answers, and errors that a client can act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any

import strawberry

from graph.errors import OperatorError, ProConnectError, Unauthenticated, Unavailable
from graph.mutations import Shared, Work, mutate
from resolvers.context import Info

IDEMPOTENT = "Repeating it changes nothing and answers alike."


def _codes(root: type[ProConnectError]) -> dict[str, str]:
    """The codes of a refusal: those below ProConnectError, less what is no fault of the request."""
    found: dict[str, str] = {}
    for kind in root.__subclasses__():
        if not issubclass(kind, (OperatorError, Unavailable, Unauthenticated)):
            found |= {kind.code: kind.code} | _codes(kind)
    return found


ErrorCode: Any = Enum("ErrorCode", _codes(ProConnectError))  # type: ignore[misc]
strawberry.enum(
    ErrorCode, description="Why a mutation was refused. Codes are stable; more may come."
)


@strawberry.type(description="Why nothing was changed.")
class UserError:
    """A refusal."""

    code: ErrorCode
    message: str = strawberry.field(
        description="For developers: names the argument, its value and what would be accepted."
    )
    field: list[str] | None = strawberry.field(
        description="The path of the argument, if it is one."
    )


@contextmanager
def refusals(info: Info) -> Iterator[list[UserError]]:
    """A list that gets the refusal raised inside the block; it stays empty where none is.

    What is no refusal is raised: no token (before anything else is looked at), a server that is
    away, a mistake of ours.
    """
    _ = info.context.viewer.member_id
    errors: list[UserError] = []
    try:
        yield errors
    except (OperatorError, Unavailable, Unauthenticated):
        raise
    except ProConnectError as error:
        if error.code == ProConnectError.code:
            raise
        found = UserError(
            code=ErrorCode[error.code], message=error.message, field=list(error.field) or None
        )
        errors.append(found)


async def change(
    info: Info, arguments: Mapping[str, Any], work: Work | Shared, *, alike: bool = False
) -> Any:
    """What a mutation's `work` answers, once it is committed; see `graph.mutations.mutate`.

    The name is that of the field, the idempotency key that of the request's header and the place of
    the field in it. Afterwards the request's loaders are fresh, so the payload shows what is now.
    """
    context = info.context
    key = context.idempotency_key
    try:
        return await mutate(
            context.store,
            context.viewer,
            info.field_name,
            arguments,
            work,
            key=None if key is None else f"{key}/{info.path.key}",
            now=context.now,
            alike=alike,
        )
    finally:
        context.renew()
