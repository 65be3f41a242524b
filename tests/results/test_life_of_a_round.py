"""Draft, computed, checked, published: what each move asks and what it leaves behind."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from factories import computed, fill, make_office, make_small_round, published
from factories.publishing import correct
from tidtam.frameworks.models import FrameworkVersion
from tidtam.history.models import Entry
from tidtam.orgs.models import Agency
from tidtam.people.actor import PUBLIC, SYSTEM, Actor, HeldPost
from tidtam.people.roles import Role
from tidtam.results.actions import ask_computation, check, compute, fail, publish, thaw
from tidtam.results.errors import (
    AlreadyPublished,
    CheckFailed,
    InputsChanged,
    MoveRefused,
    ResultNotFound,
    TextsChanged,
)
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.queries import (
    Changed,
    changed_since,
    computation_for,
    results_of_office,
    results_seen_by,
)
from tidtam.results.states import MOVES, State, move
from tidtam.results.verification import problems_of
from tidtam.reviews.actions import MarkChange, set_marks, set_recommendations
from tidtam.reviews.models import Recommendation
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices() -> list[Agency]:
    return [make_office(20), make_office(21)]


@pytest.fixture
def qp_round(offices: list[Agency]) -> Round:
    round_ = make_small_round()
    fill(round_, mark=4, except_for={"9": "not_reported", "1": 5})
    return round_


def totals(computation: Computation) -> list[tuple[str, int | None, str]]:
    rows = OfficeResult.objects.filter(computation=computation).order_by("office__order")
    return [(row.total_value, row.total_level, row.total_word) for row in rows]


def test_computing_keeps_value_level_and_word_of_every_office(qp_round: Round) -> None:
    computation = computed(qp_round)

    # (4 x 10 + 5 + 0) / 12 = 3.75
    assert totals(computation) == [("3.75", 4, "ดีมาก"), ("3.75", 4, "ดีมาก")]
    assert (computation.state, computation.done, computation.total) == ("computed", 2, 2)


def test_a_kept_result_holds_inputs_and_outputs_whole(qp_round: Round) -> None:
    computed(qp_round)

    kept = OfficeResult.objects.order_by("office__order")[0]
    nodes = {node["code"]: node for node in json.loads(kept.outputs)["nodes"]}

    assert json.loads(kept.inputs)["rounds"]["6m"]["9"] == "not_reported"
    assert nodes["9"]["marks"] == {"6m": "N/A"}
    assert nodes["1"] == {
        "code": "1",
        "value": "5.00",
        "level": 5,
        "word": "ดีเยี่ยม",
        "status": "rated",
        "marks": {"6m": "5"},
    }


def test_an_office_that_lacks_a_mark_has_no_result_and_is_named(
    qp_round: Round, offices: list[Agency]
) -> None:
    qp = instruments_of(qp_round)[0]
    set_marks(qp, changes=[MarkChange(offices[1].pk, "X2", None)], by=SYSTEM)

    computation = computed(qp_round)

    assert (computation.state, computation.done, computation.total) == ("computed", 1, 2)
    assert [row.office for row in OfficeResult.objects.all()] == [offices[0]]
    assert len(computation.problems) == 1
    assert offices[1].short_th in computation.problems[0][0]
    assert "X2" in computation.problems[0][0]


def test_a_round_with_an_office_missing_does_not_pass_the_check(
    qp_round: Round, offices: list[Agency]
) -> None:
    qp = instruments_of(qp_round)[0]
    set_marks(qp, changes=[MarkChange(offices[1].pk, "X2", None)], by=SYSTEM)
    computation = computed(qp_round)

    with pytest.raises(CheckFailed, match="X2"):
        check(computation, by=SYSTEM)


def test_a_computation_without_any_result_fails() -> None:
    make_office(20)

    computation = computed(make_small_round())

    assert (computation.state, len(computation.problems)) == ("failed", 1)


def test_a_text_changed_past_the_frost_must_be_checked_again(
    qp_round: Round, offices: list[Agency]
) -> None:
    qp = instruments_of(qp_round)[0]
    set_recommendations(qp, texts=[(offices[0].pk, "1", "ควรวางแผนรายเดือน")], by=SYSTEM)
    checked = check(computed(qp_round), by=SYSTEM)
    Recommendation.objects.update(text="ควรวางแผนรายปี")

    with pytest.raises(TextsChanged):
        publish(checked, by=SYSTEM)
    again = check(checked, by=SYSTEM)

    assert publish(again, by=SYSTEM).state == "published"


def test_a_wrong_text_is_found_by_the_next_check(qp_round: Round, offices: list[Agency]) -> None:
    qp = instruments_of(qp_round)[0]
    opened = thaw(check(computed(qp_round), by=SYSTEM), reason="เพิ่มความเห็น", by=SYSTEM)
    text = f"{offices[1].name_th} มีผลในภาพรวมอยู่ในระดับดีเยี่ยม"
    set_recommendations(qp, texts=[(offices[0].pk, "", text)], by=SYSTEM)

    with pytest.raises(CheckFailed):
        check(opened, by=SYSTEM)

    opened.refresh_from_db()
    assert {problem.office_code for problem in problems_of(opened)} == {offices[0].code}


def test_what_changed_since_a_computation_is_told(qp_round: Round, offices: list[Agency]) -> None:
    qp = instruments_of(qp_round)[0]
    computation = computed(qp_round)
    set_marks(qp, changes=[MarkChange(offices[0].pk, "1", "1")], by=SYSTEM)
    set_recommendations(qp, texts=[(offices[0].pk, "1", "ควร …")], by=SYSTEM)

    assert changed_since(computation) == Changed(marks=1, texts=1, frameworks=False)


def test_a_comment_that_praises_a_fair_result_stops_the_check(
    qp_round: Round, offices: list[Agency]
) -> None:
    qp = instruments_of(qp_round)[0]
    fill(qp_round, mark=2)
    text = "ผลในภาพรวมอยู่ในระดับคุณภาพดีเยี่ยม"
    set_recommendations(qp, texts=[(offices[0].pk, "", text)], by=SYSTEM)

    with pytest.raises(CheckFailed, match="ดีเยี่ยม"):
        check(computed(qp_round), by=SYSTEM)


def test_a_comment_about_another_office_stops_the_check(
    qp_round: Round, offices: list[Agency]
) -> None:
    qp = instruments_of(qp_round)[0]
    text = f"{offices[1].name_th} มีผลการดำเนินงานที่ดี"
    set_recommendations(qp, texts=[(offices[0].pk, "", text)], by=SYSTEM)

    with pytest.raises(CheckFailed) as refusal:
        check(computed(qp_round), by=SYSTEM)

    assert offices[0].short_th in refusal.value.th


def test_computing_twice_changes_nothing(qp_round: Round) -> None:
    computation = computed(qp_round)

    again = compute(computation, by=SYSTEM)

    assert again.state == "computed"
    assert OfficeResult.objects.count() == 2


def test_asking_twice_while_a_draft_waits_gives_the_same_draft(qp_round: Round) -> None:
    first = ask_computation(qp_round, by=SYSTEM)

    assert ask_computation(qp_round, by=SYSTEM) == first
    assert Computation.objects.count() == 1


def test_a_broken_computation_is_closed_and_a_new_one_can_be_asked(qp_round: Round) -> None:
    broken = fail(ask_computation(qp_round, by=SYSTEM), by=SYSTEM)

    assert broken.state == "failed"
    assert ask_computation(qp_round, by=SYSTEM).number == 2


def test_checking_notices_a_number_that_was_tampered_with(qp_round: Round) -> None:
    computation = computed(qp_round)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE results_officeresult SET total_value = '4.75' WHERE total_level = 4")

    with pytest.raises(CheckFailed):
        check(computation, by=SYSTEM)

    computation.refresh_from_db()
    assert computation.state == "computed"
    assert len(computation.problems) == 2


def test_marks_changed_after_computing_must_be_computed_again(
    qp_round: Round, offices: list[Agency]
) -> None:
    unchecked = computed(qp_round)
    set_marks(instruments_of(qp_round)[0], changes=[MarkChange(offices[0].pk, "1", "1")], by=SYSTEM)
    with pytest.raises(InputsChanged):
        check(unchecked, by=SYSTEM)

    checked = check(computed(qp_round), by=SYSTEM)
    correct(qp_round, node="1", mark="2", office_id=offices[0].pk)
    with pytest.raises(InputsChanged):
        publish(checked, by=SYSTEM)


@pytest.mark.parametrize("state", ["draft", "computed", "failed"])
def test_only_a_checked_computation_is_published(qp_round: Round, state: str) -> None:
    computation = computed(qp_round)
    Computation.objects.update(state=state)

    with pytest.raises(MoveRefused):
        publish(computation, by=SYSTEM)


def test_publishing_freezes_marks_and_framework(qp_round: Round) -> None:
    computation = published(qp_round)

    qp_round.refresh_from_db()
    assert computation.state == "published"
    assert qp_round.frozen_at is not None
    assert FrameworkVersion.objects.get().frozen_at is not None


def test_a_recomputation_is_recorded_and_leaves_the_published_result_alone(
    qp_round: Round,
) -> None:
    computation = published(qp_round)
    before = list(OfficeResult.objects.filter(computation=computation).values())

    again = compute(ask_computation(qp_round, by=SYSTEM, reason="ทดลองกรอบใหม่"), by=SYSTEM)

    assert (again.number, again.state) == (2, "computed")
    assert list(OfficeResult.objects.filter(computation=computation).values()) == before
    assert Entry.objects.filter(act="results.ask_computation", reason="ทดลองกรอบใหม่").exists()
    with pytest.raises(AlreadyPublished):
        publish(check(again, by=SYSTEM), by=SYSTEM)


def test_nobody_but_the_bureau_sees_a_result_before_publication(
    qp_round: Round, offices: list[Agency]
) -> None:
    computation = check(computed(qp_round), by=SYSTEM)
    reporter = Actor("ก", 1, (HeldPost(Role.REPORTER, offices[0].code),))

    for actor in (PUBLIC, reporter):
        assert list(results_seen_by(actor)) == []
        with pytest.raises(ResultNotFound):
            computation_for(actor, round_code=qp_round.code)
        with pytest.raises(ResultNotFound):
            results_of_office(computation, office_code=offices[0].code, actor=actor)


def test_everybody_sees_a_published_result_and_only_the_published_computation(
    qp_round: Round, offices: list[Agency]
) -> None:
    computation = published(qp_round)
    compute(ask_computation(qp_round, by=SYSTEM), by=SYSTEM)

    assert computation_for(PUBLIC, round_code=qp_round.code) == computation
    assert {result.computation_id for result in results_seen_by(PUBLIC)} == {computation.pk}
    with pytest.raises(ResultNotFound):
        computation_for(PUBLIC, round_code=qp_round.code, number=2)


@pytest.mark.parametrize("act", [ask_computation, check, publish, compute])
def test_an_office_cannot_move_a_round(qp_round: Round, act: object) -> None:
    reporter = Actor("ก", 1, (HeldPost(Role.REPORTER, "1021020000"),))
    subject = qp_round if act is ask_computation else computed(qp_round)

    with pytest.raises(NotAllowed):
        act(subject, by=reporter)  # type: ignore[operator]


def test_the_table_of_moves_is_the_only_way() -> None:
    allowed = {(m.before, m.after) for m in MOVES}

    assert {(a, b) for a in State for b in State if move(a, b)} == allowed
    assert move(State.PUBLISHED, State.DRAFT) is None


def test_a_full_year_takes_the_mean_of_both_rounds(offices: list[Agency]) -> None:
    first = make_small_round()
    fill(first, mark=2)
    full = make_small_round(code="r-12m", period="12m", earlier=first)
    fill(full, mark=5, except_for={"9": "not_reported"})

    computation = computed(full)

    # each item (2 + 5) / 2 = 3.50, item 9 (2 + 0) / 2 = 1.00; (11 x 3.5 + 1) / 12 = 3.29…
    assert totals(computation) == [("3.29", 3, "ดี")] * 2


def test_publishing_the_full_year_freezes_the_earlier_round_too(offices: list[Agency]) -> None:
    first = make_small_round()
    fill(first)
    full = make_small_round(code="r-12m", period="12m", earlier=first)
    fill(full)

    published(full)

    first.refresh_from_db()
    assert first.frozen_at is not None
