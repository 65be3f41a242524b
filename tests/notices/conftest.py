from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from mail_server import MailServer
from web_server import WebServer

from factories import make_person
from tidtam.people.models import Person
from tidtam.people.roles import Role


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    """A mail server of our own on this machine, and the settings that lead to it."""
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A web server of our own on this machine."""
    with WebServer() as server:
        yield server


@pytest.fixture
def webhook(web: WebServer, settings: Any) -> WebServer:
    """The web server as the installation's webhook; no mail is set up."""
    settings.EMAIL_HOST = settings.TIDTAM_LINE_TOKEN = ""
    settings.TIDTAM_WEBHOOK_URL = f"{web.url}/hook?room=1"
    settings.TIDTAM_WEBHOOK_SECRET = "k" * 32
    settings.TIDTAM_WEBHOOK_ALLOW_PRIVATE = True
    return web


@pytest.fixture
def line(web: WebServer, settings: Any) -> WebServer:
    """The web server in the place of LINE; no mail is set up."""
    settings.EMAIL_HOST = settings.TIDTAM_WEBHOOK_URL = ""
    settings.TIDTAM_LINE_URL = f"{web.url}/v2/bot/message/push"
    settings.TIDTAM_LINE_TOKEN = "token-of-a-test"
    settings.TIDTAM_WEBHOOK_ALLOW_PRIVATE = True
    return web


@pytest.fixture
def reporter(db: None) -> Person:
    """A made-up reporter with an address."""
    person = make_person(Role.REPORTER)
    person.email = "reporter@example.go.th"
    person.save()
    return person
