"""Telling that rounds are open and reminding of what is missing, as background work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import structlog

from tidtam.followups.reminding import due_offices, remind_office
from tidtam.people.actor import SYSTEM
from tidtam.reviews.reminding import due_reviewers, remind_reviewer
from tidtam.rounds.handing_over import hand_on_due
from tidtam.rounds.models import Submission
from tidtam.rounds.reminding import due_reminders, remind
from tidtam.rounds.telling import dates_not_told, not_told, tell_dates, tell_opened
from tidtam.rounds.telling_items import due_returned, remind_returned
from tidtam.shared.errors import WrongState

log = structlog.get_logger(__name__)


def tell_and_remind(now: dt.datetime) -> tuple[int, int]:
    """Tell offices of rounds that opened or whose day changed, remind those whose day it is.

    Before, work goes to those whose post begins today. Each office and each reviewer is a
    transaction of its own and is marked in it, so a worker that is killed, or two at once, tell
    nobody twice. Gives how many offices were told, and how many people were reminded.
    """
    _one(hand_on_due)
    told = [_one(partial(tell_opened, key, by=SYSTEM)) for key in not_told()]
    moved = [_one(partial(tell_dates, key, by=SYSTEM)) for key in dates_not_told()]
    reminded = [_one(partial(_remind, submission)) for submission in due_reminders(now)]
    reminded += [_one(partial(remind_returned, key, by=SYSTEM)) for key in due_returned(now)]
    reminded += [_one(partial(remind_reviewer, *each, by=SYSTEM)) for each in due_reviewers(now)]
    reminded += [_one(partial(remind_office, key, by=SYSTEM)) for key in due_offices(now)]
    if told or moved or reminded:
        log.info("offices told", opened=len(told), moved=len(moved), reminded=len(reminded))
    return len(told), sum(reminded)


def _remind(submission: Submission) -> int:
    return remind(submission, by=SYSTEM).people


def _one(act: Callable[[], int]) -> int:
    """One office or reviewer; what is wrong there must not keep the others waiting."""
    try:
        return act()
    except WrongState:  # the round was closed a moment ago
        return 0
    except Exception as error:
        log.error("somebody was not told", kind=type(error).__name__)
        return 0
