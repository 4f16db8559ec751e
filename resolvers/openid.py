"""`/auth/openid`: logging in at a provider, for browsers. The session comes as cookies.

    GET  /auth/openid                   the providers
    GET  /auth/openid/NAME?next=/path   to the provider
    GET  /auth/openid/NAME/callback     back from there, and on to `next`
    POST /auth/openid/factor            the code, where the account has a second factor

What is kept between the steps is sealed in a cookie, which belongs to one browser and one login.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta

import orjson
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from graph.errors import (
    InvalidInput,
    NotFound,
    ProConnectError,
    SecondFactorRequired,
    Unauthenticated,
)
from graph.identity import external, sealing
from graph.identity.external import Known
from graph.identity.openid import Provider, Started
from graph.settings import Settings
from resolvers.cookies import Cookies
from resolvers.identity import Call, IdentityRoutes

LASTS = timedelta(minutes=10)
"""A login may take so long at the provider."""

HOME = "/account"
_STARTED, _FACTOR = "openid login", "openid factor"
_NEXT = re.compile(r"/(?![/\\])[!-\"$-\[\]-~]{0,500}")
"""A path of this origin: `//` and `\\` lead elsewhere."""


class OpenIdRoutes:
    """The routes of logins by providers, beside those of `/auth`."""

    def __init__(
        self,
        settings: Settings,
        identity: IdentityRoutes,
        cookies: Cookies,
        providers: Mapping[str, Provider],
    ) -> None:
        self._settings = settings
        self._identity = identity
        self._cookies = cookies
        self._providers = providers

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        door = self._identity.door
        return [
            Route("/auth/openid", self._list, methods=["GET"]),
            Route("/auth/openid/factor", door("login", self._factor), methods=["POST"]),
            Route("/auth/openid/{name}", door("login", self._begin), methods=["GET"]),
            Route("/auth/openid/{name}/callback", door("login", self._end), methods=["GET"]),
        ]

    async def _list(self, _: object) -> Response:
        shown = [
            {"name": name, "title": one.title, "address": f"/auth/openid/{name}"}
            for name, one in self._providers.items()
        ]
        return JSONResponse({"providers": shown})

    async def _begin(self, call: Call) -> Response:
        name = call.path["name"]
        target = call.query.get("next", HOME)
        if not _NEXT.fullmatch(target):
            raise InvalidInput("next: a path of this site, such as /feed", field=("next",))
        started = Started.at(name)
        response = RedirectResponse(await self._provider(name).address(started), 303)
        self._keep(response, call, _STARTED, asdict(started) | {"next": target})
        return response

    async def _end(self, call: Call) -> Response:
        kept = self._kept(call, _STARTED)
        target = kept.pop("next", HOME)
        try:
            if not kept or kept["provider"] != call.path["name"]:
                raise Unauthenticated("this browser has begun no such login, or too long ago")
            provider = self._provider(kept["provider"])
            known = await provider.known(Started(**kept), call.query)
            return await self._finish(call, known, target)
        except ProConnectError as error:
            response = RedirectResponse(f"{target}#login-failed={error.code}", 303)
            self._cookies.forget_login(response)
            return response

    async def _finish(self, call: Call, known: Known, target: str) -> Response:
        try:
            grant = await external.log_in(
                call.store, call.limits, known, None, call.origin, now=call.now
            )
        except SecondFactorRequired:
            response = RedirectResponse(f"{target}#login-code", 303)
            self._keep(response, call, _FACTOR, asdict(known))
            return response
        response = RedirectResponse(f"{target}#logged-in", 303)
        self._cookies.forget_login(response)
        self._identity.give(response, grant, call.now)
        return response

    async def _factor(self, call: Call) -> Response:
        kept = self._kept(call, _FACTOR)
        if not kept:
            raise Unauthenticated("this browser has begun no login that waits for a code")
        grant = await external.log_in(
            call.store, call.limits, Known(**kept), call.text("code"), call.origin, now=call.now
        )
        call.body["cookies"] = True
        response = self._identity.granted(grant, call)
        self._cookies.forget_login(response)
        return response

    def _provider(self, name: str) -> Provider:
        found = self._providers.get(name)
        if found is None:
            raise NotFound("provider: there is none of this name", field=("provider",))
        return found

    def _keep(self, response: Response, call: Call, use: str, what: dict[str, str | None]) -> None:
        until = int((call.now + LASTS).timestamp())
        text = orjson.dumps(what | {"until": until}).decode()
        sealed = sealing.sealed(self._settings, use, text)
        self._cookies.keep_login(response, sealed, LASTS)

    def _kept(self, call: Call, use: str) -> dict[str, str]:
        """What the browser kept for this step; empty for another's, and after its time."""
        text = sealing.opened(self._settings, use, self._cookies.login(call.headers) or "")
        kept: dict[str, str] = orjson.loads(text) if text is not None else {}
        return kept if int(kept.pop("until", 0)) > call.now.timestamp() else {}
