"""A client of bare sockets for load tests: it shares the cores with what it measures.

One event loop holds all connections; a request costs the client about 0.05 ms.
"""

from __future__ import annotations

import asyncio
import re
import time
from typing import NamedTuple, cast

import orjson

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Answer(NamedTuple):
    """What came back; `status` is 0 where the connection broke, and `ms` what it took."""

    status: int
    ms: float
    head: bytes
    body: bytes


class Wire(asyncio.Protocol):
    """One connection that is kept: one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._seen = b""
        self._began = 0.0

    @classmethod
    async def open(cls, port: int) -> Wire:
        """A connection to a server of this machine."""
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(cls, "127.0.0.1", port)
        return wire

    @property
    def is_open(self) -> bool:
        """Whether it can be asked."""
        return self._transport is not None and not self._transport.is_closing()

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        """The answer to a whole request, such as `posted` makes."""
        self._answer = asyncio.get_running_loop().create_future()
        self._seen = b""
        self._began = time.perf_counter()
        if self._transport is None or self._transport.is_closing():
            self._done(0, b"", b"")
        else:
            self._transport.write(request)
        return self._answer

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Of asyncio."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Of asyncio."""
        seen = self._seen = self._seen + data if self._seen else data
        end = seen.find(b"\r\n\r\n")
        if end < 0:
            return
        head = seen[:end]
        status, found = int(head[9:12]), _LENGTH.search(head)
        assert found is not None or status == 204, "an answer without a length"
        if len(seen) >= end + 4 + (int(found[1]) if found else 0):
            self._done(status, head, seen[end + 4 :])

    def connection_lost(self, exc: Exception | None) -> None:
        """Of asyncio."""
        self._transport = None
        if self._answer is not None and not self._answer.done():
            self._done(0, b"", b"")

    def _done(self, status: int, head: bytes, body: bytes) -> None:
        assert self._answer is not None
        ms = 1000 * (time.perf_counter() - self._began)
        if not self._answer.done():
            self._answer.set_result(Answer(status, ms, head, body))


def posted(document: str, variables: object, token: str, key: str = "") -> bytes:
    """A GraphQL request, with an idempotency key or without, as it goes over the wire."""
    body = orjson.dumps({"query": document, "variables": variables})
    kept = f"Idempotency-Key: {key}\r\n" if key else ""
    return (
        f"POST /graphql HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n{kept}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def got(path: str) -> bytes:
    """A GET request as it goes over the wire."""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
