"""What an office sees first: its reports that are open, then its published results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidtam.appeals.queries import OfficeCounts, counts_of_own
from tidtam.followups.queries import waiting_by_office
from tidtam.orgs.models import Agency
from tidtam.orgs.queries import office_by_code
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.queries import results_seen_by
from tidtam.results.reading import ReadResult, read_result
from tidtam.results.states import State
from tidtam.rounds.models import Submission
from tidtam.rounds.returning import sent_back_of_all
from tidtam.rounds.states import SUBMISSION_STATES, RoundState, SubmissionState
from tidtam.rounds.tasks import Answered, answered_of, own_submissions
from tidtam.thai.bilingual import Bilingual
from tidtam.web.appeals.shown import ShownWindow, shown_counts, shown_windows
from tidtam.web.http import ActorRequest, for_act
from tidtam.web.office.doors import round_title
from tidtam.web.office.standing import Standing, standing_of


@dataclass(frozen=True)
class OpenReport:
    """A report of one office in a round that is open."""

    submission: Submission
    title: Bilingual
    standing: Standing
    answered: Answered

    @property
    def is_complete(self) -> bool:
        """Whether every required question has its answer."""
        return self.answered.blank == 0

    @property
    def act(self) -> Bilingual:
        """What the button to it says."""
        if self.standing.can_send_back and not self.standing.alone.waiting:
            return Bilingual("อ่านแล้วส่งกลับ", "Read and send back")
        if self.standing.alone.open:
            return Bilingual("แก้ข้อที่ส่งคืน", "Mend what was returned")
        if self.standing.can_approve:
            return Bilingual("อ่านและอนุมัติ", "Read and approve")
        if self.standing.can_submit:
            return Bilingual("ส่งถึงส่วนกลาง", "Submit to the bureau")
        if self.standing.can_write:
            return Bilingual("ทำรายงานต่อ", "Go on with the report")
        return Bilingual("เปิดรายงาน", "Open the report")


@dataclass(frozen=True)
class ClosedReport:
    """A report of one office in a round that was closed, with the state it stayed in."""

    submission: Submission
    title: Bilingual
    label: Bilingual


@dataclass(frozen=True)
class PublishedRound:
    """A published round of one office: its results in the order of the round's instruments.

    Attributes:
        window: when its appeals are taken; None where the round sets no time for them.
        appeals: how many of its appeals stand where, in words; empty for none.
    """

    title: Bilingual
    computation: Computation
    results: tuple[ReadResult, ...]
    window: ShownWindow | None = None
    appeals: tuple[tuple[Bilingual, int], ...] = ()

    @property
    def version(self) -> int:
        """The version of the office's result; from 2 on it was corrected."""
        return max(each.kept.version for each in self.results)


@require_GET
@for_act("offices.see_own")
def home(request: ActorRequest) -> HttpResponse:
    """The offices the reader holds a post at, each with its published rounds."""
    offices = [office_by_code(code) for code in sorted(request.actor.agency_codes)]
    kept = (
        results_seen_by(request.actor)
        .filter(office__in=offices, computation__state=State.PUBLISHED.value)
        .order_by("-computation__published_at")
        .prefetch_related("computation__round__instruments")
    )
    submissions = own_submissions(request.actor, agency_codes=request.actor.agency_codes)
    reports, closed = _reports(request, submissions), _closed(submissions)
    waiting = waiting_by_office(request.actor)
    windows = shown_windows({each.computation.round for each in kept})
    appeals = counts_of_own(request.actor, round_ids={each.computation.round_id for each in kept})
    by_office = [
        (
            each,
            reports.get(each.code, []),
            _rounds(each, kept, windows, appeals),
            closed.get(each.code, []),
            waiting.get(each.code, 0),
        )
        for each in offices
    ]
    return render(request, "web/office/home.html", {"offices": by_office, "trail": []})


def _closed(submissions: Iterable[Submission]) -> dict[str, list[ClosedReport]]:
    """The reports of rounds that were closed, by unit code: what was saved stays in reach."""
    by_office: dict[str, list[ClosedReport]] = {}
    for each in submissions:
        if each.round.state == RoundState.CLOSED:
            label = SUBMISSION_STATES[SubmissionState(each.state)]
            by_office.setdefault(each.office.code, []).append(
                ClosedReport(each, round_title(each), label)
            )
    return by_office


def _reports(
    request: ActorRequest, submissions: Iterable[Submission]
) -> dict[str, list[OpenReport]]:
    """The reports of the reader's offices in rounds that are open, by unit code."""
    found = [each for each in submissions if each.round.state == RoundState.OPEN]
    answered, alone = answered_of(found), sent_back_of_all(found)
    by_office: dict[str, list[OpenReport]] = {}
    for each in found:
        standing = standing_of(each, actor=request.actor, alone=alone[each.pk])
        report = OpenReport(each, round_title(each), standing, answered.get(each.pk, _NOTHING))
        by_office.setdefault(each.office.code, []).append(report)
    return by_office


_NOTHING = Answered(asked=0, blank=0, returned=0)
_Windows = Mapping[int, ShownWindow]
_Appeals = Mapping[tuple[int, str], OfficeCounts]


def _rounds(
    office: Agency, kept: Iterable[OfficeResult], windows: _Windows, appeals: _Appeals
) -> list[PublishedRound]:
    by_computation: dict[int, list[OfficeResult]] = {}
    for result in kept:
        if result.office_id == office.pk:
            by_computation.setdefault(result.computation_id, []).append(result)
    return [_round(office, results, windows, appeals) for results in by_computation.values()]


def _round(
    office: Agency, results: list[OfficeResult], windows: _Windows, appeals: _Appeals
) -> PublishedRound:
    computation = results[0].computation
    round_ = computation.round
    order = {each.framework_id: each.order for each in round_.instruments.all()}
    in_order = sorted(results, key=lambda result: order.get(result.framework_id, len(order)))
    return PublishedRound(
        title=Bilingual(round_.title_th, round_.title_en),
        computation=computation,
        results=tuple(read_result(each) for each in in_order),
        window=windows.get(round_.pk),
        appeals=shown_counts(appeals.get((round_.pk, office.code))),
    )
