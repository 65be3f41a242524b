"""A small panel at work: submitted reports, reviewers, who has which item, screenings."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from factories import LONG_AGO, make_person
from factories.reporting import make_open_round
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.people.models import Person, Post
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.models import Assignment, Panel, Reviewer, Screening
from tidtam.reviews.states import AssignmentState, PanelState, Purpose, ScreeningState
from tidtam.rounds.answering import save_answer
from tidtam.rounds.models import Item, Round, Submission
from tidtam.rounds.submitting import approve, missing_of, send, submit
from tidtam.shared import clock

_VALUES = {"schools": "12/20", "returned": "7"}
_STORY = "<p>ดำเนินการครบทุกโรงเรียน</p>"


@dataclass(frozen=True)
class PanelWorld:
    """A panel with everything around it; what is numbered counts from 0.

    Office k's items have reviewer k (counted round) in seat 1; the items in ``doubled`` have
    the next reviewer in seat 2. The reviewer in seat 1 screens the office's report.

    Attributes:
        reporters, directors: of the offices, in the same order.
        nobody: holds the post of a reviewer and sits on no panel.
    """

    round: Round
    panel: Panel
    offices: tuple[Agency, ...]
    reporters: tuple[Person, ...]
    directors: tuple[Person, ...]
    reviewers: tuple[Reviewer, ...]
    nobody: Person
    moderator: Person
    chair: Person
    officer: Person

    def by(self, reviewer: int = 0) -> Actor:
        """A reviewer as an actor."""
        return actor_for(self.reviewers[reviewer].person)

    @property
    def officer_actor(self) -> Actor:
        return actor_for(self.officer)

    @property
    def moderator_actor(self) -> Actor:
        return actor_for(self.moderator)

    @property
    def chair_actor(self) -> Actor:
        return actor_for(self.chair)

    def submission(self, office: int = 0) -> Submission:
        """An office's report as it is stored now."""
        found = Submission.objects.select_related("round", "office")
        return found.get(round=self.round, office=self.offices[office])

    def item(self, code: str = "1", *, office: int = 0) -> Item:
        """One item of an office as it is stored now."""
        found = Item.objects.select_related("submission__round", "submission__office")
        return found.get(
            submission__round=self.round, submission__office=self.offices[office], node_code=code
        )

    def assignment(self, code: str = "1", *, office: int = 0, seat: int = 1) -> Assignment:
        """Who has an item now, in a seat."""
        found = Assignment.objects.exclude(state=AssignmentState.WITHDRAWN.value)
        near = ("reviewer__person", "reviewer__panel", "item__submission__office")
        return found.select_related(*near).get(
            item=self.item(code, office=office), seat=seat, purpose=Purpose.MARK.value
        )

    def screening(self, office: int = 0) -> Screening:
        """An office's screening as it is stored now."""
        return Screening.objects.get(submission=self.submission(office))

    def fresh(self) -> Panel:
        """The panel as it is stored now."""
        return Panel.objects.select_related("round").get(pk=self.panel.pk)


