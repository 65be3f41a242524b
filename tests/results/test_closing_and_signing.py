"""The check closes the marks, opening takes everything back, the chair signs what is left."""

from __future__ import annotations

import pytest

from factories import computed, fill, make_office, make_small_round, published
from factories.publishing import CHAIR, correct, give_panel, signed
from tidtam.history.models import Entry
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.results.actions import check, publish, sign, thaw, unsign
from tidtam.results.closing import close_marks
from tidtam.results.errors import (
    CheckFailed,
    InputsChanged,
    MarksHeld,
    MarksOpened,
    MoveRefused,
    PanelNotClosed,
    ReasonMissing,
    SignatureMissing,
    TextsChanged,
)
from tidtam.results.models import Computation
from tidtam.results.queries import needs_signature
from tidtam.reviews.actions import MarkChange, set_marks, set_recommendations
from tidtam.reviews.errors import MarksAreClosed
from tidtam.reviews.models import Recommendation
from tidtam.reviews.states import PanelState
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Agency:
    return make_office(20)


@pytest.fixture
def qp_round(office: Agency) -> Round:
    round_ = make_small_round()
    fill(round_)
    return round_


@pytest.fixture
def full_round(qp_round: Round) -> Round:
    round_ = make_small_round(code="r-12m", period="12m", earlier=qp_round)
    fill(round_)
    return round_


def closed() -> list[str]:
    found = Round.objects.exclude(frozen_at=None).order_by("code")
    return list(found.values_list("code", flat=True))


def states() -> list[tuple[int, str]]:
    return list(Computation.objects.order_by("pk").values_list("number", "state"))


def lower(round_: Round, office: Agency) -> None:
    change = MarkChange(office.pk, "1", "1")
    set_marks(instruments_of(round_)[0], changes=[change], by=SYSTEM)


# ---------------------------------------------------------------- the check closes


def test_a_sound_check_leaves_the_marks_closed(qp_round: Round, office: Agency) -> None:
    check(computed(qp_round), by=SYSTEM)

    assert closed() == ["r-6m"]
    with pytest.raises(MarksAreClosed):
        lower(qp_round, office)


def test_a_check_that_finds_something_opens_what_it_closed(qp_round: Round, office: Agency) -> None:
    advice = [(office.pk, "", "ผลในภาพรวมอยู่ในระดับปรับปรุง")]
    set_recommendations(instruments_of(qp_round)[0], texts=advice, by=SYSTEM)

    with pytest.raises(CheckFailed):
        check(computed(qp_round), by=SYSTEM)

    assert (closed(), states()) == ([], [(1, "computed")])
    acts = Entry.objects.filter(act__startswith="rounds.").exclude(act="rounds.make_round")
    assert list(acts.order_by("number").values_list("act", flat=True)) == [
        "rounds.freeze_marks",
        "rounds.thaw_marks",
    ]


def test_a_check_of_changed_marks_opens_what_it_closed(qp_round: Round, office: Agency) -> None:
    old = computed(qp_round)
    lower(qp_round, office)

    with pytest.raises(InputsChanged):
        check(old, by=SYSTEM)

    assert closed() == []


def test_a_failing_check_leaves_closed_what_another_computation_rests_on(
    qp_round: Round, office: Agency
) -> None:
    older = computed(qp_round)
    lower(qp_round, office)
    check(computed(qp_round), by=SYSTEM)

    with pytest.raises(InputsChanged):
        check(older, by=SYSTEM)

    assert (closed(), states()) == (["r-6m"], [(1, "computed"), (2, "checked")])


def test_a_checked_one_in_which_the_next_check_finds_something_goes_no_further(
    qp_round: Round, office: Agency
) -> None:
    checked = check(computed(qp_round), by=SYSTEM)
    Recommendation.objects.create(
        instrument=instruments_of(qp_round)[0], office=office, node_code="",
        text="ผลในภาพรวมอยู่ในระดับปรับปรุง", changed_at=checked.asked_at, changed_by="ก",
    )  # fmt: skip

    with pytest.raises(CheckFailed):
        check(checked, by=SYSTEM)
    for act, by in ((sign, CHAIR), (publish, SYSTEM)):
        with pytest.raises(CheckFailed):
            act(checked, by=by)

    assert (closed(), states()) == (["r-6m"], [(1, "checked")])


