"""The pages of the workspace ask the database as often for one item as for all of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from office_world import answer_all, at, browser_of

from factories.reporting import later_round, open_for, reporting
from tidtam.people.actor import SYSTEM
from tidtam.rounds.actions import make_round
from tidtam.rounds.answering import save_answer
from tidtam.rounds.attaching import Words, add_link
from tidtam.rounds.models import Item, Submission
from tidtam.rounds.queries import instruments_of

pytestmark = pytest.mark.django_db

ONE_ITEM = """
code: qp-form-2566
fiscal_year: 2566
version: 1
title: {th: "แบบหนึ่งข้อ", en: "One item"}
framework: qp-2566
items:
  - code: "1"
    questions:
      - {code: story, title: {th: "ผล", en: "Story"}, answer: {kind: text}}
"""


def count(client: Client, address: str, asked: Any) -> int:
    client.get(address)  # forms and frameworks are parsed once per process
    with asked(60) as captured:
        assert client.get(address).status_code == 200
    return len(captured.captured_queries)


@pytest.mark.parametrize(("name", "most"), [("office-report", 9), ("office-review", 10)])
def test_a_page_of_a_report_asks_the_same_for_one_item_and_for_all(
    name: str, most: int, django_assert_max_num_queries: Any
) -> None:
    small, large = reporting(source=ONE_ITEM), reporting()
    answer_all(large)
    for number in range(3):
        add_link(
            large.item("1"), url=f"https://a.example/{number}", link_kind="link", words=Words(),
            by=large.by,
        )  # fmt: skip
    counts = [
        count(browser_of(world.reporter), at(name, world), django_assert_max_num_queries)
        for world in (small, large)
    ]

    assert counts[0] == counts[1] <= most


def test_the_page_of_an_item_asks_a_fixed_number_of_questions(
    django_assert_max_num_queries: Any,
) -> None:
    world = reporting()
    client, address = browser_of(world.reporter), reverse("office-item", args=[world.item("1").pk])
    before = count(client, address, django_assert_max_num_queries)
    answer_all(world)
    for number in range(3):
        add_link(
            world.item("1"), url=f"https://a.example/{number}", link_kind="link", words=Words(),
            by=world.by,
        )  # fmt: skip

    assert count(client, address, django_assert_max_num_queries) == before <= 14


def test_the_earlier_round_beside_costs_a_fixed_number_too(
    django_assert_max_num_queries: Any,
) -> None:
    world = reporting()
    answer_all(world)
    later = later_round(world.round)
    item = Item.objects.get(submission__round=later, submission__office=world.office, node_code="1")
    client, address = browser_of(world.reporter), reverse("office-item", args=[item.pk])

    assert count(client, address, django_assert_max_num_queries) <= 19


def test_earlier_texts_ask_the_same_for_one_and_for_three(
    django_assert_max_num_queries: Any,
) -> None:
    world = reporting()
    item, client = world.item("1"), browser_of(world.reporter)
    address = reverse("office-answer-versions", args=[item.pk, "story"])
    counts = []
    for edit in range(3):
        save_answer(
            item.pk, "story", seen_edit=edit, state="answered", value=f"<p>{edit}</p>", by=world.by
        )
        counts.append(count(client, address, django_assert_max_num_queries))

    assert counts[0] == counts[2] <= 18


def test_the_office_home_asks_the_same_for_one_round_and_for_three(
    django_assert_max_num_queries: Any,
) -> None:
    world = reporting()
    client = browser_of(world.reporter)
    one = count(client, reverse("office-home"), django_assert_max_num_queries)
    framework = instruments_of(world.round)[0].framework
    for number in range(2):
        made = make_round(
            f"more-{number}", fiscal_year=2566, period="6m", title_th="รอบ", title_en="Round",
            frameworks=[framework], by=SYSTEM,
        )  # fmt: skip
        open_for(made)

    assert Submission.objects.filter(office=world.office).count() == 3
    assert count(client, reverse("office-home"), django_assert_max_num_queries) == one <= 10
