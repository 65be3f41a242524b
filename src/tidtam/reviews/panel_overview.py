"""What the bureau sees of a panel: its reviewers with their loads, its offices, what is open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum

from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.people.queries import find_people
from tidtam.people.roles import Role
from tidtam.reviews.models import Assignment, Conflict, Panel, Reviewer, Screening
from tidtam.reviews.proposing import doubled_of
from tidtam.reviews.screeners import bench_of, people_with_post
from tidtam.reviews.states import SCREENING_STATES, AssignmentState, Purpose, ScreeningState
from tidtam.rounds.models import Item, Round, Submission
from tidtam.rounds.overview import stages_of
from tidtam.rounds.states import SUBMISSION_STATES, RoundState, StageCode, SubmissionState
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.shares import whole_percent

FEW: Final = 5
CALIBRATED: Final = Bilingual(
    "ระบบเลือกไว้ให้ 5 เขต: เอาเขตที่ส่งรายงานแล้วและไม่มีผู้ประเมินคนใดมีส่วนได้เสีย เรียงตามทะเบียน "
    "แบ่งเป็น 5 ส่วนเท่ากัน แล้วเลือกเขตกลางของแต่ละส่วน จึงได้เขตจากหลายจังหวัดและทั้งสองประเภท เปลี่ยนได้ก่อนเริ่ม",
    "Five are suggested: of the offices that have submitted and that no reviewer has a conflict "
    "with, in the order of the register, the middle one of each fifth; so they come from "
    "different provinces and both kinds. You can change them before it begins.",
)
_MARKING: Final = (Purpose.MARK.value, Purpose.THIRD.value)


@dataclass(frozen=True, slots=True)
class Tally:
    """How far what was given is: items in seats, by state."""

    given: int = 0
    begun: int = 0
    done: int = 0

    @property
    def total(self) -> int:
        return self.given + self.begun + self.done

    @property
    def open(self) -> int:
        return self.given + self.begun

    @property
    def percent(self) -> int:
        """Whole per cent that are done; 100 only when all are."""
        return whole_percent(self.done, self.total)


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """A reviewer of a panel with their work.

    Attributes:
        work: of marking, third marks too; ``calibration``: of the calibration.
        conflicts: how many were declared and not ended.
    """

    reviewer: Reviewer
    work: Tally
    calibration: Tally
    conflicts: int

    @property
    def load(self) -> int:
        return self.work.total

    @property
    def is_over(self) -> bool:
        """Whether there is more than the reviewer agreed to."""
        return self.load > self.reviewer.capacity

    @property
    def bar(self) -> int:
        """The load as whole per cent of the capacity, at most 100: the length of a bar."""
        return whole_percent(self.load, max(1, self.reviewer.capacity))


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office of a round with the work on its report.

    Attributes:
        items: of its report; ``seats_open`` first and second seats of them that nobody has.
        screening: None until something of the report is given to somebody.
    """

    submission: Submission
    items: int
    seats_open: int
    work: Tally
    screening: Screening | None

    @property
    def office(self) -> Agency:
        return self.submission.office

    @property
    def report_state(self) -> Bilingual:
        return SUBMISSION_STATES[SubmissionState(self.submission.state)]

    @property
    def is_in(self) -> bool:
        """Whether the report is submitted."""
        return self.submission.state == SubmissionState.SUBMITTED

    @property
    def screening_state(self) -> ScreeningState:
        return ScreeningState(self.screening.state) if self.screening else ScreeningState.WAITING

    @property
    def screening_words(self) -> Bilingual:
        return SCREENING_STATES[self.screening_state]


@dataclass(frozen=True, slots=True)
class Counts:
    """A panel in figures.

    Attributes:
        capacity: of all reviewers who have not left.
        items: that offices report on; ``doubled`` of them are for two people.
        submitted: offices whose reports are in.
        seats_open: first and second seats that nobody has.
        conflicts: declared by its reviewers and not ended.
    """

    reviewers: int
    capacity: int
    items: int
    offices: int
    submitted: int
    doubled: int
    seats_open: int
    work: Tally
    calibration: Tally
    conflicts: int

    @property
    def seats(self) -> int:
        """First and second seats to be filled."""
        return self.items + self.doubled

    @property
    def is_short(self) -> bool:
        """Whether the reviewers agreed to less than there is to do."""
        return self.capacity < self.seats


@dataclass(frozen=True, slots=True)
class CalibrationChoice:
    """What a calibration can be made of.

    Attributes:
        submitted: offices whose reports are in, in printing order.
        suggested: those that ``CALIBRATED`` names.
    """

    submitted: list[Agency]
    suggested: list[Agency]


def counts_of(panel: Panel) -> Counts:
    """A panel in figures: a constant number of queries."""
    sitting = panel.reviewers.filter(left_at=None).order_by()
    size = sitting.aggregate(n=Count("pk"), capacity=Sum("capacity"))
    items = Item.objects.filter(submission__round=panel.round_id).order_by()
    is_in = Q(submission__state=SubmissionState.SUBMITTED.value)
    asked = items.aggregate(
        n=Count("pk"),
        offices=Count("submission", distinct=True),
        submitted=Count("submission", distinct=True, filter=is_in),
    )
    doubled = doubled_of(panel)
    taken = set(_held(panel=panel).filter(seat__in=(1, 2)).values_list("item_id", "seat"))
    filled = sum(seat == 1 or item in doubled for item, seat in taken)
    conflicts = Conflict.objects.filter(ended_at=None, person__in=sitting.values("person"))
    states = (_held(panel=panel), _held(panel=panel, purposes=(Purpose.CALIBRATE.value,)))
    work, calibration = (
        _tallies(held, "reviewer__panel_id").get(panel.pk, Tally()) for held in states
    )
    return Counts(
        reviewers=size["n"],
        capacity=size["capacity"] or 0,
        items=asked["n"],
        offices=asked["offices"],
        submitted=asked["submitted"],
        doubled=len(doubled),
        seats_open=asked["n"] + len(doubled) - filled,
        work=work,
        calibration=calibration,
        conflicts=conflicts.count(),
    )


