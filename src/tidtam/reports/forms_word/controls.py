"""Content controls of Word, and the runs and paragraphs inside them.

Every control is locked against being deleted; its content stays free. The file as a whole is not
protected: with that, Word and LibreOffice would let nobody write a list or a table.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from tidtam.rounds.exchange_word import CLICK_CHOICE, TICKED, UNTICKED

_MOST_ALIAS: Final = 64
_TICK_FONT: Final = "Segoe UI Symbol"
_DATE: Final = (
    '<w:dateFormat w:val="d MMMM yyyy"/><w:lid w:val="th-TH"/>'
    '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="thai"/></w:date>'
)


@dataclass(slots=True)
class Controls:
    """Makes controls; each has a number of its own within the file."""

    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def bookmark(self, name: str) -> str:
        """A place with a name."""
        number = next(self._numbers)
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'

    def text(self, tag: str, alias: str, text: str, *, click: str) -> str:
        """A plain text of one line."""
        return self._inline(tag, alias, "<w:text/>", text, click)

    def choice(self, tag: str, alias: str, text: str, words: Sequence[str], *, click: str) -> str:
        """One of several words; ``click`` is what is shown before, "" where one always stands."""
        listed = dict.fromkeys(words)
        items = [f"<w:listItem w:value={quoteattr(CLICK_CHOICE)}/>"] if click else []
        items += [
            f"<w:listItem w:displayText={quoteattr(word)} w:value={quoteattr(word)}/>"
            for word in listed
        ]
        return self._inline(
            tag, alias, f"<w:dropDownList>{''.join(items)}</w:dropDownList>", text, click
        )

    def date(self, tag: str, alias: str, text: str, iso: str, *, click: str) -> str:
        """A date with Word's calendar of the Buddhist era."""
        full = f' w:fullDate="{iso}T00:00:00Z"' if iso else ""
        return self._inline(tag, alias, f"<w:date{full}>{_DATE}", text, click)

    def tick(self, tag: str, alias: str, *, ticked: bool) -> str:
        """A box to tick."""
        states = "".join(
            f'<w14:{name} w14:val="{ord(sign):04X}" w14:font="{_TICK_FONT}"/>'
            for name, sign in (("checkedState", TICKED), ("uncheckedState", UNTICKED))
        )
        kind = f'<w14:checkbox><w14:checked w14:val="{ticked:d}"/>{states}</w14:checkbox>'
        sign = TICKED if ticked else UNTICKED
        fonts = " ".join(f'w:{script}="{_TICK_FONT}"' for script in ("ascii", "hAnsi", "eastAsia"))
        drawn = f"<w:r><w:rPr><w:rFonts {fonts}/></w:rPr><w:t>{sign}</w:t></w:r>"
        return self._control(tag, alias, "", kind, drawn)

    def rich_cell(self, tag: str, alias: str, cell: str, *, click: str) -> str:
        """A whole cell of text; ``click`` names the placeholder where it shows one."""
        return self._control(tag, alias, _placeholder(click, shown=bool(click)), "", cell)

    def repeated(self, rows: Sequence[str]) -> str:
        """Rows of a table that Word repeats with a button."""
        items = "".join(self._control("", "", "", "<w15:repeatingSectionItem/>", r) for r in rows)
        return self._control("", "", "", "<w15:repeatingSection/>", items)

    def _inline(self, tag: str, alias: str, kind: str, text: str, click: str) -> str:
        shown = not text
        content = placeholder_run(click) if shown else run(text)
        return self._control(tag, alias, _placeholder(click, shown=shown), kind, content)

    def _control(self, tag: str, alias: str, holder: str, kind: str, content: str) -> str:
        named = f"<w:alias w:val={quoteattr(alias[:_MOST_ALIAS])}/>" if alias else ""
        tagged = f"<w:tag w:val={quoteattr(tag)}/>" if tag else ""
        lock = '<w:lock w:val="sdtLocked"/>' if tag else ""
        return (
            f'<w:sdt><w:sdtPr>{named}{tagged}<w:id w:val="{next(self._numbers)}"/>{lock}{holder}'
            f"{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )


def _placeholder(click: str, *, shown: bool) -> str:
    if not click:
        return ""
    part = f"<w:placeholder><w:docPart w:val={quoteattr(click)}/></w:placeholder>"
    return part + ("<w:showingPlcHdr/>" if shown else "")


def placeholder_run(words: str) -> str:
    """The grey words of an empty control."""
    look = '<w:rStyle w:val="PlaceholderText"/><w:color w:val="595959"/>'
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{escape(words)}</w:t></w:r>"


def run(text: str, *, bold: bool = False) -> str:
    """A run; ``"\\n"`` becomes a line break."""
    look = "<w:rPr><w:b/><w:bCs/></w:rPr>" if bold else ""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else ""
        for line in text.split("\n")
    )
    return f"<w:r>{look}{lines}</w:r>"


def paragraph(style: str, inner: str, *, keep: bool = False) -> str:
    """A paragraph of a named style; ``keep`` holds it on the page of the next one."""
    together = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{together}</w:pPr>{inner}</w:p>'
