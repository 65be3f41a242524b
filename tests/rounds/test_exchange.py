"""A report as lines of a file: last round's answers beside it, and what a seal is worth."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.reporting import later_round, reporting
from tidtam.rounds.answering import save_answer
from tidtam.rounds.exchange import is_sealed, report_form, seal_lines
from tidtam.rounds.models import Submission


def test_a_seal_fits_its_own_lines_only() -> None:
    lines = [("a", "b"), ("c",)]
    seal = seal_lines(lines)

    assert is_sealed(lines, seal)
    assert is_sealed([("a", "b", ""), ("c",)], seal)
    assert not is_sealed([("a",), ("b", "c")], seal)
    assert not is_sealed(lines, "")
    assert not is_sealed(lines, seal[:-1] + ("a" if seal[-1] != "a" else "b"))


@pytest.mark.django_db
def test_the_round_before_stands_beside_each_question() -> None:
    made = reporting()
    item = made.item("1").pk
    for code, value in (("story", f"<p>{'ก' * 3000}</p>"), ("schools", "12/20")):
        save_answer(item, code, seen_edit=0, state="answered", value=value, by=made.by)
    two = made.item("2").pk
    save_answer(
        two, "returned", seen_edit=0, state="none", value=None, reason="ไม่มีเด็กหลุด", by=made.by
    )
    later = later_round(made.round)
    submission = Submission.objects.select_related("round__earlier", "office").get(
        round=later, office=made.office
    )

    before = {a.key: a.before for a in report_form(submission, made_by="-").questions if a.before}

    assert before == {
        "qp-2566|1|story": f"{'ก' * 2000}… (อ่านทั้งหมดในระบบ)",
        "qp-2566|1|schools": "12 จาก 20 แห่ง (ร้อยละ 60.00)",
        "qp-2566|2|returned": "ไม่มี: ไม่มีเด็กหลุด",
    }


@pytest.mark.django_db
def test_reading_asks_the_same_number_of_questions_however_much_was_answered() -> None:
    made = reporting()
    few = _queries(made.fresh())
    for code in ("1", "2", "3"):
        question = "returned" if code == "2" else "story"
        value = "7" if code == "2" else "<p>ก</p>"
        item = made.item(code).pk
        save_answer(item, question, seen_edit=0, state="answered", value=value, by=made.by)

    assert _queries(made.fresh()) == few


def _queries(submission: Submission) -> int:
    with CaptureQueriesContext(connection) as captured:
        report_form(submission, made_by="-")
    return len(captured)
