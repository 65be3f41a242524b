"""When a message may go, and when it is tried again. Times of day are Thai time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from tidtam.notices.states import Digest

# After the first, second, … failed try. One more failure and the message has failed.
WAITS: Final = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=8),
)
# A worker that gave no outcome for so long is dead: longer than any one sending can take.
SILENCE: Final = dt.timedelta(minutes=5)
# What waited longer would surprise its reader: it fails, and an officer may send it again.
LONGEST_WAIT: Final = dt.timedelta(days=14)
DIGEST_MORNING: Final = dt.time(6)


@dataclass(frozen=True)
class Quiet:
    """The hours in which nothing is sent that can wait; they may pass over midnight."""

    from_: dt.time = dt.time(20)
    to: dt.time = dt.time(6)

    def holds(self, moment: dt.datetime) -> bool:
        """Whether the moment lies in the quiet hours; the end is not quiet any more."""
        clock = timezone.localtime(moment).time()
        if self.from_ <= self.to:
            return self.from_ <= clock < self.to
        return clock >= self.from_ or clock < self.to

    def end_after(self, moment: dt.datetime) -> dt.datetime:
        """The next end of the quiet hours after (or at) the moment."""
        return next_time(self.to, moment)


@dataclass(frozen=True)
class Wishes:
    """What a receiver wants: quiet hours (None for none) and a digest or not."""

    quiet: Quiet | None = Quiet()
    digest: Digest = Digest.NEVER


def next_time(clock: dt.time, moment: dt.datetime) -> dt.datetime:
    """The first moment at or after ``moment`` at which it is ``clock`` in Thailand."""
    local = timezone.localtime(moment)
    found = local.replace(
        hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=clock.microsecond
    )
    return found if found >= local else found + dt.timedelta(days=1)


def allowed_at(
    now: dt.datetime, *, since: dt.datetime, wishes: Wishes, is_urgent: bool
) -> dt.datetime:
    """The first moment from now on at which a message may go.

    Args:
        now: the present moment.
        since: from when on it was to be sent; the digest it belongs to follows from this.
        wishes: of its receiver.
        is_urgent: neither quiet hours nor a digest hold it.
    """
    moment = max(now, since)
    if is_urgent:
        return moment
    if wishes.digest is Digest.DAILY:
        morning = wishes.quiet.to if wishes.quiet else DIGEST_MORNING
        moment = max(moment, next_time(morning, since))
    if wishes.quiet and wishes.quiet.holds(moment):
        moment = wishes.quiet.end_after(moment)
    return moment


def next_try(now: dt.datetime, *, attempts: int) -> dt.datetime | None:
    """When to try again after ``attempts`` failed tries; None when it is given up."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None
