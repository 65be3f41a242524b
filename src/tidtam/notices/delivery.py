"""The outbox worked off: what is due is taken, given to a sender, and its outcome written.

A message is taken in one short transaction and sent outside any, so a slow server holds up
no other writer. Whoever took it writes the outcome under its claim alone: a worker that was
silent for ``rules.SILENCE`` has lost it to another. The one window in which a message can go
twice lies between the other side's acknowledgement and the writing of it: a process killed
there leaves "sending" behind, and the message is sent again with the same ``Letter.uid``.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from django.db import transaction

from tidtam.history.actions import record
from tidtam.notices.actions import subject_of
from tidtam.notices.errors import (
    NO_ADDRESS,
    NO_LONGER_HERE,
    TOO_OLD,
    SendTrouble,
    TryLater,
)
from tidtam.notices.letters import Letter, letter_of
from tidtam.notices.models import Message, Preference
from tidtam.notices.queries import hidden, locked, ready_to_go, secrets_of, wishes_of
from tidtam.notices.rules import LONGEST_WAIT, WAITS, allowed_at, next_try
from tidtam.notices.states import Digest, State, Way
from tidtam.notices.templates import HIDDEN, TEMPLATES
from tidtam.people.actor import Actor
from tidtam.shared import clock

log = structlog.get_logger(__name__)

# More would make one letter unreadable; the rest goes in a second one.
MOST_IN_A_DIGEST = 50


class Sender(Protocol):
    """Carries a letter to the other side by one way."""

    def __call__(self, letter: Letter) -> None:
        """Return once the other side has acknowledged it.

        Raises:
            TryLater: it may get through later.
            Refused: it never will.
        """


@dataclass
class Counts:
    """How many messages a pass sent, will try again, gave up, held and dropped."""

    sent: int = 0
    again: int = 0
    failed: int = 0
    held: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        return self.sent + self.again + self.failed + self.held + self.dropped


@dataclass
class _Pass:
    """One look through the outbox.

    Attributes:
        ways: still worth trying.
        lost: messages that another worker took from under this one.
    """

    now: dt.datetime
    ways: set[Way]
    by: Actor
    counts: Counts = field(default_factory=Counts)
    lost: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Taken:
    """Messages in the hands of this worker, to go as one letter."""

    claim: str
    messages: list[Message]
    to: str


def deliver(
    now: dt.datetime,
    *,
    senders: Mapping[Way, Sender],
    by: Actor,
    at_most: int = 500,
    go_on: Callable[[], bool] = lambda: True,
) -> Counts:
    """Send what is due at ``now`` by the ways that have a sender.

    Messages of other ways stay as they are. A way whose other side does not answer at all is
    left alone for the rest of the pass. ``go_on`` is asked before each letter.
    """
    by.must("notices.deliver")
    this = _Pass(now=now, ways=set(senders), by=by)
    while this.ways and this.counts.total < at_most and go_on():
        lead = ready_to_go(now, this.ways).exclude(pk__in=this.lost).order_by(*_ORDER).first()
        if lead is None:
            break
        taken = _take(lead, this)
        if taken is not None:
            _send(taken, senders[Way(lead.way)], this)
    return this.counts


_ORDER = ("next_try_at", "pk")


@transaction.atomic
def _take(seen: Message, this: _Pass) -> _Taken | None:
    """The message, with what goes in the same letter; None when it does not go now.

    The receiver's wishes are locked first: two workers cannot split one digest.
    """
    wishes = locked(Preference.objects.filter(person=seen.to_person_id), skip=False).first()
    lead = locked(ready_to_go(this.now, this.ways).filter(pk=seen.pk)).first()
    if lead is None:
        this.lost.add(seen.pk)
        return None
    to = _address(lead, wishes)
    forbidden = _forbidden(lead, to, this.now)
    if forbidden:
        _close(lead, forbidden, this)
        return None
    moment = _moment(lead, wishes, this)
    if moment > this.now:
        Message.objects.filter(pk=lead.pk).update(
            state=State.HELD, next_try_at=moment, claim="", claimed_at=None
        )
        this.counts.held += 1
        return None
    return _claimed(_with_mates(lead, wishes, this), to)


def _address(message: Message, wishes: Preference | None) -> str:
    """Where it goes; "" where nothing is known."""
    if message.way == Way.LINE:
        return wishes.line_id if wishes else ""
    return message.to_person.email if message.to_person else message.to_email


def _forbidden(message: Message, to: str, now: dt.datetime) -> str:
    """The code of what forbids even trying; "" for nothing."""
    if message.to_person is not None and not message.to_person.is_active:
        return NO_LONGER_HERE
    if not to and message.way != Way.WEBHOOK:
        return NO_ADDRESS
    if message.attempts > len(WAITS):
        return message.last_error or "fault"  # every try killed its worker
    return TOO_OLD if now - message.not_before > LONGEST_WAIT else ""


def _close(message: Message, code: str, this: _Pass) -> None:
    """End a message that is not even tried."""
    state = State.DROPPED if code == NO_LONGER_HERE else State.FAILED
    Message.objects.filter(pk=message.pk).update(state=state, last_error=code, claim="")
    _record_end(message, state=state, code=code, by=this.by)
    if state is State.DROPPED:
        this.counts.dropped += 1
    else:
        this.counts.failed += 1


def _moment(lead: Message, wishes: Preference | None, this: _Pass) -> dt.datetime:
    return allowed_at(
        this.now,
        since=lead.not_before,
        wishes=wishes_of(wishes),
        is_urgent=_is_urgent(lead),
    )


def _is_urgent(message: Message) -> bool:
    template = TEMPLATES.get(message.template)
    return template is not None and template.is_urgent


def _with_mates(lead: Message, wishes: Preference | None, this: _Pass) -> list[Message]:
    """The messages of the letter: those of an earlier try, or today's digest, or the one."""
    rows = ready_to_go(this.now, [Way(lead.way)]).filter(receiver=lead.receiver)
    if lead.digest_key:
        return list(locked(rows.filter(digest_key=lead.digest_key)).order_by("pk"))
    if wishes_of(wishes).digest is Digest.NEVER or _is_urgent(lead):
        return [lead]
    rows = rows.filter(digest_key="").order_by("pk")
    mates = [
        each
        for each in locked(rows.exclude(pk=lead.pk))
        if not _is_urgent(each)
        if not _forbidden(each, "known", this.now)
        if _moment(each, wishes, this) <= this.now
    ]
    return sorted([lead, *mates[: MOST_IN_A_DIGEST - 1]], key=lambda each: each.pk)


