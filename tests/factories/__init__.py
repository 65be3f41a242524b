"""Small worlds for tests: the same every time, nothing random, nothing real."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping

from django.test import Client

from tidtam.frameworks.actions import load_files
from tidtam.frameworks.files import path_of
from tidtam.frameworks.models import FrameworkVersion
from tidtam.frameworks.queries import definition_of, newest_version
from tidtam.orgs.models import (
    Agency,
    AgencyProvince,
    InspectionRegion,
    Province,
    ProvinceRegion,
)
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person, Post
from tidtam.people.roles import Role
from tidtam.results.actions import ask_computation, check, compute, publish
from tidtam.results.models import Computation
from tidtam.reviews.actions import MarkChange, set_marks
from tidtam.rounds.actions import make_round
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import instruments_of, offices_asked
from tidtam.scoring.json_text import write_json

_numbers = itertools.count(1)
LONG_AGO = dt.date(2020, 1, 1)


def make_region(code: str = "8") -> InspectionRegion:
    """An inspection region by its code."""
    region, _made = InspectionRegion.objects.get_or_create(
        code=code,
        defaults={
            "name_th": f"เขตตรวจราชการที่ {code}",
            "name_en": f"Inspection Region {code}",
            "order": int(code) if code.isdigit() else 99,
        },
    )
    return region


def make_province(number: int, region: str = "8") -> Province:
    """A province that lies in an inspection region."""
    province, made = Province.objects.get_or_create(
        code=f"TH-{number:02}",
        defaults={
            "name_th": f"จังหวัดสมมติ {number}",
            "name_en": f"Sample {number}",
            "abbreviation": f"ส{number}",
            "region": "กลาง",
        },
    )
    if made:
        ProvinceRegion.objects.create(province=province, region=make_region(region))
    return province


def make_office(
    number: int = 1, *, kind: AgencyKind = AgencyKind.PRIMARY_OFFICE, region: str = "8"
) -> Agency:
    """An area office of a made-up province."""
    short = "สพป." if kind is AgencyKind.PRIMARY_OFFICE else "สพม."
    agency = Agency.objects.create(
        code=f"10{number:02}{'01' if kind is AgencyKind.PRIMARY_OFFICE else '11'}0000",
        kind=kind.value,
        number=None,
        name_th=f"สำนักงานเขตพื้นที่การศึกษาสมมติ {number}",
        short_th=f"{short}สมมติ {number}",
        name_en=f"Sample Service Area Office {number}",
        short_en=f"Sample ESAO {number}",
        order=number,
    )
    AgencyProvince.objects.create(agency=agency, province=make_province(number, region), seat=True)
    return agency


def load_frameworks(*codes: str) -> list[FrameworkVersion]:
    """The shipped frameworks, loaded by the one action that writes them."""
    load_files([path_of(code) for code in codes], by=SYSTEM)
    return [newest_version(code) for code in codes]


def make_small_round(
    *codes: str, code: str = "r-6m", period: str = "6m", earlier: Round | None = None
) -> Round:
    """A round that asks the given frameworks (QP when none is given)."""
    return make_round(
        code,
        fiscal_year=2566,
        period=period,
        title_th=f"รอบทดสอบ {code}",
        title_en=f"Test round {code}",
        frameworks=load_frameworks(*(codes or ("qp-2566",))),
        by=SYSTEM,
        earlier=earlier,
    )


def fill(round_: Round, *, mark: int = 4, except_for: Mapping[str, object] | None = None) -> None:
    """Give every office the same mark on everything, but for some nodes."""
    for instrument in instruments_of(round_):
        set_marks(instrument, changes=list(_changes(instrument, mark, except_for or {})), by=SYSTEM)


def _changes(
    instrument: Instrument, mark: int, except_for: Mapping[str, object]
) -> Iterable[MarkChange]:
    definition = definition_of(instrument.framework)
    for office in offices_asked(instrument.round):
        for code, node in definition.asked(FRAMEWORK_KINDS[AgencyKind(office.kind)]).items():
            usual = {"value": mark * 20} if node.kind.value == "target" else mark
            yield MarkChange(office.pk, code, write_json(except_for.get(code, usual)))


def computed(round_: Round) -> Computation:
    """A computation of a filled round."""
    return compute(ask_computation(round_, by=SYSTEM), by=SYSTEM)


def published(round_: Round) -> Computation:
    """A published computation of a filled round, without its sheets."""
    return publish(check(computed(round_), by=SYSTEM), by=SYSTEM, with_sheets=False)


def make_person(role: Role = Role.CENTRAL_OFFICER, *, agency: Agency | None = None) -> Person:
    """A person who holds one post since long ago; no password: tests sign in by force."""
    number = next(_numbers)
    person = Person.objects.create(sign_in_name=f"person{number}", full_name=f"บุคคลสมมติ {number}")
    Post.objects.create(person=person, role=role.value, agency=agency, starts_on=LONG_AGO)
    return person


def client_for(role: Role | None = None, *, agency: Agency | None = None) -> Client:
    """A browser in which somebody with the role is signed in; nobody for None."""
    client = Client()
    if role is not None:
        client.force_login(make_person(role, agency=agency))
    return client
