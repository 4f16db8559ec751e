"""What surrounds each request: who asks, how much they send, what they have written before."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import Unauthenticated, Unavailable
from graph.identity import sessions
from graph.store.database import read_your_writes
from graph.store.store import Store
from graph.visibility import NOBODY, Viewer
from resolvers.answers import error_response
from resolvers.auth import Tokens
from resolvers.limits import MAX_BODY_BYTES


class Authentication:
    """Sets `scope["viewer"]` from the bearer token; a token that is not valid is refused, 401.

    So is that of a session that has ended. Where one gets new tokens, an old one is as good as
    none.
    """

    def __init__(self, app: ASGIApp, tokens: Tokens, store: Callable[[], Store]) -> None:
        self._app = app
        self._tokens = tokens
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            header = Headers(scope=scope).get("authorization")
            try:
                scope["viewer"], scope["session"] = (
                    await self._speaker(header) if header else (NOBODY, None)
                )
                scope["token"] = header
            except Unauthenticated as error:
                if not scope["path"].startswith("/auth/"):
                    response = error_response(401, error.code, error.message)
                    response.headers["WWW-Authenticate"] = "Bearer"
                    return await response(scope, receive, send)
            except Unavailable as error:
                response = error_response(503, error.code, error.message, {"Retry-After": "1"})
                return await response(scope, receive, send)
        with read_your_writes():
            await self._app(scope, receive, send)
        return None

    async def _speaker(self, header: str) -> tuple[Viewer, int | None]:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("Authorization must be 'Bearer' and an access token")
        viewer, _, session = self._tokens.checked(token.strip())
        if session is not None and not await sessions.is_live(self._store(), session):
            raise Unauthenticated("the session of this access token has ended")
        return viewer, session


class BodyLimit:
    """Refuses a body of more than 1 MiB, 413, also one that does not say its length."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            return await self._app(scope, receive, send)
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return None
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MAX_BODY_BYTES:
                text = f"the body is larger than {MAX_BODY_BYTES} bytes"
                refusal = error_response(413, "LIMIT_EXCEEDED", text)
                return await refusal(scope, receive, send)
        whole: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return whole.pop() if whole else await receive()

        await self._app(scope, replay, send)
        return None
