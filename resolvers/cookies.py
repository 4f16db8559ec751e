"""Cookies for browsers: tokens that no script reads, and the proof that a page of ours asks.

What a cookie authorises changes nothing without the header `X-CSRF-Token`, whose value stands in a
cookie that only pages of the same site can read: a signed double submit (OWASP's CSRF cheat sheet),
an HMAC over the session, so that nobody else's cookie fits. All are SameSite=Strict besides.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Literal

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from graph import keys
from graph.errors import Forbidden
from graph.settings import Settings

HEADER = "x-csrf-token"
_SAFE = ("GET", "HEAD", "OPTIONS")


class Cookies:
    """The cookies of one installation; in production browsers send them encrypted only."""

    def __init__(self, settings: Settings) -> None:
        self._secret = keys.hash_secret(settings)
        self._secure = settings.env == "production"
        # With this prefix browsers take them from no other host and no unencrypted page.
        prefix = "__Host-" if self._secure else ""
        self._access, self._refresh = f"{prefix}proconnect", f"{prefix}proconnect-refresh"
        self._proof = f"{prefix}proconnect-csrf"
        self._login = f"{prefix}proconnect-login"

    def give(
        self,
        response: Response,
        *,
        access: str,
        refresh: str,
        session: int,
        access_lasts: timedelta,
        refresh_lasts: timedelta,
    ) -> None:
        """Set all three for a session."""
        longest = int(refresh_lasts.total_seconds())
        self._set(response, self._access, access, int(access_lasts.total_seconds()))
        self._set(response, self._refresh, refresh, longest)
        self._set(response, self._proof, self.proof(session), longest, hidden=False)

    def take_back(self, response: Response) -> None:
        """Let the browser forget them."""
        for name in (self._access, self._refresh, self._proof):
            self._set(response, name, "", 0, hidden=name != self._proof)

    def access(self, headers: Headers) -> str | None:
        """The access token that a browser sent along."""
        return cookie_parser(headers.get("cookie", "")).get(self._access) or None

    def refresh(self, headers: Headers) -> str | None:
        """The refresh token that a browser sent along."""
        return cookie_parser(headers.get("cookie", "")).get(self._refresh) or None

    def keep_login(self, response: Response, sealed: str, lasts: timedelta) -> None:
        """Set what a login by a provider needs when the browser comes back from there.

        That is a step from another site, to which browsers send no `SameSite=Strict` cookies.
        """
        self._set(response, self._login, sealed, int(lasts.total_seconds()), site="lax")

    def login(self, headers: Headers) -> str | None:
        """What `keep_login` set."""
        return cookie_parser(headers.get("cookie", "")).get(self._login) or None

    def forget_login(self, response: Response) -> None:
        """Let the browser forget it."""
        self._set(response, self._login, "", 0, site="lax")

    def proof(self, session: int) -> str:
        """What a page of ours can read, for the cookies of a session."""
        return hmac.digest(self._secret, f"csrf {session}".encode(), "sha256").hex()

    def check(self, method: str, given: object, session: int | None) -> None:
        """Raises Forbidden for what may change something and was not asked by a page of ours."""
        if method in _SAFE:
            return
        expected = self.proof(session) if session is not None else ""
        found = given.encode() if isinstance(given, str) else b""
        if not expected or not hmac.compare_digest(found, expected.encode()):
            raise Forbidden(f"with cookies, {HEADER} must be what the cookie {self._proof} has")

    def _set(
        self,
        response: Response,
        name: str,
        value: str,
        max_age: int,
        *,
        hidden: bool = True,
        site: Literal["strict", "lax"] = "strict",
    ) -> None:
        response.set_cookie(
            name,
            value,
            max_age=max_age,
            path="/",
            secure=self._secure,
            httponly=hidden,
            samesite=site,
        )
