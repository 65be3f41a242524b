"""A real mail server on loopback that answers as a test wishes."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class _Controller(Controller):
    """On a port that the system chose; the library looks for the one it was told."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()


class MailServer:
    """Keeps what it accepted in ``letters``; ``answers`` are given to DATA first, in order.

    An answer "drop" cuts the connection after the whole letter has come in; "keep and drop"
    accepts it, and cuts the connection before saying so; "hang" never answers.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answers: list[str] = []
        self.refused: dict[str, str] = {}
        self.tries = 0
        self._lock = threading.Lock()
        self._controller = _Controller(self, hostname="127.0.0.1", port=0)

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._controller.stop()

    @property
    def host(self) -> str:
        return "127.0.0.1"

    @property
    def port(self) -> int:
        return int(self._controller.port)

    @property
    def subjects(self) -> list[str]:
        return [str(letter["Subject"]) for letter in self.letters]

    async def handle_RCPT(  # noqa: N802  # the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        with self._lock:
            self.tries += 1
            answer = self.answers.pop(0) if self.answers else "250 OK"
            if answer.startswith(("250", "keep")):
                self.letters.append(_read(envelope.content))
        if answer == "hang":
            await asyncio.sleep(3600)
        if answer.endswith("drop"):
            transport: Any = server.transport
            transport.abort()
            return "451 gone"
        return answer


def _read(content: bytes | str | None) -> EmailMessage:
    assert isinstance(content, bytes)
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def plain(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html(letter: EmailMessage) -> str:
    """The HTML of a letter."""
    body = letter.get_body(("html",))
    assert body is not None
    return str(body.get_content())
