"""A round's marks from an Excel file: what would change, what is stored, what is refused."""

from __future__ import annotations

import io
import sys
import time
from collections import Counter

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import fill, make_office, make_small_round, published
from tidtam.history.queries import entries_about
from tidtam.imports.actions import plan_round_marks, read_round_marks, store_round_marks
from tidtam.imports.errors import WrongWorkbook
from tidtam.orgs.models import Agency
from tidtam.orgs.states import AgencyKind
from tidtam.people.actor import PUBLIC, SYSTEM
from tidtam.reports.workbooks.compose import round_workbook
from tidtam.reviews.actions import MarkChange, set_marks
from tidtam.reviews.errors import MarkChangedMeanwhile, RoundIsPublished
from tidtam.reviews.queries import answers_by_office
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of
from tidtam.shared.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices() -> list[Agency]:
    return [make_office(21), make_office(22), make_office(23, kind=AgencyKind.SECONDARY_OFFICE)]


@pytest.fixture
def round_(offices: list[Agency]) -> Round:
    return make_small_round("qp-2566", "ap-2566", code="r-12m", period="12m")


def filled(
    round_: Round, cells: dict[tuple[str, str, str], object], *, data: bytes | None = None
) -> bytes:
    """The round's workbook after a person typed into cells: (framework, office, node) -> value."""
    book = openpyxl.load_workbook(io.BytesIO(data or round_workbook(round_, actor=SYSTEM)))
    for (framework, office, node), value in cells.items():
        page = next(each for each in book if each["A3"].value == f"tidtam:keys:{framework}")
        row = next(r for r in range(1, page.max_row + 1) if page.cell(r, 1).value == office)
        column = next(c for c in range(1, page.max_column + 1) if page.cell(3, c).value == node)
        page.cell(row, column).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def key(framework: str, office: Agency, node: str) -> tuple[str, str, str]:
    return framework, f"office:{office.code}", f"node:{node}"


def stored(round_: Round) -> dict[str, dict[int, dict[str, str]]]:
    return {i.framework.code: answers_by_office(i) for i in instruments_of(round_)}


def test_filled_template_is_stored_over_all_instruments(
    round_: Round, offices: list[Agency]
) -> None:
    first, second, third = offices
    data = filled(
        round_,
        {
            key("qp-2566", first, "1"): 4,
            key("qp-2566", second, "6a"): "N/A",
            key("qp-2566", third, "6b"): 1,
            key("ap-2566", third, "2"): 79.995,
        },
    )

    draft = read_round_marks(round_, data=data, actor=SYSTEM)
    counts = store_round_marks(round_, draft=draft, by=SYSTEM)

    assert counts == Counter(added=4, changed=0, removed=0, unchanged=0)
    assert stored(round_) == {
        "qp-2566": {
            first.pk: {"1": "4"},
            second.pk: {"6a": '"not_reported"'},
            third.pk: {"6b": "1"},
        },
        "ap-2566": {third.pk: {"2": '{"value": 79.995}'}},
    }


def test_template_just_downloaded_changes_nothing(round_: Round) -> None:
    """Export, then import: the same marks, however often."""
    fill(round_, mark=4, except_for={"9": "not_reported"})
    before = stored(round_)

    draft = read_round_marks(round_, data=round_workbook(round_, actor=SYSTEM), actor=SYSTEM)
    plan = plan_round_marks(round_, draft=draft, actor=SYSTEM)
    counts = store_round_marks(round_, draft=draft, by=SYSTEM)

    assert (plan.changes, plan.unchanged, plan.blanks) == ((), 3 * (12 + 9), 0)
    assert counts == Counter(added=0, changed=0, removed=0, unchanged=63)
    assert stored(round_) == before


def test_same_file_twice_is_harmless(round_: Round, offices: list[Agency]) -> None:
    data = filled(round_, {key("qp-2566", offices[0], "1"): 4})

    counts = [
        store_round_marks(
            round_, draft=read_round_marks(round_, data=data, actor=SYSTEM), by=SYSTEM
        )
        for _ in range(2)
    ]

    assert [each["added"] for each in counts] == [1, 0]
    assert counts[1] == Counter(added=0, changed=0, removed=0, unchanged=1)


def test_plan_shows_before_and_after(round_: Round, offices: list[Agency]) -> None:
    fill(round_, mark=4)
    data = filled(
        round_,
        {
            key("qp-2566", offices[0], "1"): 5,
            key("ap-2566", offices[0], "2"): "N/A",
            key("qp-2566", offices[1], "2"): None,
        },
    )

    draft = read_round_marks(round_, data=data, actor=SYSTEM)
    plan = plan_round_marks(round_, draft=draft, actor=SYSTEM)

    told = [
        (c.framework_code, c.office, c.column.code, c.before_text, c.after_text, c.is_new)
        for c in plan.changes
    ]
    assert told == [
        ("qp-2566", offices[0], "1", "4", "5", False),
        ("ap-2566", offices[0], "2", "80", "N/A", False),
    ]
    assert plan.counts == Counter(added=0, changed=2, removed=0, unchanged=60)
    assert plan.blanks == 1


def test_blank_cell_keeps_the_stored_mark(round_: Round, offices: list[Agency]) -> None:
    fill(round_, mark=4)
    before = stored(round_)
    data = filled(round_, {key("qp-2566", offices[0], "1"): None})

    draft = read_round_marks(round_, data=data, actor=SYSTEM)
    store_round_marks(round_, draft=draft, by=SYSTEM)

    assert stored(round_) == before


