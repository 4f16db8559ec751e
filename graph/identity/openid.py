"""OpenID Connect: logging in where somebody has an account already, at a provider of the settings.

The authorisation code flow with PKCE (RFC 7636), `state` and `nonce`, and what RFC 9700 asks
besides: an address of its own for each provider, and the issuer in the answer compared (RFC 9207).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx2
import jwt
import orjson
from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from graph.errors import BadSetting, Unauthenticated, Unavailable
from graph.identity.external import Known
from graph.settings import Settings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
              "EdDSA")  # fmt: skip
"""Signatures that a public key checks; `none` and shared secrets are refused."""

CLOCKS_APART_S = 60.0
_TIMEOUT_S = 10.0
_FRESH_FOR_S = 3_600.0
_KEYS_AGAIN_S = 30.0
_LONGEST_NAME = 200
"""The browser keeps it while a second factor is asked for, and cookies are small."""

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ProviderSettings(BaseModel):
    """One provider in the file of PROCONNECT_OPENID_FILE."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1, max_length=60)
    issuer: str = Field(max_length=500)
    client_id: str = Field(min_length=1, max_length=500)
    client_secret: SecretStr = SecretStr("")
    scope: str = "openid email profile"


_FILE = TypeAdapter(dict[str, ProviderSettings])


