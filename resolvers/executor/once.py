"""A mutation runs once: where graphql-core takes over, it is told what the resolver came to."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from strawberry.schema.schema import Schema


@dataclass(slots=True)
class Outcome:
    """What the only root field of a mutation came to, once it did."""

    is_known: bool = False
    value: object = None
    error: Exception | None = None

    async def of(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What `work` returns or raises, and keep it."""
        try:
            self.value = await work
        except Exception as error:
            self.error, self.is_known = error, True
            raise
        self.is_known = True
        return self.value

    def again(self) -> object:
        """The same once more."""
        if self.error is not None:
            raise self.error
        return self.value


_told: ContextVar[Outcome | None] = ContextVar("told", default=None)


@contextmanager
def telling(outcome: Outcome) -> Iterator[None]:
    """Mutations that run inside the block tell the outcome, where it is known already."""
    token = _told.set(outcome if outcome.is_known else None)
    try:
        yield
    finally:
        _told.reset(token)


def able_to_tell(schema: Schema) -> None:
    """Prepare the mutations of a schema for `telling`."""
    root = schema._schema.mutation_type
    for field in root.fields.values() if root else ():
        if field.resolve is not None and not isinstance(field.resolve, _Telling):
            field.resolve = _Telling(field.resolve)


class _Telling:
    """The resolver of a mutation, which runs where nothing is known."""

    def __init__(self, resolve: Callable[..., Any]) -> None:
        self._resolve = resolve

    def __call__(self, source: object, info: object, **arguments: object) -> Any:
        outcome = _told.get()
        return self._resolve(source, info, **arguments) if outcome is None else outcome.again()
