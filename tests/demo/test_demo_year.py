"""The demonstration year: complete, varied, sound, and the same every time."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction

from demo_year import demo_year
from processes import python, tidtam
from tidtam.demo.load import FIRST_ROUND, FULL_YEAR, load_demo
from tidtam.demo.reporting import REPORT_ROUND
from tidtam.demo.reviewing import REVIEW_ROUND
from tidtam.forms.kinds import KINDS
from tidtam.forms.states import AnswerState
from tidtam.history.queries import verify
from tidtam.people.actor import SYSTEM
from tidtam.results.actions import ask_computation, check, compute
from tidtam.results.models import Computation, OfficeResult
from tidtam.reviews.models import (
    Assignment,
    Mark,
    Panel,
    Recommendation,
    Review,
    Screening,
)
from tidtam.reviews.states import AssignmentState, PanelState, ScreeningState
from tidtam.rounds.content import content_of
from tidtam.rounds.models import Round, Submission
from tidtam.rounds.workspace import verify_answers

__all__ = ["demo_year"]
pytestmark = pytest.mark.django_db

# Made-up data is part of what people see in documents and lessons: it must not drift.
MARKS_CHECKSUM = "84234a4f8e162ffe0eced4d79267e783499b8603529f780113c911c6ad498963"
TEXTS_CHECKSUM = "e435c484b75528d7e2a1a28f850b4e5c2714d49e0b3085698b3eae13e6215128"

CHECKSUMS = """
import hashlib
from tidtam.reviews.models import Mark, Recommendation
def seal(rows):
    lines = sorted("|".join(map(str, row)) for row in rows)
    return hashlib.sha256("\\n".join(lines).encode()).hexdigest()
