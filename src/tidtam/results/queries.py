from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from tidtam.frameworks.models import FrameworkVersion
from tidtam.orgs.models import Agency
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import Actor
from tidtam.results.documents import checksum_of, inputs_text
from tidtam.results.errors import ResultHeldBack, ResultNotFound
from tidtam.results.hidden import hidden_by_round, hidden_from, sees_all_results
from tidtam.results.models import Computation, OfficeResult, PrintRun, SheetSettings
from tidtam.results.states import EVER_PUBLISHED, PrintState, State
from tidtam.reviews.models import Panel
from tidtam.reviews.queries import (
    answers_by_office,
    changed_marks,
    changed_texts,
    left_out,
    offices_judged,
    recommendations_by_office,
)
from tidtam.rounds.models import Round
from tidtam.rounds.queries import earlier_instrument, instruments_of, offices_asked


@dataclass(frozen=True)
class OfficeInputs:
    """What one office answered under one framework, in every round that counts.

    Attributes:
        rounds: round code -> node code -> JSON text of the answer.
        text: the inputs document, as it is kept with the result.
    """

    office: Agency
    framework: FrameworkVersion
    office_kind: str
    rounds: Mapping[str, Mapping[str, str]]
    text: str = field(repr=False)


def inputs_of(round_: Round) -> list[OfficeInputs]:
    """Everything a round's results are computed from; a constant number of queries.

    What is left out (``reviews.queries.left_out``) has no inputs, and so no result.
    """
    without = left_out(round_)
    offices = offices_judged(round_, without=without)
    found: list[OfficeInputs] = []
    for instrument in instruments_of(round_):
        by_round = {round_.period: answers_by_office(instrument)}
        earlier = earlier_instrument(instrument)
        if earlier is not None:
            by_round[earlier.round.period] = answers_by_office(earlier)
        for office in offices:
            if (instrument.pk, office.pk) in without:
                continue
            kind = FRAMEWORK_KINDS[AgencyKind(office.kind)]
            rounds = {code: answers.get(office.pk, {}) for code, answers in by_round.items()}
            text = inputs_text(kind, rounds)
            found.append(OfficeInputs(office, instrument.framework, kind, rounds, text))
    return found


def inputs_checksum(inputs: list[OfficeInputs]) -> str:
    """The seal of all inputs and of the framework texts they were scored with."""
    return checksum_of(f"{i.office.code} {i.framework.checksum} {i.text}" for i in inputs)


def texts_checksum(round_: Round) -> str:
    """The seal of every recommendation of a round: what a check has read."""
    codes = {office.pk: office.code for office in offices_asked(round_)}
    lines = [
        json.dumps([instrument.framework.code, codes.get(office_id, ""), node_code, text])
        for instrument in instruments_of(round_)
        for office_id, texts in recommendations_by_office(instrument).items()
        for node_code, text in texts.items()
    ]
    return checksum_of(sorted(lines))


@dataclass(frozen=True)
class Changed:
    """What changed after a computation was made or checked.

    Attributes:
        earlier: how many of the marks are of the earlier round, which count here too.
    """

    marks: int
    texts: int
    frameworks: bool
    earlier: int = 0

    @property
    def needs_computing(self) -> bool:
        return bool(self.marks or self.frameworks)


def changed_since(computation: Computation) -> Changed:
    """What was changed after a computation, for a warning on the page; a few quick queries.

    The seals compared by ``check`` and ``publish`` decide; this only tells early.
    """
    instruments = instruments_of(computation.round)
    earlier = [each for each in map(earlier_instrument, instruments) if each is not None]
    computed = computation.computed_at or computation.asked_at
    checked = computation.checked_at or computed
    used = OfficeResult.objects.filter(computation=computation).values_list("framework_id")
    asked = {instrument.framework_id for instrument in instruments}
    of_earlier = changed_marks(earlier, after=computed) if earlier else 0
    return Changed(
        marks=changed_marks(instruments, after=computed) + of_earlier,
        texts=changed_texts(instruments, after=checked),
        frameworks={pk for (pk,) in used.distinct()} != asked,
        earlier=of_earlier,
    )


def computations_seen_by(actor: Actor) -> QuerySet[Computation]:
    """Computations an actor may know of: every one for the bureau, else what was ever published."""
    computations = Computation.objects.select_related("round", "round__earlier")
    if sees_all_results(actor):
        return computations
    return computations.filter(state__in=EVER_PUBLISHED)


def results_seen_by(actor: Actor) -> QuerySet[OfficeResult]:
    """Results an actor may see: every one for the bureau, else the published.

    What an embargo holds back is not among the published.
    """
    results = OfficeResult.objects.select_related("office", "framework", "computation__round")
    if sees_all_results(actor):
        return results
    found = results.filter(computation__state__in=EVER_PUBLISHED)
    for round_id, offices in hidden_by_round().items():
        found = found.exclude(computation__round=round_id, office__in=offices)
    return found


def computation_for(actor: Actor, *, round_code: str, number: int | None = None) -> Computation:
    """One computation of a round: the one numbered, else the published, else the newest.

    Raises:
        ResultNotFound: there is none that this actor may see.
    """
    seen = computations_seen_by(actor).filter(round__code=round_code)
    if number is not None:
        found = seen.filter(number=number).first()
    else:
        found = seen.filter(state=State.PUBLISHED.value).first() or seen.order_by("-number").first()
    if found is None:
        raise ResultNotFound(
            f"ยังไม่มีผลของรอบ {round_code} ให้แสดง โปรดรอประกาศผล",
            f"There is no result of round {round_code} to show yet; please wait for publication.",
        )
    return found


