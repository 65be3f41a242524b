"""Content controls: what they say beside their text, and when they only show words to click."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from tidtam.imports.word_blocks import Control, WordCell
from tidtam.imports.word_parts import W14, W, attribute
from tidtam.rounds.exchange_word import PLACEHOLDERS, squeezed_text

_OURS: Final = frozenset(map(squeezed_text, PLACEHOLDERS))
# The words Word itself shows in an emptied control whose own words are gone.
_WORDS_OWN: Final = tuple(
    map(
        squeezed_text,
        (
            "Click or tap here to enter text.",
            "Click here to enter text.",
            "Choose an item.",
            "Click or tap to enter a date.",
            "Click here to enter a date.",
            "คลิกหรือแตะที่นี่เพื่อใส่ข้อความ",
            "คลิกที่นี่เพื่อใส่ข้อความ",
            "เลือกรายการ",
            "คลิกหรือแตะเพื่อใส่วันที่",
        ),
    )
)


def control_of(facts: Element | None) -> Control:
    """The control that ``w:sdtPr`` describes."""
    if facts is None:
        return Control("")
    box = facts.find(f"{W14}checkbox")
    checked = None
    if box is not None:
        said = box.find(f"{W14}checked")
        checked = said is not None and attribute(said, "val", W14) in ("1", "true", "on")
    full = attribute(facts.find(f"{W}date"), "fullDate")[:10]
    tag = attribute(facts.find(f"{W}tag"))
    return Control(tag, checked, full)


def is_placeholder(text: str) -> bool:
    """Whether a control shows only what it says while it is empty.

    The words decide, not the mark ``showingPlcHdr``: programs forget to take the mark away when
    somebody types, and that text must not be lost.
    """
    squeezed = squeezed_text(text)
    return squeezed in _OURS or squeezed in _WORDS_OWN


def name_without_tag(child: Element) -> str:
    """The name of a control without a tag; "" for anything else.

    LibreOffice 7 writes a control of text several times over, without its tag: the first holds
    all of the text, those right behind it with the same name are echoes.
    """
    facts = child.find(f"{W}sdtPr") if child.tag == f"{W}sdt" else None
    if facts is None or facts.find(f"{W}tag") is not None:
        return ""
    return attribute(facts.find(f"{W}alias"))


def within(cell: WordCell, control: Control) -> WordCell:
    """A cell that lies inside a control."""
    blocks = cell.blocks
    if is_placeholder(cell.text):
        blocks = ()
    return replace(cell, blocks=blocks, controls=(control, *cell.controls))
