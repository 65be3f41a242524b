"""Reminding offices of recommendations: not answered after so many days, a planned day over.

Each is said once. What lies back longer than ``LATEST`` is not dug up: an installation that
begins to remind must not write to everybody of years ago.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet

from tidtam.followups.models import FollowUp
from tidtam.followups.national import label_of
from tidtam.followups.states import FollowUpState
from tidtam.followups.telling import list_address
from tidtam.history.actions import record
from tidtam.notices.actions import put
from tidtam.people.actor import Actor
from tidtam.results.hidden import hidden_office_ids
from tidtam.rounds.models import Round
from tidtam.rounds.telling import NOBODY, staff_of
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import buddhist_year, thai_date

# Days after publication on which an office hears of what it has not answered.
DAYS: Final = (30, 60)
# How late a reminder may still come, where no worker ran on its day.
LATEST: Final = dt.timedelta(days=14)
MOST_LINES: Final = 20


def due_offices(now: dt.datetime) -> list[int]:
    """Keys of the offices that are to be reminded of something now; one query."""
    found = FollowUp.objects.filter(_waiting(now) | _over(now)).order_by("office__order")
    return list(dict.fromkeys(found.values_list("office_id", flat=True)))


@transaction.atomic
def remind_office(office_id: int, *, by: Actor) -> int:
    """Remind the people of one office of all that is due; gives how many letters were put.

    What was said is marked on each follow-up in the same transaction, so nothing is said twice;
    an office without people is marked too.
    """
    by.must("followups.remind")
    now = clock.now()
    letters = 0
    for round_, rows in _by_round(_locked(office_id).filter(_waiting(now))):
        days = max(_days_of(row, now) for row in rows)
        letters += _tell_waiting(round_, rows, days, by=by)
        for row in rows:
            row.reminded_days = _days_of(row, now)
        FollowUp.objects.bulk_update(rows, ["reminded_days"])
    for round_, rows in _by_round(_locked(office_id).filter(_over(now))):
        letters += _tell_over(round_, rows, by=by)
        for row in rows:
            row.reminded_due_on = row.due_on
        FollowUp.objects.bulk_update(rows, ["reminded_due_on"])
    return letters


def _waiting(now: dt.datetime) -> Q:
    """Not answered so many days after publication, and not reminded since."""
    due = Q(pk__in=[])
    for days in DAYS:
        end = _end_of_day(now) - dt.timedelta(days=days)
        due |= Q(given_at__lt=end, given_at__gte=end - LATEST, reminded_days__lt=days)
    return due & Q(state=FollowUpState.WAITING.value, withdrawn_at=None)


def _over(now: dt.datetime) -> Q:
    """Accepted, with a planned day that is over and was not told so."""
    today = clock.local(now).date()
    day = Q(due_on__lt=today, due_on__gte=today - LATEST)
    told = Q(reminded_due_on__isnull=False, reminded_due_on=F("due_on"))
    return Q(state=FollowUpState.ACCEPTED.value, withdrawn_at=None) & day & ~told


def _days_of(follow_up: FollowUp, now: dt.datetime) -> int:
    """The reminder whose day has come for a follow-up that waits."""
    age = (clock.local(now).date() - clock.local(follow_up.given_at).date()).days
    return max(days for days in DAYS if days <= age)


def _end_of_day(now: dt.datetime) -> dt.datetime:
    begun = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return begun + dt.timedelta(days=1)


def _locked(office_id: int) -> QuerySet[FollowUp]:
    held = FollowUp.objects.select_for_update(of=("self",)).filter(office=office_id)
    near = held.select_related("office", "instrument__round", "instrument__framework")
    return near.defer("instrument__framework__source").order_by("instrument__order", "pk")


def _by_round(rows: Iterable[FollowUp]) -> list[tuple[Round, list[FollowUp]]]:
    """By round; nothing of a round whose result the office must not know yet."""
    found: defaultdict[int, list[FollowUp]] = defaultdict(list)
    for row in rows:
        found[row.instrument.round_id].append(row)
    return [
        (rows[0].instrument.round, rows)
        for rows in found.values()
        if rows[0].office_id not in hidden_office_ids(rows[0].instrument.round)
    ]


def _tell_waiting(round_: Round, rows: Sequence[FollowUp], days: int, *, by: Actor) -> int:
    return _tell("reminder_follow_ups", round_, rows, {"days": str(days)}, key=str(days), by=by)


def _tell_over(round_: Round, rows: Sequence[FollowUp], *, by: Actor) -> int:
    day = f"{clock.today():%Y-%m-%d}"
    return _tell("reminder_planned_days", round_, rows, {"over": _lines(rows)}, key=day, by=by)


def _tell(
    template: str,
    round_: Round,
    rows: Sequence[FollowUp],
    what: dict[str, object],
    *,
    key: str,
    by: Actor,
) -> int:
    """Put a letter for each person of the office; nobody of the panel is named."""
    office = rows[0].office
    people = staff_of([office.code]).get(office.code, NOBODY).everybody
    about = {"round": round_.title, "office": office.short_name, "count": f"{len(rows):,}"}
    for person in people:
        put(
            template,
            to_person=person,
            context=about | {"link": list_address()} | what,
            by=by,
            subject_key=f"{template}:{round_.pk}:{office.pk}:{key}",
        )
    detail = {"office": office.code, "people": len(people), "count": len(rows), "why": template}
    record("followups.remind", f"rounds.round:{round_.code}", by=by, detail=detail)
    return len(people)


def _lines(rows: Sequence[FollowUp]) -> list[Bilingual]:
    lines = [_line(row) for row in rows[:MOST_LINES]]
    if more := len(rows) - MOST_LINES:
        lines += [Bilingual(f"และอีก {more:,} ข้อ", f"and {more:,} more")] if more > 0 else []
    return lines


def _line(follow_up: FollowUp) -> Bilingual:
    label, day = label_of(follow_up), follow_up.due_on
    assert day is not None  # noqa: S101  only planned days are told
    return Bilingual(
        f"{label.th}: {thai_date(day)}",
        f"{label.en}: {day.day} {day:%B} {buddhist_year(day)} B.E.",
    )