def newest_computation(round_: Round, *, actor: Actor) -> Computation | None:
    """The newest computation of a round, in whatever state, for staff."""
    return computations_seen_by(actor).filter(round=round_).order_by("-number").first()


def computations_of(round_: Round, *, actor: Actor) -> list[Computation]:
    """Every computation of a round that an actor may know of, newest first."""
    return list(computations_seen_by(actor).filter(round=round_).order_by("-number"))


def newest_computations(actor: Actor) -> dict[int, Computation]:
    """Round id -> its newest computation: one query."""
    found: dict[int, Computation] = {}
    for computation in computations_seen_by(actor).order_by("round", "number"):
        found[computation.round_id] = computation
    return found


def published_computations() -> QuerySet[Computation]:
    """What everybody may see, newest first."""
    published = Computation.objects.filter(state=State.PUBLISHED.value)
    return published.select_related("round").order_by("-published_at")


def results_of_office(
    computation: Computation, *, office_code: str, actor: Actor
) -> list[OfficeResult]:
    """One office's results in a computation, in the order of the round's instruments.

    Raises:
        ResultHeldBack: an embargo holds them back from this actor.
        ResultNotFound: there is none that this actor may see.
    """
    seen = results_seen_by(actor).filter(computation=computation, office__code=office_code)
    order = {i.framework.code: i.order for i in instruments_of(computation.round)}
    found = sorted(seen, key=lambda result: order.get(result.framework.code, 99))
    if not found:
        _refuse_held_back(computation, office_code=office_code, actor=actor)
        raise ResultNotFound(
            f"ไม่พบผลของหน่วยงานรหัส {office_code} ในรอบนี้ โปรดเลือกจากรายการ",
            f"No result of office {office_code} in this round; please choose from the list.",
        )
    return found


def _refuse_held_back(computation: Computation, *, office_code: str, actor: Actor) -> None:
    """Tell a result that is not announced yet from one that does not exist."""
    held = hidden_from(actor, computation.round)
    if held and computation.results.filter(office__code=office_code, office__in=held).exists():
        raise ResultHeldBack(
            f"ผลของหน่วยงานรหัส {office_code} ในรอบนี้ยังไม่ประกาศ โปรดรอประกาศจากส่วนกลาง",
            f"The result of office {office_code} in this round is not announced yet; please wait "
            "for the bureau.",
        )


def totals_of(
    computation: Computation, *, actor: Actor
) -> dict[tuple[int, str], tuple[str, int | None, str]]:
    """(office id, framework code) -> total value, level, word, as far as an actor may see them.

    What is left out here is counted nowhere: walls, distributions and means are made of this.
    """
    hidden = hidden_from(actor, computation.round)
    rows = OfficeResult.objects.filter(computation=computation).values_list(
        "office_id", "framework__code", "total_value", "total_level", "total_word"
    )
    return {
        (office, code): (value, level, word)
        for office, code, value, level, word in rows
        if office not in hidden
    }


def sheet_settings_of(round_: Round) -> SheetSettings:
    """How a round's sheets look; the defaults (unsaved) where nobody set them."""
    return SheetSettings.objects.filter(round=round_).first() or SheetSettings(round=round_)


def print_runs_of(computation: Computation, *, actor: Actor) -> QuerySet[PrintRun]:
    """Printings of a computation, newest first, for those who may print."""
    runs = PrintRun.objects.filter(computation=computation)
    return runs if actor.may("sheets.print") else runs.none()


def print_run_for(actor: Actor, *, pk: int) -> PrintRun:
    """One printing, for those who may print.

    Raises:
        ResultNotFound: no such printing for this actor.
    """
    runs = PrintRun.objects.select_related("computation__round").filter(pk=pk)
    found = runs.first() if actor.may("sheets.print") else None
    if found is None:
        raise ResultNotFound(
            "ไม่พบการพิมพ์นี้ โปรดเลือกจากรายการ",
            "No such printing; please choose from the list.",
        )
    return found


def unfinished(*, silent_since: dt.datetime | None = None) -> tuple[list[int], list[int]]:
    """Ids of computations and printings that are asked for and not finished.

    Args:
        silent_since: only those without a sign of a worker since then; a computation gives
            none, so it counts from when it was asked for.
    """
    computing = Computation.objects.filter(state=State.DRAFT.value)
    printing = PrintRun.objects.filter(Q(state=PrintState.WAITING) | Q(state=PrintState.PRINTING))
    if silent_since is not None:
        computing = computing.filter(asked_at__lt=silent_since)
        printing = printing.filter(Q(alive_at=None) | Q(alive_at__lt=silent_since))
    return list(computing.values_list("pk", flat=True)), list(printing.values_list("pk", flat=True))


def computation_by_id(pk: int) -> Computation | None:
    """A computation for a job, which acts for the system."""
    return Computation.objects.select_related("round", "round__earlier").filter(pk=pk).first()


def print_run_by_id(pk: int) -> PrintRun | None:
    """A print run for a job, which acts for the system."""
    return PrintRun.objects.select_related("computation__round").filter(pk=pk).first()


def needs_signature(round_: Round) -> bool:
    """Whether the chair signs before publication: reviewers marked the round in the system."""
    return Panel.objects.filter(round=round_).exists()
