"""Which passwords are taken, and what a comparison costs whether there is an account or not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import argon2
import pytest

from graph import settings
from graph.errors import InvalidInput, Unavailable
from graph.identity import factors, passwords
from graph.identity.passwords import Passwords, accepted
from graph.settings import Settings


@pytest.mark.parametrize(
    "password",
    [
        "a walrus hums at dusk", "Tr0ub4dour&3x", "ünïcödé wörter hier", "鳥が雪の上を歩いている",
        "x9#kQ2!vLm", "correct horse battery staple",
    ],
)  # fmt: skip
def test_a_password_that_is_hard_to_guess_is_taken(password: str) -> None:
    assert accepted(password)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short1!", "10 to 200"), ("x" * 201, "10 to 200"), ("", "10 to 200"),
        ("1234567890", "breaches"), ("1Q2W3E4R5T", "breaches"), ("Password123!", "guessed"),
        ("aaaaaaaaaaaaaaaaaaaa", "guessed"), ("x" * 200, "guessed"), ("qwertyuiop[]", "guessed"),
        ("P@ssw0rd2026", "guessed"), ("abcdefghijkl", "guessed"),
        ("ada.lovelace", "guessed"), ("LovelaceAda1", "guessed"),
    ],
)  # fmt: skip
def test_a_weak_password_is_refused_with_the_reason(password: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as caught:
        accepted(password, ("ada.lovelace@example.org", "Ada Lovelace"))
    assert caught.value.field == ("password",)


async def test_a_hash_fits_its_password_however_it_was_typed_and_no_other() -> None:
    found = Passwords()
    hash = await found.hashed("schöne grüße aus bern")
    assert hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await found.matches(hash, "schöne grüße aus bern".replace("ö", "o\u0308"))
    assert not await found.matches(hash, "schöne grüße aus Bern")
    assert not await found.matches(None, "nobody's password")
    assert not await found.matches("no hash", "schöne grüße aus bern")


def test_what_is_compared_without_an_account_costs_what_an_account_costs() -> None:
    assert not passwords.outdated(passwords.NOBODYS)
    assert passwords.outdated(argon2.PasswordHasher(time_cost=1).hash("x"))


async def test_so_many_wait_and_the_others_are_refused() -> None:
    found = Passwords()
    answers = await asyncio.gather(
        *(found.matches(None, "x") for _ in range(40)), return_exceptions=True
    )
    assert sum(isinstance(one, Unavailable) for one in answers) == 8
    assert not await found.matches(None, "x")


@pytest.fixture
def here(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings.load(data=tmp_path_factory.mktemp("data"))


def test_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, of its secret; six digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for second, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        at = datetime.fromtimestamp(second, UTC)
        step = second // 30
        assert factors.step_of(secret, code, at, None) == step
        assert factors.step_of(secret, f"{code[:3]} {code[3:]}", at, step - 1) == step
        assert factors.step_of(secret, code, at, step) is None
        assert factors.step_of(secret, "é", at, None) is None


def test_a_sealed_secret_is_read_with_the_key_it_was_sealed_with(
    here: Settings, tmp_path: Path
) -> None:
    secret = factors.new_secret()
    stored = factors.sealed(here, secret)
    assert secret not in stored
    assert factors.opened(here, stored) == secret
    assert factors.opened(settings.load(data=tmp_path), stored) != secret
