"""What an ID token must be to be believed, and which files of providers are taken."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.utils import base64url_encode

from graph import settings
from graph.errors import BadSetting, Unauthenticated
from graph.identity import sealing
from graph.identity.openid import ALGORITHMS, Started, providers, verified

ISSUER, CLIENT, NONCE = "https://login.example", "proconnect", "of this login"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
FOREIGN = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS = [
    jwt.PyJWK(jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True)
              | {"kid": "one", "alg": "RS256"}),
    jwt.PyJWK(jwt.algorithms.ECAlgorithm.to_jwk(CURVE.public_key(), as_dict=True)
              | {"kid": "two", "alg": "ES256"}),
]  # fmt: skip


def claims(**other: Any) -> dict[str, Any]:
    now = int(time.time())
    found = {"iss": ISSUER, "sub": "7", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": NONCE}
    return {name: value for name, value in (found | other).items() if value is not None}


def signed(key: Any = RSA, algorithm: str = "RS256", kid: str | None = "one", **other: Any) -> str:
    return jwt.encode(claims(**other), key, algorithm, {"kid": kid} if kid else None)


def believed(token: str, algorithms: tuple[str, ...] = ALGORITHMS) -> dict[str, Any]:
    return verified(token, KEYS, algorithms, issuer=ISSUER, client=CLIENT, nonce=NONCE)


@pytest.mark.parametrize(
    "make",
    [
        lambda: signed(),
        lambda: signed(kid=None),
        lambda: signed(CURVE, "ES256", "two"),
        lambda: signed(exp=int(time.time()) - 30),  # clocks differ
        lambda: signed(aud=[CLIENT]),
        lambda: signed(aud=[CLIENT, "another"], azp=CLIENT),
    ],
)
def test_a_token_of_the_provider_for_this_login_is_believed(make: Callable[[], str]) -> None:
    assert believed(make())["sub"] == "7"


def keyed_with_the_public_key() -> str:
    """HS256, whose secret is what everybody knows."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    secret = RSA.public_key().public_bytes(serialization.Encoding.PEM, form)
    rest = signed().split(".")[1]
    head = base64url_encode(orjson.dumps({"alg": "HS256", "kid": "one"})).decode()
    mark = hmac.digest(secret, f"{head}.{rest}".encode(), "sha256")
    return f"{head}.{rest}.{base64url_encode(mark).decode()}"


@pytest.mark.parametrize(
    "make",
    [
        lambda: "",
        lambda: "a.b.c",
        lambda: signed()[:-8] + "AAAAAAAA",
        lambda: signed(FOREIGN),
        lambda: signed(kid="three"),
        lambda: signed(CURVE, "ES256", "one"),
        lambda: signed(RSA, "RS384"),  # the key says RS256
        lambda: keyed_with_the_public_key(),
        lambda: jwt.encode(claims(), None, "none", {"kid": "one"}),
        lambda: signed(iss="https://login.example.org"),
        lambda: signed(iss=None),
        lambda: signed(aud="another"),
        lambda: signed(aud=[CLIENT, "another"]),
        lambda: signed(azp="another"),
        lambda: signed(nonce="of another login"),
        lambda: signed(nonce=None),
        lambda: signed(sub=None),
        lambda: signed(exp=None),
        lambda: signed(exp=int(time.time()) - 120),
        lambda: signed(iat=int(time.time()) + 300),
        lambda: signed(nbf=int(time.time()) + 300),
    ],
)
def test_any_other_token_is_not(make: Callable[[], str]) -> None:
    with pytest.raises(Unauthenticated):
        believed(make())


def test_only_signatures_that_the_provider_says_it_uses_are_taken() -> None:
    with pytest.raises(Unauthenticated):
        believed(signed(), ("ES256", "HS256", "none"))


def test_the_challenge_is_that_of_the_rfc() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    started = Started("p", "", "", verifier)
    assert started.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    one, other = Started.at("p"), Started.at("p")
    assert len({one.state, one.nonce, one.verifier, other.state, other.nonce}) == 5


def test_what_is_sealed_opens_for_its_use_only(tmp_path: Path) -> None:
    here = settings.load(data=tmp_path / "here")
    stored = sealing.sealed(here, "one", "text ü")
    assert sealing.opened(here, "one", stored) == "text ü"
    assert sealing.opened(here, "other", stored) is None
    assert sealing.opened(settings.load(data=tmp_path / "there"), "one", stored) is None
    for broken in ("", "!", "AAAA", stored[:-4], stored[4:]):
        assert sealing.opened(here, "one", broken) is None


GOOD = {"title": "Example", "issuer": ISSUER, "client_id": "proconnect"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "Invalid JSON"),
        (orjson.dumps([GOOD]), "an object"),
        (orjson.dumps({"example": GOOD | {"title": ""}}), "example.title"),
        (orjson.dumps({"example": GOOD | {"secret": "x"}}), "example.secret"),
        (orjson.dumps({"example": GOOD | {"issuer": "http://login.example"}}), "https"),
        (orjson.dumps({"a/b": GOOD}), "letters and digits"),
    ],
)
def test_a_broken_file_of_providers_is_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "openid.json"
    path.write_bytes(content)
    with pytest.raises(BadSetting, match=r"^PROCONNECT_OPENID_FILE: .*" + said):
        providers(settings.load(openid_file=path))


def test_providers_are_read_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "openid.json"
    path.write_bytes(orjson.dumps({"example": GOOD}))
    assert list(providers(settings.load(openid_file=path))) == ["example"]
    assert providers(settings.load()) == {}
    with pytest.raises(BadSetting, match="No such file"):
        providers(settings.load(openid_file=tmp_path / "none"))
