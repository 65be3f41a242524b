"""The moves of a panel: calibrate, begin to mark, close, open again; each by the table of moves."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tidtam.history.actions import record
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.reviews.errors import StillOpen
from tidtam.reviews.fields import covers, field_map
from tidtam.reviews.models import Assignment, Panel
from tidtam.reviews.moves import OPEN_STATES, move_panel, subject_of, taken, withdrawn
from tidtam.reviews.open_work import open_work
from tidtam.reviews.screeners import Bench, bench_of, choose_screeners
from tidtam.reviews.standing import NEEDS, Need
from tidtam.reviews.states import AssignmentState, Purpose
from tidtam.reviews.telling_reviewers import tell_begun
from tidtam.rounds.edits import must_say_why
from tidtam.rounds.models import Item, Submission
from tidtam.rounds.states import SubmissionState
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, WrongState

CALIBRATION_IS_OVER = "จบการปรับเกณฑ์ร่วมกัน"
MOST_OFFICES = 20


@transaction.atomic
def begin_calibration(
    panel: Panel, *, offices: Sequence[Agency], seen_edit: int | None = None, by: Actor
) -> int:
    """Give every reviewer every item in their fields of some offices, to compare the marks.

    Regions and capacities do not count here; a conflict does. Gives how many items were given.

    Raises:
        BadInput: no office, too many, or one that has not submitted its report.
        WrongState: nobody can calibrate.
        PanelChangedMeanwhile: somebody changed the panel after ``seen_edit``.
    """
    held = taken(panel, act="panels.calibrate", by=by, seen_edit=seen_edit)
    _must_be_in(held, offices)
    rows = _calibrations(held, offices, bench=bench_of(held), by=by)
    if not rows:
        raise WrongState(
            "ยังไม่มีผู้ประเมินที่ตรวจเขตเหล่านี้ได้ โปรดเพิ่มผู้ประเมิน หรือเลือกเขตอื่น",
            "No reviewer can judge these offices yet; please add reviewers or choose others.",
        )
    Assignment.objects.bulk_create(rows, batch_size=1000)
    move_panel(held, "panels.calibrate", by=by)
    detail = {"offices": sorted(office.code for office in offices), "given": len(rows)}
    record("panels.calibrate", subject_of(held), by=by, detail=detail)
    tell_begun(held, Purpose.CALIBRATE, by=by)
    return len(rows)


def _must_be_in(panel: Panel, offices: Sequence[Agency]) -> None:
    if not 0 < len(offices) <= MOST_OFFICES:
        raise BadInput(
            f"เลือกเขตปรับเกณฑ์ได้ 1 ถึง {MOST_OFFICES} เขต โปรดเลือกใหม่",
            f"A calibration has 1 to {MOST_OFFICES} offices; please choose again.",
        )
    submitted = Submission.objects.filter(
        round=panel.round_id, state=SubmissionState.SUBMITTED.value
    )
    held = set(submitted.values_list("office_id", flat=True))
    missing = [office for office in offices if office.pk not in held]
    if missing:
        raise BadInput(
            f"{', '.join(each.short_th for each in missing)} ยังไม่ได้ส่งรายงาน โปรดเลือกเขตที่ส่งแล้ว",
            f"{', '.join(each.short_en for each in missing)} has not submitted a report; "
            "please choose offices that have.",
        )


def _calibrations(
    panel: Panel, offices: Sequence[Agency], *, bench: Bench, by: Actor
) -> list[Assignment]:
    fields, now = field_map(panel.round), clock.now()
    items = Item.objects.filter(submission__round=panel.round_id, submission__office__in=offices)
    places = items.order_by("pk").values_list(
        "pk", "instrument_id", "node_code", "submission__office_id"
    )
    return [
        Assignment(
            reviewer=reviewer,
            item_id=item,
            purpose=Purpose.CALIBRATE.value,
            given_at=now,
            given_by=by.name,
        )
        for item, instrument, node_code, office in places
        for key, reviewer in bench.reviewers.items()
        if bench.may_judge(key, office) and covers(reviewer, fields[instrument][node_code])
    ]


@transaction.atomic
def begin_marking(panel: Panel, *, seen_edit: int | None = None, by: Actor) -> Panel:
    """Let the reviewers screen and mark; what is left of the calibration is withdrawn.

    Raises:
        WrongState: nothing is given to anybody yet.
        PanelChangedMeanwhile: somebody changed the panel after ``seen_edit``.
    """
    held = taken(panel, act="panels.begin", by=by, seen_edit=seen_edit)
    given = Assignment.objects.filter(reviewer__panel=held, purpose=Purpose.MARK.value)
    if not given.exclude(state=AssignmentState.WITHDRAWN.value).exists():
        raise WrongState(
            "ยังไม่ได้มอบข้อใดให้ผู้ประเมิน จึงยังเริ่มให้คะแนนไม่ได้ โปรดดูข้อเสนอการมอบหมายแล้วนำไปใช้ก่อน",
            "Nothing is given to any reviewer yet, so marking cannot begin; "
            "please look at the proposal and use it first.",
        )
    calibrations = Assignment.objects.select_for_update(of=("self",)).filter(
        reviewer__panel=held, purpose=Purpose.CALIBRATE.value
    )
    left_over = list(calibrations.filter(state__in=OPEN_STATES))
    withdrawn(left_over, reason=CALIBRATION_IS_OVER)
    choose_screeners(held, bench=bench_of(held))
    move_panel(held, "panels.begin", by=by)
    detail = {"calibrations_withdrawn": len(left_over)}
    record("panels.begin", subject_of(held), by=by, detail=detail)
    tell_begun(held, Purpose.MARK, by=by)
    return held


@transaction.atomic
def close_marking(panel: Panel, *, seen_edit: int | None = None, by: Actor) -> Panel:
    """Close the marking: nothing is open to the reviewers any more, everything is kept.

    Raises:
        StillOpen: an item has no official mark yet, or waits to be settled.
        PanelChangedMeanwhile: somebody changed the panel after ``seen_edit``.
    """
    held = taken(panel, act="panels.close", by=by, seen_edit=seen_edit)
    _refuse_open_work(held)
    rows = Assignment.objects.filter(reviewer__panel=held).exclude(purpose=Purpose.CALIBRATE.value)
    open_now = rows.filter(state__in=OPEN_STATES)
    move_panel(held, "panels.close", by=by)
    record("panels.close", subject_of(held), by=by, detail={"not_done": open_now.count()})
    return held


def _refuse_open_work(panel: Panel) -> None:
    work = open_work(panel)
    if work.is_empty:
        return
    open_needs = {need: count for need, count in work.counts.items() if need is not Need.NOTHING}
    said = [(NEEDS[need], count) for need, count in open_needs.items() if count]
    raise StillOpen(
        f"ยังปิดไม่ได้ เพราะ {len(work.rows):,} จาก {work.total:,} ข้อยังไม่มีคะแนนทางการ "
        f"({' · '.join(f'{words.th} {count:,} ข้อ' for words, count in said)}) "
        "โปรดดูรายการที่หน้า “ข้อที่ยังค้าง” ของคณะผู้ประเมิน",
        f"Marking cannot be closed: {len(work.rows):,} of {work.total:,} items have no official "
        f"mark yet ({'; '.join(f'{words.en}: {count:,}' for words, count in said)}). "
        "Please see the panel's page “What is open”.",
    )


@transaction.atomic
def reopen_marking(panel: Panel, *, reason: str, seen_edit: int | None = None, by: Actor) -> Panel:
    """Open the marking again; everybody has what they had.

    Raises:
        BadInput: no reason.
        WrongState: the round is published.
    """
    must_say_why(reason)
    held = taken(panel, act="panels.reopen", by=by, seen_edit=seen_edit)
    move_panel(held, "panels.reopen", by=by)
    record("panels.reopen", subject_of(held), by=by, reason=reason.strip())
    return held
