"""Headers that every answer carries, and who may ask from another origin."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.settings import Settings

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_ENCRYPTED = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
ASKED_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id")
TOLD_HEADERS = ("RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id")


class SecurityHeaders:
    """Adds what is missing to each answer; a page brings its own content policy along."""

    def __init__(self, app: ASGIApp, *, encrypted: bool) -> None:
        self._app = app
        self._headers = (*_ALWAYS, _ENCRYPTED) if encrypted else _ALWAYS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                missing = [one for one in self._headers if one[0] not in given]
                message["headers"] = [*message["headers"], *missing]
            await send(message)

        return await self._app(scope, receive, add)


def cross_origin(settings: Settings) -> list[Middleware]:
    """The answers to browsers of the origins in `PROCONNECT_CORS_ORIGINS`; of none by default.

    Cookies are never allowed: who asks is told by a header that a script has to set.
    """
    if not settings.origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(settings.origins),
            allow_methods=["GET", "POST"],
            allow_headers=list(ASKED_HEADERS),
            expose_headers=list(TOLD_HEADERS),
            allow_credentials=False,
            max_age=600,
        )
    ]
