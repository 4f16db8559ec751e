"""Mail is given to an SMTP server: what it takes, what it refuses, and what is tried again."""

from __future__ import annotations

import asyncio
import email
from collections.abc import AsyncIterator

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr

from graph import settings
from graph.errors import BadSetting, Unavailable
from graph.identity.sending import send
from graph.settings import Settings


class Server:
    """A mail server that takes mail for anybody, less some."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return "550 no such mailbox"
        if address.startswith("busy"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        return "250 taken"


def knows(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> object:
    right = isinstance(data, LoginPassword) and data.password == b"p@ss word"
    return AuthResult(success=right)


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, Settings]]:
    handler = Server()

    def connected() -> SMTP:
        return SMTP(handler, authenticator=knows, auth_required=True, auth_require_tls=False)

    async with await asyncio.get_running_loop().create_server(
        connected, "127.0.0.1", 0
    ) as listening:
        port = listening.sockets[0].getsockname()[1]
        url = f"smtp+plain://us:p%40ss%20word@127.0.0.1:{port}"
        yield handler, settings.load(smtp_url=SecretStr(url), mail_from="Us <us@example.org>")


async def test_a_mail_reaches_the_server_whole(server: tuple[Server, Settings]) -> None:
    handler, found = server
    await send(found, "ada@example.org", "Grüße", "Hello Åda\n.\nBye\n")
    (taken,) = handler.taken
    assert (taken.mail_from, taken.rcpt_tos) == ("us@example.org", ["ada@example.org"])
    message = email.message_from_bytes(taken.content or b"")  # type: ignore[arg-type]
    text = bytes(message.get_payload(decode=True)).decode()  # type: ignore[arg-type]
    assert text.splitlines() == ["Hello Åda", ".", "Bye"]
    assert message["Message-ID"].endswith("@example.org>")


async def test_a_mailbox_that_is_no_more_is_given_up(server: tuple[Server, Settings]) -> None:
    await send(server[1], "gone@example.org", "Hello", "Text")
    assert server[0].taken == []


async def test_what_fails_for_now_is_to_be_tried_again(server: tuple[Server, Settings]) -> None:
    handler, found = server
    with pytest.raises(Unavailable):
        await send(found, "busy@example.org", "Hello", "Text")
    url = found.smtp_url.get_secret_value()
    wrong = found.model_copy(update={"smtp_url": SecretStr(url.replace("p%40ss", "other"))})
    unencrypted = found.model_copy(update={"smtp_url": SecretStr(url.replace("+plain", ""))})
    nobody = found.model_copy(update={"smtp_url": SecretStr("smtp+plain://127.0.0.1:1")})
    for each in (wrong, unencrypted, nobody):
        with pytest.raises(Unavailable) as caught:
            await send(each, "ada@example.org", "Hello", "Text")
        assert "p@ss" not in caught.value.message
    assert handler.taken == []


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_what_is_no_mail_server_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadSetting, match="PROCONNECT_SMTP_URL") as caught:
        settings.load(
            smtp_url=SecretStr(url.replace("://", "://me:secret@") if "@" in url else url)
        )
    assert "secret" not in caught.value.message
