"""Mail: through an SMTP server where one is configured, else as .eml files in the data folder."""

from __future__ import annotations

import asyncio
import os
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from graph.errors import Unavailable
from graph.ids import new_id
from graph.settings import Settings

TIMEOUT_S = 15.0


async def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Send a mail. Raises Unavailable where the server does not take it now, or the disk does not.

    A server that refuses the recipient for good is no reason to try again: such a mail is dropped.
    """
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2].rstrip(">"))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    url = settings.smtp_url.get_secret_value()
    try:
        await asyncio.to_thread(_to_server if url else _to_file, settings, message)
    except smtplib.SMTPRecipientsRefused as error:
        if all(code < 500 for code, _ in error.recipients.values()):
            raise Unavailable("the mail server does not take this address now") from None
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(f"the mail was not taken: {type(error).__name__}") from None


def _to_server(settings: Settings, message: EmailMessage) -> None:
    url = urlsplit(settings.smtp_url.get_secret_value())
    host = url.hostname or "localhost"
    context = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, url.port or 465, timeout=TIMEOUT_S, context=context
        )
    else:
        server = smtplib.SMTP(host, url.port or 587, timeout=TIMEOUT_S)
    with server:
        if url.scheme == "smtp":
            server.starttls(context=context)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)


def _to_file(settings: Settings, message: EmailMessage) -> None:
    folder = settings.data / "mail"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{new_id()}.eml"
    aside = folder / f"{name}.part"  # nobody reads half a mail
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(message.as_bytes())
    aside.rename(folder / name)
