"""The bureau's acts on a round: copy last year's, plan its stages, open it, give more time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import ProtectedError

from tidtam.frameworks.form_queries import form_of
from tidtam.frameworks.models import FormVersion
from tidtam.frameworks.queries import definition_of
from tidtam.history.actions import record
from tidtam.orgs.models import Agency
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import Actor
from tidtam.rounds.dating import StageDates as StageDates
from tidtam.rounds.dating import set_stages as set_stages
from tidtam.rounds.edits import must_say_why, take_edit
from tidtam.rounds.extending import extend as extend
from tidtam.rounds.models import (
    Exemption,
    Instrument,
    Item,
    Round,
    Stage,
    Submission,
)
from tidtam.rounds.queries import instruments_of, offices_asked
from tidtam.rounds.states import RoundState, StageCode
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, WrongState


@transaction.atomic
def copy_round(
    source: Round,
    *,
    code: str,
    fiscal_year: int,
    title_th: str,
    title_en: str,
    earlier: Round | None,
    by: Actor,
) -> Round:
    """A new round like an earlier one: instruments, forms, who is asked, letter, dates.

    Dates move by whole years from the source's fiscal year. The copy is being prepared:
    nothing reaches an office before ``open_round``.

    Raises:
        BadInput: the code is taken.
    """
    by.must("rounds.change")
    if Round.objects.filter(code=code).exists():
        raise BadInput(
            f"มีรอบรหัส {code} อยู่แล้ว โปรดใช้รหัสอื่น",
            f"There is a round {code} already; please use another code.",
        )
    made = Round.objects.create(
        code=code,
        fiscal_year=fiscal_year,
        period=source.period,
        title_th=title_th,
        title_en=title_en,
        letter_th=source.letter_th,
        reminder_days=source.reminder_days,
        earlier=earlier,
        copied_from=source,
        is_demo=source.is_demo,
    )
    _copy_instruments(source, made)
    _copy_stages(source, made)
    record("rounds.copy_round", f"rounds.round:{code}", by=by, detail={"from": source.code})
    return made


def _copy_instruments(source: Round, made: Round) -> None:
    """The same frameworks and forms, with who is not asked and why."""
    for instrument in source.instruments.order_by("order"):
        twin = Instrument.objects.create(
            round=made,
            framework_id=instrument.framework_id,
            form_id=instrument.form_id,
            order=instrument.order,
        )
        Exemption.objects.bulk_create(
            Exemption(instrument=twin, office_id=each.office_id, reason=each.reason)
            for each in instrument.exemptions.all()
        )


def _copy_stages(source: Round, made: Round) -> None:
    """The same stages, as many years later as the rounds are apart."""
    years = made.fiscal_year - source.fiscal_year
    Stage.objects.bulk_create(
        Stage(
            round=made,
            code=stage.code,
            starts_at=_years_later(stage.starts_at, years),
            due_at=_years_later(stage.due_at, years),
            late_until=_years_later(stage.late_until, years) if stage.late_until else None,
        )
        for stage in source.stages.all()
    )


@transaction.atomic
def set_letter(
    round_: Round,
    *,
    letter_th: str,
    title_th: str,
    title_en: str,
    by: Actor,
    edit: int | None = None,
) -> None:
    """Change the words of a round: its titles and the letter the offices read.

    History keeps the words before and after.

    Raises:
        BadInput: no Thai title.
        RoundChangedMeanwhile: somebody changed the round after ``edit``.
    """
    by.must("rounds.change")
    if not title_th.strip():
        raise BadInput(
            "รอบยังไม่มีชื่อ โปรดใส่ชื่อรอบภาษาไทย",
            "The round has no Thai title; please write one.",
        )
    take_edit(round_, edit)
    before = Round.objects.values("letter_th", "title_th", "title_en").get(pk=round_.pk)
    after = {"letter_th": letter_th, "title_th": title_th, "title_en": title_en}
    round_.letter_th, round_.title_th, round_.title_en = letter_th, title_th, title_en
    round_.save(update_fields=list(after))
    record(
        "rounds.set_letter",
        f"rounds.round:{round_.code}",
        by=by,
        detail={"before": dict(before), "after": after},
    )


@transaction.atomic
def set_form(instrument: Instrument, *, form: FormVersion | None, by: Actor) -> None:
    """Choose what the offices report for an instrument, before the round opens.

    Raises:
        WrongState: the round has opened; its questions stay.
        BadInput: the form asks another framework's items.
    """
    by.must("rounds.change")
    _refuse_an_open(instrument.round)
    if form is not None and form.framework_code not in ("", instrument.framework.code):
        raise BadInput(
            f"แบบรายงาน {form.code} ใช้กับกรอบ {form.framework_code} "
            f"ไม่ใช่ {instrument.framework.code} โปรดเลือกแบบของกรอบนี้",
            f"Form {form.code} belongs to {form.framework_code}, not {instrument.framework.code}; "
            "please choose a form of this framework.",
        )
    take_edit(instrument.round, None)
    instrument.form = form
    instrument.save(update_fields=["form"])
    record(
        "rounds.set_form",
        f"rounds.round:{instrument.round.code}",
        by=by,
        detail={"framework": instrument.framework.code, "form": str(form) if form else ""},
    )


@transaction.atomic
def set_forms(
    round_: Round,
    *,
    forms: Mapping[Instrument, FormVersion | None],
    by: Actor,
    edit: int | None = None,
) -> None:
    """Choose the forms of several instruments of a round, all or none; as ``set_form``.

    Raises:
        RoundChangedMeanwhile: somebody changed the round after ``edit``.
    """
    by.must("rounds.change")
    take_edit(round_, edit)
    for instrument, form in forms.items():
        set_form(instrument, form=form, by=by)


@transaction.atomic
def exempt_from(
    round_: Round,
    *,
    reasons: Mapping[Instrument, Mapping[str, str]],
    by: Actor,
    edit: int | None = None,
) -> None:
    """Set who several instruments of a round do not ask, all or none; as ``set_exemptions``.

    Raises:
        RoundChangedMeanwhile: somebody changed the round after ``edit``.
    """
    by.must("rounds.change")
    take_edit(round_, edit)
    for instrument, given in reasons.items():
        set_exemptions(instrument, reasons=given, by=by)


@transaction.atomic
def set_exemptions(instrument: Instrument, *, reasons: Mapping[str, str], by: Actor) -> None:
    """Say which offices an instrument does not ask: unit code -> reason; the rest are asked.

    Raises:
        WrongState: the round has opened.
        BadInput: an office without a reason, or not an area office.
    """
    by.must("rounds.change")
    _refuse_an_open(instrument.round)
    offices = {office.code: office for office in Agency.objects.filter(code__in=list(reasons))}
    for code, reason in reasons.items():
        if code not in offices or not reason.strip():
            raise BadInput(
                f"หน่วยงาน {code}: ไม่พบในทะเบียนหรือยังไม่มีเหตุผลที่ไม่ต้องรายงาน โปรดตรวจ",
                f"Office {code}: not in the register, or no reason why it is not asked; "
                "please check.",
            )
    take_edit(instrument.round, None)
    instrument.exemptions.all().delete()
    Exemption.objects.bulk_create(
        Exemption(instrument=instrument, office=offices[code], reason=reason.strip())
        for code, reason in reasons.items()
    )
    record(
        "rounds.set_exemptions",
        f"rounds.round:{instrument.round.code}",
        by=by,
        detail={"framework": instrument.framework.code, "offices": sorted(reasons)},
    )


@transaction.atomic
def open_round(round_: Round, *, by: Actor) -> int:
    """Open a round: every office asked gets its submission with its items. Gives their number.

    Opening an open round adds what is missing and changes nothing else.

    Raises:
        WrongState: no form is chosen, or the reporting stage has no dates.
    """
    by.must("rounds.change")
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    stage = round_.stages.filter(code=StageCode.REPORT.value).first()
    asked = [each for each in instruments_of(round_) if each.form_id is not None]
    if stage is None or not asked:
        raise WrongState(
            "ยังเปิดรอบไม่ได้ เพราะยังไม่กำหนดวันรายงานหรือยังไม่เลือกแบบรายงาน โปรดกำหนดในหน้าวางแผนรอบ",
            "The round cannot open yet: the reporting dates or the forms are missing; "
            "please set them on the planning page.",
        )
    made = _make_submissions(round_, stage, asked)
    if round_.state != RoundState.OPEN:
        round_.state = RoundState.OPEN.value
        round_.opened_at = round_.opened_at or clock.now()
        round_.save(update_fields=["state", "opened_at"])
        record("rounds.open", f"rounds.round:{round_.code}", by=by, detail={"offices": made})
    return made


@transaction.atomic
def close_round(round_: Round, *, by: Actor, reason: str) -> None:
    """Close a round to reports; what was saved stays readable."""
    by.must("rounds.change")
    must_say_why(reason)
    Round.objects.filter(pk=round_.pk).update(state=RoundState.CLOSED.value)
    record("rounds.close", f"rounds.round:{round_.code}", by=by, reason=reason.strip())


@transaction.atomic
def discard_round(round_: Round, *, by: Actor, reason: str) -> None:
    """Put away a round that was never opened, with its stages, instruments and exemptions.

    Raises:
        WrongState: it has opened, holds reports, or another round names it.
        BadInput: no reason.
    """
    by.must("rounds.change")
    must_say_why(reason)
    held = Round.objects.select_for_update().get(pk=round_.pk)
    in_use = held.submissions.exists() or held.later.exists() or held.copies.exists()
    if held.state != RoundState.PREPARING or held.opened_at or in_use:
        raise WrongState(
            f"ลบรอบ {held.code} ไม่ได้ เพราะเคยเปิดแล้ว มีรายงาน หรือมีรอบอื่นอ้างถึง",
            f"Round {held.code} cannot be put away: it was opened, holds reports, "
            "or another round names it.",
        )
    try:
        held.instruments.all().delete()
        held.delete()
    except ProtectedError:
        raise WrongState(
            f"ลบรอบ {round_.code} ไม่ได้ เพราะมีคะแนนหรือผลของรอบนี้แล้ว",
            f"Round {round_.code} cannot be put away: marks or results of it are stored.",
        ) from None
    record("rounds.discard", f"rounds.round:{held.code}", by=by, reason=reason.strip())


def _make_submissions(round_: Round, stage: Stage, asked: Sequence[Instrument]) -> int:
    exempt = set(
        Exemption.objects.filter(instrument__in=asked).values_list("instrument_id", "office_id")
    )
    offices = [
        office
        for office in offices_asked(round_)
        if any((instrument.pk, office.pk) not in exempt for instrument in asked)
    ]
    held = set(round_.submissions.values_list("office_id", flat=True))
    Submission.objects.bulk_create(
        Submission(round=round_, office=office, due_at=stage.due_at, open_until=stage.closes_at)
        for office in offices
        if office.pk not in held
    )
    submissions = {each.office_id: each for each in round_.submissions.all()}
    known = set(
        Item.objects.filter(submission__round=round_).values_list(
            "submission_id", "instrument_id", "node_code"
        )
    )
    items = [
        item
        for instrument in asked
        for office in offices
        if (instrument.pk, office.pk) not in exempt
        for item in _items(instrument, submissions[office.pk], office)
        if (item.submission_id, item.instrument_id, item.node_code) not in known
    ]
    Item.objects.bulk_create(items, batch_size=1000)
    return len(offices)


def _items(instrument: Instrument, submission: Submission, office: Agency) -> list[Item]:
    kind = FRAMEWORK_KINDS[AgencyKind(office.kind)]
    form_version = instrument.form
    assert form_version is not None  # noqa: S101  the caller chose those with a form
    form = form_of(form_version)
    asked = definition_of(instrument.framework).asked(kind)
    found = []
    for order, code in enumerate(asked):
        questions = form.questions_of(code, kind)
        if questions:
            found.append(
                Item(
                    submission=submission,
                    instrument=instrument,
                    node_code=code,
                    order=order,
                    blank=sum(question.required for question in questions),
                )
            )
    return found


def _refuse_an_open(round_: Round) -> None:
    """Asks what is stored, locked: somebody else may open the round at this moment."""
    if Round.objects.select_for_update().get(pk=round_.pk).state != RoundState.PREPARING:
        raise WrongState(
            f"รอบ {round_.code} เปิดแล้ว คำถามและผู้ที่ต้องรายงานจึงเปลี่ยนไม่ได้ โปรดใช้รอบใหม่",
            f"Round {round_.code} has opened, so its questions and offices stay; "
            "please use a new round.",
        )


def _years_later(moment: dt.datetime, years: int) -> dt.datetime:
    """The same day and hour some years later; 29 February becomes the 28th."""
    local = clock.local(moment)
    try:
        return local.replace(year=local.year + years)
    except ValueError:
        return local.replace(year=local.year + years, day=28)
