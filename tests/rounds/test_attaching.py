"""What is said of evidence: nothing too long is cut off, it is refused with its sentence."""

from __future__ import annotations

import pytest

from factories.reporting import reporting
from tidtam.rounds.attaching import Words, add_link, describe
from tidtam.shared.errors import BadInput

pytestmark = pytest.mark.django_db


def test_words_of_the_longest_kind_are_kept_and_longer_ones_are_refused() -> None:
    world = reporting()
    longest = Words(caption="ก" * 500, place="ข" * 300)
    held = add_link(
        world.item("1"), url="https://example.go.th/", link_kind="web", words=longest, by=world.by
    )
    said = []
    for words in (Words(caption="ก" * 501), Words(place="ข" * 301)):
        with pytest.raises(BadInput) as refused:
            describe(held, words=words, by=world.by)
        said.append(refused.value.message.th)
    held.refresh_from_db()
    assert said == [
        "คำอธิบายยาว 501 ตัวอักษร เกินที่รับได้ 500 ตัวอักษร โปรดย่อ",
        "สถานที่ยาว 301 ตัวอักษร เกินที่รับได้ 300 ตัวอักษร โปรดย่อ",
    ]
    assert (held.caption, held.place) == (longest.caption, longest.place)
