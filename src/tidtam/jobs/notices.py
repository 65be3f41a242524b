"""Delivery of notices as background work: which ways are set up, and the worker's courier."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from tidtam.jobs.ways.email import send_email
from tidtam.jobs.ways.line import send_line
from tidtam.jobs.ways.webhook import send_webhook
from tidtam.notices.delivery import Counts, Sender, deliver
from tidtam.notices.states import Way
from tidtam.people.actor import SYSTEM
from tidtam.shared import clock

log = structlog.get_logger(__name__)

# Seconds between two looks into the outbox, and for a letter in hand when the worker stops.
BETWEEN_LOOKS = 3.0
PATIENCE = 2.0


def senders() -> dict[Way, Sender]:
    """A sender for each way that is set up; none in an installation without settings."""
    found: dict[Way, Sender] = {}
    if settings.EMAIL_HOST:
        found[Way.EMAIL] = send_email
    if settings.TIDTAM_LINE_TOKEN:
        found[Way.LINE] = send_line
    if settings.TIDTAM_WEBHOOK_URL:
        found[Way.WEBHOOK] = send_webhook
    return found


def ready_ways() -> frozenset[Way]:
    """The ways that are set up."""
    return frozenset(senders())


def deliver_due(now: dt.datetime, *, go_on: Callable[[], bool] = lambda: True) -> Counts:
    """Send what is due; messages of ways that are not set up are kept as they are."""
    return deliver(now, senders=senders(), by=SYSTEM, go_on=go_on)


class Courier(threading.Thread):
    """Looks into the outbox every few seconds, beside the jobs of a worker.

    A thread of its own: a mail server that takes its time must not hold up a printing, nor
    an hour of printing the mail.
    """

    def __init__(self) -> None:
        super().__init__(name="courier", daemon=True)
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.is_set():
            self._look()
            self._stopping.wait(BETWEEN_LOOKS)

    def stop(self) -> None:
        """Take up nothing more, and wait a moment for the letter in hand."""
        self._stopping.set()
        self.join(PATIENCE)

    def _look(self) -> None:
        close_old_connections()
        try:
            deliver_due(clock.now(), go_on=lambda: not self._stopping.is_set())
        except Exception as error:  # a lost database comes back; the courier must be there
            log.error("courier stumbled", kind=type(error).__name__)
            connection.close()
        finally:
            close_old_connections()
