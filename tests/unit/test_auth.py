"""Access tokens: who they speak for, how long, and what is no token of ours."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from graph import settings
from graph.errors import BadSetting, InvalidInput, Unauthenticated
from graph.model import MAX_ID
from graph.visibility import Viewer
from resolvers.auth import Tokens, parse_ttl

HOUR = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def tokens(key: Ed25519PrivateKey) -> Tokens:
    return Tokens(key)


def pem(key: object) -> bytes:
    return key.private_bytes(  # type: ignore[attr-defined, no-any-return]
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.mark.parametrize("member", [0, 42, MAX_ID])
@pytest.mark.parametrize("role", ["member", "recruiter", "analyst", "admin"])
def test_a_token_speaks_for_its_member_in_its_role(tokens: Tokens, member: int, role: str) -> None:
    token = tokens.issue(member, role, HOUR, now=now())
    assert tokens.viewer(token) == Viewer(member, frozenset([role]))


def test_two_tokens_of_one_moment_differ(tokens: Tokens) -> None:
    moment = now()
    assert len({tokens.issue(1, "member", HOUR, now=moment) for _ in range(20)}) == 20


@pytest.mark.parametrize("member", [-1, MAX_ID + 1])
def test_no_token_for_a_number_that_is_no_id(tokens: Tokens, member: int) -> None:
    with pytest.raises(InvalidInput, match="is out of range"):
        tokens.issue(member, "member", HOUR, now=now())


def test_no_token_for_an_unknown_role(tokens: Tokens) -> None:
    with pytest.raises(InvalidInput, match="'root' is none of member, recruiter"):
        tokens.issue(1, "root", HOUR, now=now())


@pytest.mark.parametrize(
    "ttl", [timedelta(0), timedelta(seconds=-1), timedelta(days=365, seconds=1)]
)
def test_no_token_without_end_or_beyond_a_year(tokens: Tokens, ttl: timedelta) -> None:
    with pytest.raises(InvalidInput, match="above 0 and at most 365d"):
        tokens.issue(1, "member", ttl, now=now())


def test_a_token_ends(tokens: Tokens) -> None:
    token = tokens.issue(1, "member", HOUR, now=now() - HOUR - timedelta(seconds=1))
    with pytest.raises(Unauthenticated, match="has expired"):
        tokens.viewer(token)


def test_a_token_that_was_accepted_ends_all_the_same(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = tokens.issue(1, "member", HOUR, now=now())
    assert tokens.viewer(token).id == 1

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.now(UTC) + HOUR

    monkeypatch.setattr("resolvers.auth.datetime", Later)
    with pytest.raises(Unauthenticated, match="has expired"):
        tokens.viewer(token)


def forged(key: Ed25519PrivateKey, **changed: object) -> str:
    claims = {"iss": "proconnect", "sub": "1", "role": "member", "exp": now() + HOUR} | changed
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm="EdDSA")


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "another"},
        {"iss": None},
        {"sub": None},
        {"sub": "ada"},
        {"sub": ""},
        {"role": None},
        {"exp": None},
        {"exp": "soon"},
    ],
    ids=str,
)
def test_a_token_with_wrong_claims_is_refused(
    tokens: Tokens, key: Ed25519PrivateKey, changed: dict[str, object]
) -> None:
    assert tokens.viewer(forged(key)).id == 1
    with pytest.raises(Unauthenticated, match="is not valid"):
        tokens.viewer(forged(key, **changed))


def test_a_token_of_another_key_is_refused(tokens: Tokens) -> None:
    with pytest.raises(Unauthenticated, match="is not valid"):
        tokens.viewer(forged(Ed25519PrivateKey.generate()))


def test_a_token_signed_by_the_public_key_as_a_secret_is_refused(
    tokens: Tokens, key: Ed25519PrivateKey
) -> None:
    public = key.public_key().public_bytes_raw()
    claims = {"iss": "proconnect", "sub": "1", "role": "admin", "exp": now() + HOUR}
    for token in (
        jwt.encode(claims, public, algorithm="HS256"),
        jwt.encode(claims, None, algorithm="none"),
    ):
        with pytest.raises(Unauthenticated, match="is not valid"):
            tokens.viewer(token)


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "…", "\0", "Bearer x", "." * 5_000])
def test_text_that_is_no_token_is_refused(tokens: Tokens, text: str) -> None:
    with pytest.raises(Unauthenticated, match="is not valid"):
        tokens.viewer(text)


def test_each_changed_letter_of_a_token_is_noticed(tokens: Tokens) -> None:
    token = tokens.issue(1, "member", HOUR, now=now())
    for at in range(0, len(token) - 2, 7):
        other = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        with pytest.raises(Unauthenticated):
            tokens.viewer(other)


def test_the_key_of_a_data_folder_is_made_once_and_private(tmp_path: Path) -> None:
    found = settings.load(data=tmp_path / "data")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: Tokens.load(found), range(8)))
    token = made[0].issue(7, "member", HOUR, now=now())
    assert [each.viewer(token).id for each in made] == [7] * 8
    keys = list((tmp_path / "data" / "keys").iterdir())
    assert [path.name for path in keys] == ["token-ed25519.pem"]
    assert stat.S_IMODE(keys[0].stat().st_mode) == 0o600


def test_a_configured_key_is_taken(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(pem(key))
    token = Tokens.load(settings.load(token_key_file=path)).issue(7, "member", HOUR, now=now())
    assert Tokens(key).viewer(token).id == 7


@pytest.mark.parametrize("content", [None, b"", b"no key", pem(generate_private_key(SECP256R1()))])
def test_a_broken_key_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "key.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadSetting) as caught:
        Tokens.load(settings.load(token_key_file=path))
    assert caught.value.message.startswith(f"PROCONNECT_TOKEN_KEY_FILE: {path}")
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("text", "seconds"), [("1s", 1), ("30m", 1_800), ("24h", 86_400), ("7d", 604_800)]
)
def test_a_time_span_is_read(text: str, seconds: int) -> None:
    assert parse_ttl(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "24", "h", "-1h", "1.5h", "1 h", "1w", "1h ", "9999999999s"])
def test_anything_else_is_no_time_span(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not like 30m, 24h or 7d"):
        parse_ttl(text)
