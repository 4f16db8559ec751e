"""The routes of everything that a browser opens."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from graph.identity.passwords import LEAST_CHARS, MOST_CHARS
from resolvers.pages.documents import (
    documents_root,
    highlight,
    list_documents,
    render_document,
)
from resolvers.pages.examples import DemoPeople, Example, load_examples
from resolvers.pages.security import may_have_token, page_headers
from resolvers.pages.stats import LiveStats, Stats

STATIC = Path(__file__).parent.parent / "static"
_TEMPLATES = Path(__file__).parent / "templates"
_YEAR_S = 365 * 24 * 3600


def page_routes(
    *,
    stats: Callable[[], Awaitable[Stats]],
    schema_text: Callable[[], str],
    demo: DemoPeople,
    production: bool,
    development_token: Callable[[], str] | None = None,
    analyst_token: Callable[[], str] | None = None,
    clock: Callable[[], float] = time.monotonic,
    make_nonce: Callable[[], str] = lambda: secrets.token_urlsafe(16),
    root: Path | None = None,
) -> list[BaseRoute]:
    """The routes of the pages, of `/schema.graphql`, `/stats.json` and `/static`.

    In production there is no GraphiQL and no development token. Otherwise `development_token`
    makes a fresh token of `demo.viewer`, which is shown to browsers on this machine only, and
    `analyst_token` one of the role analyst for the explorer.
    `stats` may raise a ProConnectError: the page then says that there are no counts. `root` holds
    README.md and docs/. Raises ValueError where an example file has no heading.
    """
    pages = _Pages(
        stats=LiveStats(stats, clock),
        schema_text=schema_text,
        demo=demo,
        graphiql=not production,
        development_token=None if production else development_token,
        analyst_token=None if production else analyst_token,
        make_nonce=make_nonce,
        root=root or documents_root(),
    )
    routes: list[BaseRoute] = [
        Route("/", pages.start, name="start"),
        Route("/stats.json", pages.counts, name="stats"),
        Route("/schema.graphql", pages.schema, name="schema"),
        Route("/explore", pages.explore, name="explore"),
        Route("/account", pages.account, name="account"),
        Route("/docs", pages.documents, name="documents"),
        Route("/docs/{slug:path}", pages.document, name="document"),
        Mount("/static", _Static(directory=STATIC), name="static"),
    ]
    if not production:
        routes.append(Route("/graphiql", pages.playground, name="graphiql"))
    return routes


class _Static(StaticFiles):
    """Static files; those asked for by version never change, the others are asked for again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        versioned = scope.get("query_string", b"").startswith(b"v=")
        response.headers["cache-control"] = (
            f"public, max-age={_YEAR_S}, immutable" if versioned else "no-cache"
        )
        response.headers["x-content-type-options"] = "nosniff"
        return response


