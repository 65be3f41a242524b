"""The demonstration of marking: reports that are in, a panel at work, marks that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from tidtam.demo.answers import demo_answers, leaning
from tidtam.demo.dice import throw
from tidtam.demo.phrases import advice_paragraph
from tidtam.demo.reporting import bring_in, choose_forms, fill_report, report_of
from tidtam.frameworks.queries import definition_of
from tidtam.orgs.models import Agency
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import Actor, HeldPost
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.assigning import apply_proposal, set_screener
from tidtam.reviews.models import Assignment, Panel, Screening
from tidtam.reviews.panel_moves import begin_marking
from tidtam.reviews.panels import add_reviewers, make_panel, set_double
from tidtam.reviews.phrases import add_phrase
from tidtam.reviews.proposing import propose_for
from tidtam.reviews.reviewing import finish, save_review
from tidtam.reviews.screening import complete_screening
from tidtam.reviews.states import ScreeningState
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.planning import (
    StageDates,
    copy_round,
    open_round,
    set_exemptions,
    set_stages,
)
from tidtam.rounds.queries import instruments_of, offices_asked
from tidtam.rounds.states import StageCode
from tidtam.scoring.json_text import write_json
from tidtam.shared import clock

REVIEW_ROUND = "2566-review"
_OFFICES = 5
_PHRASES = (
    "{office} ควรแนบรายงานการนิเทศที่ระบุวันที่ สถานที่ และข้อค้นพบ",
    "{office} มีแผนงานและผู้รับผิดชอบชัดเจน ควรสรุปผลเทียบกับปีก่อน",
)


def load_reviewing(
    first: Round, full: Round, *, reviewers: Sequence[Person], office_code: str, by: Actor
) -> Round:
    """A round whose reports are in, with a panel in the middle of its work.

    The first reviewer has one report to screen and half of the marks still to give; the others
    are done, so that differing marks wait for the moderator.
    """
    made = copy_round(
        full,
        code=REVIEW_ROUND,
        fiscal_year=full.fiscal_year,
        title_th="รอบสาธิตการประเมิน ปีงบประมาณ พ.ศ. 2566 (ข้อมูลสมมติ)",
        title_en="Marking demonstration, fiscal year 2566 B.E. (made-up data)",
        earlier=first,
        by=by,
    )
    choose_forms(made, by)
    offices = _ask_a_few(made, office_code, by)
    _open(made, by)
    for office in offices:
        reporter, director = _made_up(Role.REPORTER, office), _made_up(Role.DIRECTOR, office)
        submission = report_of(made, office)
        fill_report(submission, by=reporter, share=100)
        bring_in(submission, reporter=reporter, director=director)
    panel = _begin(made, reviewers, by)
    waiting = Screening.objects.get(submission=report_of(made, offices[0]))
    set_screener(waiting, reviewer=panel.reviewers.get(person=reviewers[0]), by=by)
    _screen(panel, but=waiting, by=by)
    for person in reviewers:
        _mark(panel, person, is_half_way=person == reviewers[0])
    for text in _PHRASES:
        add_phrase(text, by=actor_for(reviewers[0]))
    return made


def _made_up(role: Role, office: Agency) -> Actor:
    """Somebody of an office who has no account: only the demonstration's own office has."""
    names = {Role.REPORTER: "ผู้รายงาน (สมมติ)", Role.DIRECTOR: "ผู้อำนวยการ (สมมติ)"}
    return Actor(name=names[role], posts=(HeldPost(role, office.code),))


def _ask_a_few(round_: Round, office_code: str, by: Actor) -> list[Agency]:
    """Ask the demonstration's own office and some others; the rest are exempt."""
    every = list(offices_asked(round_))
    own = next(office for office in every if office.code == office_code)
    step = len(every) // _OFFICES
    asked = [own, *(office for office in every[3::step] if office != own)][:_OFFICES]
    exempt = {office.code for office in every} - {office.code for office in asked}
    for instrument in instruments_of(round_):
        set_exemptions(instrument, reasons=dict.fromkeys(sorted(exempt), "ข้อมูลสมมติ"), by=by)
    return asked


