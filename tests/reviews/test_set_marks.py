"""Marks are stored all or none, twice without harm, and never over somebody's newer mark."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import fill, load_frameworks, make_office, make_small_round, published
from tidtam.frameworks.queries import definition_of
from tidtam.history.models import Entry
from tidtam.orgs.models import Agency
from tidtam.orgs.states import AgencyKind
from tidtam.people.actor import SYSTEM, Actor
from tidtam.reviews.actions import MarkChange, set_marks, set_recommendations
from tidtam.reviews.errors import (
    MarkChangedMeanwhile,
    MarkRefused,
    MarksAreClosed,
    RoundIsPublished,
)
from tidtam.reviews.models import Mark
from tidtam.reviews.queries import answers_by_office, recommendations_of
from tidtam.rounds.actions import freeze_marks
from tidtam.rounds.models import Instrument
from tidtam.rounds.queries import instruments_of
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def qp(office: Agency) -> Instrument:
    return instruments_of(make_small_round())[0]


def stored(instrument: Instrument, office: Agency) -> dict[str, str]:
    return answers_by_office(instrument).get(office.pk, {})


def test_marks_are_counted_by_what_became_of_them(qp: Instrument, office: Agency) -> None:
    set_marks(
        qp, changes=[MarkChange(office.pk, "1", "2"), MarkChange(office.pk, "2", "5")], by=SYSTEM
    )

    counts = set_marks(
        qp,
        changes=[
            MarkChange(office.pk, "1", "3"),
            MarkChange(office.pk, "2", "5"),
            MarkChange(office.pk, "3", '"not_reported"'),
        ],
        by=SYSTEM,
    )

    assert counts == Counter(changed=1, unchanged=1, added=1, removed=0)
    assert stored(qp, office) == {"1": "3", "2": "5", "3": '"not_reported"'}


def test_storing_the_same_twice_changes_nothing_and_records_nothing(
    qp: Instrument, office: Agency
) -> None:
    changes = [MarkChange(office.pk, "1", "2")]
    set_marks(qp, changes=changes, by=SYSTEM)
    recorded = Entry.objects.count()

    counts = set_marks(qp, changes=changes, by=SYSTEM)

    assert counts["unchanged"] == 1
    assert Entry.objects.count() == recorded


@pytest.mark.parametrize("wrong", ["6", "0", "3.5", '"3"', "true", "NaN", '{"value": 5}', "[1"])
def test_one_refused_mark_keeps_all_out(qp: Instrument, office: Agency, wrong: str) -> None:
    with pytest.raises(MarkRefused) as refusal:
        set_marks(
            qp,
            changes=[MarkChange(office.pk, "1", "2"), MarkChange(office.pk, "2", wrong)],
            by=SYSTEM,
        )

    assert office.short_th in refusal.value.th
    assert stored(qp, office) == {}


@pytest.mark.parametrize("state", ["not_applicable", "monitored", "pending"])
def test_state_in_place_of_a_mark_is_refused_where_the_item_is_asked(
    qp: Instrument, office: Agency, state: str
) -> None:
    """It would take a rated item out of the mean: 5 and "-" would give 5.00."""
    with pytest.raises(MarkRefused) as refusal:
        set_marks(qp, changes=[MarkChange(office.pk, "2", f'"{state}"')], by=SYSTEM)

    assert "ข้อ 2: ตัวชี้วัดนี้ใช้กับสำนักงานประเภทนี้ โปรดให้ระดับ หรือ N/A" in refusal.value.th
    assert "applies to this kind of office" in refusal.value.en
    assert stored(qp, office) == {}


def test_state_of_an_item_that_is_not_asked_may_be_recorded(office: Agency) -> None:
    ap = instruments_of(make_small_round("ap-2566", period="12m"))[0]

    set_marks(ap, changes=[MarkChange(office.pk, "24", '"pending"')], by=SYSTEM)

    assert stored(ap, office) == {"24": '"pending"'}


def test_an_item_of_the_other_kind_of_office_is_refused(qp: Instrument, office: Agency) -> None:
    with pytest.raises(MarkRefused, match="6b"):
        set_marks(qp, changes=[MarkChange(office.pk, "6b", "3")], by=SYSTEM)


def test_a_secondary_office_is_asked_6b_and_not_6a(qp: Instrument) -> None:
    secondary = make_office(22, kind=AgencyKind.SECONDARY_OFFICE)

    set_marks(qp, changes=[MarkChange(secondary.pk, "6b", "3")], by=SYSTEM)

    assert stored(qp, secondary) == {"6b": "3"}


def test_a_mark_changed_meanwhile_is_not_overwritten(qp: Instrument, office: Agency) -> None:
    set_marks(qp, changes=[MarkChange(office.pk, "1", "2")], by=SYSTEM)
    set_marks(qp, changes=[MarkChange(office.pk, "1", "4", seen_edit=1)], by=SYSTEM)

    with pytest.raises(MarkChangedMeanwhile) as conflict:
        set_marks(qp, changes=[MarkChange(office.pk, "1", "5", seen_edit=1)], by=SYSTEM)

    assert "4" in conflict.value.th
    assert stored(qp, office) == {"1": "4"}


def test_two_people_who_give_the_same_mark_do_not_conflict(qp: Instrument, office: Agency) -> None:
    set_marks(qp, changes=[MarkChange(office.pk, "1", "4", seen_edit=0)], by=SYSTEM)

    counts = set_marks(qp, changes=[MarkChange(office.pk, "1", "4", seen_edit=0)], by=SYSTEM)

    assert counts["unchanged"] == 1


def test_a_mark_can_be_taken_out(qp: Instrument, office: Agency) -> None:
    set_marks(qp, changes=[MarkChange(office.pk, "1", "4")], by=SYSTEM)

    counts = set_marks(qp, changes=[MarkChange(office.pk, "1", None)], by=SYSTEM)

    assert (counts["removed"], Mark.objects.count()) == (1, 0)


def test_marks_closed_for_the_check_cannot_change_and_who_opens_them_is_said(
    qp: Instrument, office: Agency
) -> None:
    freeze_marks(qp.round, by=SYSTEM)

    with pytest.raises(MarksAreClosed, match="เปิดคะแนนที่หน้ารอบ") as refusal:
        set_marks(qp, changes=[MarkChange(office.pk, "1", "4")], by=SYSTEM)
    with pytest.raises(MarksAreClosed, match="เปิดคะแนนที่หน้ารอบ"):
        set_recommendations(qp, texts=[(office.pk, "1", "ควร …")], by=SYSTEM)

    assert not isinstance(refusal.value, RoundIsPublished)


def test_marks_of_a_published_round_cannot_change(qp: Instrument, office: Agency) -> None:
    fill(qp.round)
    published(qp.round)

    with pytest.raises(RoundIsPublished, match="เผยแพร่ฉบับใหม่"):
        set_marks(qp, changes=[MarkChange(office.pk, "1", "1")], by=SYSTEM)
    with pytest.raises(RoundIsPublished, match="เผยแพร่ฉบับใหม่"):
        set_recommendations(qp, texts=[(office.pk, "1", "ควร …")], by=SYSTEM)


def test_only_the_bureau_sets_marks(qp: Instrument, office: Agency) -> None:
    with pytest.raises(NotAllowed):
        set_marks(qp, changes=[MarkChange(office.pk, "1", "4")], by=Actor("ก"))


def test_a_target_value_keeps_every_digit(office: Agency) -> None:
    ap = instruments_of(make_small_round("ap-2566", code="r-ap", period="12m"))[0]

    set_marks(ap, changes=[MarkChange(office.pk, "2", '{"value":  79.9950}')], by=SYSTEM)

    assert stored(ap, office) == {"2": '{"value": 79.9950}'}


def test_advice_is_replaced_and_an_empty_text_takes_it_out(qp: Instrument, office: Agency) -> None:
    set_recommendations(qp, texts=[(office.pk, "1", "ควรวางแผน"), (office.pk, "", "ดี")], by=SYSTEM)
    set_recommendations(qp, texts=[(office.pk, "1", "ควรลงมือ"), (office.pk, "", "  ")], by=SYSTEM)

    assert recommendations_of(qp, office_id=office.pk) == {"1": "ควรลงมือ"}


def test_storing_many_marks_takes_a_constant_number_of_queries() -> None:
    load_frameworks("qp-2566")
    offices = [make_office(number) for number in range(10, 16)]
    qp = instruments_of(make_small_round())[0]
    definition_of(qp.framework)  # read once per process, not once per call
    counts = []
    for group in (offices[:1], offices[1:6]):
        changes = [MarkChange(each.pk, "1", "4") for each in group]
        with CaptureQueriesContext(connection) as queries:
            set_marks(qp, changes=changes, by=SYSTEM)
        counts.append(len(queries))

    assert counts[0] == counts[1]
