"""Marks of a round that changed after a later round was published on them are told everywhere."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pages import assert_strict_page

from factories import client_for, computed, fill, make_office, make_small_round, published
from factories.publishing import correct, corrected
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.results.actions import check
from tidtam.results.changes import later_on_old_marks, rounds_on_old_marks
from tidtam.results.queries import changed_since
from tidtam.rounds.models import Round

pytestmark = pytest.mark.django_db

HALF = "/central/rounds/r-6m/"
YEAR = "/central/rounds/r-12m/"
TAG = "คะแนนเปลี่ยนหลังประกาศ"
SENTENCE = "รอบทดสอบ r-12m ที่ประกาศแล้วยังใช้คะแนนเดิม ต้องออกฉบับแก้ไขด้วย"


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def half(office: Agency) -> Round:
    """A published half-year round; its year is published too."""
    round_ = make_small_round()
    fill(round_)
    published(round_)
    return round_


@pytest.fixture
def year(half: Round) -> Round:
    later = make_small_round(code="r-12m", period="12m", earlier=half)
    fill(later)
    published(later)
    return later


@pytest.fixture
def bureau() -> Client:
    return client_for(Role.CENTRAL_OFFICER)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    html = response.content.decode()
    assert_strict_page(html)
    return html


def outdated() -> list[str]:
    codes = Round.objects.filter(pk__in=rounds_on_old_marks(SYSTEM)).order_by("code")
    return list(codes.values_list("code", flat=True))


def test_a_correction_of_the_half_year_names_the_year_that_counts_its_marks(
    half: Round, year: Round, office: Agency, bureau: Client
) -> None:
    correct(half, node="1", mark="1", office_id=office.pk)
    check(computed(half), by=SYSTEM)

    html = page(bureau, f"{HALF}publish/?n=2")

    assert SENTENCE in html
    assert f'href="{YEAR}"' in html
    assert SENTENCE in page(bureau, f"{HALF}publish/later/?n=2")


def test_a_year_that_is_not_published_or_counts_the_new_marks_is_not_named(
    half: Round, office: Agency, bureau: Client
) -> None:
    later = make_small_round(code="r-12m", period="12m", earlier=half)
    fill(later)
    correct(half, node="1", mark="1", office_id=office.pk)
    check(computed(half), by=SYSTEM)
    before = page(bureau, f"{HALF}publish/?n=2")
    published(later)

    assert SENTENCE not in before
    assert SENTENCE not in page(bureau, f"{HALF}publish/?n=2")
    assert later_on_old_marks(half, actor=SYSTEM) == []


def test_marks_of_an_instrument_that_the_year_does_not_ask_leave_it_as_it_is(
    half: Round, office: Agency
) -> None:
    later = make_small_round("ap-2566", code="r-12m", period="12m", earlier=half)
    fill(later)
    published(later)

    correct(half, node="1", mark="1", office_id=office.pk)

    assert later_on_old_marks(half, actor=SYSTEM) == []
    assert outdated() == ["r-6m"]


def test_the_page_of_the_year_says_that_marks_of_the_half_year_changed(
    half: Round, year: Round, office: Agency, bureau: Client
) -> None:
    correct(half, node="1", mark="1", office_id=office.pk)
    correct(year, node="2", mark="1", office_id=office.pk)

    html = page(bureau, YEAR)

    found = changed_since(year.computations.get())
    assert (found.marks, found.earlier) == (2, 1)
    assert "คะแนน 2 ช่อง ข้อเสนอแนะ 0 ข้อ" in html
    assert "ในจำนวนนี้ 1 ช่องเป็นคะแนนของรอบทดสอบ r-6m ซึ่งรอบนี้นับด้วย" in html
    assert f'href="{HALF}"' in html
    assert "ในจำนวนนี้" not in page(bureau, HALF)


def test_the_list_of_rounds_tags_what_rests_on_old_marks_until_it_is_corrected(
    half: Round, year: Round, office: Agency, bureau: Client
) -> None:
    assert TAG not in page(bureau, "/central/")
    correct(half, node="1", mark="1", office_id=office.pk)
    both = (page(bureau, "/central/").count(TAG), outdated())
    corrected(half)
    one = (page(bureau, "/central/").count(TAG), outdated())
    corrected(year)

    assert both == (2, ["r-12m", "r-6m"])
    assert one == (1, ["r-12m"])
    assert (page(bureau, "/central/").count(TAG), outdated()) == (0, [])


def test_the_list_of_rounds_asks_the_same_for_one_round_and_three(
    half: Round, office: Agency, bureau: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page(bureau, "/central/")
        return len(found)

    correct(half, node="1", mark="1", office_id=office.pk)
    queries()
    one = queries()
    for code in ("r-7", "r-8"):
        other = make_small_round(code=code)
        fill(other)
        published(other)
        correct(other, node="1", mark="1", office_id=office.pk)

    assert queries() == one
