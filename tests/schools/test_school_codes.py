"""Codes of links: derived, read as people type them, never found by guessing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.schools import asked_schools, asked_world, opened
from tidtam.people.errors import TooManyTries
from tidtam.people.models import Tries
from tidtam.schools.actions import give_new_links
from tidtam.schools.codes import (
    BY_ADDRESS,
    BY_LINK,
    LENGTH,
    LETTERS,
    Claim,
    code_for,
    link_of,
    read_link,
)
from tidtam.schools.errors import NoSuchLink
from tidtam.schools.queries import link_to, linked
from tidtam.thai.digits import to_thai

CODES = st.text(alphabet=LETTERS, min_size=LENGTH, max_size=LENGTH)
KEYS = st.integers(0, 2**62 - 1)


@given(KEYS, CODES)
def test_a_link_says_what_went_into_it(key: int, code: str) -> None:
    assert read_link(link_of(key, code)) == Claim(key, code)


@given(KEYS, CODES)
def test_a_link_is_understood_as_people_type_it(key: int, code: str) -> None:
    """Capitals, spaces for dashes, o for 0, l for 1, Thai digits."""
    link = link_of(key, code)
    typed = link.upper().replace("-", " ").replace("0", "O").replace("1", "l")

    assert read_link(typed) == read_link(to_thai(link)) == Claim(key, code)


@given(st.text(max_size=100))
def test_no_text_breaks_the_reading(text: str) -> None:
    claim = read_link(text)

    assert claim is None or len(claim.code) == LENGTH


def test_a_code_depends_on_inquiry_school_and_salt() -> None:
    codes = {
        code_for(inquiry_id=inquiry, school_id=school, salt=salt)
        for inquiry in (1, 2)
        for school in (1, 2)
        for salt in ("a", "b")
    }

    assert len(codes) == 8
    assert {len(code) for code in codes} == {LENGTH}


@pytest.mark.django_db
def test_the_right_link_opens_its_school_and_is_not_counted() -> None:
    _world, inquiry = asked_world()
    first, second, _third = asked_schools(inquiry)

    assert (opened(first).asked, opened(second).asked) == (first, second)
    assert Tries.objects.count() == 0


@pytest.mark.django_db
def test_unknown_and_wrong_codes_sound_the_same() -> None:
    _world, inquiry = asked_world()
    first, second, _third = asked_schools(inquiry)
    right = link_to(first, inquiry)
    wrong = [
        link_of(second.pk, right.replace("-", "")[-LENGTH:]),
        link_of(10**9, "0" * LENGTH),
        "",
        "มั่ว",
        right[:-1],
    ]

    sentences = set()
    for link in wrong:
        with pytest.raises(NoSuchLink) as refusal:
            linked(link, address="10.0.0.1")
        sentences.add(refusal.value.both())

    assert len(sentences) == 1


@pytest.mark.django_db
def test_new_links_make_the_old_ones_useless() -> None:
    world, inquiry = asked_world(1)
    (asked,) = asked_schools(inquiry)
    old = link_to(asked, inquiry)

    give_new_links(inquiry, by=world.by)

    with pytest.raises(NoSuchLink):
        linked(old, address="10.0.0.1")
    assert opened(asked).asked == asked
    assert link_to(asked, inquiry) != old


@pytest.mark.django_db
def test_an_address_that_guesses_waits_even_with_the_right_code_and_others_do_not() -> None:
    _world, inquiry = asked_world(1)
    (asked,) = asked_schools(inquiry)
    right = link_to(asked, inquiry)
    for _ in range(BY_ADDRESS.limit):
        with pytest.raises(NoSuchLink):
            linked(link_of(asked.pk, "0" * LENGTH), address="10.9.9.9")

    for link in (right, link_of(asked.pk, "0" * LENGTH)):
        with pytest.raises(TooManyTries):
            linked(link, address="10.9.9.9")
    assert linked(right, address="10.0.0.1").asked == asked


@pytest.mark.django_db
def test_one_link_that_many_addresses_guess_is_shut_for_a_while_and_no_other() -> None:
    _world, inquiry = asked_world(2)
    first, second = asked_schools(inquiry)
    for number in range(BY_LINK.limit):
        with pytest.raises(NoSuchLink):
            linked(link_of(first.pk, "0" * LENGTH), address=f"10.1.0.{number}")

    with pytest.raises(TooManyTries):
        linked(link_to(first, inquiry), address="10.0.0.1")
    assert linked(link_to(second, inquiry), address="10.0.0.1").asked == second


def test_no_single_address_can_shut_a_link() -> None:
    assert BY_ADDRESS.limit < BY_LINK.limit
