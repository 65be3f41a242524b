"""Saving the advice to one office: all of it or none, and never over somebody else's text."""

from __future__ import annotations

import pytest

from factories import fill, make_office, make_small_round, published
from tidtam.history.queries import entries_about
from tidtam.orgs.models import Agency
from tidtam.people.actor import PUBLIC, SYSTEM
from tidtam.reviews.advice import (
    LONGEST,
    AdviceChange,
    AdviceChangedMeanwhile,
    AdviceTooLong,
    save_advice,
)
from tidtam.reviews.errors import RoundIsPublished
from tidtam.reviews.queries import recommendations_of
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import instruments_of
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def round_(office: Agency) -> Round:
    return make_small_round("qp-2566", "ap-2566", code="r-12m", period="12m")


@pytest.fixture
def instruments(round_: Round) -> list[Instrument]:
    return instruments_of(round_)


def texts(instruments: list[Instrument], office: Agency) -> list[dict[str, str]]:
    return [recommendations_of(each, office_id=office.pk) for each in instruments]


def test_texts_of_all_instruments_are_saved_and_recorded(
    round_: Round, instruments: list[Instrument], office: Agency
) -> None:
    qp, ap = instruments
    changes = [AdviceChange(qp, "1", "ดี", ""), AdviceChange(ap, "", "{office} ดี", "")]

    number = save_advice(round_, office=office, changes=changes, by=SYSTEM)

    entry = entries_about("rounds.round:r-12m").filter(act="recommendations.set").get()
    assert number == 2
    assert texts(instruments, office) == [{"1": "ดี"}, {"": "สพป.สมมติ 21 ดี"}]
    assert entry.detail == {"office": office.code, "texts": 2}


def test_same_texts_again_change_and_record_nothing(
    round_: Round, instruments: list[Instrument], office: Agency
) -> None:
    changes = [AdviceChange(instruments[0], "1", "ดี", "")]

    numbers = [save_advice(round_, office=office, changes=changes, by=SYSTEM) for _ in range(2)]

    assert numbers == [1, 0]
    assert entries_about("rounds.round:r-12m").filter(act="recommendations.set").count() == 1


def test_one_text_that_is_too_long_stops_all(
    round_: Round, instruments: list[Instrument], office: Agency
) -> None:
    """The length is that of the text as it is stored, with the name of the office in it."""
    qp, ap = instruments
    filler = "ก" * (LONGEST - len("สพป.สมมติ 21"))
    fits, too_long = f"{filler}{{office}}", f"ก{filler}{{office}}"
    save_advice(round_, office=office, changes=[AdviceChange(qp, "2", fits, "")], by=SYSTEM)

    with pytest.raises(AdviceTooLong, match="5,001"):
        save_advice(
            round_,
            office=office,
            changes=[AdviceChange(qp, "1", "ดี", ""), AdviceChange(ap, "10", too_long, "")],
            by=SYSTEM,
        )

    assert [sorted(each) for each in texts(instruments, office)] == [["2"], []]


def test_one_stale_text_stops_all(
    round_: Round, instruments: list[Instrument], office: Agency
) -> None:
    qp, ap = instruments
    save_advice(round_, office=office, changes=[AdviceChange(ap, "10", "ของเขา", "")], by=SYSTEM)
    changes = [AdviceChange(qp, "1", "ของฉัน", ""), AdviceChange(ap, "10", "ของฉัน", "")]

    with pytest.raises(AdviceChangedMeanwhile):
        save_advice(round_, office=office, changes=changes, by=SYSTEM)

    assert texts(instruments, office) == [{}, {"10": "ของเขา"}]


def test_blank_text_takes_the_advice_out(
    round_: Round, instruments: list[Instrument], office: Agency
) -> None:
    qp = instruments[0]
    save_advice(round_, office=office, changes=[AdviceChange(qp, "1", "ดี", "")], by=SYSTEM)

    save_advice(round_, office=office, changes=[AdviceChange(qp, "1", " ", "ดี")], by=SYSTEM)

    assert texts(instruments, office) == [{}, {}]


def test_published_round_keeps_its_texts(office: Agency) -> None:
    round_ = make_small_round()
    fill(round_)
    published(round_)
    (instrument,) = instruments_of(round_)

    with pytest.raises(RoundIsPublished):
        save_advice(
            round_, office=office, changes=[AdviceChange(instrument, "1", "ดี", "")], by=SYSTEM
        )


def test_advice_is_not_for_the_public_to_write(
    round_: Round, instruments: list[Instrument], office: Agency
) -> None:
    with pytest.raises(NotAllowed):
        save_advice(
            round_, office=office, changes=[AdviceChange(instruments[0], "1", "ดี", "")], by=PUBLIC
        )
