"""What surrounds each request: who asks, how much they send, what they have written before."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph import tracing
from graph.errors import Forbidden, Unauthenticated, Unavailable
from graph.identity import sessions
from graph.store.database import read_your_writes
from graph.store.store import Store
from graph.visibility import NOBODY, Viewer
from resolvers.answers import error_response
from resolvers.auth import Tokens
from resolvers.cookies import HEADER, Cookies
from resolvers.limits import MAX_BODY_BYTES
from resolvers.metrics import path_label

_WITH_COOKIES = (
    *("/graphql", "/cypher"),
    *("/auth/logout", "/auth/password", "/auth/sessions", "/auth/totp"),
)
"""Paths where a browser's cookie says who asks; all others are the same for everybody."""


class Authentication:
    """Sets `scope["viewer"]` from the bearer token, or from a browser's cookie.

    A token that is not valid is refused, 401, and so is that of a session that has ended. Where one
    gets new tokens, an old one is as good as none.
    """

    def __init__(
        self, app: ASGIApp, tokens: Tokens, cookies: Cookies, store: Callable[[], Store]
    ) -> None:
        self._app = app
        self._tokens = tokens
        self._cookies = cookies
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["viewer"], scope["session"] = NOBODY, None
            try:
                await self._recognise(scope)
            except Unauthenticated as error:
                if not scope["path"].startswith("/auth/"):
                    response = error_response(401, error.code, error.message)
                    response.headers["WWW-Authenticate"] = "Bearer"
                    return await response(scope, receive, send)
            except Forbidden as error:
                response = error_response(403, error.code, error.message)
                return await response(scope, receive, send)
            except Unavailable as error:
                response = error_response(503, error.code, error.message, {"Retry-After": "1"})
                return await response(scope, receive, send)
        with read_your_writes():
            await self._app(scope, receive, send)
        return None

    async def _recognise(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if header := headers.get("authorization"):
            scheme, _, token = header.partition(" ")
            if scheme.lower() != "bearer" or not token.strip():
                raise Unauthenticated("Authorization must be 'Bearer' and an access token")
            scope["viewer"], scope["session"] = await self._speaker(token.strip())
            scope["token"] = header
        elif scope["path"].startswith(_WITH_COOKIES) and (kept := self._cookies.access(headers)):
            viewer, session = await self._speaker(kept)
            self._cookies.check(scope["method"], headers.get(HEADER), session)
            scope.update(viewer=viewer, session=session, token=kept)

    async def _speaker(self, token: str) -> tuple[Viewer, int | None]:
        viewer, _, session = self._tokens.checked(token)
        if session is not None and not await sessions.is_live(self._store(), session):
            raise Unauthenticated("the session of this access token has ended")
        return viewer, session


class Traced:
    """Begins a trace with each request, or goes on with that of its `traceparent`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not tracing.on():
            return await self._app(scope, receive, send)
        method, path = scope["method"], path_label(scope)
        about = {"http.request.method": method, "http.route": path}
        with tracing.first_span(f"{method} {path}", about, Headers(scope=scope)) as span:

            async def tell(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                await send(message)

            return await self._app(scope, receive, tell)


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
