"""`/graphql` over WebSockets: the protocol graphql-transport-ws and no other.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md. A connection speaks for the token
in its `connection_init`, or in the cookie of its handshake, and ends with it; each event is
answered with empty loaders.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from prometheus_client import Counter as Metric
from prometheus_client import Gauge
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from graph.errors import Forbidden, LimitExceeded, NotFound, Unauthenticated, Unavailable
from graph.identity.sessions import channel, is_live
from graph.store.store import Store
from graph.visibility import Viewer
from resolvers.answers import answer_of, refused
from resolvers.auth import Tokens
from resolvers.context import Context
from resolvers.cookies import HEADER, Cookies
from resolvers.documents import Documents
from resolvers.executor.cache import Executor
from resolvers.gate import Gate
from resolvers.rates import Asker
from resolvers.requests import Asked, BadRequest, asked

log = logging.getLogger("proconnect.sockets")

PROTOCOL = "graphql-transport-ws"
MAX_MESSAGE_CHARS = 100_000
ASK_EVERY_S = 30.0
_ENDED = "The session has ended"

_OPEN = Gauge(
    "proconnect_sockets_open", "WebSocket connections that are open.", multiprocess_mode="livesum"
)
_RUNNING = Gauge(
    "proconnect_socket_operations",
    "Operations that run over WebSockets.",
    multiprocess_mode="livesum",
)
_CLOSED = Metric("proconnect_sockets_closed", "Connections that the server closed.", ["code"])


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """How much one process takes. A member's connections beyond theirs are closed with 4429."""

    connections: int = 5_000
    connections_of_member: int = 10
    operations: int = 20
    """That run at once on one connection."""

    init_timeout_s: float = 10.0


class Closed(Exception):
    """The connection has to be closed."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Sockets:
    """All WebSocket connections of this process."""

    def __init__(
        self,
        executor: Executor,
        gate: Gate,
        tokens: Tokens,
        store: Callable[[], Store],
        limits: SocketLimits | None = None,
        documents: Documents | None = None,
        cookies: Cookies | None = None,
    ) -> None:
        self.executor = executor
        self.gate = gate
        self.tokens = tokens
        self.store = store
        self.limits = limits or SocketLimits()
        self.documents = documents or Documents(store, only=False)
        self.cookies = cookies
        self._open = 0
        self._of_member: Counter[int] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection, from the handshake to its end."""
        socket = WebSocket(scope, receive, send)
        if PROTOCOL not in scope.get("subprotocols", ()):
            await socket.accept()
            await socket.close(4406, "Subprotocol not acceptable")
            return
        if self._open >= self.limits.connections:
            await socket.close(1013, "Try again later")
            return
        self._open += 1
        _OPEN.inc()
        try:
            await socket.accept(PROTOCOL)
            await _Connection(socket, self).run()
        finally:
            self._open -= 1
            _OPEN.dec()

    def enter(self, member: int) -> None:
        """Count a connection of a member. Raises Closed beyond the limit."""
        if self._of_member[member] >= self.limits.connections_of_member:
            raise Closed(4429, "Too many connections")
        self._of_member[member] += 1

    def leave(self, member: int) -> None:
        """A connection of a member has ended."""
        self._of_member[member] -= 1
        if self._of_member[member] <= 0:
            del self._of_member[member]


