"""Each answer says how it may be used, and who may ask from another origin."""

from __future__ import annotations

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from graph import settings
from graph.errors import BadSetting
from resolvers.headers import SecurityHeaders, cross_origin

OURS = "https://app.example"


async def _answer(request: Request) -> Response:
    return JSONResponse({}, headers={"Cache-Control": "max-age=5"})


def client(origins: str, *, encrypted: bool = False) -> httpx2.AsyncClient:
    found = settings.load(cors_origins=origins)
    app = Starlette(
        routes=[Route("/graphql", _answer, methods=["GET", "POST"])],
        middleware=[
            Middleware(SecurityHeaders, encrypted=encrypted),
            *cross_origin(found),
        ],
    )
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://here")


async def test_each_answer_carries_the_headers_and_keeps_its_own() -> None:
    found = (await client("").get("/graphql")).headers
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"
    assert found["x-frame-options"] == "DENY"
    assert found["cache-control"] == "max-age=5"
    assert "strict-transport-security" not in found
    assert "access-control-allow-origin" not in found
    missing = (await client("", encrypted=True).get("/nowhere")).headers
    assert missing["cache-control"] == "no-store"
    assert missing["strict-transport-security"].startswith("max-age=")


async def test_only_pages_of_a_named_origin_may_ask() -> None:
    asking = client(f"{OURS}, https://two.example")
    ask = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "Authorization",
    }
    allowed = await asking.options("/graphql", headers={"Origin": OURS, **ask})
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == OURS
    assert "access-control-allow-credentials" not in allowed.headers
    refused = await asking.options("/graphql", headers={"Origin": "https://evil.example", **ask})
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers
    read = await asking.get("/graphql", headers={"Origin": OURS})
    assert "RateLimit" in read.headers["access-control-expose-headers"]
    nobody = await client("").options("/graphql", headers={"Origin": OURS, **ask})
    assert nobody.status_code == 405


@pytest.mark.parametrize("text", ["*", "app.example", "https://a.example/path", "null", "ftp://a"])
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(BadSetting, match="PROCONNECT_CORS_ORIGINS"):
        settings.load(cors_origins=text)