where = ("instrument__round__code", "instrument__framework__code", "office__code", "node_code")
print(seal(Mark.objects.values_list(*where, "answer")))
print(seal(Recommendation.objects.values_list(*where, "text")))
"""


@pytest.fixture(scope="module")
def full_year(demo_year: dict[str, int]) -> Computation:
    """The full-year round computed and checked, every comment read."""
    round_ = Round.objects.get(code=FULL_YEAR)
    with transaction.atomic():
        return check(compute(ask_computation(round_, by=SYSTEM), by=SYSTEM), by=SYSTEM)


def seal(rows: list[tuple[object, ...]]) -> str:
    lines = sorted("|".join(map(str, row)) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_it_is_the_same_in_every_database(demo_year: dict[str, int]) -> None:
    where = ("instrument__round__code", "instrument__framework__code", "office__code", "node_code")

    marks = seal(list(Mark.objects.values_list(*where, "answer")))
    texts = seal(list(Recommendation.objects.values_list(*where, "text")))

    assert (marks, texts) == (MARKS_CHECKSUM, TEXTS_CHECKSUM)


@pytest.mark.slow
def test_it_is_the_same_in_another_process_and_database(demo_dir: Path) -> None:
    assert python(demo_dir, CHECKSUMS).split() == [MARKS_CHECKSUM, TEXTS_CHECKSUM]


def test_every_office_is_there_on_every_instrument(full_year: Computation) -> None:
    counts = Counter(
        OfficeResult.objects.values_list("computation__round__code", "framework__code")
    )

    assert counts == {
        (FIRST_ROUND, "qp-2566"): 245,
        (FULL_YEAR, "qp-2566"): 245,
        (FULL_YEAR, "ap-2566"): 245,
        (FULL_YEAR, "sa-2566"): 245,
    }


@pytest.mark.parametrize("code", ["qp-2566", "ap-2566", "sa-2566"])
def test_all_five_levels_occur_in_each_instrument(full_year: Computation, code: str) -> None:
    levels = Counter(
        full_year.results.filter(framework__code=code).values_list("total_level", flat=True)
    )

    assert set(levels) == {1, 2, 3, 4, 5}
    assert sum(levels.values()) == 245


def test_all_five_levels_occur_in_the_first_round(demo_year: dict[str, int]) -> None:
    published = OfficeResult.objects.filter(computation__round__code=FIRST_ROUND)

    assert set(published.values_list("total_level", flat=True)) == {1, 2, 3, 4, 5}


def test_every_kind_of_cell_occurs(full_year: Computation) -> None:
    found: dict[str, set[str]] = {}
    for code, outputs in full_year.results.values_list("framework__code", "outputs"):
        found.setdefault(code, set()).update(
            node["status"] for node in json.loads(outputs)["nodes"]
        )

    assert {"rated", "not_reported", "not_applicable"} <= found["qp-2566"]
    assert {"rated", "not_reported", "pending"} <= found["ap-2566"]
    assert {"rated", "not_reported", "not_applicable", "monitored"} <= found["sa-2566"]


def test_the_first_round_is_published_and_the_full_year_passes_the_check(
    full_year: Computation,
) -> None:
    states = set(Computation.objects.values_list("round__code", "state"))

    assert states == {(FIRST_ROUND, "published"), (FULL_YEAR, "checked")}
    assert full_year.problems == []


def test_every_round_says_that_it_is_made_up(demo_year: dict[str, int]) -> None:
    rounds = Round.objects.order_by("code")

    assert [(r.code, r.is_demo, "ข้อมูลสมมติ" in r.title_th) for r in rounds] == [
        (FULL_YEAR, True, True),
        (FIRST_ROUND, True, True),
        (REPORT_ROUND, True, True),
        (REVIEW_ROUND, True, True),
    ]


def test_rounds_are_reported_and_closed_open_to_all_and_being_marked(
    demo_year: dict[str, int],
) -> None:
    rounds = Round.objects.exclude(code=FULL_YEAR).order_by("code")

    told = {r.code: (r.state, r.submissions.count(), r.submissions.first().state) for r in rounds}
    assert told == {
        FIRST_ROUND: ("closed", 1, "submitted"),
        REPORT_ROUND: ("open", 245, "filling"),
        REVIEW_ROUND: ("open", 5, "submitted"),
    }
    assert verify_answers().broken == ""


def test_a_panel_is_in_the_middle_of_its_work(demo_year: dict[str, int]) -> None:
    panel = Panel.objects.get()
    people = {reviewer.person.sign_in_name for reviewer in panel.reviewers.all()}
    waiting = Screening.objects.get(state=ScreeningState.WAITING.value)
    seats = Counter(Assignment.objects.values_list("seat", "state"))

    assert (panel.round.code, panel.state) == (REVIEW_ROUND, PanelState.WORKING)
    assert people == {"reviewer", "reviewer2", "reviewer3"}
    assert waiting.screener is not None
    assert (waiting.submission.office.code, waiting.screener.person.sign_in_name) == (
        "1021020000",
        "reviewer",
    )
    assert {seat for seat, _state in seats} == {1, 2}
    assert {state for _seat, state in seats} == {"given", "done"}
    assert any(len(set(marks)) > 1 for marks in _marks_by_item().values())


def _marks_by_item() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    done = Review.objects.filter(assignment__state=AssignmentState.DONE.value)
    for item, answer in done.values_list("assignment__item", "answer"):
        found.setdefault(item, []).append(answer)
    return found


def test_the_demonstration_office_has_begun_and_left_something_to_do(
    demo_year: dict[str, int],
) -> None:
    office = Submission.objects.get(round__code=REPORT_ROUND, office__code="1021020000")
    states = {answer.state for item in content_of(office).items for answer in item.answers}
    kinds = {
        type(answer.question.answer).__name__
        for item in content_of(office).items
        for answer in item.answers
    }

    assert states >= {AnswerState.ANSWERED, AnswerState.NONE, AnswerState.BLANK}
    assert kinds == {kind.__name__ for kind in KINDS.values()}


def test_loading_again_changes_nothing(demo_year: dict[str, int]) -> None:
    before = seal(list(Mark.objects.values_list()))
    entries = verify()

    counts = load_demo(by=SYSTEM)

    assert counts == {"rounds": 0, "marks": 0, "texts": 0}
    assert demo_year["marks"] == Mark.objects.count()
    assert (seal(list(Mark.objects.values_list())), verify()) == (before, entries)
    assert entries.broken_at is None


@pytest.mark.parametrize("words", [("demo",), ("prepare", "--demo")])
def test_production_takes_no_made_up_data(words: tuple[str, ...], tmp_path: Path) -> None:
    secret = "".join(chr(33 + n) for n in range(60))

    done = tidtam(tmp_path, *words, TIDTAM_MODE="production", TIDTAM_SECRET_KEY=secret)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "ระบบจริงไม่รับข้อมูลสมมติ โปรดใช้เครื่องอื่นสำหรับการสาธิต / "
        "A production system takes no made-up data; please use another machine for demos.\n"
    )
    assert not (tmp_path / "tidtam.sqlite3").exists()


@pytest.mark.slow
def test_a_second_start_finds_everything_in_place(demo_dir: Path) -> None:
    done = tidtam(demo_dir, "prepare", "--demo")

    assert done.returncode == 0
    assert "The demonstration year is there already." in done.stdout
    assert done.stdout.count("tidtam-demo-2566") == 9
