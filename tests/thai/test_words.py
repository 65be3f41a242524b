"""``docs/words.md``: one meaning each, in order, in sound Thai."""

from __future__ import annotations

from pathlib import Path

from tidtam.thai.text import is_sound

WORDS = Path(__file__).parents[2] / "docs" / "words.md"


def _rows() -> list[list[str]]:
    text = WORDS.read_text(encoding="utf-8")
    table = text[text.index("| English | Thai |") : text.index("## Short forms")]
    lines = [line for line in table.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_words_each_line_complete() -> None:
    rows = _rows()

    assert len(rows) > 100
    assert all(len(row) == 4 and all(row) for row in rows)


def test_words_alphabetical_and_once() -> None:
    english = [row[0].casefold() for row in _rows()]

    assert english == sorted(set(english))


def test_words_thai_sound_and_once() -> None:
    thai = [row[1] for row in _rows()]

    assert all(is_sound(word) for word in thai)
    assert len(set(thai)) == len(thai)


def test_words_hold_the_ones_code_is_named_by() -> None:
    """The words the rooms are built on are all explained."""
    english = {row[0] for row in _rows()}

    needed = {
        "agency",
        "answer",
        "band",
        "evidence",
        "framework",
        "indicator",
        "inspection region",
        "instrument",
        "level",
        "mark",
        "mean",
        "node",
        "office",
        "result sheet",
        "round",
        "rubric",
        "special value",
    }
    assert needed <= english
