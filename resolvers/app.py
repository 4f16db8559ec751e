"""The composition root: one Starlette application over one store."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from graph.analytics.gateway import Gateway
from graph.errors import ProConnectError
from graph.identity.openid import providers
from graph.settings import Settings
from graph.store.store import Store, open_store
from graph.suggestions import impressions
from graph.world import demo
from resolvers.admission import Admission
from resolvers.analysts import AnalystRoutes
from resolvers.answers import error_response
from resolvers.auth import Tokens
from resolvers.cookies import Cookies
from resolvers.crawling import Crawlers
from resolvers.documents import Documents
from resolvers.endpoint import Endpoint
from resolvers.executor.cache import Executor
from resolvers.gate import Gate
from resolvers.headers import SecurityHeaders, cross_origin
from resolvers.identity import IdentityRoutes
from resolvers.logs import Logged, hashed_viewers
from resolvers.metrics import EventMetrics, Measured, exposition
from resolvers.middleware import Authentication, BodyLimit, Traced
from resolvers.openid import OpenIdRoutes
from resolvers.pages import DemoPeople, Stats, page_routes
from resolvers.rates import Rates
from resolvers.schema import schema
from resolvers.sockets import Sockets
from resolvers.warming import warming
from resolvers.worker import GROUPS

# On the real ties: 0, 1, 2, 3 connections from the viewer, and farther; the person asked about in
# detail is two steps away, over many shared connections.
_DEMO_PEOPLE = DemoPeople(
    viewer=demo.VIEWER_ID, person=15815, people=(demo.VIEWER_ID, 254, 15815, 1, 18575)
)

_QUERIES_IN_A_ROW = 3
"""A request may take as long as so many queries that run into their time limit."""

log = logging.getLogger("proconnect.app")


class Application:
    """The routes of one process; the store is opened when the server starts."""

    def __init__(self, settings: Settings, store: Store | None = None) -> None:
        self._settings = settings
        self._tokens = Tokens.load(settings)
        self._cookies = Cookies(settings)
        self._providers = providers(settings)
        self._hashed = hashed_viewers(settings)
        self._store = store
        self._gateway: Gateway | None = None
        self._events = EventMetrics()

    @property
    def gateway(self) -> Gateway:
        """The analysts' gateway; most processes never need one."""
        if self._gateway is None:
            self._gateway = Gateway(self._settings)
        return self._gateway

    @property
    def store(self) -> Store:
        """The open store."""
        assert self._store is not None, "the server has not started"
        return self._store

    def starlette(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=self._routes(),
            lifespan=self._lifespan,
            exception_handlers={500: _failed},
            middleware=[
                Middleware(SecurityHeaders, encrypted=self._settings.env == "production"),
                *cross_origin(self._settings),  # who is refused should be able to read why
                Middleware(Measured),
                Middleware(Logged, hashed=self._hashed),
                Middleware(Admission, inside=self._settings.concurrency),
                Middleware(Traced),
                Middleware(GZipMiddleware, minimum_size=1024, compresslevel=1),
                Middleware(BodyLimit),
                Middleware(
                    Authentication,
                    tokens=self._tokens,
                    cookies=self._cookies,
                    store=lambda: self.store,
                ),
            ],
        )

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        try:
            if self._store is not None:
                yield
                return
            async with open_store(self._settings) as self._store, warming(self._store):
                yield
                await impressions.settled()
        finally:
            if self._gateway is not None:
                self._gateway.close()

    def _routes(self) -> list[BaseRoute]:
        executor = Executor(
            schema,
            compiled=self._settings.executor == "compiled",
            introspection=self._settings.env != "production",
        )
        rates = Rates(enabled=self._settings.limits == "on")
        crawlers = Crawlers(self._settings, lambda: self.store)
        gate = Gate(schema, rates, lambda: self.store, crawlers)
        documents = Documents(lambda: self.store, only=self._settings.documents == "trusted")
        sockets = Sockets(
            executor,
            gate,
            self._tokens,
            lambda: self.store,
            documents=documents,
            cookies=self._cookies,
        )
        endpoint = Endpoint(
            executor,
            gate,
            sockets,
            documents,
            lambda: self.store,
            longest_s=_QUERIES_IN_A_ROW * self._settings.query_timeout_s,
        )
        identity = IdentityRoutes(
            self._tokens,
            self._cookies,
            rates,
            lambda: self.store,
            limited=self._settings.limits == "on",
        )
        return [
            Route("/graphql", endpoint),
            WebSocketRoute("/graphql", endpoint),
            Route("/health/live", _live),
            Route("/health/ready", self._ready),
            Route("/metrics", self._metrics),
            *identity.routes(),
            *OpenIdRoutes(self._settings, identity, self._cookies, self._providers).routes(),
            *AnalystRoutes(lambda: self.gateway).routes(),
            *page_routes(
                stats=self._stats,
                schema_text=schema.as_str,
                demo=_DEMO_PEOPLE,
                production=self._settings.env == "production",
                development_token=lambda: self._development_token("member"),
                analyst_token=lambda: self._development_token("analyst"),
            ),
        ]

    async def _ready(self, request: Request) -> Response:
        """Ready means: graph and cache answer, there is a search index, and this process stays."""
        checks = {
            "graph": self._graph_ready,
            "cache": self._cache_ready,
            "search": self._search_ready,
        }
        found: dict[str, Any] = {}
        for name, check in checks.items():
            try:
                found[name] = "ok" if await check() else "no index"
            except ProConnectError as error:
                found[name] = error.message
        if request.scope.get("draining"):
            found["process"] = "ends"
        ready = all(state == "ok" for state in found.values())
        return JSONResponse({"ready": ready, **found}, status_code=200 if ready else 503)

    async def _metrics(self, request: Request) -> Response:
        await self._events.refresh(self.store, GROUPS, now=datetime.now(UTC))
        return Response(exposition(), media_type=CONTENT_TYPE_LATEST)

    async def _graph_ready(self) -> bool:
        return await self.store.db.row("store/ping") == [1]

    async def _cache_ready(self) -> bool:
        await self.store.cache.ping()
        return True

    async def _search_ready(self) -> bool:
        return await self.store.search.ready()

    async def _stats(self) -> Stats:
        row = await self.store.db.row("store/count_nodes")
        return Stats(*(row or [0] * 6))

    def _development_token(self, role: str) -> str:
        return self._tokens.issue(demo.VIEWER_ID, role, timedelta(hours=12), now=datetime.now(UTC))


def create_app(settings: Settings, store: Store | None = None) -> Starlette:
    """The ASGI application of `serve`; it opens a store at its start, or uses the one given.

    Raises BadSetting for a broken key, of tokens or of hashes, and for broken providers.
    """
    return Application(settings, store).starlette()


async def _live(request: Request) -> Response:
    """Alive: this process answers, whatever the servers behind it do."""
    return JSONResponse({"live": True})


async def _failed(request: Request, error: Exception) -> Response:
    log.error("unexpected failure in %s", request.url.path, exc_info=error)
    return error_response(500, "INTERNAL", "internal error")