class _Pages:
    def __init__(
        self,
        *,
        stats: LiveStats,
        schema_text: Callable[[], str],
        demo: DemoPeople,
        graphiql: bool,
        development_token: Callable[[], str] | None,
        analyst_token: Callable[[], str] | None,
        make_nonce: Callable[[], str],
        root: Path,
    ) -> None:
        self._stats = stats
        self._schema_text = schema_text
        self._demo = demo
        self._examples = load_examples(demo)
        self._graphiql = graphiql
        self._development_token = development_token
        self._analyst_token = analyst_token
        self._make_nonce = make_nonce
        self._root = root
        self._documents = list_documents(root)

    async def start(self, request: Request) -> Response:
        """The start page."""
        counts = await self._stats.now()
        body = _template("start.html").substitute(
            stats=_counts(counts),
            stats_hidden="hidden" if counts else "",
            tabs="".join(_tab(example, i) for i, example in enumerate(self._examples)),
            examples="".join(self._example(example, i) for i, example in enumerate(self._examples)),
            graphiql_entry=_template("graphiql_entry.html").template if self._graphiql else "",
            data=_json(self._data(request)),
            script=_asset("start.js"),
            viewer=self._demo.viewer,
        )
        return self._page(request, "ProConnect", body)

    async def playground(self, request: Request) -> Response:
        """GraphiQL, served from here alone."""
        nonce = self._make_nonce()
        html = _template("graphiql.html").substitute(
            style=_asset("graphiql/graphiql.css"),
            script=_asset("graphiql/graphiql.js"),
            icon=_asset("icon.svg"),
            nonce=nonce,
            data=_json(self._data(request)),
        )
        return HTMLResponse(html, headers=page_headers(request, nonce=nonce))

    async def explore(self, request: Request) -> Response:
        """The explorer: pictures of the network, and the analysts' Cypher beside them."""
        token = None
        if self._analyst_token is not None and may_have_token(request):
            token = self._analyst_token()
        html = _template("explore.html").substitute(
            site=_asset("site.css"),
            style=_asset("explore/explore.css"),
            first=_asset("explore/first.js"),
            script=_asset("explore/explore.js"),
            icon=_asset("icon.svg"),
            data=_json({"token": token}),
        )
        return HTMLResponse(html, headers=page_headers(request))

    async def account(self, request: Request) -> Response:
        """Signing up and logging in, for people without a front end of their own."""
        body = _template("account.html").substitute(
            script=_asset("account.js"), least=LEAST_CHARS, most=MOST_CHARS
        )
        return self._page(request, "Your account · ProConnect", body)

    async def counts(self, _request: Request) -> Response:
        """The live counts as JSON; 503 while the graph does not answer."""
        counts = await self._stats.now()
        headers = {"cache-control": "no-store"}
        if counts is None:
            return JSONResponse({"error": "UNAVAILABLE"}, status_code=503, headers=headers)
        return JSONResponse(asdict(counts), headers=headers)

    async def schema(self, _request: Request) -> Response:
        """The GraphQL schema as text."""
        headers = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}
        return PlainTextResponse(self._schema_text(), headers=headers)

    async def documents(self, request: Request) -> Response:
        """The list of the documents."""
        body = _template("documents.html").substitute(items=self._contents(""))
        return self._page(request, "Documents · ProConnect", body)

    async def document(self, request: Request) -> Response:
        """One document; 404 where there is none at this address."""
        slug = request.path_params["slug"].lower()
        found = next((d for d in self._documents if d.slug == slug), None)
        if found is None:
            raise HTTPException(404, "no such document")
        body = _template("document.html").substitute(
            items=self._contents(slug),
            text=render_document(found, self._root, self._documents),
        )
        return self._page(request, f"{found.title} · ProConnect", body)

    def _page(self, request: Request, title: str, body: str) -> HTMLResponse:
        html = _template("page.html").substitute(
            title=escape(title),
            style=_asset("site.css"),
            icon=_asset("icon.svg"),
            graphiql_link='<a href="/graphiql">GraphiQL</a>' if self._graphiql else "",
            body=body,
        )
        return HTMLResponse(html, headers=page_headers(request))

    def _data(self, request: Request) -> dict[str, object]:
        """What the scripts of a page need: the examples, and a token for whom it is meant."""
        token = None
        if self._development_token is not None and may_have_token(request):
            token = self._development_token()
        return {"token": token, "examples": [asdict(example) for example in self._examples]}

    def _example(self, example: Example, index: int) -> str:
        link = (
            f'<a class="button quiet" data-graphiql href="/graphiql#example={example.name}">'
            "Run in GraphiQL</a>"
        )
        return _template("example.html").substitute(
            name=example.name,
            number=index + 1,
            title=escape(example.title),
            about=escape(example.about),
            query=highlight(example.query, "graphql"),
            variables=_variables(example),
            graphiql=link if self._graphiql else "",
        )

    def _contents(self, current: str) -> str:
        here = ' aria-current="page"'
        return "".join(
            f'<li><a href="/docs/{escape(d.slug)}"{here if d.slug == current else ""}>'
            f"{escape(d.title)}</a></li>"
            for d in self._documents
        )


def _counts(stats: Stats | None) -> str:
    values = asdict(stats) if stats else {}
    return "".join(
        f'<div><dt>{field.name}</dt><dd data-count="{field.name}">'
        f"{format(values[field.name], ',') if values else '–'}</dd></div>"
        for field in fields(Stats)
    )


def _tab(example: Example, index: int) -> str:
    return (
        f'<a id="tab-{example.name}" href="#{example.name}" data-tab="{example.name}">'
        f"<span>{index + 1}</span>{escape(example.title)}</a>"
    )


def _variables(example: Example) -> str:
    if not example.variables:
        return ""
    text = json.dumps(example.variables, indent=2)
    return (
        '<p class="caption">Variables</p>'
        f'<pre tabindex="0" aria-label="Variables"><code>{highlight(text, "json")}</code></pre>'
    )


def _json(value: object) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


@lru_cache(maxsize=32)
def _template(name: str) -> Template:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def _asset(name: str) -> str:
    """The address of a static file with a version that changes with its content."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"
