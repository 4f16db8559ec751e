"""What a page may load, and to whom a page hands the development token."""

from __future__ import annotations

import ipaddress
import re

from starlette.requests import Request

_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def page_headers(request: Request, *, nonce: str | None = None) -> dict[str, str]:
    """The headers of an HTML page: nothing is loaded from elsewhere, nobody frames it.

    With `nonce`, style elements that carry it are allowed too.
    """
    style = "'self'" if nonce is None else f"'self' 'nonce-{nonce}'"
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": style,
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": " ".join(["'self'", *_sockets(request)]),
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cache-control": "no-store",
    }


def _sockets(request: Request) -> list[str]:
    """This server as a WebSocket source: older Safari does not count it as 'self'."""
    host = request.headers.get("host", "")
    return [f"ws://{host}", f"wss://{host}"] if _HOST.fullmatch(host) else []


def may_have_token(request: Request) -> bool:
    """True for a person on this very machine who opens the page in a browser.

    The client and the Host header must be loopback (a name that was made to point here is not),
    no proxy may stand between, and the page must not be fetched by a script of another site.
    """
    headers = request.headers
    if any(name in headers for name in _FORWARDED):
        return False
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and (
        headers.get("sec-fetch-mode") != "navigate"
    ):
        return False
    client = request.client.host if request.client else ""
    return _is_loopback(client) and _is_loopback(request.url.hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
