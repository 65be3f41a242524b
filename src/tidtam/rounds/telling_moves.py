"""Telling people that a report came to them: sent, returned, approved, submitted.

Each is called inside the transaction of its act: what did not happen is not told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tidtam.notices.actions import put
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.people.queries import posts_at
from tidtam.people.roles import Role
from tidtam.rounds.models import Item, Receipt, Submission
from tidtam.rounds.telling import NOBODY, office_words, staff_of
from tidtam.thai.bilingual import Bilingual

_WHOLE = Bilingual("ทั้งรายงาน", "the whole report")


def tell_sent(submission: Submission, *, by: Actor) -> None:
    """Tell the directors that a report waits for them."""
    posts = posts_at([submission.office.code], roles=[Role.DIRECTOR])
    directors = {post.person_id: post.person for post in posts}
    _tell("sent_for_approval", submission, directors.values(), {"by_name": by.name}, by=by)


def tell_approved(submission: Submission, *, by: Actor) -> None:
    """Tell the reporters that the director approved their report."""
    _tell("approved", submission, _reporters(submission), {"by_name": by.name}, by=by)


def tell_submitted(submission: Submission, receipt: Receipt, *, by: Actor) -> None:
    """Tell everybody of the office that the bureau has the report."""
    staff = staff_of([submission.office.code]).get(submission.office.code, NOBODY)
    what = {"at": receipt.issued_at, "receipt": str(receipt.number)}
    _tell("submitted", submission, staff.everybody, what, by=by, and_oneself=True)


def tell_returned(submission: Submission, items: Sequence[Item], word: str, *, by: Actor) -> None:
    """Tell reporters what to change: each their own items; what nobody owns goes to all."""
    reporters = {person.pk: person for person in _reporters(submission)}
    theirs: Mapping[int, list[Item]] = defaultdict(list)
    for item in items:
        owners = [item.owner_id] if item.owner_id in reporters else list(reporters)
        for key in owners:
            theirs[key].append(item)
    for key, person in reporters.items():
        if theirs[key] or word:
            _tell("item_returned", submission, [person], _asked(theirs[key], word, by), by=by)


def _asked(items: Sequence[Item], word: str, by: Actor) -> dict[str, object]:
    codes = ", ".join(item.node_code for item in items)
    named = Bilingual(f"ข้อ {codes}", f"item {codes}") if codes else _WHOLE
    reasons = [f"{item.node_code}: {item.word}" for item in items] + ([word] if word else [])
    return {"item": named, "reason": "\n".join(reasons), "by_name": by.name}


def _reporters(submission: Submission) -> tuple[Person, ...]:
    return staff_of([submission.office.code]).get(submission.office.code, NOBODY).reporters


def _tell(
    template: str,
    submission: Submission,
    people: Iterable[Person],
    what: Mapping[str, object],
    *,
    by: Actor,
    and_oneself: bool = False,
) -> None:
    """Put one message for each person; whoever acts knows it already."""
    moved: dt.datetime | None = submission.moved_at
    key = f"{template}:{submission.pk}:{moved.isoformat() if moved else ''}"
    for person in people:
        if person.pk == by.person_id and not and_oneself:
            continue
        put(
            template,
            to_person=person,
            context={**office_words(submission), **what},
            by=by,
            subject_key=key,
        )