def test_one_wrong_cell_stops_all(round_: Round, offices: list[Agency]) -> None:
    data = filled(
        round_, {key("qp-2566", offices[0], "1"): 4, key("ap-2566", offices[0], "2"): "๘๐"}
    )

    draft = read_round_marks(round_, data=data, actor=SYSTEM)

    assert [(p.sheet, p.value, p.cell[1:].isdigit()) for p in draft.problems] == [
        ("AP (ap-2566)", "๘๐", True)
    ]
    with pytest.raises(BadInput):
        store_round_marks(round_, draft=draft, by=SYSTEM)
    assert stored(round_) == {"qp-2566": {}, "ap-2566": {}}


def test_mark_changed_after_the_plan_is_a_conflict(round_: Round, offices: list[Agency]) -> None:
    """A confirmed plan never takes away what somebody wrote in between, in any instrument."""
    data = filled(round_, {key("qp-2566", offices[0], "1"): 4, key("ap-2566", offices[0], "10"): 5})
    draft = read_round_marks(round_, data=data, actor=SYSTEM)
    plan = plan_round_marks(round_, draft=draft, actor=SYSTEM)
    later = instruments_of(round_)[1]
    set_marks(later, changes=[MarkChange(offices[0].pk, "10", "2")], by=SYSTEM)

    with pytest.raises(MarkChangedMeanwhile):
        store_round_marks(round_, draft=draft, by=SYSTEM, plan=plan)

    assert stored(round_) == {"qp-2566": {}, "ap-2566": {offices[0].pk: {"10": "2"}}}
    assert plan_round_marks(round_, draft=draft, actor=SYSTEM).fingerprint != plan.fingerprint


def test_published_round_refuses_a_file(round_: Round, offices: list[Agency]) -> None:
    earlier = make_small_round()
    fill(earlier)
    data = filled(earlier, {key("qp-2566", offices[0], "1"): 5})
    published(earlier)
    earlier.refresh_from_db()

    draft = read_round_marks(earlier, data=data, actor=SYSTEM)

    with pytest.raises(RoundIsPublished):
        store_round_marks(earlier, draft=draft, by=SYSTEM)


def test_file_of_another_round_is_refused(round_: Round) -> None:
    other = make_small_round()

    with pytest.raises(WrongWorkbook) as caught:
        read_round_marks(round_, data=round_workbook(other, actor=SYSTEM), actor=SYSTEM)

    assert "r-6m" in caught.value.th


def test_storing_is_recorded_per_instrument(round_: Round, offices: list[Agency]) -> None:
    data = filled(round_, {key("qp-2566", offices[0], "1"): 4})

    store_round_marks(round_, draft=read_round_marks(round_, data=data, actor=SYSTEM), by=SYSTEM)

    acts = [entry for entry in entries_about("rounds.round:r-12m") if entry.act == "marks.set"]
    assert [(entry.detail["framework"], entry.detail["added"]) for entry in acts] == [
        ("qp-2566", 1)
    ]
    assert "Excel" in acts[0].reason


def test_template_is_not_for_the_public(round_: Round) -> None:
    with pytest.raises(NotAllowed):
        round_workbook(round_, actor=PUBLIC)


def test_file_of_the_public_is_not_read(round_: Round) -> None:
    with pytest.raises(NotAllowed):
        read_round_marks(round_, data=b"", actor=PUBLIC)


def test_plan_is_not_for_the_public(round_: Round) -> None:
    draft = read_round_marks(round_, data=round_workbook(round_, actor=SYSTEM), actor=SYSTEM)

    with pytest.raises(NotAllowed):
        plan_round_marks(round_, draft=draft, actor=PUBLIC)


def test_storing_is_not_for_the_public(round_: Round) -> None:
    draft = read_round_marks(round_, data=round_workbook(round_, actor=SYSTEM), actor=SYSTEM)

    with pytest.raises(NotAllowed):
        store_round_marks(round_, draft=draft, by=PUBLIC)


def queries_of_a_plan(round_: Round) -> int:
    data = round_workbook(round_, actor=SYSTEM)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        draft = read_round_marks(round_, data=data, actor=SYSTEM)
        plan_round_marks(round_, draft=draft, actor=SYSTEM)
    return len(asked)


def test_plan_asks_as_many_queries_for_one_office_as_for_three() -> None:
    round_ = make_small_round()
    make_office(21)
    fill(round_)
    queries_of_a_plan(round_)
    one = queries_of_a_plan(round_)
    make_office(22)
    make_office(23)
    fill(round_)

    assert queries_of_a_plan(round_) == one


def test_whole_country_is_read_and_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """245 offices, three instruments; the time is printed, not asserted."""
    for number in range(10, 255):
        make_office_of_the_country(number)
    round_ = make_small_round("qp-2566", "ap-2566", "sa-2566", code="r-12m", period="12m")
    fill(round_, mark=3)
    data = round_workbook(round_, actor=SYSTEM)

    start = time.perf_counter()
    draft = read_round_marks(round_, data=data, actor=SYSTEM)
    plan = plan_round_marks(round_, draft=draft, actor=SYSTEM)
    took = time.perf_counter() - start

    with capsys.disabled():
        sys.stdout.write(f"[dry run of {len(draft.cells)} cells: {took:.2f} s]")
    assert (len(draft.cells), plan.changes) == (245 * (12 + 9 + 19), ())


def make_office_of_the_country(number: int) -> Agency:
    """One of many offices, without provinces: only their number matters here."""
    return Agency.objects.create(
        code=f"{1000000000 + number}",
        kind=AgencyKind.PRIMARY_OFFICE.value,
        name_th=f"สำนักงานเขตพื้นที่การศึกษาสมมติ {number}",
        short_th=f"สพป.สมมติ {number}",
        name_en=f"Sample {number}",
        short_en=f"Sample {number}",
        order=number,
    )
