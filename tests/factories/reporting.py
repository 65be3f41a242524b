"""A small open round with every kind of question, and the people who answer it."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

from factories import make_office, make_person, make_small_round
from tidtam.frameworks.form_actions import add_form_version
from tidtam.frameworks.form_files import parse_form
from tidtam.frameworks.models import FormVersion
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM, Actor
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.rounds.actions import make_round
from tidtam.rounds.models import Instrument, Item, Round, Submission
from tidtam.rounds.planning import StageDates, open_round, set_form, set_stages
from tidtam.rounds.queries import instruments_of
from tidtam.rounds.states import StageCode
from tidtam.shared import clock

_numbers = itertools.count(1)

# Items "1" and "2" have questions of their own; every other item has one narrative.
FORM = """
code: qp-form-2566
fiscal_year: 2566
version: 1
title: {th: "แบบรายงานทดสอบ", en: "Test form"}
framework: qp-2566
questions:
  - {code: story, title: {th: "ผลการดำเนินงาน", en: "What was done"}, answer: {kind: text}}
items:
  - code: "1"
    questions:
      - {code: story, title: {th: "ผลการดำเนินงาน", en: "What was done"}, answer: {kind: text}}
      - code: schools
        title: {th: "โรงเรียนที่ดำเนินการ", en: "Schools that took part"}
        answer:
          kind: count
          counted: {th: "โรงเรียนที่ดำเนินการ", en: "schools that took part"}
          base: {th: "โรงเรียนทั้งหมด", en: "all schools"}
          unit: {th: "แห่ง", en: "schools"}
        may_ask_schools: true
      - code: day
        title: {th: "วันที่เริ่ม", en: "First day"}
        answer: {kind: date}
        required: false
      - code: way
        title: {th: "วิธีติดตาม", en: "Way of follow-up"}
        answer:
          kind: choice
          options:
            - {code: visit, title: {th: "ลงพื้นที่", en: "Visits"}}
            - {code: online, title: {th: "ออนไลน์", en: "Online"}}
        required: false
        may_not_apply: true
      - code: threats
        title: {th: "ภัยที่ดำเนินการ", en: "Threats covered"}
        answer:
          kind: checklist
          options:
            - {code: a, title: {th: "ภัยหนึ่ง", en: "Threat one"}}
            - {code: b, title: {th: "ภัยสอง", en: "Threat two"}}
        required: false
      - code: projects
        title: {th: "โครงการ", en: "Projects"}
        answer: {kind: rows, preset: projects}
        required: false
  - code: "2"
    questions:
      - code: returned
        title: {th: "จำนวนเด็กที่กลับมาเรียน", en: "Children who came back"}
        answer: {kind: number}
      - {code: note, title: {th: "หมายเหตุ", en: "Note"}, answer: {kind: line}, required: false}
"""


def make_form(source: str = FORM) -> FormVersion:
    """A form version from YAML text; the same text is loaded once."""
    form = parse_form(source, "form.yaml")
    held = FormVersion.objects.filter(code=form.code, source=source).first()
    return held or add_form_version(form, source=source, by=SYSTEM, reason="test")


def open_for(
    round_: Round, *, days: int = 30, grace: int = 0, started: int = 1, source: str = FORM
) -> Round:
    """Open a round that was made: the test form, due in ``days``, with days of grace."""
    now = clock.now()
    due = now + dt.timedelta(days=days)
    for instrument in instruments_of(round_):
        if instrument.framework.code == "qp-2566":
            set_form(instrument, form=make_form(source), by=SYSTEM)
    set_stages(
        round_,
        dates={
            StageCode.REPORT: StageDates(
                starts_at=now - dt.timedelta(days=started),
                due_at=due,
                late_until=due + dt.timedelta(days=grace) if grace else None,
            )
        },
        by=SYSTEM,
    )
    open_round(round_, by=SYSTEM)
    round_.refresh_from_db()
    return round_


def make_open_round(
    *, offices: int = 1, code: str = "", days: int = 30, grace: int = 0, source: str = FORM
) -> Round:
    """An open QP round that asks made-up offices numbered 21, 22 …"""
    for number in range(21, 21 + offices):
        if not Agency.objects.filter(code__startswith=f"10{number}01").exists():
            make_office(number)
    round_ = make_small_round(code=code or f"open-{next(_numbers)}")
    return open_for(round_, days=days, grace=grace, source=source)


def actor_of(person: Person) -> Actor:
    """The actor a person is now."""
    return actor_for(person)


@dataclass(frozen=True)
class Reporting:
    """An office in an open round with its people.

    Attributes:
        reporter, director: of the office; ``stranger`` reports for another office.
    """

    round: Round
    office: Agency
    submission: Submission
    reporter: Person
    director: Person
    officer: Person
    stranger: Person

    @property
    def by(self) -> Actor:
        """The reporter as an actor."""
        return actor_for(self.reporter)

    @property
    def director_actor(self) -> Actor:
        return actor_for(self.director)

    def item(self, code: str = "1") -> Item:
        """One item as it is stored now."""
        items = Item.objects.select_related("submission__round", "submission__office")
        return items.get(submission=self.submission, node_code=code)

    def fresh(self) -> Submission:
        """The submission as it is stored now."""
        found = Submission.objects.select_related("round", "office")
        return found.get(pk=self.submission.pk)


def reporting(*, offices: int = 2, days: int = 30, grace: int = 0, source: str = FORM) -> Reporting:
    """The first of some offices in an open round, and somebody in each post."""
    round_ = make_open_round(offices=max(offices, 2), days=days, grace=grace, source=source)
    office = Agency.objects.get(code="1021010000")
    other = Agency.objects.get(code="1022010000")
    return Reporting(
        round=round_,
        office=office,
        submission=Submission.objects.select_related("round", "office").get(
            round=round_, office=office
        ),
        reporter=make_person(Role.REPORTER, agency=office),
        director=make_person(Role.DIRECTOR, agency=office),
        officer=make_person(Role.CENTRAL_OFFICER),
        stranger=make_person(Role.REPORTER, agency=other),
    )


def later_round(earlier: Round, *, code: str = "later") -> Round:
    """An open round that follows another one with the same framework and form."""
    instrument = Instrument.objects.select_related("framework").get(round=earlier)
    made = make_round(
        code,
        fiscal_year=earlier.fiscal_year,
        period="12m",
        title_th=f"รอบทดสอบ {code}",
        title_en=f"Test round {code}",
        frameworks=[instrument.framework],
        by=SYSTEM,
        earlier=earlier,
    )
    return open_for(made)