class _Connection:
    def __init__(self, socket: WebSocket, sockets: Sockets) -> None:
        self._socket = socket
        self._sockets = sockets
        self._token = ""
        self._viewer: Viewer | None = None
        self._session: int | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        try:
            await self._converse()
        except Closed as end:
            _CLOSED.labels(str(end.code)).inc()
            if self._socket.application_state is not WebSocketState.DISCONNECTED:
                with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                    await self._socket.close(end.code, end.reason)
        except WebSocketDisconnect:
            pass
        finally:
            await self._end()

    async def _converse(self) -> None:
        try:
            async with asyncio.timeout(self._sockets.limits.init_timeout_s):
                message = await self._receive()
                while message["type"] == "ping":
                    await self._send({"type": "pong"})
                    message = await self._receive()
        except TimeoutError:
            raise Closed(4408, "Connection initialisation timeout") from None
        if message["type"] != "connection_init":
            raise Closed(4401, "Unauthorized")
        lasting = await self._admit(message.get("payload"))
        await self._send({"type": "connection_ack"})
        loop = asyncio.get_running_loop()
        watching = None
        try:
            async with asyncio.timeout_at(loop.time() + lasting) as end:
                if self._session is not None:
                    watching = asyncio.create_task(self._watch(self._session, end))
                while True:
                    await self._handle(await self._receive())
        except TimeoutError:
            reason = _ENDED if watching and watching.done() else "The access token has expired"
            raise Closed(4403, reason) from None
        finally:
            if watching is not None:
                watching.cancel()

    async def _watch(self, session: int, end: asyncio.Timeout) -> None:
        """Make the connection end with its session. News may be missed, so it is asked, too."""
        store = self._sockets.store()
        async with store.signals.listen(channel(session)) as news:
            live = True
            while live:
                with contextlib.suppress(Unavailable):
                    live = await is_live(store, session)
                if live:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(news.get(), ASK_EVERY_S)
        end.reschedule(asyncio.get_running_loop().time())

    async def _admit(self, payload: object) -> float:
        """Who speaks; the seconds that their token lasts. Raises Closed."""
        if not isinstance(payload, (dict, type(None))):
            raise Closed(4400, "connection_init: the payload must be an object")
        given = payload or {}
        cookies = self._sockets.cookies
        kept = cookies.access(self._socket.headers) if cookies is not None else None
        header = given.get("Authorization") or given.get("authorization")
        scheme, _, token = str(header or (f"bearer {kept}" if kept else "")).partition(" ")
        if scheme.lower() != "bearer":
            raise Closed(4403, "connection_init: Authorization must be 'Bearer' and a token")
        try:
            viewer, expires, session = self._sockets.tokens.checked(token.strip())
            if cookies is not None and not header:
                cookies.check("POST", given.get(HEADER), session)
        except (Unauthenticated, Forbidden) as error:
            raise Closed(4403, error.message) from None
        if session is not None and not await is_live(self._sockets.store(), session):
            raise Closed(4403, _ENDED)
        self._sockets.enter(viewer.member_id)
        self._session = session
        self._token, self._viewer = token.strip(), viewer
        return expires - time.time()

    async def _handle(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                if (task := self._operations.pop(_id_of(message), None)) is not None:
                    task.cancel()
            case "connection_init":
                raise Closed(4429, "Too many initialisation requests")
            case other:
                raise Closed(4400, f"Unknown message type: {str(other)[:40]}")

    async def _subscribe(self, message: dict[str, Any]) -> None:
        id_ = _id_of(message)
        if id_ in self._operations:
            raise Closed(4409, f"Subscriber for {id_[:40]} already exists")
        try:
            wanted = asked(message.get("payload"))
        except BadRequest as error:
            raise Closed(4400, error.reason) from None
        if len(self._operations) >= self._sockets.limits.operations:
            most = self._sockets.limits.operations
            text = f"at most {most} operations run at once on a connection"
            refusal = {"message": text, "extensions": {"code": "LIMIT_EXCEEDED"}}
            await self._send({"type": "error", "id": id_, "payload": [refusal]})
            return
        self._operations[id_] = asyncio.create_task(self._answer(id_, wanted))

    async def _answer(self, id_: str, wanted: Asked) -> None:
        """One operation, to its end. What goes wrong in it does not end the others."""
        _RUNNING.inc()
        try:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await self._stream(id_, wanted)
        except Exception:
            log.exception("a WebSocket operation failed")
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await self._send({"type": "complete", "id": id_})
        finally:
            _RUNNING.dec()
            self._forget(id_)

    async def _stream(self, id_: str, wanted: Asked) -> None:
        assert self._viewer is not None
        sockets = self._sockets
        client = self._socket.client
        asker = Asker(self._viewer, self._token, client.host if client else None)
        try:
            wanted = await sockets.documents.resolved(wanted)
            await sockets.gate.admit(sockets.gate.weigh(wanted), asker)
        except (LimitExceeded, NotFound, Forbidden, Unavailable) as error:
            self._forget(id_)
            answer, _ = answer_of(refused(error))
            return await self._send({"type": "error", "id": id_, "payload": answer["errors"]})
        results = await sockets.executor.stream(
            wanted.query,
            wanted.variables,
            Context(self._viewer, sockets.store(), datetime.now(UTC)),
            operation_name=wanted.operation_name,
            extensions=wanted.extensions,
        )
        with sockets.gate.watching(asker):
            return await self._tell_all(id_, results)

    async def _tell_all(self, id_: str, results: AsyncGenerator[Any, None]) -> None:
        async with contextlib.aclosing(results):
            async for result in results:
                assert isinstance(result, (ExecutionResult, PreExecutionError))
                answer, ran = answer_of(result)
                if not ran:
                    self._forget(id_)
                    return await self._send(
                        {"type": "error", "id": id_, "payload": answer["errors"]}
                    )
                await self._send({"type": "next", "id": id_, "payload": answer})
        self._forget(id_)  # before the last message: the id may be used again at once
        await self._send({"type": "complete", "id": id_})
        return None

    def _forget(self, id_: str) -> None:
        if self._operations.get(id_) is asyncio.current_task():
            del self._operations[id_]

    async def _receive(self) -> dict[str, Any]:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        text = message.get("text")
        if text is None:
            raise Closed(4400, "Messages must be text")
        if len(text) > MAX_MESSAGE_CHARS:
            raise Closed(1009, f"A message has at most {MAX_MESSAGE_CHARS} characters")
        try:
            found = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise Closed(4400, "Messages must be JSON") from None
        if not isinstance(found, dict) or not isinstance(found.get("type"), str):
            raise Closed(4400, "Messages must be objects with a type")
        return found

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send_text(orjson.dumps(message).decode())

    async def _end(self) -> None:
        running = list(self._operations.values())
        self._operations.clear()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._viewer is not None:
            self._sockets.leave(self._viewer.member_id)


def _id_of(message: dict[str, Any]) -> str:
    id_ = message.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= 200:
        raise Closed(4400, "id: must be a text of 1 to 200 characters")
    return id_
