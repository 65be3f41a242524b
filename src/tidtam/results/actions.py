"""Compute, check and publish a round: one place per verb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from django.db import transaction
from django.db.models import Max

from tidtam.frameworks.actions import freeze
from tidtam.frameworks.queries import definition_of
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.results.documents import outputs_texts
from tidtam.results.errors import (
    AlreadyPublished,
    CheckFailed,
    InputsChanged,
    MoveRefused,
    TextsChanged,
)
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.queries import OfficeInputs, inputs_checksum, inputs_of, texts_checksum
from tidtam.results.states import STAFF_LABELS, State, move
from tidtam.results.verification import Problem, read_inputs, verify
from tidtam.rounds.actions import freeze_marks
from tidtam.rounds.models import Round
from tidtam.scoring.answers import Answers
from tidtam.scoring.batch import evaluate_many
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual

# A person can mend some dozens of missing marks from a page, not thousands.
MOST_PROBLEMS_KEPT = 200


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
    record("results.ask_computation", _subject(computation), by=by, reason=reason)
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
        held = _held(computation)
        if held.state != State.DRAFT.value:
            return held
        held.problems = [problem.as_kept() for problem in problems[:MOST_PROBLEMS_KEPT]]
        held.total, held.done = len(inputs), len(results)
        counts = {"results": len(results), "problems": len(problems)}
        if not results:
            return _move(held, State.FAILED, by=by, detail=counts)
        OfficeResult.objects.bulk_create(results, batch_size=500)
        held.inputs_checksum = inputs_checksum(inputs)
        held.computed_at = clock.now()
        return _move(held, State.COMPUTED, by=by, detail=counts)


@transaction.atomic
def fail(computation: Computation, *, by: Actor) -> Computation:
    """Close a draft whose computing broke, so that a new one can be asked for."""
    by.must("results.compute")
    held = _held(computation)
    if held.state != State.DRAFT.value:
        return held
    held.problems = [
        [
            "การคำนวณหยุดกลางคันเพราะความผิดพลาดของระบบ โปรดคำนวณใหม่ หากเกิดซ้ำโปรดแจ้งผู้ดูแล",
            "The computation stopped by a fault of the system; please compute again, "
            "and tell the administrator if it happens twice.",
            "",
        ]
    ]
    return _move(held, State.FAILED, by=by)


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
    """Compute every number again one by one, read every comment; sound ones are checked.

    A checked computation may be checked again: its recommendations may have changed.

    Raises:
        CheckFailed: something is not right; the problems are kept with the computation.
        InputsChanged: marks changed since the computation.
        MoveRefused: the computation is neither computed nor checked.
    """
    by.must("results.check")
    _refuse_move(computation, State.CHECKED)
    _refuse_changed_inputs(computation)
    texts = texts_checksum(computation.round)
    problems = verify(computation)
    Computation.objects.filter(pk=computation.pk).update(
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
    with transaction.atomic():
        held = _held(computation)
        _refuse_move(held, State.CHECKED)
        held.problems, held.texts_checksum = [], texts
        held.checked_at, held.checked_by = clock.now(), by.name
        return _move(held, State.CHECKED, by=by)


@transaction.atomic
def publish(computation: Computation, *, by: Actor) -> Computation:
    """Publish a checked computation, all offices at once; freezes marks and frameworks.

    Raises:
        MoveRefused: it is not in state checked.
        InputsChanged: marks changed since the computation.
        TextsChanged: recommendations changed since the check.
        AlreadyPublished: the round has a published computation.
    """
    by.must("results.publish")
    Round.objects.select_for_update().get(pk=computation.round_id)
    held = _held(computation)
    _refuse_a_second_publication(held)
    _refuse_move(held, State.PUBLISHED)
    _refuse_changed_inputs(held)
    _refuse_changed_texts(held)
    for instrument in held.round.instruments.select_related("framework"):
        freeze(instrument.framework, by=by)
    freeze_marks(held.round, by=by)
    held.published_at, held.published_by = clock.now(), by.name
    return _move(held, State.PUBLISHED, by=by, detail={"inputs": held.inputs_checksum})


def _held(computation: Computation) -> Computation:
    locked = Computation.objects.select_for_update(of=("self",))
    return locked.select_related("round", "round__earlier").get(pk=computation.pk)


def _subject(computation: Computation) -> str:
    return f"results.computation:{computation.round.code}/{computation.number}"


def _move(
    computation: Computation, after: State, *, by: Actor, detail: Mapping[str, object] | None = None
) -> Computation:
    allowed = move(State(computation.state), after)
    if allowed is None:
        _refuse_move(computation, after)
    computation.state = after.value
    computation.save()
    record(f"results.{after.value}", _subject(computation), by=by, detail=detail)
    return computation


def _refuse_move(computation: Computation, after: State) -> None:
    before = State(computation.state)
    if move(before, after) is None:
        is_th, is_en = STAFF_LABELS[before].th, STAFF_LABELS[before].en
        raise MoveRefused(
            f"การคำนวณครั้งที่ {computation.number} อยู่ในสถานะ “{is_th}” "
            f"จึงเปลี่ยนเป็น “{STAFF_LABELS[after].th}” ไม่ได้ โปรดเปิดหน้ารอบใหม่เพื่อดูขั้นถัดไป",
            f"Computation {computation.number} is “{is_en}” and cannot become "
            f"“{STAFF_LABELS[after].en}”; please reload the round to see the next step.",
        )


def _refuse_changed_inputs(computation: Computation) -> None:
    if inputs_checksum(inputs_of(computation.round)) != computation.inputs_checksum:
        raise InputsChanged(
            "คะแนนหรือกรอบถูกแก้หลังการคำนวณ โปรดคำนวณใหม่ก่อน",
            "Marks or frameworks changed after this computation; please compute again first.",
        )


def _refuse_changed_texts(computation: Computation) -> None:
    if texts_checksum(computation.round) != computation.texts_checksum:
        raise TextsChanged(
            "ข้อเสนอแนะถูกแก้หลังการตรวจ โปรดตรวจผลอีกครั้งก่อนเผยแพร่",
            "Recommendations changed after the check; please check again before publishing.",
        )


def _refuse_a_second_publication(computation: Computation) -> None:
    other = computation.round.computations.filter(state=State.PUBLISHED.value).first()
    if other is not None:
        raise AlreadyPublished(
            f"รอบนี้เผยแพร่การคำนวณครั้งที่ {other.number} แล้ว ผลที่เผยแพร่ไม่ถูกแทนที่",
            f"This round has published computation {other.number}; "
            "a published result is never replaced.",
        )