def make_panel_world(
    *,
    offices: int = 3,
    submitted: int | None = None,
    reviewers: int = 3,
    doubled: Sequence[str] = ("1", "2"),
    state: PanelState = PanelState.WORKING,
    assigned: bool = True,
    screened: bool = True,
    capacity: int = 100,
) -> PanelWorld:
    """A panel over a round that asks made-up offices, each in a province of its own.

    Args:
        offices: how many are asked; 2 at least.
        submitted: how many of them, from the first, have submitted; None is all.
        doubled: codes of the items that two reviewers mark.
        assigned: whether items are given to reviewers; then nothing is drawn, ``doubled`` says
            it all.
        screened: whether the submitted reports were found complete.
    """
    round_ = make_open_round(offices=max(offices, 2))
    asked = tuple(Agency.objects.filter(code__regex=r"^10\d\d010000$").order_by("order"))
    reporters = tuple(make_person(Role.REPORTER, agency=office) for office in asked)
    directors = tuple(make_person(Role.DIRECTOR, agency=office) for office in asked)
    for office, reporter, director in itertools.islice(
        zip(asked, reporters, directors, strict=True), submitted
    ):
        submit_report(round_, office, reporter=reporter, director=director)
    panel = Panel.objects.create(
        round=round_,
        state=state.value,
        double_share=0 if assigned else 20,
        seed="test",
        made_at=clock.now(),
        made_by="test",
    )
    world = PanelWorld(
        round=round_,
        panel=panel,
        offices=asked,
        reporters=reporters,
        directors=directors,
        reviewers=tuple(make_reviewer(panel, capacity=capacity) for _ in range(reviewers)),
        nobody=make_person(Role.REVIEWER),
        moderator=make_person(Role.MODERATOR),
        chair=make_person(Role.CHAIR),
        officer=make_person(Role.CENTRAL_OFFICER),
    )
    if assigned:
        _assign(world, doubled)
        _screen(world, ScreeningState.COMPLETE if screened else ScreeningState.WAITING)
    return world


def make_reviewer(
    panel: Panel,
    *,
    person: Person | None = None,
    fields: Sequence[str] = (),
    regions: Sequence[str] = (),
    capacity: int = 100,
) -> Reviewer:
    """A person (a new one with the post of a reviewer) on a panel."""
    return Reviewer.objects.create(
        panel=panel,
        person=person or make_person(Role.REVIEWER),
        fields=list(fields),
        regions=list(regions),
        capacity=capacity,
        joined_at=clock.now(),
    )


def give_item(
    item: Item,
    reviewer: Reviewer,
    *,
    seat: int = 1,
    purpose: Purpose = Purpose.MARK,
    state: AssignmentState = AssignmentState.GIVEN,
) -> Assignment:
    """A row that gives an item to a reviewer."""
    return Assignment.objects.create(
        reviewer=reviewer,
        item=item,
        seat=seat,
        purpose=purpose.value,
        state=state.value,
        given_at=clock.now(),
        given_by="test",
        done_at=clock.now() if state is AssignmentState.DONE else None,
    )


def add_post(person: Person, role: Role, *, agency: Agency | None = None) -> Post:
    """One more post of a person, held since long ago."""
    return Post.objects.create(person=person, role=role.value, agency=agency, starts_on=LONG_AGO)


def submit_report(round_: Round, office: Agency, *, reporter: Person, director: Person) -> None:
    """Answer what is required and bring the report to the bureau, by the acts people use."""
    submission = Submission.objects.select_related("round", "office").get(
        round=round_, office=office
    )
    by = actor_for(reporter)
    items = {item.node_code: item.pk for item in submission.items.all()}
    for code, question in missing_of(submission):
        value = _VALUES.get(question, _STORY)
        save_answer(items[code], question, seen_edit=0, state="answered", value=value, by=by)
    send(submission, by=by)
    approve(submission, by=actor_for(director))
    submit(submission, by=by)


def _assign(world: PanelWorld, doubled: Sequence[str]) -> None:
    rows = []
    for number, office in enumerate(world.offices):
        items = Item.objects.filter(submission__round=world.round, submission__office=office)
        for item in items:
            seats = (1, 2) if item.node_code in doubled and len(world.reviewers) > 1 else (1,)
            rows += [
                Assignment(
                    reviewer=world.reviewers[(number + seat - 1) % len(world.reviewers)],
                    item=item,
                    seat=seat,
                    given_at=clock.now(),
                    given_by="test",
                )
                for seat in seats
            ]
    Assignment.objects.bulk_create(rows)


def _screen(world: PanelWorld, state: ScreeningState) -> None:
    found = Submission.objects.filter(round=world.round).order_by("office__order")
    Screening.objects.bulk_create(
        Screening(
            submission=submission,
            screener=world.reviewers[number % len(world.reviewers)],
            state=(state if submission.submitted_at else ScreeningState.WAITING).value,
        )
        for number, submission in enumerate(found)
    )
