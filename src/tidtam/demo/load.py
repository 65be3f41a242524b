"""Loads the demonstration year through the same actions that people use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from tidtam.demo.answers import demo_answers
from tidtam.demo.following import load_following
from tidtam.demo.phrases import advice_list, advice_paragraph, overall
from tidtam.demo.reporting import load_reporting
from tidtam.demo.reviewing import load_reviewing
from tidtam.followups.actions import gather
from tidtam.frameworks.queries import definition_of, newest_version
from tidtam.orgs.actions import import_schools
from tidtam.orgs.models import Agency
from tidtam.orgs.schools_samples import OF_AN_OFFICE, sample_rows
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actions import add_person, give_post
from tidtam.people.actor import SYSTEM, Actor
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.results.actions import ask_computation, check, compute, publish
from tidtam.results.printing import set_sheet_settings
from tidtam.reviews.actions import MarkChange, set_marks, set_recommendations
from tidtam.rounds.actions import make_round
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import instruments_of, offices_asked
from tidtam.scoring.answers import parse_answers
from tidtam.scoring.batch import evaluate_many
from tidtam.scoring.json_text import write_json
from tidtam.scoring.results import Result

DEMO_PASSWORD = "tidtam-demo-2566"  # noqa: S105  printed for everybody; refused in production
FIRST_ROUND, FULL_YEAR = "2566-6m", "2566-12m"
_DEMO_OFFICE = "1021020000"


@dataclass(frozen=True)
class SignIn:
    """A demonstration account."""

    name: str
    full_name: str
    role: Role
    agency_code: str = ""


SIGN_INS = (
    SignIn("central", "เจ้าหน้าที่ส่วนกลาง (สมมติ)", Role.CENTRAL_OFFICER),
    SignIn("reporter", "ผู้รายงานของเขต (สมมติ)", Role.REPORTER, _DEMO_OFFICE),
    SignIn("reporter2", "ผู้รายงานอีกคนของเขต (สมมติ)", Role.REPORTER, _DEMO_OFFICE),
    SignIn("director", "ผู้อำนวยการเขต (สมมติ)", Role.DIRECTOR, _DEMO_OFFICE),
    SignIn("reviewer", "ผู้ประเมินคนที่หนึ่ง (สมมติ)", Role.REVIEWER),
    SignIn("reviewer2", "ผู้ประเมินคนที่สอง (สมมติ)", Role.REVIEWER),
    SignIn("reviewer3", "ผู้ประเมินคนที่สาม (สมมติ)", Role.REVIEWER),
    SignIn("moderator", "ผู้กลั่นกรอง (สมมติ)", Role.MODERATOR),
    SignIn("chair", "ประธานคณะกรรมการ (สมมติ)", Role.CHAIR),
)


def is_loaded() -> bool:
    """Whether the demonstration year is there already."""
    return Round.objects.filter(code=FULL_YEAR, is_demo=True).exists()


@transaction.atomic
def load_demo(*, by: Actor = SYSTEM) -> dict[str, int]:
    """Load people, schools, four rounds, marks and advice; loading again changes nothing.

    The 6-month round comes published, with some recommendations answered and open for appeals;
    the 12-month round waits with all marks in, so that a newcomer can compute, check and publish
    it; a third round is open for reports, and in a fourth a panel is screening and marking.
    """
    if is_loaded():
        return {"rounds": 0, "marks": 0, "texts": 0}
    people = _add_people(by)
    schools = sample_rows([(_DEMO_OFFICE, AgencyKind.PRIMARY_OFFICE)], OF_AN_OFFICE)
    import_schools(list(schools), by=by, is_demo=True)
    first, full = _make_rounds(by)
    filled = [_fill_round(round_, by) for round_ in (first, full)]
    _publish(first, by)
    load_reporting(
        first,
        full,
        reporters=[people["reporter"], people["reporter2"]],
        director=people["director"],
        by=by,
    )
    load_reviewing(
        first,
        full,
        reviewers=[people["reviewer"], people["reviewer2"], people["reviewer3"]],
        office_code=_DEMO_OFFICE,
        by=by,
    )
    load_following(first, office_code=_DEMO_OFFICE, by=actor_for(people["reporter"]))
    marks, texts = (sum(counts) for counts in zip(*filled, strict=True))
    return {"rounds": 4, "marks": marks, "texts": texts}


def _make_rounds(by: Actor) -> tuple[Round, Round]:
    """The round of six months and the one of the full year."""
    qp, ap, sa = (newest_version(f"{name}-2566") for name in ("qp", "ap", "sa"))
    first = make_round(
        FIRST_ROUND,
        fiscal_year=2566,
        period="6m",
        title_th="รอบ 6 เดือน ปีงบประมาณ พ.ศ. 2566 (ข้อมูลสมมติ)",
        title_en="6-month round, fiscal year 2566 B.E. (made-up data)",
        frameworks=[qp],
        by=by,
        is_demo=True,
    )
    full = make_round(
        FULL_YEAR,
        fiscal_year=2566,
        period="12m",
        title_th="รอบ 12 เดือน ปีงบประมาณ พ.ศ. 2566 (ข้อมูลสมมติ)",
        title_en="12-month round, fiscal year 2566 B.E. (made-up data)",
        frameworks=[qp, ap, sa],
        by=by,
        earlier=first,
        is_demo=True,
    )
    return first, full


def _fill_round(round_: Round, by: Actor) -> tuple[int, int]:
    """Who signs its sheets, its marks and its advice; how many of both."""
    set_sheet_settings(
        round_,
        changes={
            "signatory": "นายสมมติ ตัวอย่าง",
            "signatory_lines": "ผู้อำนวยการสำนักติดตามและประเมินผลการจัดการศึกษาขั้นพื้นฐาน\n"
            "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน",
        },
        by=by,
    )
    filled = [_fill(instrument, by) for instrument in instruments_of(round_)]
    return sum(marks for marks, _texts in filled), sum(texts for _marks, texts in filled)


def _add_people(by: Actor) -> dict[str, Person]:
    people = {}
    agencies = Agency.objects.in_bulk([s.agency_code for s in SIGN_INS], field_name="code")
    for sign_in in SIGN_INS:
        person = add_person(
            sign_in.name,
            full_name=sign_in.full_name,
            password=DEMO_PASSWORD,
            by=by,
            is_demo=True,
        )
        give_post(person, role=sign_in.role, agency=agencies.get(sign_in.agency_code), by=by)
        people[sign_in.name] = person
    return people


def _fill(instrument: Instrument, by: Actor) -> tuple[int, int]:
    offices = list(offices_asked(instrument.round))
    definition = definition_of(instrument.framework)
    period = instrument.round.period
    raw = [
        demo_answers(
            definition,
            office_code=office.code,
            office_kind=_kind(office),
            round_code=period,
        )
        for office in offices
    ]
    changes = [
        MarkChange(office.pk, code, write_json(answer))
        for office, answers in zip(offices, raw, strict=True)
        for code, answer in answers.items()
    ]
    counts = set_marks(instrument, changes=changes, by=by, reason="ข้อมูลสมมติ")
    parsed = [
        parse_answers(definition, {"office_kind": _kind(office), "rounds": {period: answers}})
        for office, answers in zip(offices, raw, strict=True)
    ]
    results = evaluate_many(definition, parsed)
    return counts["added"], _advise(instrument, offices, results, by)


def _advise(
    instrument: Instrument, offices: Sequence[Agency], results: Sequence[Result], by: Actor
) -> int:
    is_first = instrument.round.earlier_id is None
    say = advice_list if is_first else advice_paragraph
    texts: list[tuple[int, str, str]] = []
    for office, result in zip(offices, results, strict=True):
        if instrument.framework.code.startswith("qp-"):
            texts += [
                (office.pk, node.code, say(node.level, office.code, node.code))
                for node in result.nodes
                if node.marks and node.value is not None
            ]
        if is_first and result.total.level is not None:
            texts.append((office.pk, "", overall(result.total.level, office.name_th)))
    return set_recommendations(instrument, texts=texts, by=by)


def _publish(round_: Round, by: Actor) -> None:
    computation = compute(ask_computation(round_, by=by), by=by)
    checked = check(computation, by=by)
    gather(publish(checked, by=by, with_sheets=False), by=by)


def _kind(office: Agency) -> str:
    return FRAMEWORK_KINDS[AgencyKind(office.kind)]