def test_the_check_of_a_full_year_closes_both_rounds(full_round: Round) -> None:
    check(computed(full_round), by=SYSTEM)

    assert closed() == ["r-12m", "r-6m"]


@pytest.mark.parametrize("state", [each for each in PanelState if each is not PanelState.CLOSED])
def test_a_round_whose_reviewers_still_mark_is_not_checked(
    qp_round: Round, state: PanelState
) -> None:
    computation = computed(qp_round)
    panel = give_panel(qp_round, state)

    with pytest.raises(PanelNotClosed, match="ปิดการให้คะแนนของคณะก่อน"):
        check(computation, by=SYSTEM)
    assert (closed(), states()) == ([], [(1, "computed")])

    panel.state = PanelState.CLOSED.value
    panel.save()
    assert check(computation, by=SYSTEM).state == "checked"


def test_a_full_year_waits_for_the_panel_of_the_earlier_round_too(
    full_round: Round, qp_round: Round
) -> None:
    give_panel(qp_round, PanelState.WORKING)

    with pytest.raises(PanelNotClosed, match="r-6m"):
        check(computed(full_round), by=SYSTEM)

    assert closed() == []


# ---------------------------------------------------------------- a check that stopped half-way


def test_after_a_check_that_was_stopped_one_goes_on_by_checking_again(qp_round: Round) -> None:
    computation = computed(qp_round)
    close_marks(qp_round, by=SYSTEM)

    assert check(computation, by=SYSTEM).state == "checked"
    assert closed() == ["r-6m"]


def test_after_a_check_that_was_stopped_one_goes_back_by_opening(qp_round: Round) -> None:
    computation = computed(qp_round)
    close_marks(qp_round, by=SYSTEM)

    thaw(computation, reason="ตรวจค้าง", by=SYSTEM)

    assert (closed(), states()) == ([], [(1, "computed")])
    with pytest.raises(MoveRefused):
        thaw(computation, reason="อีกครั้ง", by=SYSTEM)


def test_a_check_after_a_stopped_one_opens_again_where_it_finds_something(
    qp_round: Round, office: Agency
) -> None:
    old = computed(qp_round)
    lower(qp_round, office)
    close_marks(qp_round, by=SYSTEM)

    with pytest.raises(InputsChanged):
        check(old, by=SYSTEM)

    assert closed() == []


# ---------------------------------------------------------------- opening


def test_opening_takes_back_check_signature_and_set_time(qp_round: Round) -> None:
    give_panel(qp_round)
    computation = signed(qp_round)
    Computation.objects.update(publish_at=computation.signed_at)

    opened = thaw(computation, reason="  เขตส่งหลักฐานเพิ่ม ", by=SYSTEM)

    assert (opened.state, opened.checked_at, opened.signed_at, opened.publish_at) == (
        *("computed", None),
        *(None, None),
    )
    assert (opened.checked_by, opened.signed_by, opened.texts_checksum) == ("", "", "")
    assert closed() == []
    told = Entry.objects.filter(act__in=["results.thaw", "rounds.thaw_marks"])
    assert set(told.values_list("act", "reason")) == {
        ("results.thaw", "เขตส่งหลักฐานเพิ่ม"),
        ("rounds.thaw_marks", "เขตส่งหลักฐานเพิ่ม"),
    }


def test_opening_takes_back_every_computation_that_rests_on_the_marks(qp_round: Round) -> None:
    first = signed(qp_round)
    second = check(computed(qp_round), by=SYSTEM)

    thaw(second, reason="แก้คะแนน", by=SYSTEM)

    assert (closed(), states()) == ([], [(1, "computed"), (2, "computed")])
    assert not Computation.objects.get(pk=first.pk).signed_by


def test_opening_needs_a_reason(qp_round: Round) -> None:
    computation = check(computed(qp_round), by=SYSTEM)

    with pytest.raises(ReasonMissing):
        thaw(computation, reason=" \n", by=SYSTEM)

    assert closed() == ["r-6m"]


def test_a_published_round_is_not_opened_again(qp_round: Round, office: Agency) -> None:
    published(qp_round)
    correct(qp_round, node="1", mark="1", office_id=office.pk)
    correction = check(computed(qp_round), by=SYSTEM)

    with pytest.raises(MarksHeld, match="คำทักท้วง"):
        thaw(correction, reason="แก้คะแนน", by=SYSTEM)

    assert (closed(), states()) == (["r-6m"], [(1, "published"), (2, "checked")])


