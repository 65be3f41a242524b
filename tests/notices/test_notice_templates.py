"""The words of every kind of message, and what is refused before anything is stored."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from notice_samples import CONTEXTS

from tidtam.notices.errors import WrongContext
from tidtam.notices.letters import CHOICES_PATH
from tidtam.notices.templates import TEMPLATES, TEXTS, keys_in, render, text_of


def test_every_template_has_its_words_and_no_words_lack_a_template() -> None:
    files = {path.name for path in TEXTS.iterdir()}

    assert files == {f"{name}.{each}.txt" for name in TEMPLATES for each in ("th", "en")}


@pytest.mark.parametrize("name", sorted(TEMPLATES))
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_words_use_exactly_what_is_asked_for(name: str, language: str) -> None:
    assert keys_in(text_of(name, language)) == set(TEMPLATES[name].keys)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_can_be_filled(name: str) -> None:
    rendered = render(name, CONTEXTS[name])

    words = [rendered.th.subject, rendered.th.body, rendered.en.subject, rendered.en.body]
    assert [text for text in words if not text or "{" in text] == []


def test_a_reminder_lists_what_is_missing_and_says_the_day_in_the_buddhist_era(
    settings: Any,
) -> None:
    settings.TIDTAM_SITE_URL = "https://tidtam.example.go.th"

    rendered = render("reminder_missing", CONTEXTS["reminder_missing"])

    assert rendered.th.subject == ("ยังขาดบางรายการ: รอบทดสอบ 6 เดือน กำหนดส่งวันศุกร์ที่ 31 มีนาคม 2566")
    assert rendered.th.body == (
        "รอบทดสอบ 6 เดือน ของสพป.สมมติ 1 ยังขาดรายการต่อไปนี้ กำหนดส่งวันศุกร์ที่ 31 มีนาคม 2566\n\n"
        "- ตัวชี้วัดที่ 1\n- ตัวชี้วัดที่ 6a\n\n"
        "ทำต่อที่นี่:\nhttps://tidtam.example.go.th/office/"
    )
    assert rendered.en.body == (
        "In Test round, six months of Sample ESAO 1 these items are still missing. "
        "Due: 31 March 2566 B.E.\n\n"
        "- Indicator 1\n- ตัวชี้วัดที่ 6a\n\n"
        "Go on here:\nhttps://tidtam.example.go.th/office/"
    )


def test_a_moment_is_said_in_thai_time() -> None:
    body = render("submitted", CONTEXTS["submitted"]).th.body

    assert "เมื่อ 20 มีนาคม 2566 เวลา 12.00 น." in body


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"deadline": None}, "deadline ไม่ใช่ day (wrong kind)"),
        ({"missing": []}, "missing ไม่ใช่ lines (wrong kind)"),
        ({"missing": "ตัวชี้วัดที่ 1"}, "missing ไม่ใช่ lines (wrong kind)"),
        ({"office": "  "}, "office ไม่ใช่ text (wrong kind)"),
        ({"link": "javascript:alert(1)"}, "link ไม่ใช่ link (wrong kind)"),
        ({"link": "//elsewhere.example/"}, "link ไม่ใช่ link (wrong kind)"),
        ({"link": "/a\nb"}, "link ไม่ใช่ link (wrong kind)"),
        ({"more": "x"}, "ไม่รู้จัก more (unknown)"),
    ],
)
def test_a_wrong_context_is_told_by_name(changes: dict[str, object], fault: str) -> None:
    with pytest.raises(WrongContext) as refusal:
        render("reminder_missing", CONTEXTS["reminder_missing"] | changes)

    assert fault in refusal.value.th


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_each_missing_key_is_an_error(name: str) -> None:
    for key in TEMPLATES[name].keys:
        given = {other: value for other, value in CONTEXTS[name].items() if other != key}

        with pytest.raises(WrongContext, match=f"ขาด {key}"):
            render(name, given)


def test_an_unknown_template_is_an_error() -> None:
    with pytest.raises(WrongContext, match="no such template"):
        render("no-such", {})


def test_a_subject_is_one_line_whatever_it_is_given() -> None:
    context = CONTEXTS["item_returned"] | {"item": "ข้อ 1\r\nBcc: all@example.com\x00 ก"}

    assert render("item_returned", context).th.subject == (
        "ส่งกลับให้แก้ไข: ข้อ 1 Bcc: all@example.com ก"
    )


def test_braces_in_what_is_given_stay_as_they_are() -> None:
    context = CONTEXTS["item_returned"] | {"reason": "{link} {0} {settings.SECRET_KEY}"}

    assert "เหตุผล: {link} {0} {settings.SECRET_KEY}" in render("item_returned", context).th.body


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(WrongContext, match="at ไม่ใช่ moment"):
        render("submitted", CONTEXTS["submitted"] | {"at": dt.datetime(2023, 3, 20)})  # noqa: DTZ001


def test_letters_lead_to_the_page_of_choices() -> None:
    from django.urls import reverse

    assert reverse("me-notices") == CHOICES_PATH
