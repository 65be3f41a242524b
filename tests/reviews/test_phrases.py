"""A reviewer's own phrases: theirs alone, without the name of any office."""

from __future__ import annotations

import pytest

from factories import make_office, make_person
from tidtam.people.actor import PUBLIC, Actor
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.errors import PhraseRefused
from tidtam.reviews.models import Phrase
from tidtam.reviews.phrases import (
    LONGEST_PHRASE,
    MOST_PHRASES,
    add_phrase,
    change_phrase,
    count_use,
    fill,
    phrases_of,
    remove_phrase,
)
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Actor:
    return actor_for(make_person(Role.REVIEWER))


def texts(by: Actor, level: int | None = None) -> list[str]:
    return [phrase.text for phrase in phrases_of(by, level=level)]


def test_what_is_used_most_stands_first(by: Actor) -> None:
    add_phrase("หนึ่ง", by=by)
    second = add_phrase("สอง", by=by)

    used = count_use(second.pk, by=by)

    assert (used.text, used.used) == ("สอง", 1)
    assert texts(by) == ["สอง", "หนึ่ง"]


def test_for_a_level_come_its_own_phrases_and_those_for_any(by: Actor) -> None:
    add_phrase("ทุกระดับ", by=by)
    add_phrase("ระดับสอง", level=2, by=by)
    add_phrase("ระดับห้า", level=5, by=by)

    assert texts(by, level=2) == ["ทุกระดับ", "ระดับสอง"]


def test_the_same_phrase_again_is_the_one_that_is_there(by: Actor) -> None:
    first = add_phrase("ควรติดตาม", by=by)

    assert add_phrase("  ควรติดตาม\n", by=by) == first
    assert texts(by) == ["ควรติดตาม"]


def test_a_phrase_is_changed_and_removed(by: Actor) -> None:
    phrase = add_phrase("เดิม", by=by)

    change_phrase(phrase.pk, text="ใหม่ {office}", level=3, by=by)
    assert list(Phrase.objects.values_list("text", "level")) == [("ใหม่ {office}", 3)]

    remove_phrase(phrase.pk, by=by)
    remove_phrase(phrase.pk, by=by)
    assert texts(by) == []


def test_nobody_reads_changes_or_removes_anothers_phrases(by: Actor) -> None:
    phrase = add_phrase("ของฉัน", by=by)
    other = actor_for(make_person(Role.REVIEWER))

    assert texts(other) == []
    with pytest.raises(NotFound):
        change_phrase(phrase.pk, text="x", level=None, by=other)
    with pytest.raises(NotFound):
        count_use(phrase.pk, by=other)
    remove_phrase(phrase.pk, by=other)
    assert texts(by) == ["ของฉัน"]


@pytest.mark.parametrize("role", [Role.CENTRAL_OFFICER, Role.MODERATOR])
def test_phrases_are_for_reviewers(role: Role) -> None:
    for actor in (actor_for(make_person(role)), PUBLIC):
        with pytest.raises(NotAllowed):
            add_phrase("ก", by=actor)
        with pytest.raises(NotAllowed):
            phrases_of(actor)


@pytest.mark.parametrize(
    "text",
    [
        "สพป.สมมติ 7 ควรติดตาม",
        "ให้ สพป. สมมติ ๗ ทำต่อ",
        "สำนักงานเขตพื้นที่การศึกษาสมมติ 7",
    ],
)
def test_a_phrase_that_names_an_office_is_refused_and_told_the_placeholder(
    by: Actor, text: str
) -> None:
    make_office(7)

    with pytest.raises(PhraseRefused) as refusal:
        add_phrase(text, by=by)

    assert "{office}" in refusal.value.th
    assert "{office}" in refusal.value.en
    assert texts(by) == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("", None),
        (" \n ", None),
        ("{office}", None),
        ("{ofice} ควรทำ", None),
        ("ก" * (LONGEST_PHRASE + 1), None),
        ("ควรทำ", 9),
    ],
)
def test_what_is_no_phrase_is_refused(by: Actor, text: str, level: int | None) -> None:
    with pytest.raises(PhraseRefused):
        add_phrase(text, level=level, by=by)

    assert texts(by) == []


def test_a_full_bank_says_what_to_do(by: Actor) -> None:
    Phrase.objects.bulk_create(
        Phrase(person_id=by.person_id, text=f"ข้อความ {number}", made_at=clock.now())
        for number in range(MOST_PHRASES)
    )

    with pytest.raises(PhraseRefused):
        add_phrase("อีกข้อความ", by=by)


def test_the_offices_name_is_filled_in_from_the_register() -> None:
    assert fill("{office} ควรทำ ให้ {office}", make_office(7)) == "สพป.สมมติ 7 ควรทำ ให้ สพป.สมมติ 7"