def _claimed(messages: list[Message], to: str) -> _Taken:
    claim = uuid.uuid4().hex
    digest = messages[0].digest_key or (str(uuid.uuid4()) if len(messages) > 1 else "")
    for each in messages:
        each.attempts += 1
        each.digest_key = digest
        each.state, each.claim, each.claimed_at = State.SENDING, claim, clock.now()
    Message.objects.bulk_update(
        messages, ["attempts", "digest_key", "state", "claim", "claimed_at"]
    )
    return _Taken(claim, messages, to)


def _send(taken: _Taken, sender: Sender, this: _Pass) -> None:
    """Carry one letter and write down what came of it."""
    try:
        sender(letter_of(taken.messages, to=taken.to))
    except SendTrouble as trouble:
        if isinstance(trouble, TryLater) and trouble.is_away:
            this.ways.discard(Way(taken.messages[0].way))
        _note_trouble(taken, trouble, this)
    except Exception as error:  # a fault of ours must not stop the others
        log.error("notice sender broke", kind=type(error).__name__, claim=taken.claim)
        _note_trouble(taken, TryLater("fault"), this)
    else:
        _note_sent(taken, this)


@transaction.atomic
def _note_sent(taken: _Taken, this: _Pass) -> None:
    for message in _still_ours(taken):
        message.state, message.sent_at, message.last_error = State.SENT, clock.now(), ""
        _forget_secrets(message)
        message.save()
        this.counts.sent += 1
        log.info("notice sent", message=message.pk, way=message.way, attempts=message.attempts)


@transaction.atomic
def _note_trouble(taken: _Taken, trouble: SendTrouble, this: _Pass) -> None:
    for message in _still_ours(taken):
        again = None
        if isinstance(trouble, TryLater):
            again = next_try(this.now, attempts=message.attempts)
        message.last_error, message.claim, message.claimed_at = trouble.code, "", None
        if again is not None:
            message.state, message.next_try_at = State.WAITING, again
            this.counts.again += 1
        else:
            message.state = State.FAILED
            this.counts.failed += 1
            _record_end(message, state=State.FAILED, code=trouble.code, by=this.by)
        message.save()
        log.warning("notice not sent", message=message.pk, way=message.way, error=trouble.code)


def _still_ours(taken: _Taken) -> list[Message]:
    """The messages whose claim no other worker has taken over meanwhile."""
    held = Message.objects.filter(claim=taken.claim, state=State.SENDING).order_by("pk")
    found = list(locked(held, skip=False))
    if len(found) < len(taken.messages):
        log.warning("notice claim lost", lost=len(taken.messages) - len(found))
    return found


def _forget_secrets(message: Message) -> None:
    """What opens something does not stay in the outbox once it has arrived."""
    secrets = secrets_of(message)
    message.body = hidden(message.body, secrets)
    message.body_en = hidden(message.body_en, secrets)
    context = json.loads(message.context) | dict.fromkeys(secrets, HIDDEN)
    message.context = json.dumps(context, ensure_ascii=False)


def _record_end(message: Message, *, state: State, code: str, by: Actor) -> None:
    detail = {"template": message.template, "way": message.way, "error": code}
    record(f"notices.{state.value}", subject_of(message), by=by, detail=detail)