def test_a_failing_check_of_a_correction_leaves_a_published_round_closed(
    qp_round: Round, office: Agency
) -> None:
    published(qp_round)
    correction = computed(qp_round)
    correct(qp_round, node="1", mark="1", office_id=office.pk)

    with pytest.raises(InputsChanged):
        check(correction, by=SYSTEM)

    assert closed() == ["r-6m"]


def test_opening_a_full_year_opens_the_earlier_round_unless_that_is_checked_itself(
    full_round: Round, qp_round: Round
) -> None:
    full = check(computed(full_round), by=SYSTEM)
    thaw(full, reason="แก้คะแนน", by=SYSTEM)
    assert closed() == []

    check(computed(qp_round), by=SYSTEM)
    again = check(full, by=SYSTEM)
    thaw(again, reason="แก้คะแนน", by=SYSTEM)
    assert closed() == ["r-6m"]


def test_a_round_that_counts_in_a_checked_full_year_is_opened_from_there(
    full_round: Round, qp_round: Round
) -> None:
    first = check(computed(qp_round), by=SYSTEM)
    check(computed(full_round), by=SYSTEM)

    with pytest.raises(MarksHeld, match="r-12m"):
        thaw(first, reason="แก้คะแนน", by=SYSTEM)

    assert states() == [(1, "checked"), (1, "checked")]


# ---------------------------------------------------------------- signing


def test_a_round_needs_the_signature_when_it_has_a_panel(qp_round: Round) -> None:
    assert not needs_signature(qp_round)
    give_panel(qp_round)
    assert needs_signature(qp_round)


def test_a_round_with_a_panel_is_published_only_once_it_is_signed(qp_round: Round) -> None:
    give_panel(qp_round)
    checked = check(computed(qp_round), by=SYSTEM)

    with pytest.raises(SignatureMissing, match="ประธาน"):
        publish(checked, by=SYSTEM)

    assert publish(sign(checked, by=CHAIR), by=SYSTEM).state == "published"


def test_a_signature_keeps_who_and_when_and_what(qp_round: Round) -> None:
    computation = signed(qp_round)

    entry = Entry.objects.get(act="results.signed")
    assert (computation.signed_by, computation.signed_at is not None) == ("ประธานสมมติ", True)
    assert (entry.actor, entry.detail) == (
        "ประธานสมมติ",
        {"inputs": computation.inputs_checksum, "texts": computation.texts_checksum},
    )


def test_taking_a_signature_back_leaves_it_checked_and_needs_a_reason(qp_round: Round) -> None:
    computation = signed(qp_round)
    Computation.objects.update(publish_at=computation.signed_at)
    with pytest.raises(ReasonMissing):
        unsign(computation, reason="", by=CHAIR)

    back = unsign(computation, reason="ขออ่านอีกครั้ง", by=CHAIR)

    assert (back.state, back.signed_at, back.signed_by, back.publish_at) == (
        *("checked", None),
        *("", None),
    )
    assert closed() == ["r-6m"]
    assert Entry.objects.get(act="results.unsign").reason == "ขออ่านอีกครั้ง"


def test_what_changed_after_the_check_is_not_signed(qp_round: Round, office: Agency) -> None:
    instrument = instruments_of(qp_round)[0]
    set_recommendations(instrument, texts=[(office.pk, "1", "ควรขยายผล")], by=SYSTEM)
    checked = check(computed(qp_round), by=SYSTEM)

    Recommendation.objects.update(text="ควรทำต่อ")
    with pytest.raises(TextsChanged):
        sign(checked, by=CHAIR)
    correct(qp_round, node="1", mark="1", office_id=office.pk)
    with pytest.raises(InputsChanged):
        sign(checked, by=CHAIR)

    assert states() == [(1, "checked")]


def test_what_was_checked_while_marks_were_open_is_checked_again_before_it_is_signed(
    qp_round: Round,
) -> None:
    checked = check(computed(qp_round), by=SYSTEM)
    Round.objects.update(frozen_at=None)

    with pytest.raises(MarksOpened):
        sign(checked, by=CHAIR)

    assert sign(check(checked, by=SYSTEM), by=CHAIR).state == "signed"


def test_a_signed_one_is_not_checked_again(qp_round: Round) -> None:
    computation = signed(qp_round)

    with pytest.raises(MoveRefused):
        check(computation, by=SYSTEM)

    assert states() == [(1, "signed")]
