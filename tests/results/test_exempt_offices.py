"""An office that need not report on an instrument: no result of it is missing, unless it was
marked all the same."""

from __future__ import annotations

import pytest

from factories import computed, fill, make_office, make_small_round
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.results.actions import check
from tidtam.results.models import OfficeResult
from tidtam.results.queries import inputs_of
from tidtam.results.sheets import office_sheets
from tidtam.results.wall import wall_of
from tidtam.reviews.actions import MarkChange, set_marks
from tidtam.reviews.models import Mark
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.planning import set_exemptions
from tidtam.rounds.queries import instruments_of

pytestmark = pytest.mark.django_db


def exempt(instrument: Instrument, office: Agency) -> None:
    set_exemptions(instrument, reasons={office.code: "ควบรวมสำนักงาน"}, by=SYSTEM)


def results_of(round_: Round) -> list[tuple[str, str]]:
    rows = OfficeResult.objects.filter(computation__round=round_)
    return list(rows.order_by("office__order", "pk").values_list("office__code", "framework__code"))


def test_an_exempt_office_is_neither_asked_for_marks_nor_given_a_result() -> None:
    asked, left = make_office(21), make_office(22)
    round_ = make_small_round()
    fill(round_)
    Mark.objects.filter(office=left).delete()
    exempt(instruments_of(round_)[0], left)

    checked = check(computed(round_), by=SYSTEM)

    assert checked.state == "checked"
    assert [row.office for row in inputs_of(round_)] == [asked]
    assert results_of(round_) == [(asked.code, "qp-2566")]
    assert [
        (row.office, row.is_complete) for row in wall_of(round_, computation=checked, actor=SYSTEM)
    ] == [(asked, True)]


def test_an_office_exempt_from_one_of_two_instruments_has_a_whole_sheet_of_the_other() -> None:
    office = make_office(21)
    round_ = make_small_round("qp-2566", "ap-2566")
    fill(round_)
    second = instruments_of(round_)[1]
    Mark.objects.filter(instrument=second).delete()
    exempt(second, office)

    checked = check(computed(round_), by=SYSTEM)

    assert results_of(round_) == [(office.code, "qp-2566")]
    assert [sheet.missing for sheet in office_sheets(checked, actor=SYSTEM)] == [()]
    (row,) = wall_of(round_, computation=checked, actor=SYSTEM)
    assert (row.asked, row.answered, row.is_complete) == (12, 12, True)


def test_marks_entered_all_the_same_count() -> None:
    office = make_office(21)
    round_ = make_small_round()
    (instrument,) = instruments_of(round_)
    exempt(instrument, office)
    set_marks(instrument, changes=[MarkChange(office.pk, "1", "3")], by=SYSTEM)

    (row,) = wall_of(round_, computation=None, actor=SYSTEM)

    assert (row.answered, row.asked) == (1, 12)
