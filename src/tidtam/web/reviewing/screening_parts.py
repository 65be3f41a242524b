"""One item of a report that is screened: what stands there, what is missing, what was returned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tidtam.reviews.labels import item_label
from tidtam.reviews.lacks import LACKS, missing_text
from tidtam.reviews.screening_list import Returned
from tidtam.rounds.content import ReadItem
from tidtam.rounds.tasks import headings_above
from tidtam.thai.bilingual import Bilingual
from tidtam.web.office.evidence import Row, row_of
from tidtam.web.office.review import Said, is_after, said_of

if TYPE_CHECKING:
    from tidtam.rounds.content import ReadInstrument


@dataclass(frozen=True, slots=True)
class Typed:
    """What the screener ticked and wrote for one item."""

    codes: frozenset[str] = frozenset()
    own: str = ""

    @property
    def missing(self) -> str:
        return missing_text(self.codes, self.own)


@dataclass(frozen=True, slots=True)
class Part:
    """One item of the report, to be read and perhaps returned.

    Attributes:
        above: the headings it stands under; None at the top.
        doubts: what is not complete as far as the machine can see.
        returns: its earlier returns, the newest first.
        lacks: ready sentences with their codes, and whether each is ticked.
    """

    item: ReadItem
    label: Bilingual
    above: Bilingual | None
    answers: tuple[Said, ...]
    evidence: tuple[tuple[Row, bool], ...]
    doubts: tuple[Bilingual, ...]
    returns: tuple[Returned, ...]
    typed: Typed
    lacks: tuple[tuple[str, Bilingual, bool], ...]

    @property
    def is_out(self) -> bool:
        """Whether the office has it now."""
        return any(each.is_out for each in self.returns)


def parts_of(
    instrument: ReadInstrument, returns: list[Returned], typed: Mapping[int, Typed]
) -> list[Part]:
    """The items of an instrument in printing order, with what was typed about each."""
    above = headings_above(instrument.framework)
    return [
        _part(
            item,
            item_label(instrument.framework, item.node_code),
            above.get(item.node_code),
            tuple(each for each in returns if each.item_id == item.item_id),
            typed.get(item.item_id, Typed()),
        )
        for item in instrument.items
    ]


def _part(
    item: ReadItem,
    label: Bilingual,
    above: Bilingual | None,
    returns: tuple[Returned, ...],
    typed: Typed,
) -> Part:
    """One item; what is new since its last return carries a tag."""
    since = returns[0].returned_at if returns else None
    return Part(
        item=item,
        label=label,
        above=above,
        answers=tuple(said_of(answer, since) for answer in item.answers),
        evidence=tuple((row_of(each), is_after(each.added_at, since)) for each in item.evidence),
        doubts=_doubts(item),
        returns=returns,
        typed=typed,
        lacks=tuple((code, words, code in typed.codes) for code, words in LACKS.items()),
    )


def _doubts(item: ReadItem) -> tuple[Bilingual, ...]:
    doubts = []
    if item.blank:
        doubts.append(
            Bilingual(
                f"ยังไม่ตอบ {item.blank} จาก {item.asked} คำถามที่ต้องตอบ",
                f"{item.blank} of {item.asked} required questions have no answer",
            )
        )
    if not item.evidence:
        doubts.append(Bilingual("ไม่มีหลักฐาน", "No evidence"))
    return tuple(doubts)
