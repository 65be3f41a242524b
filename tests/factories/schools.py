"""Schools of an office, a question passed on to them, and their replies."""

from __future__ import annotations

import datetime as dt
import itertools

from factories.reporting import Reporting, reporting
from tidtam.orgs.models import Agency, School
from tidtam.orgs.queries import schools_of
from tidtam.schools.actions import ask_schools
from tidtam.schools.models import Asked, Inquiry
from tidtam.schools.queries import Linked, link_to, linked
from tidtam.schools.replying import Replied, actor_of_school, reply
from tidtam.schools.states import Way
from tidtam.shared import clock

_numbers = itertools.count(1)

#: A narrative, a count, a number and a plain line that schools may be asked, and one they may not.
ASKABLE = """
code: qp-form-2566
fiscal_year: 2566
version: 1
title: {th: "แบบรายงานที่ถามโรงเรียนได้", en: "Form that asks schools"}
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
      - {code: day, title: {th: "วันที่เริ่ม", en: "First day"}, answer: {kind: date}, required: false}
  - code: "2"
    questions:
      - code: returned
        title: {th: "จำนวนเด็กที่กลับมาเรียน", en: "Children who came back"}
        answer: {kind: number, decimals: 2}
        may_ask_schools: true
      - code: note
        title: {th: "หมายเหตุ", en: "Note"}
        answer: {kind: line, multiline: true, most: 5000}
        required: false
        may_ask_schools: true
"""


def make_school(office: Agency, name: str = "", **more: object) -> School:
    """A made-up school."""
    number = next(_numbers)
    given = {"name_th": name or f"บ้านสมมติ {number:03}", "size_class": "small"} | more
    return School.objects.create(code=f"99{number:08}", office=office, **given)  # type: ignore[arg-type]


def world_with_schools(count: int = 3, **more: object) -> Reporting:
    """The world of reports in which the office has some schools."""
    world = reporting(source=ASKABLE, **more)  # type: ignore[arg-type]
    for _ in range(count):
        make_school(world.office, levels="primary")
    return world


def asked_world(
    count: int = 3, *, way: Way = Way.DID, item: str = "1", question: str = "schools"
) -> tuple[Reporting, Inquiry]:
    """An office that passed a question on to all its schools."""
    world = world_with_schools(count)
    return world, ask(world, way=way, item=item, question=question)


def ask(
    world: Reporting,
    *,
    way: Way = Way.DID,
    item: str = "1",
    question: str = "schools",
    days: int = 7,
) -> Inquiry:
    """Pass a question on to all schools of the world's office."""
    return ask_schools(
        world.item(item),
        question,
        way=way,
        title_th="โรงเรียนของท่านทำแผนแล้วหรือไม่",
        help_th="แผนของปีการศึกษานี้",
        closes_at=clock.now() + dt.timedelta(days=days),
        schools=schools_of(world.office),
        by=world.by,
    )


def asked_schools(inquiry: Inquiry) -> list[Asked]:
    """The asked schools as they are stored now, in their order."""
    return list(Asked.objects.select_related("school", "inquiry").filter(inquiry=inquiry))


def opened(asked: Asked) -> Linked:
    """What the school's link opens now."""
    return linked(link_to(asked, Inquiry.objects.get(pk=asked.inquiry_id)), address="10.0.0.1")


def say(asked: Asked, value: object, *, note: str = "") -> Replied:
    """The school replies, having seen its last reply."""
    found = opened(asked)
    by = actor_of_school(found.asked.school)
    return reply(found, value=value, note=note, seen_edit=found.asked.edit, by=by)
