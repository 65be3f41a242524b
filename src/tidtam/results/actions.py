"""Compute, check, sign and publish a round: one place per verb."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby

from django.db import transaction
from django.db.models import Max

from tidtam.frameworks.actions import freeze
from tidtam.frameworks.queries import definition_of
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.results.closing import (
    are_left_closed,
    close_marks,
    closed_since,
    open_marks,
    refuse_marks_held_elsewhere,
    refuse_open_marks,
    resting_on,
)
from tidtam.results.documents import outputs_texts
from tidtam.results.errors import CheckFailed, MarksOpened, SignatureMissing
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.moves import (
    held,
    make_move,
    refuse_changed_inputs,
    refuse_changed_texts,
    refuse_move,
    refuse_problems,
    sound_reason,
    subject_of,
)
from tidtam.results.printing import FORMATS, ask_printing
from tidtam.results.queries import (
    OfficeInputs,
    inputs_checksum,
    inputs_of,
    needs_signature,
    texts_checksum,
)
from tidtam.results.sealing import seal
from tidtam.results.states import State
from tidtam.results.telling import tell_chairs, tell_published
from tidtam.results.verification import Problem, read_inputs, verify
from tidtam.rounds.models import Round
from tidtam.scoring.answers import Answers
from tidtam.scoring.batch import evaluate_many
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual

# A person can mend some dozens of missing marks from a page, not thousands.
MOST_PROBLEMS_KEPT = 200
_CHECKABLE = (State.COMPUTED.value, State.CHECKED.value)
_NOT_SOUND = "การตรวจพบข้อที่ต้องแก้ หรือตรวจไม่สำเร็จ"


@transaction.atomic
def ask_computation(round_: Round, *, by: Actor, reason: str = "") -> Computation:
    """Make the next numbered computation of a round, still a draft.

    A round that is published may be computed again: that is an act of its own, with a
    reason, and never touches what was published.
    """
    by.must("results.compute")
    Round.objects.select_for_update().get(pk=round_.pk)
    waiting = round_.computations.filter(state=State.DRAFT.value).first()
    if waiting is not None:
        return waiting
    last = round_.computations.aggregate(last=Max("number"))["last"] or 0
    computation = Computation.objects.create(
        round=round_,
        number=last + 1,
        reason=reason,
        asked_at=clock.now(),
        asked_by=by.name,
    )
    record("results.ask_computation", subject_of(computation), by=by, reason=reason)
    return computation


def compute(computation: Computation, *, by: Actor) -> Computation:
    """Score every office of the round whose marks are complete; name the others.

    An office that lacks marks has no result and a sentence in ``problems``: the bureau
    can look at what is there, but ``check`` will not pass. With no result at all the
    computation fails. Computing one that is no longer a draft changes nothing.
    """
    by.must("results.compute")
    if computation.state != State.DRAFT.value:
        return computation
    inputs = inputs_of(computation.round)
    Computation.objects.filter(pk=computation.pk).update(total=len(inputs), done=0)
    results, problems = _score_all(computation, inputs)
    with transaction.atomic():
        now = held(computation)
        if now.state != State.DRAFT.value:
            return now
        now.problems = [problem.as_kept() for problem in problems[:MOST_PROBLEMS_KEPT]]
        now.total, now.done = len(inputs), len(results)
        counts = {"results": len(results), "problems": len(problems)}
        if not results:
            return make_move(now, "results.compute", State.FAILED, by=by, detail=counts)
        OfficeResult.objects.bulk_create(results, batch_size=500)
        now.inputs_checksum = inputs_checksum(inputs)
        now.computed_at = clock.now()
        return make_move(now, "results.compute", State.COMPUTED, by=by, detail=counts)


@transaction.atomic
def fail(computation: Computation, *, by: Actor) -> Computation:
    """Close a draft whose computing broke, so that a new one can be asked for."""
    by.must("results.compute")
    now = held(computation)
    if now.state != State.DRAFT.value:
        return now
    now.problems = [
        [
            "การคำนวณหยุดกลางคันเพราะความผิดพลาดของระบบ โปรดคำนวณใหม่ หากเกิดซ้ำโปรดแจ้งผู้ดูแล",
            "The computation stopped by a fault of the system; please compute again, "
            "and tell the administrator if it happens twice.",
            "",
        ]
    ]
    return make_move(now, "results.compute", State.FAILED, by=by)


def _score_all(
    computation: Computation, inputs: Sequence[OfficeInputs]
) -> tuple[list[OfficeResult], list[Problem]]:
    results: list[OfficeResult] = []
    problems: list[Problem] = []
    for _framework_id, group in groupby(inputs, key=lambda each: each.framework.pk):
        complete: list[OfficeInputs] = []
        answers: list[Answers] = []
        for row in group:
            read = read_inputs(row)
            if isinstance(read, Bilingual):
                problems.append(Problem(read, row.office.code))
            else:
                complete.append(row)
                answers.append(read)
        results += _scored(computation, complete, answers)
        Computation.objects.filter(pk=computation.pk).update(done=len(results))
    return results, problems


def _scored(
    computation: Computation, rows: Sequence[OfficeInputs], answers: Sequence[Answers]
) -> list[OfficeResult]:
    if not rows:
        return []
    found = evaluate_many(definition_of(rows[0].framework), answers)
    return [
        OfficeResult(
            computation=computation,
            office_id=row.office.pk,
            framework_id=row.framework.pk,
            inputs=row.text,
            outputs=outputs,
            total_value=result.total.printed or "",
            total_level=result.total.level,
            total_word=result.total.word.th if result.total.word else "",
        )
        for row, result, outputs in zip(rows, found, outputs_texts(found), strict=True)
    ]


def check(computation: Computation, *, by: Actor) -> Computation:
    """Close the marks, compute every number again one by one, read every comment.

    A sound one is checked, and its marks stay closed. Where something is not right, the marks
    that nothing else rests on are open again. A check that is stopped half-way leaves them
    closed and the computation as it was: check again, or ``thaw``.

    Raises:
        PanelNotClosed: reviewers still mark the round.
        CheckFailed: something is not right; the problems are kept with the computation.
        InputsChanged: marks changed since the computation.
        MarksOpened: somebody opened the marks meanwhile.
        MoveRefused: the computation is neither computed nor checked.
    """
    by.must("results.check")
    found = Computation.objects.select_related("round", "round__earlier").get(pk=computation.pk)
    refuse_move(found, "results.check", State.CHECKED)
    closed = close_marks(found.round, by=by)
    try:
        texts = _verified(found)
    except Exception:
        open_marks(found.round, reason=_NOT_SOUND, by=by)
        raise
    with transaction.atomic():
        now = held(found)
        _refuse_opened(now, closed)
        now.problems, now.texts_checksum = [], texts
        now.checked_at, now.checked_by = clock.now(), by.name
        make_move(now, "results.check", State.CHECKED, by=by)
        if needs_signature(now.round):
            tell_chairs(now, by=by)
        return now


def _verified(computation: Computation) -> str:
    """The seal of the texts that were read; what is wrong is kept and refused."""
    refuse_changed_inputs(computation)
    texts = texts_checksum(computation.round)
    problems = verify(computation)
    Computation.objects.filter(pk=computation.pk, state__in=_CHECKABLE).update(
        problems=[problem.as_kept() for problem in problems[:MOST_PROBLEMS_KEPT]]
    )
    if problems:
        first = problems[0].text
        raise CheckFailed(
            f"ตรวจพบ {len(problems)} ข้อ เช่น {first.th} โปรดแก้แล้วตรวจอีกครั้ง "
            "(ถ้าแก้คะแนน ให้คำนวณใหม่ก่อน)",
            f"{len(problems)} problems were found, such as: {first.en} Please mend them and "
            "check again (after a change of marks, compute again first).",
        )
    return texts


def _refuse_opened(computation: Computation, closed: Mapping[int, dt.datetime | None]) -> None:
    if closed_since(computation.round) != closed:
        raise MarksOpened(
            "มีผู้เปิดคะแนนให้แก้ระหว่างที่ตรวจอยู่ การตรวจนี้จึงใช้ไม่ได้ โปรดตรวจอีกครั้ง",
            "Somebody opened the marks while they were being checked, so this check does not "
            "count; please check again.",
        )


@transaction.atomic
def thaw(computation: Computation, *, reason: str, by: Actor) -> Computation:
    """Open the marks again: what was checked or signed on them is only computed from now on.

    Every checked or signed computation of the round goes back, and no set time of publication
    is left. Marks that a stopped check left closed are opened too.

    Raises:
        ReasonMissing: no reason.
        MarksHeld: the round is published, or a later round rests on its marks.
        MoveRefused: its marks are not closed.
    """
    by.must("results.thaw")
    now = held(computation)
    reason = sound_reason(reason)
    refuse_marks_held_elsewhere(now)
    if not (now.state == State.COMPUTED.value and are_left_closed(now)):
        refuse_move(now, "results.thaw", State.COMPUTED)
    resting = Computation.objects.select_for_update(of=("self",)).select_related("round")
    for each in resting.filter(pk__in=resting_on(now.round).filter(round=now.round)):
        _unchecked(each, reason=reason, by=by)
    open_marks(now.round, reason=reason, by=by)
    return held(now)


def _unchecked(computation: Computation, *, reason: str, by: Actor) -> None:
    computation.checked_at, computation.checked_by = None, ""
    computation.signed_at, computation.signed_by = None, ""
    computation.texts_checksum, computation.publish_at = "", None
    make_move(
        computation, "results.thaw", State.COMPUTED, by=by, reason=reason, told_as="results.thaw"
    )


@transaction.atomic
def sign(computation: Computation, *, by: Actor) -> Computation:
    """Sign what was checked: the chair answers for it, and it may be published.

    Raises:
        MoveRefused: it is not in state checked.
        MarksOpened: its marks can still change.
        InputsChanged, TextsChanged: something changed since.
        CheckFailed: the last check found problems.
    """
    by.must("results.sign")
    now = held(computation)
    refuse_move(now, "results.sign", State.SIGNED)
    refuse_open_marks(now.round)
    refuse_problems(now)
    refuse_changed_inputs(now)
    refuse_changed_texts(now)
    now.signed_at, now.signed_by = clock.now(), by.name
    detail = {"inputs": now.inputs_checksum, "texts": now.texts_checksum}
    return make_move(now, "results.sign", State.SIGNED, by=by, detail=detail)


@transaction.atomic
def unsign(computation: Computation, *, reason: str, by: Actor) -> Computation:
    """Take a signature back before publication; no set time of publication is left.

    Raises:
        ReasonMissing: no reason.
        MoveRefused: it is not in state signed.
    """
    by.must("results.unsign")
    now = held(computation)
    refuse_move(now, "results.unsign", State.CHECKED)
    reason = sound_reason(reason)
    now.signed_at, now.signed_by, now.publish_at = None, "", None
    return make_move(
        now, "results.unsign", State.CHECKED, by=by, reason=reason, told_as="results.unsign"
    )


@transaction.atomic
def publish(
    computation: Computation, *, by: Actor, reason: str = "", with_sheets: bool = True
) -> Computation:
    """Publish a computation, all offices at once, as the first of its round or as a correction.

    Everything or nothing: the advice is sealed, what it replaces is kept, frameworks and marks
    are frozen, the offices are told, and the sheets of all of them are asked for.

    Args:
        reason: why what was published is replaced; obligatory for a correction.
        with_sheets: whether the sheets are asked for.

    Raises:
        MoveRefused: it is in no state to be published.
        SignatureMissing: reviewers marked the round, and the chair has not signed.
        CheckFailed: the last check found problems.
        InputsChanged: marks changed since the computation.
        TextsChanged: recommendations changed since the check.
        AlreadyPublished: it cannot replace what was published (older, other framework
            versions, nothing differs).
        ReasonMissing: a correction without its reason.
    """
    by.must("results.publish")
    now = held(computation)
    refuse_unpublishable(now)
    refuse_problems(now)
    refuse_changed_inputs(now)
    refuse_changed_texts(now)
    grown = seal(now, reason=reason, by=by)
    for instrument in now.round.instruments.select_related("framework"):
        freeze(instrument.framework, by=by)
    close_marks(now.round, by=by)
    now.published_at, now.published_by, now.publish_at = clock.now(), by.name, None
    detail = {"inputs": now.inputs_checksum, "offices": len(grown)}
    make_move(now, "results.publish", State.PUBLISHED, by=by, reason=reason.strip(), detail=detail)
    unschedule_others(now)
    tell_published(now, office_ids=grown, by=by)
    if with_sheets:
        total = OfficeResult.objects.filter(computation=now).values("office").distinct().count()
        ask_printing(now, formats=FORMATS, total=total * len(FORMATS), by=by)
    return now


def refuse_unpublishable(computation: Computation) -> None:
    """Refuse what is in no state to be published.

    Raises:
        MoveRefused, SignatureMissing: why.
    """
    refuse_move(computation, "results.publish", State.PUBLISHED)
    if computation.state == State.CHECKED.value and needs_signature(computation.round):
        raise SignatureMissing(
            f"การคำนวณครั้งที่ {computation.number} ยังไม่มีลายเซ็นของประธานคณะกรรมการ "
            "รอบที่มีคณะผู้ประเมินเผยแพร่ได้เมื่อประธานลงนามแล้ว โปรดให้ประธานเข้าสู่ระบบแล้วลงนาม",
            f"Computation {computation.number} is not signed by the chair of the committee. A "
            "round with a panel of reviewers is published once the chair has signed; please ask "
            "the chair to sign in and sign it.",
        )


def unschedule_others(computation: Computation) -> None:
    """Leave no set time of publication to the other computations of a round."""
    others = computation.round.computations.exclude(pk=computation.pk)
    others.exclude(publish_at=None).update(publish_at=None)
