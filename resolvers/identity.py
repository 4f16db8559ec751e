"""`/auth/*`: signing up, logging in, sessions, passwords and second factors, as JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from graph.addresses import address_key
from graph.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    LimitExceeded,
    NotFound,
    ProConnectError,
    RateLimited,
    Unauthenticated,
    Unavailable,
)
from graph.identity import sessions
from graph.identity.accounts import Accounts
from graph.identity.limits import Limits
from graph.identity.logins import Logins
from graph.identity.passwords import Passwords
from graph.identity.sessions import Grant, Origin
from graph.store.store import Store
from graph.visibility import NOBODY, Viewer
from resolvers.answers import JSON
from resolvers.auth import Tokens
from resolvers.cookies import HEADER, Cookies
from resolvers.ids import global_id
from resolvers.keyring import published
from resolvers.rates import Rates, network_of, refusal_headers

ACCESS_LASTS = timedelta(minutes=10)
_MAX_TEXT = 1_000
_STATUS: tuple[tuple[type[ProConnectError], int], ...] = (
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (InvalidInput, 400),
    (Conflict, 409),
    (LimitExceeded, 429),
    (Unavailable, 503),
)
_ASKED = {"message": "If that can be done, a mail is on its way."}


class IdentityRoutes:
    """The routes of `/auth`. The store is asked for once the server has started."""

    def __init__(
        self,
        tokens: Tokens,
        cookies: Cookies,
        rates: Rates,
        store: Callable[[], Store],
        *,
        limited: bool,
    ) -> None:
        self._tokens = tokens
        self._cookies = cookies
        self._rates = rates
        self._store = store
        self._limited = limited
        self._passwords = Passwords()

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        return [
            Route("/auth/signup", self.door("sign-up", self._sign_up), methods=["POST"]),
            Route("/auth/verify", self.door("login", self._verify), methods=["POST"]),
            Route("/auth/login", self.door("login", self._log_in), methods=["POST"]),
            Route("/auth/refresh", self.door("refresh", self._refresh), methods=["POST"]),
            Route("/auth/logout", self.door("account", self._log_out), methods=["POST"]),
            Route("/auth/forgot", self.door("forgotten", self._forgot), methods=["POST"]),
            Route("/auth/reset", self.door("login", self._reset), methods=["POST"]),
            Route("/auth/password", self.door("account", self._password), methods=["POST"]),
            Route("/auth/totp", self.door("account", self._begin_factor), methods=["POST"]),
            Route("/auth/totp/confirm", self.door("account", self._confirm), methods=["POST"]),
            Route("/auth/totp/remove", self.door("account", self._drop), methods=["POST"]),
            Route("/auth/sessions", self.door("account", self._sessions), methods=["GET"]),
            Route("/auth/sessions", self.door("account", self._end_others), methods=["DELETE"]),
            Route("/auth/sessions/{id}", self.door("account", self._end), methods=["DELETE"]),
            Route("/auth/jwks.json", self._keys, methods=["GET"]),
        ]

    def door(
        self, door: str, work: Callable[[Call], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """A route whose requests are counted at one of the DOORS, and answered by `work`."""

        async def run(request: Request) -> Response:
            client = request.client
            address = client.host if client else None
            try:
                store = self._store()
                headers = await self._rates.knock(store.cache.buckets, door, address)
                answer = await work(await self._call(request, store, address))
            except ProConnectError as error:
                return refusal(error)
            answer.headers.update(headers)
            return answer

        return run

    async def _call(self, request: Request, store: Store, address: str | None) -> Call:
        network = address_key(store.settings)(f"network {network_of(address or 'unknown')}")
        return Call(
            viewer=request.scope.get("viewer", NOBODY),
            session=request.scope.get("session"),
            path=request.path_params,
            query=request.query_params,
            headers=request.headers,
            body=_object(request, await request.body()) if request.method == "POST" else {},
            origin=Origin(request.headers.get("user-agent", ""), network),
            store=store,
            limits=Limits(store, enabled=self._limited),
            now=datetime.now(UTC),
        )

    async def _sign_up(self, call: Call) -> Response:
        email, password, name = call.text("email"), call.text("password"), call.text("name")
        await self._accounts(call).sign_up(email, password, name, now=call.now)
        return JSONResponse(_ASKED, status_code=202)

    async def _verify(self, call: Call) -> Response:
        token, password = call.text("token"), call.text("password")
        grant = await self._accounts(call).verify(token, password, call.origin, now=call.now)
        return self.granted(grant, call, 201)

    async def _log_in(self, call: Call) -> Response:
        email, password, code = call.text("email"), call.text("password"), call.maybe("code")
        grant = await self._logins(call).log_in(email, password, code, call.origin, now=call.now)
        return self.granted(grant, call)

    async def _refresh(self, call: Call) -> Response:
        token = call.maybe("refresh_token")
        if token is None and (token := self._cookies.refresh(call.headers)) is not None:
            call.body["cookies"] = True
            self._cookies.check("POST", call.headers.get(HEADER), sessions.session_of(token))
        if token is None:
            raise InvalidInput("refresh_token: a text is needed", field=("refresh_token",))
        grant = await sessions.refresh(call.store, token, now=call.now)
        return self.granted(grant, call)

    async def _log_out(self, call: Call) -> Response:
        ids = [] if call.session is None else [call.session]
        await sessions.end(call.store, call.viewer.member_id, ids, now=call.now)
        response = Response(status_code=204)
        if self._cookies.refresh(call.headers) is not None:
            self._cookies.take_back(response)
        return response

    async def _forgot(self, call: Call) -> Response:
        await self._accounts(call).forgot(call.text("email"), now=call.now)
        return JSONResponse(_ASKED, status_code=202)

    async def _reset(self, call: Call) -> Response:
        token, password = call.text("token"), call.text("password")
        await self._accounts(call).reset(token, password, now=call.now)
        return Response(status_code=204)

    async def _password(self, call: Call) -> Response:
        member, current = call.viewer.member_id, call.text("current")
        await self._logins(call).change_password(
            member, current, call.text("password"), session=call.session, now=call.now
        )
        return Response(status_code=204)

    async def _begin_factor(self, call: Call) -> Response:
        member, password = call.viewer.member_id, call.text("password")
        made = await self._logins(call).begin_factor(member, password, now=call.now)
        return JSONResponse({"secret": made.secret, "address": made.address})

    async def _confirm(self, call: Call) -> Response:
        member, code = call.viewer.member_id, call.text("code")
        codes = await self._logins(call).confirm_factor(member, code, now=call.now)
        return JSONResponse({"recovery_codes": codes})

    async def _drop(self, call: Call) -> Response:
        member, password, code = call.viewer.member_id, call.text("password"), call.text("code")
        await self._logins(call).drop_factor(member, password, code, now=call.now)
        return Response(status_code=204)

    async def _sessions(self, call: Call) -> Response:
        found = await sessions.sessions_of(call.store, call.viewer.member_id, now=call.now)
        shown = [
            {
                "id": str(one.id),
                "device": one.device,
                "created_at": one.created_at.isoformat(),
                "used_at": one.used_at.isoformat(),
                "expires_at": one.expires_at.isoformat(),
                "current": one.id == call.session,
            }
            for one in found
        ]
        return JSONResponse({"sessions": shown})

    async def _end_others(self, call: Call) -> Response:
        ended = await sessions.end(
            call.store, call.viewer.member_id, None, but=call.session, now=call.now
        )
        return JSONResponse({"ended": ended})

    async def _end(self, call: Call) -> Response:
        given = call.path["id"]
        if not (given.isascii() and given.isdigit() and len(given) < 19):
            raise NotFound("session: there is none with this id", field=("session",))
        await sessions.end(call.store, call.viewer.member_id, [int(given)], now=call.now)
        return Response(status_code=204)

    async def _keys(self, request: Request) -> Response:
        headers = {"cache-control": "public, max-age=300"}
        return JSONResponse(published(self._tokens.ring), headers=headers)

    def granted(self, grant: Grant, call: Call, status: int = 200) -> Response:
        """The answer with the tokens, or with cookies where the body asks for them."""
        shown: dict[str, object] = {
            "expires_in": int(ACCESS_LASTS.total_seconds()),
            "member": global_id("Member", grant.member),
            "session": str(grant.session),
        }
        if call.body.get("cookies") is True:
            response = JSONResponse(shown, status_code=status)
            self.give(response, grant, call.now)
            return response
        access = self._access(grant, call.now)
        tokens = {"access_token": access, "token_type": "Bearer", "refresh_token": grant.refresh}
        return JSONResponse(tokens | shown, status_code=status)

    def give(self, response: Response, grant: Grant, now: datetime) -> None:
        """Set the cookies of a grant."""
        self._cookies.give(
            response,
            access=self._access(grant, now),
            refresh=grant.refresh,
            session=grant.session,
            access_lasts=ACCESS_LASTS,
            refresh_lasts=sessions.IDLE,
        )

    def _access(self, grant: Grant, now: datetime) -> str:
        return self._tokens.issue(
            grant.member, grant.role, ACCESS_LASTS, now=now, session=grant.session
        )

    def _accounts(self, call: Call) -> Accounts:
        return Accounts(call.store, self._passwords, call.limits)

    def _logins(self, call: Call) -> Logins:
        return Logins(call.store, self._passwords, call.limits)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to `/auth`."""

    viewer: Viewer
    session: int | None
    path: dict[str, Any]
    query: QueryParams
    headers: Headers
    body: dict[str, Any]
    origin: Origin
    store: Store
    limits: Limits
    now: datetime

    def text(self, name: str) -> str:
        """A text of the body. Raises InvalidInput where it is none, or longer than 1,000."""
        if (found := self.maybe(name)) is None:
            raise InvalidInput(f"{name}: a text is needed", field=(name,))
        return found

    def maybe(self, name: str) -> str | None:
        """The same, or None where there is none."""
        found = self.body.get(name)
        if found is not None and not (isinstance(found, str) and len(found) <= _MAX_TEXT):
            raise InvalidInput(f"{name}: a text of up to {_MAX_TEXT} characters", field=(name,))
        return found


def refusal(error: ProConnectError) -> Response:
    """An error in the form that GraphQL's have, with the status that fits."""
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    if status == 500:
        raise error
    extensions: dict[str, Any] = {"code": error.code}
    if error.field:
        extensions["field"] = list(error.field)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if isinstance(error, RateLimited):
        headers = refusal_headers(error)
    body = {"errors": [{"message": error.message, "extensions": extensions}]}
    return Response(orjson.dumps(body), status_code=status, media_type=JSON, headers=headers)


def _object(request: Request, raw: bytes) -> dict[str, Any]:
    if not raw:
        return {}
    # A form of another site can send text, but not this type without asking first.
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        found = orjson.loads(raw) if kind == JSON else None
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise InvalidInput("the body must be a JSON object, sent as application/json")
    return found
