"""Letters by e-mail, through Django's SMTP backend."""

from __future__ import annotations

import re
import smtplib
from contextlib import suppress
from email.charset import Charset
from email.header import Header
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from tidtam.notices.errors import Refused, SendTrouble, TryLater
from tidtam.notices.letters import Letter

_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# Thai in letters of the oldest alphabet (base64): every relay carries it unharmed.
_CHARSET = Charset("utf-8")
# The status code that mail servers put first (5.1.1); what follows may repeat the address.
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")


def send_email(letter: Letter) -> None:
    """Hand one letter to the mail server; returns once it has accepted it.

    Raises:
        TryLater: no connection, our own sign-in or sender refused, 4xx, or cut off.
        Refused: 5xx to the receiver or to the letter.
    """
    connection = get_connection(_BACKEND)
    try:
        try:
            connection.open()
        except smtplib.SMTPAuthenticationError:
            raise TryLater("sign-in", is_away=True) from None
        except OSError as error:  # every SMTPException is one
            raise TryLater(_silence(error, "connection"), is_away=True) from None
        try:
            connection.send_messages([_mail(letter, connection)])
        except OSError as error:
            raise _trouble(error) from None
    finally:
        # It was accepted or not by now; how the goodbye goes changes nothing.
        with suppress(OSError):
            connection.close()


def _mail(letter: Letter, connection: Any) -> EmailMultiAlternatives:
    host = urlsplit(settings.TIDTAM_SITE_URL).hostname or "localhost"
    mail = EmailMultiAlternatives(
        # Encoded here, for otherwise its first line would be empty: it must leave room for the
        # name of the header.
        subject=Header(letter.subject, _CHARSET, header_name="Subject").encode(linesep=""),
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.to],
        connection=connection,
        headers={
            "Message-ID": f"<{letter.uid}@{host}>",
            "Date": format_datetime(letter.written_at),
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.encoding = _CHARSET
    mail.attach_alternative(letter.html, "text/html")
    return mail


def _trouble(error: OSError) -> SendTrouble:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answered(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPSenderRefused):
        # The sender is a setting of ours, not the letter's fault.
        return TryLater(_code(error.smtp_code, error.smtp_error), is_away=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered(error.smtp_code, error.smtp_error)
    return TryLater(_silence(error, "dropped"))


def _answered(code: int, text: bytes | str) -> SendTrouble:
    word = _code(code, text)
    return Refused(word) if code >= 500 else TryLater(word)


def _code(code: int, text: bytes | str) -> str:
    found = _ENHANCED.match(text.encode() if isinstance(text, str) else text)
    return f"smtp-{code}-{found[0].decode()}" if found else f"smtp-{code}"


def _silence(error: OSError, otherwise: str) -> str:
    return "timeout" if isinstance(error, TimeoutError) else otherwise