@dataclass(frozen=True, slots=True)
class Started:
    """A login that goes on at a provider; the browser keeps it, sealed."""

    provider: str
    state: str
    nonce: str
    verifier: str

    @classmethod
    def at(cls, provider: str) -> Started:
        """A new one."""
        return cls(provider, *(secrets.token_urlsafe(32) for _ in range(3)))

    @property
    def challenge(self) -> str:
        """What the provider gets of the verifier: S256."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def providers(settings: Settings) -> dict[str, Provider]:
    """The providers of the settings by name. Raises BadSetting for a broken file."""
    if settings.openid_file is None:
        return {}
    try:
        found = _FILE.validate_json(settings.openid_file.read_bytes())
    except OSError as error:
        raise _broken(settings, error.strerror or "cannot be read") from None
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise _broken(settings, f"{where}: {first['msg']}") from None
    for name, one in found.items():
        if not (name.isascii() and name.isalnum() and len(name) <= 30):
            raise _broken(settings, f"{name}: a name has up to 30 letters and digits")
        if not _is_safe(one.issuer):
            raise _broken(settings, f"{name}.issuer: must begin with https://")
    base = settings.mail_url
    return {name: Provider(one, f"{base}/auth/openid/{name}/callback")
            for name, one in found.items()}  # fmt: skip


class Provider:
    """One provider, found by discovery (OpenID Connect Discovery 1.0) when it is first asked."""

    def __init__(self, settings: ProviderSettings, callback: str) -> None:
        self.title = settings.title
        self._settings = settings
        self._callback = callback
        self._metadata: dict[str, Any] = {}
        self._keys: list[jwt.PyJWK] = []
        self._metadata_until = 0.0
        self._keys_until = 0.0

    async def address(self, started: Started) -> str:
        """Where the browser goes. Raises Unavailable where the provider cannot be found."""
        found = await self._discovered()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._callback,
            "scope": self._settings.scope,
            "state": started.state,
            "nonce": started.nonce,
            "code_challenge": started.challenge,
            "code_challenge_method": "S256",
        }
        address: str = found["authorization_endpoint"]
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    async def known(self, started: Started, answer: Mapping[str, str]) -> Known:
        """Whom the provider's answer to the browser speaks of.

        Raises Unauthenticated for an answer that is not that of this login, or that the provider
        does not stand for; Unavailable where the provider does not answer.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), started.state.encode()):
            raise Unauthenticated("state: this answer is of another login")
        found = await self._discovered()
        issuer = answer.get("iss")
        told = found.get("authorization_response_iss_parameter_supported") is True
        if (issuer is not None or told) and issuer != self._settings.issuer:
            raise Unauthenticated("iss: this answer is of another provider")
        if "code" not in answer:
            raise Unauthenticated("the provider did not let you in")
        tokens = await self._redeemed(answer["code"], started)
        claims = await self._verified(str(tokens.get("id_token", "")), started.nonce)
        if "email" not in claims and "userinfo_endpoint" in found:
            more = await self._more(str(tokens.get("access_token", "")))
            if more.get("sub") == claims["sub"]:
                claims = {**more, **claims}
        return _known(claims)

    async def _verified(self, token: str, nonce: str) -> dict[str, Any]:
        keys = await self._public_keys()
        accepted = self._metadata.get("id_token_signing_alg_values_supported", ALGORITHMS)
        algorithms = [name for name in ALGORITHMS if name in accepted]
        client = self._settings.client_id
        return verified(
            token, keys, algorithms, issuer=self._settings.issuer, client=client, nonce=nonce
        )

    async def _public_keys(self) -> list[jwt.PyJWK]:
        """Asked for at most every 30 s, so that the provider may rotate them at any time."""
        if time.monotonic() > self._keys_until:
            body = await self._get(self._metadata["jwks_uri"])
            try:
                self._keys = list(jwt.PyJWKSet.from_dict(body))
            except jwt.PyJWTError:
                raise self._silent("it has no keys") from None
            self._keys_until = time.monotonic() + _KEYS_AGAIN_S
        return self._keys

    async def _discovered(self) -> dict[str, Any]:
        if time.monotonic() > self._metadata_until:
            issuer = self._settings.issuer
            found = await self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            addresses = [found.get(name) for name in (*needed, "userinfo_endpoint")
                         if name in needed or name in found]  # fmt: skip
            if found.get("issuer") != issuer or not all(map(_is_safe, addresses)):
                raise self._silent("its discovery document is not of this issuer, or not safe")
            self._metadata, self._metadata_until = found, time.monotonic() + _FRESH_FOR_S
        return self._metadata

    async def _redeemed(self, code: str, started: Started) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._callback,
            "code_verifier": started.verifier,
        }
        name, secret = self._settings.client_id, self._settings.client_secret.get_secret_value()
        methods = self._metadata.get("token_endpoint_auth_methods_supported", [])
        auth = None
        if secret and (not methods or "client_secret_basic" in methods):
            auth = httpx2.BasicAuth(quote(name, safe=""), quote(secret, safe=""))
        else:
            form["client_id"] = name
            if secret:
                form["client_secret"] = secret
        return await self._answer("POST", self._metadata["token_endpoint"], data=form, auth=auth)

    async def _more(self, token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        return await self._answer("GET", self._metadata["userinfo_endpoint"], headers=headers)

    async def _get(self, address: str) -> dict[str, Any]:
        return await self._answer("GET", address)

    async def _answer(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        """The JSON object there. Raises Unauthenticated where it refuses, Unavailable."""
        try:
            async with httpx2.AsyncClient(timeout=_TIMEOUT_S, trust_env=True) as http:
                response = await http.request(method, address, **more)
            body = orjson.loads(response.content) if response.status_code < 500 else None
        except (httpx2.HTTPError, orjson.JSONDecodeError):
            body = None
        if not isinstance(body, dict):
            raise self._silent("it does not answer now; try again")
        if response.status_code != 200:
            raise Unauthenticated("the provider did not let you in; begin anew")
        return body

    def _silent(self, why: str) -> Unavailable:
        return Unavailable(f"the provider {self.title}: {why}")


def verified(
    token: str,
    keys: Sequence[jwt.PyJWK],
    algorithms: Sequence[str],
    *,
    issuer: str,
    client: str,
    nonce: str,
) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core 1.0, 3.1.3.7). Raises Unauthenticated."""
    try:
        header = jwt.get_unverified_header(token)
        key = _key_of(header, keys)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[name for name in algorithms if name in ALGORITHMS],
            audience=client,
            issuer=issuer,
            leeway=CLOCKS_APART_S,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except jwt.PyJWTError:
        raise Unauthenticated("the provider's ID token is not valid") from None
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client) != client:
        raise Unauthenticated("the provider's ID token is for another client")
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise Unauthenticated("the provider's ID token is of another login")
    return claims


def _key_of(header: Mapping[str, Any], keys: Sequence[jwt.PyJWK]) -> jwt.PyJWK:
    """The key that the token names, or the only one of its algorithm where it names none."""
    name, algorithm = header.get("kid"), header.get("alg")
    fitting = [
        key for key in keys
        if key.public_key_use in (None, "sig")
        and (key.key_id == name if name is not None else key.algorithm_name == algorithm)
    ]  # fmt: skip
    if len(fitting) != 1:
        raise jwt.InvalidTokenError("no such key")
    return fitting[0]


def _known(claims: Mapping[str, Any]) -> Known:
    email, name = claims.get("email"), claims.get("name")
    proven = isinstance(email, str) and claims.get("email_verified") is True
    return Known(
        claims["iss"],
        claims["sub"],
        email if proven else None,
        name[:_LONGEST_NAME] if isinstance(name, str) else None,
    )


def _is_safe(address: object) -> bool:
    """Whether an address is encrypted, or on this machine."""
    if not isinstance(address, str):
        return False
    url = urlsplit(address)
    return url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOOPBACK)


def _broken(settings: Settings, why: str) -> BadSetting:
    return BadSetting(f"PROCONNECT_OPENID_FILE: {settings.openid_file}: {why}")
