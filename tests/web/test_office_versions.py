"""Every earlier text can be read, compared and brought back; last round's can be copied."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from office_world import browser_of, words_of

from factories import published
from factories.reporting import Reporting, later_round, reporting
from tidtam.rounds.answering import save_answer
from tidtam.rounds.models import Answer, AnswerVersion, Item
from tidtam.rounds.states import Door
from tidtam.web.office.differences import Piece, differences


@pytest.fixture
def world(db: None) -> Reporting:
    return reporting()


def saved(world: Reporting, *texts: str, item: Item | None = None) -> Item:
    """Save texts one after the other as the story of item 1."""
    item = item or world.item("1")
    for edit, text in enumerate(texts):
        save_answer(
            item.pk, "story", seen_edit=edit, state="answered", value=f"<p>{text}</p>", by=world.by
        )
    return item


def test_each_text_stands_with_who_when_by_which_door_and_what_it_changed(
    world: Reporting,
) -> None:
    item = saved(world, "อบรมครู 10 คน", "อบรมครู 12 คน")

    page = browser_of(world.director).get(
        reverse("office-answer-versions", args=[item.pk, "story"])
    )

    words = words_of(page)
    assert "ครั้งที่ 2 ข้อความปัจจุบัน" in words
    assert f"· {world.reporter.full_name} · กรอกในหน้าเว็บ" in words
    assert "<del>10</del><ins>12</ins>" in page.content.decode()
    assert "นำข้อความนี้กลับมา" not in words  # a director reads


def test_an_earlier_text_comes_back_and_the_one_it_replaces_stays(world: Reporting) -> None:
    item = saved(world, "หนึ่ง", "สอง")
    first = AnswerVersion.objects.get(edit=1)
    address = reverse("office-answer-restore", args=[item.pk, "story"])

    response = browser_of(world.reporter).post(address, {"version": first.pk, "edit": "2"})

    assert response.status_code == 302
    assert list(AnswerVersion.objects.values_list("edit", "value", "door")) == [
        (1, '"<p>หนึ่ง</p>"', "page"),
        (2, '"<p>สอง</p>"', "page"),
        (3, '"<p>หนึ่ง</p>"', "restore"),
    ]


def test_bringing_back_over_a_text_that_was_not_seen_is_refused(world: Reporting) -> None:
    item = saved(world, "หนึ่ง", "สอง", "สาม")
    first = AnswerVersion.objects.get(edit=1)
    address = reverse("office-answer-restore", args=[item.pk, "story"])
    client = browser_of(world.reporter)

    assert client.post(address, {"version": first.pk, "edit": "2"}).status_code == 409
    assert client.post(address, {"version": "x", "edit": "3"}).status_code == 404
    elsewhere = reverse("office-answer-restore", args=[world.item("2").pk, "returned"])
    assert client.post(elsewhere, {"version": first.pk, "edit": "0"}).status_code == 404
    assert Answer.objects.get().edit == 3


def test_many_texts_are_paged_and_compared_over_the_edge(world: Reporting) -> None:
    item = saved(world, *[f"ข้อความที่ {number}" for number in range(25)])
    address = reverse("office-answer-versions", args=[item.pk, "story"])
    client = browser_of(world.reporter)

    first, second = client.get(address), client.get(f"{address}?page=2")

    assert first.content.decode().count('<article class="version"') == 20
    assert second.content.decode().count('<article class="version"') == 5
    assert first.content.decode().count("<del>") == 20
    assert second.content.decode().count("<del>") == 4


def test_an_answer_without_a_text_says_so(world: Reporting) -> None:
    client, item = browser_of(world.reporter), world.item("1")

    empty = client.get(reverse("office-answer-versions", args=[item.pk, "story"]))

    assert "ยังไม่เคยบันทึกคำตอบนี้" in words_of(empty)
    unknown = reverse("office-answer-versions", args=[item.pk, "no-such"])
    assert client.get(unknown).status_code == 404


# ------------------------------------------------------------------------ the last round


def test_last_rounds_answer_stands_beside_and_is_copied_only_on_request(world: Reporting) -> None:
    saved(world, "ของรอบก่อน")
    later = later_round(world.round)
    item = Item.objects.get(submission__round=later, submission__office=world.office, node_code="1")
    client = browser_of(world.reporter)

    page = client.get(reverse("office-item", args=[item.pk]))
    assert "ของรอบก่อน" in words_of(page)
    assert not Answer.objects.filter(item=item).exists()
    copied = client.post(
        reverse("office-copy", args=[item.pk]),
        {"question": "story", "q-story-edit": "0", "q-day-edit": "0", "q-day": "31/3/2566"},
    )

    assert copied["Location"] == reverse("office-item", args=[item.pk]) + "?copied=story#a-story"
    shown = client.get(copied["Location"]).content.decode()
    assert shown.index('id="a-story"') < shown.index('id="told"') < shown.index('id="a-schools"')
    answer = Answer.objects.get(item=item, question_code="story")
    assert (answer.value, answer.copied_from) == ('"<p>ของรอบก่อน</p>"', world.round.code)
    assert AnswerVersion.objects.get(answer=answer).door == Door.COPY
    assert Answer.objects.get(item=item, question_code="day").value == '"2023-03-31"'
    assert "คัดลอกจากรอบก่อน" in words_of(client.get(reverse("office-item", args=[item.pk])))


def test_the_advice_of_the_last_round_shows_once_it_is_published(world: Reporting) -> None:
    from factories import fill
    from tidtam.people.actor import SYSTEM
    from tidtam.reviews.actions import set_recommendations
    from tidtam.rounds.queries import instruments_of

    later = later_round(world.round)
    instrument = instruments_of(world.round)[0]
    set_recommendations(instrument, texts=[(world.office.pk, "1", "ควรติดตามต่อ")], by=SYSTEM)
    item = Item.objects.get(submission__round=later, submission__office=world.office, node_code="1")
    client, address = browser_of(world.reporter), reverse("office-item", args=[item.pk])

    before = words_of(client.get(address))
    fill(world.round)
    published(world.round)

    assert "ควรติดตามต่อ" not in before
    assert "ควรติดตามต่อ" in words_of(client.get(address))


# ----------------------------------------------------------------------- what changed


def test_a_change_of_a_word_is_shown_as_that_word() -> None:
    assert differences("อบรมครู 10 คน", "อบรมครู 12 คน") == (
        Piece("same", "อบรมครู "),
        Piece("out", "10"),
        Piece("in", "12"),
        Piece("same", " คน"),
    )


TEXTS = st.text(alphabet="กขคาิีู่้ๆเแโ 12ab\n", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_had_back_from_the_difference(before: str, after: str) -> None:
    pieces = differences(before, after)

    assert "".join(piece.text for piece in pieces if piece.change != "in") == before
    assert "".join(piece.text for piece in pieces if piece.change != "out") == after
    assert all(piece.text for piece in pieces)


def test_no_piece_begins_in_the_middle_of_a_letter() -> None:
    pieces = differences("กี่คน", "ก้ำคน")

    assert pieces == (Piece("out", "กี่"), Piece("in", "ก้ำ"), Piece("same", "คน"))
