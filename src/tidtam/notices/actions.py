from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tidtam.history.actions import record, record_many
from tidtam.notices.errors import NoReceiver
from tidtam.notices.models import Message, Preference
from tidtam.notices.queries import (
    locked,
    preference_of,
    preference_of_actor,
    preferences_of,
    receivers_by_key,
    wishes_of,
)
from tidtam.notices.rules import allowed_at
from tidtam.notices.states import Digest, State, Way
from tidtam.notices.templates import Rendered, Template, render, template_of
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.shared import clock
from tidtam.shared.errors import BadInput

_LINE_USER: Final = re.compile(r"U[0-9a-f]{32}")
_FIRST: Final = (Way.EMAIL, Way.LINE, Way.WEBHOOK)


@transaction.atomic
def put(
    template: str,
    *,
    to_email: str = "",
    to_person: Person | None = None,
    context: Mapping[str, object],
    by: Actor,
    subject_key: str = "",
    not_before: dt.datetime | None = None,
) -> Message:
    """Put a message into the outbox, within the caller's transaction; nothing is sent here.

    A person is told by every way they chose, each a message of its own; the first is given
    back. The words are made now and never change: what was promised is what arrives.

    Args:
        template: a name of ``templates.TEMPLATES``.
        to_email: the address of somebody without an account; exactly one receiver is named.
        to_person: somebody with an account; the address is looked up when it is sent.
        context: what the template asks for, no more and no less.
        subject_key: a receiver gets one message for each key and way; putting it again gives
            the one that is there, unless that has failed and the words are others now: then it
            is dropped and this one goes. "" for no such limit.
        not_before: the first moment to send it; now where None.

    Raises:
        NotAllowed: nobody is signed in.
        WrongContext: no such template, or a key is missing, unknown or of a wrong kind.
        NoReceiver: no receiver, two receivers, or an unsound address.
    """
    by.must("notices.put")
    rendered = render(template, context)
    address = _sound_receiver(to_email, to_person)
    preference = preference_of(to_person) if to_person else None
    kind = template_of(template)
    fields: dict[str, object] = {
        "template": template,
        "to_person": to_person,
        "to_email": address,
        **_times(kind, preference, not_before),
        **_words(rendered),
    }
    receiver = f"person:{to_person.pk}" if to_person else f"mail:{address.lower()}"
    made = [
        _put_once(subject_key, receiver=receiver, way=way, fields=fields, by=by)
        for way in _ways(kind, preference)
    ]
    return made[0]


@dataclass(frozen=True)
class Letter:
    """One of many letters by the same template.

    Attributes:
        context, subject_key: as for ``put``; the key is not empty.
    """

    to_person: Person
    context: Mapping[str, object]
    subject_key: str


@transaction.atomic
def put_many(template: str, letters: Sequence[Letter], *, by: Actor) -> int:
    """Put a letter to each of many people, by the rules of ``put``, in a few statements.

    Gives how many messages are new; nobody gets two by one key.

    Raises:
        NotAllowed, WrongContext: as ``put``; nothing is put then.
    """
    by.must("notices.put")
    kind = template_of(template)
    there = receivers_by_key(each.subject_key for each in letters)
    preferences = preferences_of(each.to_person for each in letters)
    fresh: list[Message] = []
    once = {(each.subject_key, f"person:{each.to_person.pk}"): each for each in letters}
    for (key, receiver), each in once.items():
        if (key, receiver) in there:
            _put_again(template, each, by=by)
            continue
        preference = preferences.get(each.to_person.pk)
        fields = {
            "template": template,
            "to_person": each.to_person,
            "subject_key": key,
            "receiver": receiver,
            **_times(kind, preference, None),
            **_words(render(template, each.context)),
        }
        fresh += [Message(way=way.value, **fields) for way in _ways(kind, preference)]
    Message.objects.bulk_create(fresh, batch_size=200)
    told = [(subject_of(each), {"template": template, "way": each.way}) for each in fresh]
    record_many("notices.put", told, by=by)
    return len(fresh)


def _put_again(template: str, letter: Letter, *, by: Actor) -> None:
    put(
        template,
        to_person=letter.to_person,
        context=letter.context,
        by=by,
        subject_key=letter.subject_key,
    )


@transaction.atomic
def withdraw(*, subject_key: str, by: Actor, to_person: Person | None = None) -> int:
    """Drop what waits under a key because it became pointless; gives how many.

    What is being sent at this moment goes its way.
    """
    by.must("notices.put")
    found = Message.objects.filter(
        subject_key=subject_key, state__in=[State.WAITING, State.HELD]
    ).exclude(subject_key="")
    if to_person is not None:
        found = found.filter(to_person=to_person)
    # A message that a worker takes at this moment is not waited for: no two lock each other out.
    keys = list(locked(found).values_list("pk", flat=True))
    dropped = Message.objects.filter(pk__in=keys).update(state=State.DROPPED, last_error="")
    if dropped:
        record("notices.withdraw", f"notices.key:{subject_key}", by=by, detail={"count": dropped})
    return dropped


@transaction.atomic
def retry(message: Message, *, by: Actor) -> bool:
    """Send a failed message again, with all tries anew; False when it is not failed any more."""
    by.must("notices.retry")
    if not _renew([message.pk]):
        return False
    record("notices.retry", subject_of(message), by=by)
    return True


@transaction.atomic
def retry_all_failed(*, by: Actor) -> int:
    """Send every failed message again; gives how many."""
    by.must("notices.retry")
    count = _renew(None)
    if count:
        record("notices.retry", "notices.outbox:failed", by=by, detail={"count": count})
    return count


