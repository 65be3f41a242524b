"""Publication: what is sealed, who is told, what replaces what; everything or nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import serializers
from django.db import transaction

from factories import (
    computed,
    fill,
    load_frameworks,
    make_office,
    make_person,
    make_region,
    make_small_round,
    published,
)
from factories.publishing import correct, corrected
from tidtam.frameworks.files import checksum
from tidtam.frameworks.models import FrameworkVersion
from tidtam.history.models import Entry
from tidtam.notices.models import Message
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.results.actions import check, publish
from tidtam.results.embargoes import lift_embargo, set_embargo
from tidtam.results.errors import (
    NothingDiffers,
    OlderThanPublished,
    OnlyForComparison,
    ReasonMissing,
)
from tidtam.results.models import Computation, OfficeResult, PrintRun
from tidtam.reviews.actions import set_recommendations
from tidtam.reviews.models import Recommendation
from tidtam.rounds.actions import use_framework
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices() -> list[Agency]:
    return [make_office(20, region="8"), make_office(50, region="15")]


@pytest.fixture
def qp_round(offices: list[Agency]) -> Round:
    round_ = make_small_round()
    fill(round_)
    advice = [(offices[0].pk, "1", "ควรขยายผล"), (offices[0].pk, "", "ผลดี")]
    set_recommendations(instruments_of(round_)[0], texts=advice, by=SYSTEM)
    return round_


@pytest.fixture
def people(offices: list[Agency]) -> list[Person]:
    """A reporter and a director of the first office, a reporter of the second, and others."""
    make_person(Role.CENTRAL_OFFICER)
    make_person(Role.CHAIR)
    return [
        make_person(Role.REPORTER, agency=offices[0]),
        make_person(Role.DIRECTOR, agency=offices[0]),
        make_person(Role.REPORTER, agency=offices[1]),
    ]


def sealed(computation: Computation) -> list[tuple[str, int, dict[str, str] | None]]:
    rows = OfficeResult.objects.filter(computation=computation).order_by("office__order")
    return [(row.total_value, row.version, row.advice) for row in rows]


def letters() -> list[tuple[str, str]]:
    """Template and receiver of every message, in the order they were put."""
    found = Message.objects.order_by("pk").select_related("to_person")
    return [(each.template, each.to_person.sign_in_name) for each in found if each.to_person]


def names(*people: Person) -> list[str]:
    return [each.sign_in_name for each in people]


def everything() -> list[str]:
    """All rows that publication could touch, as text."""
    models: list[Any] = [Round, FrameworkVersion, Computation, OfficeResult, PrintRun, Message]
    return [serializers.serialize("json", model.objects.order_by("pk")) for model in models] + [
        str(Entry.objects.count())
    ]


# ---------------------------------------------------------------- the first publication


def test_the_advice_is_sealed_as_it_is_published(qp_round: Round, offices: list[Agency]) -> None:
    checked = check(computed(qp_round), by=SYSTEM)
    assert sealed(checked) == [("4.00", 1, None), ("4.00", 1, None)]

    done = publish(checked, by=SYSTEM)
    Recommendation.objects.update(text="แก้ภายหลัง")

    assert sealed(done) == [("4.00", 1, {"1": "ควรขยายผล", "": "ผลดี"}), ("4.00", 1, {})]


def test_the_sheets_of_all_offices_are_asked_for(qp_round: Round) -> None:
    publish(check(computed(qp_round), by=SYSTEM), by=SYSTEM)

    (run,) = PrintRun.objects.all()
    # Two offices, a sheet and its letter each, in two formats.
    assert (run.formats, run.total, run.state) == ("pdf,docx", 8, "waiting")


def test_the_people_of_every_office_are_told_and_nobody_else(
    qp_round: Round, people: list[Person]
) -> None:
    published(qp_round)

    assert letters() == [("result_published", name) for name in names(*people)]


def test_a_letter_says_where_to_read_and_nothing_of_the_result(
    qp_round: Round, people: list[Person], offices: list[Agency]
) -> None:
    published(qp_round)

    words = Message.objects.get(to_person=people[0])
    assert words.subject == f"ประกาศผลแล้ว: {qp_round.title_th} ของ{offices[0].short_th}"
    assert f"/results/{qp_round.code}/{offices[0].code}/" in words.body
    told = words.subject + words.body + words.subject_en + words.body_en + words.context
    for score in ("4.00", "4.0", "ดีมาก", "ควรขยายผล", "ผลดี"):
        assert score not in told
    assert not re.search(r"\d[.]\d", told.replace("127.0.0.1", ""))


def test_held_back_offices_are_told_when_the_embargo_is_lifted(
    qp_round: Round, people: list[Person]
) -> None:
    embargo = set_embargo(qp_round, region=make_region("15"), reason="รอสอบสวน", by=SYSTEM)
    published(qp_round)
    assert letters() == [("result_published", name) for name in names(*people[:2])]

    lift_embargo(embargo, by=SYSTEM)

    assert letters() == [("result_published", name) for name in names(*people)]


def test_a_fault_after_everything_was_written_leaves_nothing(
    qp_round: Round, people: list[Person]
) -> None:
    checked = check(computed(qp_round), by=SYSTEM)
    before = everything()

    with transaction.atomic():
        publish(checked, by=SYSTEM)
        written = (len(letters()), PrintRun.objects.count(), everything() != before)
        transaction.set_rollback(True)

    assert (written, everything()) == ((3, 1, True), before)


# ---------------------------------------------------------------- a correction


def test_a_correction_replaces_what_was_published_and_keeps_it(
    qp_round: Round, offices: list[Agency], people: list[Person]
) -> None:
    first = published(qp_round)
    rows = list(OfficeResult.objects.filter(computation=first).order_by("pk").values())
    Message.objects.all().delete()

    correct(qp_round, node="1", mark="1", office_id=offices[0].pk)
    second = corrected(qp_round, reason=" แก้ตามคำทักท้วง ")
    first.refresh_from_db()

    assert (first.state, first.superseded_at is not None, second.state) == (
        *("superseded", True),
        "published",
    )
    assert (second.replaces, second.reason) == (first, "แก้ตามคำทักท้วง")
    assert sealed(second) == [
        ("3.75", 2, {"1": "ควรขยายผล", "": "ผลดี"}),
        ("4.00", 1, {}),
    ]
    assert list(OfficeResult.objects.filter(computation=first).order_by("pk").values()) == rows
    assert letters() == [("result_corrected", name) for name in names(*people[:2])]
    assert "ฉบับที่ 2" in Message.objects.all()[0].subject


def test_versions_count_for_each_office_alone(qp_round: Round, offices: list[Agency]) -> None:
    """A recommendation that changed is a version of its own; equal words are none."""
    published(qp_round)
    correct(qp_round, node="1", mark="1", office_id=offices[0].pk)
    corrected(qp_round)
    Recommendation.objects.filter(node_code="1").update(text="ควรทำต่อ")
    correct(qp_round, node="2", mark="5", office_id=offices[1].pk)
    third = corrected(qp_round)
    correct(qp_round, node="2", mark="4", office_id=offices[1].pk)
    fourth = corrected(qp_round)

    assert sealed(third) == [("3.75", 3, {"1": "ควรทำต่อ", "": "ผลดี"}), ("4.08", 2, {})]
    assert sealed(fourth) == [("3.75", 3, {"1": "ควรทำต่อ", "": "ผลดี"}), ("4.00", 3, {})]
    assert list(Computation.objects.order_by("number").values_list("number", "state")) == [
        (1, "superseded"),
        (2, "superseded"),
        (3, "superseded"),
        (4, "published"),
    ]


def test_the_versions_of_an_office_hold_for_all_its_instruments() -> None:
    office = make_office(20)
    round_ = make_small_round("qp-2566", "ap-2566", code="r-12m", period="12m")
    fill(round_)
    published(round_)
    correct(round_, node="X2", mark="1", office_id=office.pk)

    done = corrected(round_)

    rows = OfficeResult.objects.filter(computation=done).order_by("framework__code")
    assert [(row.framework.code, row.version) for row in rows] == [("ap-2566", 2), ("qp-2566", 2)]


def test_a_correction_needs_its_reason(qp_round: Round, offices: list[Agency]) -> None:
    published(qp_round)
    correct(qp_round, node="1", mark="1", office_id=offices[0].pk)
    correction = check(computed(qp_round), by=SYSTEM)
    before = everything()

    with pytest.raises(ReasonMissing):
        publish(correction, by=SYSTEM, reason=" ")

    assert everything() == before


def test_what_does_not_differ_replaces_nothing(qp_round: Round) -> None:
    published(qp_round)
    same = check(computed(qp_round), by=SYSTEM)
    before = everything()

    with pytest.raises(NothingDiffers, match="ครั้งที่ 1"):
        publish(same, by=SYSTEM, reason="ลอง")

    assert everything() == before


def test_what_was_computed_before_the_publication_replaces_nothing(qp_round: Round) -> None:
    older = computed(qp_round)
    published(qp_round)
    older = check(older, by=SYSTEM)

    with pytest.raises(OlderThanPublished):
        publish(older, by=SYSTEM, reason="ลอง")


def test_another_framework_version_is_only_for_comparison(qp_round: Round) -> None:
    published(qp_round)
    (used,) = load_frameworks("qp-2566")
    source = used.source + "\n# ฉบับทดลอง\n"
    newer = FrameworkVersion.objects.create(
        code=used.code, version=2, fiscal_year=2566, title_th=used.title_th, source=source,
        checksum=checksum(source), loaded_at=used.loaded_at, loaded_by="ก",
    )  # fmt: skip
    instrument = instruments_of(qp_round)[0]
    use_framework(instrument, version=newer, by=SYSTEM, reason="ลอง", for_recomputation=True)
    beside = check(computed(qp_round), by=SYSTEM)

    with pytest.raises(OnlyForComparison, match="เปรียบเทียบ"):
        publish(beside, by=SYSTEM, reason="ลอง")