def _open(round_: Round, by: Actor) -> None:
    """Reports are due in two days; screening and marking have begun."""
    today = clock.local(clock.now()).replace(hour=8, minute=30, second=0, microsecond=0)
    due = (today + dt.timedelta(days=2)).replace(hour=16, minute=30)
    dates = {
        StageCode.REPORT: StageDates(today - dt.timedelta(days=40), due),
        StageCode.SCREEN: StageDates(today - dt.timedelta(days=5), due + dt.timedelta(days=12)),
        StageCode.MARK: StageDates(today - dt.timedelta(days=3), due + dt.timedelta(days=19)),
        StageCode.PUBLISH: StageDates(due + dt.timedelta(days=20), due + dt.timedelta(days=34)),
        StageCode.APPEAL: StageDates(due + dt.timedelta(days=35), due + dt.timedelta(days=49)),
    }
    set_stages(round_, dates=dates, by=by)
    open_round(round_, by=by)
    round_.refresh_from_db()


def _begin(round_: Round, reviewers: Sequence[Person], by: Actor) -> Panel:
    panel = make_panel(round_, double_share=20, by=by)
    panel = set_double(panel, share=20, seed=REVIEW_ROUND, by=by)
    add_reviewers(panel, people=reviewers, fields=[], regions=[], capacity=160, by=by)
    apply_proposal(panel, planned=propose_for(panel, actor=by), by=by)
    return begin_marking(panel, by=by)


def _screen(panel: Panel, *, but: Screening, by: Actor) -> None:
    """Every report is complete but one, which waits for its screener."""
    every = Screening.objects.filter(submission__round=panel.round)
    for screening in every.exclude(pk=but.pk):
        complete_screening(screening, seen_edit=screening.edit, by=by)


def _mark(panel: Panel, person: Person, *, is_half_way: bool) -> None:
    """Give marks where the report is screened; who is half-way stops at every second item."""
    by = actor_for(person)
    near = ("item__submission__office", "item__instrument__framework", "item__instrument__round")
    given = Assignment.objects.filter(
        reviewer__panel=panel,
        reviewer__person=person,
        item__submission__screening__state=ScreeningState.COMPLETE.value,
    )
    answers: dict[tuple[int, int], dict[str, Any]] = {}
    for number, each in enumerate(given.select_related(*near).order_by("item", "seat")):
        if is_half_way and number % 2:
            continue
        instrument, office = each.item.instrument, each.item.submission.office
        key = (instrument.pk, office.pk)
        answers.setdefault(key, _answers(instrument, office))
        answer, level = _seen_by(person, each, answers[key])
        comment = advice_paragraph(level, office.code, each.item.node_code, person.sign_in_name)
        saved = save_review(
            each.pk,
            seen_edit=0,
            answer=write_json(answer),
            comment=comment.replace("สำนักงานเขตพื้นที่การศึกษา", "{office} ", 1),
            private_note="",
            seconds=60 + throw("seconds", str(each.item.order), office.code, sides=240),
            by=by,
        )
        finish(each, seen_edit=saved.edit, by=by)


def _answers(instrument: Instrument, office: Agency) -> dict[str, Any]:
    return demo_answers(
        definition_of(instrument.framework),
        office_code=office.code,
        office_kind=FRAMEWORK_KINDS[AgencyKind(office.kind)],
        round_code=instrument.round.period,
    )


def _seen_by(person: Person, given: Assignment, answers: dict[str, Any]) -> tuple[Any, int | None]:
    """The answer as one reviewer sees it: people differ by a level now and then."""
    answer = answers[given.item.node_code]
    office_code = given.item.submission.office.code
    if not isinstance(answer, int):
        return answer, None if isinstance(answer, str) else leaning(office_code)
    what = (person.sign_in_name, office_code, given.item.node_code)
    step = (-1, 0, 0, 0, 1)[throw("eye", *what, sides=5)]
    level = max(1, min(5, answer + step))
    return level, level