@transaction.atomic
def choose(
    *,
    ways: Collection[Way],
    digest: Digest,
    quiet_hours: tuple[dt.time, dt.time] | None,
    line_id: str,
    by: Actor,
) -> Preference:
    """Set how the actor is told from now on; what is held for them is planned anew.

    Raises:
        NotAllowed: nobody is signed in.
        BadInput: no way, LINE without a sound LINE user, or quiet hours of no length.
    """
    by.must("notices.choose")
    _refuse_unsound(ways, quiet_hours, line_id)
    preference = preference_of_actor(by)
    preference.ways = ",".join(way.value for way in _FIRST if way in ways)
    preference.digest = digest.value
    preference.has_quiet_hours = quiet_hours is not None
    if quiet_hours:
        preference.quiet_from, preference.quiet_to = quiet_hours
    preference.line_id = line_id
    preference.save()
    # The worker holds them again where the new wishes say so.
    Message.objects.filter(to_person_id=by.person_id, state=State.HELD).update(
        state=State.WAITING, next_try_at=clock.now()
    )
    record(
        "notices.choose",
        f"people.person:{by.person_id}",
        by=by,
        detail={"ways": preference.ways, "digest": preference.digest},
    )
    return preference


def subject_of(message: Message) -> str:
    """A message as history names it."""
    return f"notices.message:{message.pk}"


def _put_once(
    subject_key: str, *, receiver: str, way: Way, fields: Mapping[str, object], by: Actor
) -> Message:
    if subject_key:
        _drop_failed(subject_key, receiver=receiver, way=way, fields=fields, by=by)
        message, is_new = Message.objects.exclude(state=State.DROPPED).get_or_create(
            subject_key=subject_key, receiver=receiver, way=way.value, defaults=fields
        )
    else:
        message, is_new = Message(receiver=receiver, way=way.value, **fields), True
        message.save()
    if is_new:
        detail = {"template": message.template, "way": way.value}
        record("notices.put", subject_of(message), by=by, detail=detail)
    return message


def _drop_failed(
    subject_key: str, *, receiver: str, way: Way, fields: Mapping[str, object], by: Actor
) -> None:
    """Make room for other words under a key whose message could not be sent.

    With the same words nothing is new: sending it again is an officer's choice.
    """
    same = {name: fields[name] for name in ("template", "subject", "body", "subject_en", "body_en")}
    failed = Message.objects.filter(
        subject_key=subject_key, receiver=receiver, way=way.value, state=State.FAILED
    ).exclude(**same)
    for message in locked(failed):
        message.state = State.DROPPED
        message.save(update_fields=["state"])
        record("notices.replace", subject_of(message), by=by)


def _sound_receiver(to_email: str, to_person: Person | None) -> str:
    """The address of a receiver without an account, "" for a person."""
    if to_person is not None and not to_email:
        return ""
    address = to_email.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise NoReceiver from None
    if to_person is not None:
        raise NoReceiver
    return address


def _ways(template: Template, preference: Preference | None) -> list[Way]:
    """The chosen ways that the template may take, e-mail where none is left."""
    chosen = preference.chosen_ways if preference else ()
    return [way for way in _FIRST if way in chosen and way in template.ways] or [Way.EMAIL]


def _times(
    kind: Template, preference: Preference | None, not_before: dt.datetime | None
) -> dict[str, object]:
    """When it was put, when it may go first, and whether the receiver's hours hold it till then."""
    put_at = clock.now()
    first_moment = not_before or put_at
    planned = allowed_at(
        put_at, since=first_moment, wishes=wishes_of(preference), is_urgent=kind.is_urgent
    )
    return {
        "put_at": put_at,
        "not_before": first_moment,
        "next_try_at": planned,
        "state": State.HELD if planned > max(put_at, first_moment) else State.WAITING,
    }


def _words(rendered: Rendered) -> dict[str, object]:
    return {
        "context": json.dumps(rendered.context, ensure_ascii=False),
        "subject": rendered.th.subject,
        "body": rendered.th.body,
        "subject_en": rendered.en.subject,
        "body_en": rendered.en.body,
    }


def _renew(keys: Collection[int] | None) -> int:
    """Failed messages (all for None) as if they had been put now."""
    now = clock.now()
    failed = Message.objects.filter(state=State.FAILED)
    if keys is not None:
        failed = failed.filter(pk__in=keys)
    return failed.update(
        state=State.WAITING,
        attempts=0,
        not_before=now,
        next_try_at=now,
        digest_key="",
        last_error="",
        claim="",
        claimed_at=None,
    )


def _refuse_unsound(
    ways: Collection[Way], quiet_hours: tuple[dt.time, dt.time] | None, line_id: str
) -> None:
    if not ways:
        raise BadInput(
            "ยังไม่ได้เลือกทางรับข้อความ โปรดเลือกอย่างน้อยหนึ่งทาง",
            "No way is chosen; please choose at least one.",
        )
    if (line_id or Way.LINE in ways) and not _LINE_USER.fullmatch(line_id):
        raise BadInput(
            "รหัสผู้ใช้ LINE ต้องเป็น U ตามด้วยตัวเลขและอักษร a-f รวม 33 ตัว",
            "A LINE user ID is U followed by 32 digits and letters a-f.",
        )
    if quiet_hours and quiet_hours[0] == quiet_hours[1]:
        raise BadInput(
            "เวลาพักเริ่มและสิ้นสุดพร้อมกัน โปรดเลือกให้ต่างกัน หรือไม่ใช้เวลาพัก",
            "The quiet hours begin and end at once; choose two times, or no quiet hours.",
        )
