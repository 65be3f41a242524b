"""Every word of the pages has English, and English has no word too many."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from babel.messages.catalog import Catalog

from tidtam.web import translations
from tidtam.web.translations import collect, messages_of, problems, stored


def test_english_is_complete_and_compiled() -> None:
    """When this fails: run extract, give the English, run compile."""
    assert problems() == []


def test_placeholders_are_the_same_in_english() -> None:
    broken = [(m.id, error) for m in stored() for error in m.check() if m.id]

    assert broken == []


def test_thai_of_the_pages_is_composed_text() -> None:
    words = [str(message.id) for message in collect()]

    assert [w for w in words if w != unicodedata.normalize("NFC", w) or "\u0e4d\u0e32" in w] == []


def test_messages_of_a_template_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}\n  <p title="{% translate \'ชื่อ\' %}">{{ x|default:_("ว่าง") }}</p>\n'
        "{% blocktranslate count n=n %}{{ n }} เขต{% plural %}{{ n }} เขต{% endblocktranslate %}"
        "{% blocktranslate with a=b %}ของ {{ a }}{% endblocktranslate %} don't",
        encoding="utf-8",
    )

    assert messages_of(page) == ["ชื่อ", "ว่าง", ("%(n)s เขต", "%(n)s เขต"), "ของ %(a)s"]


def test_messages_of_code_are_found(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text('A = _("หนึ่ง")\nB = ngettext("เขต", "เขต", n)\nC = other("สอง")\n', "utf-8")

    assert messages_of(code) == ["หนึ่ง", ("เขต", "เขต")]


def test_what_lacks_or_is_stale_is_named(tmp_path: Path) -> None:
    """The guard itself: a catalogue with one word too many and all others missing."""
    catalog = Catalog(locale="en")
    catalog.add("คำเก่า", "Old word")
    po_file = tmp_path / "django.po"
    po_file.write_bytes(translations.po_bytes(catalog))

    found = problems(po_file)

    assert "no page says this any more: คำเก่า" in found
    assert "no English yet: เข้าสู่ระบบ" in found
    assert found[-1] == "django.mo is not that of django.po: run compile"


def test_unknown_command_is_refused() -> None:
    assert translations.main(["destroy"]) == 2