def calibration_choice(panel: Panel) -> CalibrationChoice:
    """The offices that a calibration can be made of, and those suggested for it."""
    submissions = Submission.objects.filter(
        round=panel.round_id, state=SubmissionState.SUBMITTED.value
    )
    submitted = list(Agency.objects.filter(pk__in=submissions.values("office")))
    bench = bench_of(panel)
    closed = {office for offices in bench.closed.values() for office in offices}
    free = [each for each in submitted if each.pk not in closed]
    return CalibrationChoice(submitted, _spread(free if len(free) >= FEW else submitted))


def _spread(offices: Sequence[Agency]) -> list[Agency]:
    """The middle one of each fifth; all where there are five or fewer."""
    if len(offices) <= FEW:
        return list(offices)
    return [offices[(2 * part + 1) * len(offices) // (2 * FEW)] for part in range(FEW)]


def panels_with_work(panels: Iterable[Panel]) -> list[tuple[Panel, int, Tally]]:
    """Panels with their reviewers (who have not left) and their marking: two queries."""
    found = list(panels)
    reviewers = Reviewer.objects.filter(panel__in=found, left_at=None).order_by()
    sizes = dict(reviewers.values_list("panel_id").annotate(n=Count("pk")))
    work = _tallies(_held(panel__in=found), "reviewer__panel_id")
    return [(each, sizes.get(each.pk, 0), work.get(each.pk, Tally())) for each in found]


def rounds_without_panel(actor: Actor) -> list[Round]:
    """Rounds that offices report in, not published, without a panel; the newest first."""
    if not actor.may("panels.see"):
        return []
    found = Round.objects.exclude(state=RoundState.PREPARING.value).filter(
        panel=None, frozen_at=None
    )
    return list(found.filter(submissions__isnull=False).distinct())


def reviewer_rows(panel: Panel) -> list[ReviewerRow]:
    """The reviewers of a panel by name, those who left at the end: four queries."""
    found = list(panel.reviewers.select_related("person").order_by("person__full_name", "pk"))
    work = _tallies(_held(panel=panel), "reviewer_id")
    calibration = _tallies(_held(panel=panel, purposes=(Purpose.CALIBRATE.value,)), "reviewer_id")
    declared = Conflict.objects.filter(ended_at=None, person__in=[each.person_id for each in found])
    conflicts = dict(declared.order_by().values_list("person_id").annotate(n=Count("pk")))
    return [
        ReviewerRow(
            reviewer=each,
            work=work.get(each.pk, Tally()),
            calibration=calibration.get(each.pk, Tally()),
            conflicts=conflicts.get(each.person_id, 0),
        )
        for each in sorted(found, key=lambda each: each.left_at is not None)
    ]


def office_rows(panel: Panel) -> list[OfficeRow]:
    """The offices that report in a panel's round, in printing order: four queries."""
    items = Item.objects.filter(submission__round=panel.round_id).order_by()
    doubled = doubled_of(panel)
    taken = set(_held(panel=panel).values_list("item_id", "seat"))
    sizes: Counter[int] = Counter()
    vacant: Counter[int] = Counter()
    for item, submission in items.values_list("pk", "submission_id"):
        sizes[submission] += 1
        seats = (1, 2) if item in doubled else (1,)
        vacant[submission] += sum((item, seat) not in taken for seat in seats)
    work = _tallies(_held(panel=panel), "item__submission_id")
    near = ("office", "screening__screener__person")
    reports = Submission.objects.filter(pk__in=items.values("submission")).select_related(*near)
    return [
        OfficeRow(
            submission=each,
            items=sizes[each.pk],
            seats_open=vacant[each.pk],
            work=work.get(each.pk, Tally()),
            screening=getattr(each, "screening", None),
        )
        for each in reports.order_by("office__order", "office__pk")
    ]


def people_to_add(panel: Panel, *, words: str = "") -> QuerySet[Person]:
    """Who holds a reviewer's post today and does not sit on the panel, by name.

    Args:
        words: all of which are in the name or the sign-in name.
    """
    sitting = panel.reviewers.filter(left_at=None)
    found = people_with_post(Role.REVIEWER).exclude(pk__in=sitting.values("person"))
    return find_people(found, name=words).order_by("full_name", "pk")


def is_late(panel: Panel) -> bool:
    """Whether the day of marking is over."""
    stage = stages_of(panel.round).get(StageCode.MARK)
    return stage is not None and clock.now() > stage.due_at


def _held(*, purposes: Sequence[str] = _MARKING, **of: object) -> QuerySet[Assignment]:
    """What is given and not withdrawn, of a panel or of several."""
    renamed = {f"reviewer__{name}": value for name, value in of.items()}
    found = Assignment.objects.filter(purpose__in=list(purposes), **renamed)
    return found.exclude(state=AssignmentState.WITHDRAWN.value).order_by()


def _tallies(held: QuerySet[Assignment], by: str) -> dict[int, Tally]:
    """Assignments counted by a column and their state: one query."""
    counted: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for key, state, count in held.values_list(by, "state").annotate(n=Count("pk")):
        counted[key][state] = count
    return {key: Tally(**states) for key, states in counted.items()}
