"""The consumer that asks by mail whether an address is somebody's.

The token is made here, just before it is sent: no request knows it, no event and no queue holds it,
and the graph has its hash. Whether the address has an account is looked up here, too, so that the
request does the same for every address.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from graph.events.consumers import Consumer
from graph.identity.sending import send
from graph.model import ProofKind
from graph.settings import Settings
from graph.store.store import Store
from graph.store.streams import Event

ASKED = "proof.asked"

Mail = tuple[str, str]
"""Subject and text."""


async def handle(store: Store, events: Sequence[Event]) -> None:
    """Send what each event asks for, once; after a failure in between, again with a new token."""
    for event in events:
        await _ask(store, orjson.loads(event.payload)["proof"], datetime.now(UTC))


async def _ask(store: Store, id_: int, now: datetime) -> None:
    row = await store.db.row("identity/read_proof", id=id_)
    if row is None:
        return
    proof, account_email, account_name = row
    if proof["mailed_at"] is not None or proof["expires_at"].to_native() <= now:
        return
    token = secrets.token_urlsafe(32)
    mail = _mail(store.settings, proof, account_email is not None, account_name, token)
    if mail is not None:
        await store.db.row("identity/set_proof_token", id=id_, token=digest(token))
        await send(store.settings, account_email or proof["email"], *mail)
    await store.db.row("identity/mark_mailed", id=id_, now=now)


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _mail(
    settings: Settings, proof: dict[str, Any], has_account: bool, name: str | None, token: str
) -> Mail | None:
    if proof["kind"] == ProofKind.SIGN_UP:
        if has_account:
            return _known(settings, name or "")
        return _welcome(settings, proof["name"], token)
    return _reset(settings, name or "", token) if has_account else None


def _welcome(settings: Settings, name: str, token: str) -> Mail:
    return (
        "Confirm your address",
        f"""Hello {name},

somebody, we hope you, signed up to ProConnect with this address. To confirm it, open

    {settings.mail_url}/account#verify={token}

and enter the password of the sign-up. It works once, for 24 hours. The code in it, for other
programs:

    {token}

If it was not you, do nothing: without this mail there will be no account.
""",
    )


def _known(settings: Settings, name: str) -> Mail:
    return (
        "You have an account already",
        f"""Hello {name},

somebody, perhaps you, signed up to ProConnect with this address, which has an account already.
Nothing was changed. If you forgot your password, set a new one:

    {settings.mail_url}/account#forgot
""",
    )


def _reset(settings: Settings, name: str, token: str) -> Mail:
    return (
        "Set a new password",
        f"""Hello {name},

somebody, we hope you, wants to set a new password for your account at ProConnect. To do it, open

    {settings.mail_url}/account#reset={token}

It works once, for one hour, and ends all sessions. The code in it, for other programs:

    {token}

If it was not you, do nothing: your password stays as it is.
""",
    )


CONSUMER = Consumer("mail", frozenset({ASKED}), handle, count=20)
