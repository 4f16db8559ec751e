"""Keys change under running processes, and what the old ones signed stays valid until they go."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from graph import settings
from graph.errors import BadSetting, Unauthenticated
from graph.settings import Settings
from resolvers.auth import Tokens
from resolvers.keyring import KeyFiles, Keyring, name_of, published

HOUR = timedelta(hours=1)


@pytest.fixture
def found(tmp_path: Path) -> Settings:
    return settings.load(data=tmp_path / "data")


def issued(tokens: Tokens, member: int = 1) -> str:
    return tokens.issue(member, "member", HOUR, now=datetime.now(UTC))


def test_after_a_rotation_every_process_signs_anew_and_accepts_what_was_signed_before(
    found: Settings,
) -> None:
    one, other = Tokens.load(found), Tokens.load(found)
    before = issued(one)
    KeyFiles(found).rotate()
    after = issued(one)
    kids = [jwt.get_unverified_header(token)["kid"] for token in (before, after)]
    assert kids[0] != kids[1]
    assert [other.viewer(token).id for token in (before, after)] == [1, 1]
    folder = found.data / "keys"
    assert {path.name for path in folder.iterdir()} == {"token-ed25519.pem", "token-old.pem"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_key_that_was_dropped_is_accepted_no_more(found: Settings) -> None:
    tokens = Tokens.load(found)
    first = issued(tokens)
    for _ in range(2):
        KeyFiles(found).rotate()
        assert tokens.viewer(first).id == 1
    present = issued(tokens)
    assert KeyFiles(found).drop_old() == 2
    assert len(tokens.ring.accepted) == 1  # whoever asks for the ring looks at the files
    assert tokens.viewer(present).id == 1
    with pytest.raises(Unauthenticated, match="is not valid"):
        tokens.viewer(first)


def test_keys_are_published_so_that_others_can_check_tokens(found: Settings) -> None:
    tokens = Tokens.load(found)
    before = issued(tokens, 7)
    KeyFiles(found).rotate()
    keys = jwt.PyJWKSet.from_dict(published(tokens.ring))  # type: ignore[arg-type]
    for token in (before, issued(tokens, 7)):
        key = keys[jwt.get_unverified_header(token)["kid"]]
        assert jwt.decode(token, key, algorithms=["EdDSA"], issuer="proconnect")["sub"] == "7"
    shown = {part for key in published(tokens.ring)["keys"] for part in key}
    assert shown == {"kty", "crv", "x", "kid", "alg", "use"}  # "d" would be the private part


def test_the_name_of_a_key_is_its_thumbprint() -> None:
    # RFC 8037, appendix A.3.
    raw = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(raw))
    assert name_of(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_broken_file_under_a_running_process_changes_nothing(found: Settings) -> None:
    tokens = Tokens.load(found)
    token = issued(tokens)
    (found.data / "keys" / "token-ed25519.pem").write_bytes(b"half a k")
    assert len(tokens.ring.accepted) == 1
    assert tokens.viewer(token).id == 1
    assert tokens.viewer(issued(tokens)).id == 1


def test_a_token_that_names_an_unknown_key_is_refused(found: Settings) -> None:
    claims = {"iss": "proconnect", "sub": "1", "role": "admin", "exp": datetime.now(UTC) + HOUR}
    key = Ed25519PrivateKey.generate()
    tokens = Tokens(Keyring.of(key))
    for header in ({"kid": "other"}, {"kid": ""}, {"kid": name_of(key.public_key()), "x": 1}):
        token = jwt.encode(claims, Ed25519PrivateKey.generate(), "EdDSA", headers=header)
        with pytest.raises(Unauthenticated, match="is not valid"):
            tokens.viewer(token)


def test_configured_keys_are_the_operators_to_change(tmp_path: Path) -> None:
    old, new = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    private, public = tmp_path / "key.pem", tmp_path / "old.pem"
    private.write_bytes(
        new.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    public.write_bytes(
        old.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    found = settings.load(token_key_file=private, token_old_keys_file=public)
    tokens = Tokens.load(found)
    assert tokens.viewer(issued(Tokens(old))).id == 1
    for change in (KeyFiles(found).rotate, KeyFiles(found).drop_old):
        with pytest.raises(BadSetting, match="PROCONNECT_TOKEN_OLD_KEYS_FILE"):
            change()


@pytest.mark.parametrize("kind", ["missing", "another curve", "cut"])
def test_a_broken_file_of_old_keys_is_named(found: Settings, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "old.pem"
    curve = generate_private_key(SECP256R1()).public_key()
    block = curve.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    if kind != "missing":
        path.write_bytes(block if kind == "another curve" else block.replace(b"M", b"!", 3))
    with pytest.raises(BadSetting) as caught:
        Tokens.load(settings.load(data=found.data, token_old_keys_file=path))
    assert caught.value.message.startswith(f"PROCONNECT_TOKEN_OLD_KEYS_FILE: {path}")
