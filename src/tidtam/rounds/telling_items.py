"""Telling an office's people of single items: sent back, ready for the director, received again.

Nobody of the panel is named in any of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from tidtam.frameworks.queries import definition_of
from tidtam.history.actions import record
from tidtam.notices.actions import put
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.people.queries import posts_at
from tidtam.people.roles import Role
from tidtam.rounds.models import Item, Receipt, Submission
from tidtam.rounds.reminding import parse_days, short_code
from tidtam.rounds.states import ItemState, RoundState, SubmissionState
from tidtam.rounds.telling import NOBODY, office_words, staff_of
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual

_LONGEST_TITLE = 120


def name_of(item: Item) -> str:
    """Instrument and code as the office reads them: "QP 1"."""
    return f"{short_code(item.instrument.framework.code)} {item.node_code}"


def tell_sent_back(
    submission: Submission, items: Sequence[Item], *, due_at: dt.datetime, by: Actor
) -> int:
    """Tell reporters which of their items came back with what missing; the director of all."""
    what = {"deadline": due_at}
    key = f"panel_returned:{submission.pk}:{clock.now().isoformat()}"
    return _tell("panel_returned", submission, _letters(submission, items), what, key=key, by=by)


def tell_ready(submission: Submission, *, by: Actor) -> None:
    """Tell the directors, once every item that came back is marked as done."""
    items = _open_items(submission)
    if not items or any(item.state != ItemState.READY for item in items):
        return
    posts = posts_at([submission.office.code], roles=[Role.DIRECTOR])
    context = office_words(submission) | {
        "deadline": _first(items),
        "items": ", ".join(name_of(item) for item in items),
    }
    moved = max((item.moved_at for item in items if item.moved_at), default=clock.now())
    for person in {post.person_id: post.person for post in posts}.values():
        if person.pk != by.person_id:
            key = f"returned_ready:{submission.pk}:{moved.isoformat()}"
            put("returned_ready", to_person=person, context=context, by=by, subject_key=key)


def tell_back(submission: Submission, receipt: Receipt, *, by: Actor) -> None:
    """Tell everybody of the office that the bureau has the mended items, with the receipt."""
    staff = staff_of([submission.office.code]).get(submission.office.code, NOBODY)
    context = office_words(submission) | {"at": receipt.issued_at, "receipt": str(receipt.number)}
    for person in staff.everybody:
        key = f"submitted:receipt:{receipt.pk}"
        put("submitted", to_person=person, context=context, by=by, subject_key=key)


# ---------------------------------------------------------------- the days before the end


def due_returned(now: dt.datetime) -> list[int]:
    """Keys of the reports whose office is to be reminded today of items it has alone."""
    today = clock.local(now).date()
    begun = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    open_now = Q(items__open_until__gte=now)
    waiting = (
        Submission.objects.filter(
            round__state=RoundState.OPEN.value, state=SubmissionState.SUBMITTED.value
        )
        .filter(Q(reminded_at=None) | Q(reminded_at__lt=begun))
        .annotate(first=Min("items__open_until", filter=open_now))
        .filter(first__isnull=False)
        .order_by("pk")
    )
    return [
        key
        for key, days, first in waiting.values_list("pk", "round__reminder_days", "first")
        if (clock.local(first).date() - today).days in parse_days(days)
    ]


@transaction.atomic
def remind_returned(submission_id: int, *, by: Actor) -> int:
    """Remind an office of the items it has alone; gives how many people. Once a day."""
    by.must("submissions.remind")
    rows = Submission.objects.select_for_update(of=("self",)).select_related("round", "office")
    held = rows.get(pk=submission_id)
    now = clock.now()
    items = _open_items(held)
    is_told = held.reminded_at and clock.local(held.reminded_at).date() == clock.local(now).date()
    if is_told or not items or held.round.state != RoundState.OPEN:
        return 0
    key = f"reminder_returned:{held.pk}:{clock.local(now):%Y-%m-%d}"
    what = {"deadline": _first(items)}
    people = _tell("reminder_returned", held, _letters(held, items), what, key=key, by=by)
    Submission.objects.filter(pk=held.pk).update(reminded_at=now)
    record(
        "submissions.remind",
        f"rounds.submission:{held.pk}",
        by=by,
        detail={"office": held.office.code, "people": people},
    )
    return people


def _open_items(submission: Submission) -> list[Item]:
    """The items that the office has alone now."""
    found = Item.objects.filter(submission=submission, open_until__gte=clock.now())
    is_in = submission.state == SubmissionState.SUBMITTED
    return list(with_instrument(found)) if is_in else []


def with_instrument(items: QuerySet[Item]) -> QuerySet[Item]:
    """Items with the framework that names them, in printing order."""
    near = items.select_related("instrument__framework").defer("instrument__framework__source")
    return near.order_by("instrument__order", "order")


def _first(items: Iterable[Item]) -> dt.datetime:
    return min(item.open_until for item in items if item.open_until is not None)


def _letters(submission: Submission, items: Sequence[Item]) -> list[tuple[Person, list[Bilingual]]]:
    """Who is written to, with a line for each item: owners, all reporters, the director of all."""
    staff = staff_of([submission.office.code]).get(submission.office.code, NOBODY)
    here = {person.pk for person in staff.reporters}
    letters = []
    for person in staff.reporters:
        mine = [i for i in items if i.owner_id == person.pk or i.owner_id not in here]
        letters.append((person, [_line(item) for item in mine]))
    letters += [(person, [_line(item) for item in items]) for person in staff.directors]
    return [(person, lines) for person, lines in letters if lines]


def _line(item: Item) -> Bilingual:
    """One item with what is missing, or that it only waits to be sent back."""
    node = definition_of(item.instrument.framework).by_code[item.node_code]
    th, en = (
        f"{name_of(item)} {' '.join(node.title.in_language(language).split())[:_LONGEST_TITLE]}"
        for language in ("th", "en")
    )
    word = " ".join(item.word.split())
    if item.state == ItemState.READY:
        return Bilingual(
            f"{th}: แก้แล้ว รอผู้อำนวยการส่งกลับ", f"{en}: mended, to be sent by the director"
        )
    return Bilingual(f"{th}: {word}", f"{en}: {word}")


def _tell(
    template: str,
    submission: Submission,
    letters: Sequence[tuple[Person, list[Bilingual]]],
    what: Mapping[str, object],
    *,
    key: str,
    by: Actor,
) -> int:
    about = office_words(submission) | dict(what)
    for person, lines in letters:
        context = about | {"missing": lines}
        put(template, to_person=person, context=context, by=by, subject_key=key)
    return len(letters)
