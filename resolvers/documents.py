"""Trusted documents: asked by their SHA-256, and where it is set so, nothing else is.

A client sends `documentId: "sha256:…"`, or `extensions.persistedQuery.sha256Hash`, in place of the
query (https://github.com/graphql/graphql-over-http, appendix "Persisted Documents").
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from graph import documents, embedded
from graph.errors import Forbidden, NotFound, OperatorError
from graph.settings import Settings
from graph.store.database import Database
from graph.store.store import Store
from resolvers.limits import accepted
from resolvers.requests import Asked
from resolvers.schema import schema

Say = Callable[[str], None]

REMEMBERED = 2_000
"""Documents that a process keeps in memory."""

SUFFIXES = (".graphql", ".gql")


class Documents:
    """The documents of one store; with `only` nothing else may be asked."""

    def __init__(self, store: Callable[[], Store], *, only: bool) -> None:
        self._store = store
        self._only = only
        self._known: OrderedDict[str, str] = OrderedDict()

    async def resolved(self, asked: Asked) -> Asked:
        """What is asked, with the text of its document.

        Raises NotFound for an unknown document, and Forbidden for a text that was not published
        where only published ones may be asked; Unavailable.
        """
        if asked.document is not None:
            text = await self._text(asked.document)
            if text is None:
                raise NotFound("documentId: it was not published", field=("documentId",))
            return replace(asked, query=text)
        if self._only and await self._text(documents.key_of(asked.query)) is None:
            raise Forbidden("query: only published documents may be asked here", field=("query",))
        return asked

    async def _text(self, key: str) -> str | None:
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        text = await documents.read(self._store().db, key)
        if text is not None:
            self._known[key] = text
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return text


def collected(paths: Iterable[Path]) -> list[str]:
    """The documents in files and folders: one a `.graphql` file, or those of a JSON manifest.

    A manifest is what Relay's compiler and others write: an object whose values are texts. Raises
    OperatorError, naming the file, for what is no document of this schema.
    """
    found: list[str] = []
    for path in paths:
        inside = sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES)
        for file in inside if path.is_dir() else [path]:
            for text in _texts(file):
                if accepted(schema, text) is None:
                    raise OperatorError(f"{file}: not an operation of this schema: {text[:60]!r}")
                found.append(text)
    return found


def _texts(file: Path) -> list[str]:
    text = file.read_text("utf-8")
    if file.suffix != ".json":
        return [text]
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
        raise OperatorError(f"{file}: not an object whose values are documents")
    return list(given.values())


async def publish(settings: Settings, paths: list[Path], *, say: Say) -> None:
    """Publish the documents of files and folders, and print their ids. Raises OperatorError."""
    texts = collected(paths)
    async with embedded.running(settings, say=say) as running:
        db = await Database.connect(running)
        try:
            added = await documents.publish(db, texts, now=datetime.now(UTC))
        finally:
            await db.close()
    for text in texts:
        print(f"sha256:{documents.key_of(text)}")
    say(f"{len(texts)} documents, {added} of them new")


async def show(settings: Settings, *, say: Say, out: Console) -> None:
    """Print the ids of all documents, and how each begins."""
    async with embedded.running(settings, say=say) as running:
        db = await Database.connect(running)
        try:
            async for key, text in documents.listed(db):
                line = f"sha256:{key}  {' '.join(text.split())[:60]}"
                out.print(line, markup=False, highlight=False, soft_wrap=True)
        finally:
            await db.close()
