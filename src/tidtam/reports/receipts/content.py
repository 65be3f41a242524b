"""What stands on a receipt, as plain data: read from the receipt alone, never from later texts."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tidtam.forms.states import AnswerState
from tidtam.rounds.models import Receipt
from tidtam.thai.bilingual import Bilingual

GROUP = 8


@dataclass(frozen=True, slots=True)
class InstrumentCounts:
    """How much of one instrument was submitted; the four states add up to ``questions``.

    Attributes:
        skipped: optional questions without an answer; no report is sent while a required one
            has none (``rounds.submitting.send``).
    """

    title: Bilingual
    items: int
    questions: int
    answered: int
    none: int
    not_applicable: int
    skipped: int
    evidence: int


@dataclass(frozen=True, slots=True)
class ReceiptContent:
    """Everything a receipt says.

    Attributes:
        office, office_code, round_title, round_code: whose report of which round.
        checksum: SHA-256 of the content in groups of eight.
        withdrawn_at: when the report was taken back; None while the receipt holds.
        mended: the items that came back with it ("QP 1"); empty for a whole report's receipt,
            which alone can be late.
    """

    number: int
    office: Bilingual
    office_code: str
    round_title: Bilingual
    round_code: str
    approved_by: str
    approved_at: dt.datetime
    submitted_by: str
    submitted_at: dt.datetime
    due_at: dt.datetime
    checksum: str
    instruments: tuple[InstrumentCounts, ...]
    withdrawn_at: dt.datetime | None
    is_demo: bool
    mended: tuple[str, ...] = ()

    @property
    def is_late(self) -> bool:
        return not self.mended and self.submitted_at > self.due_at


def receipt_content(receipt: Receipt) -> ReceiptContent:
    """The content of a receipt; one query for the instruments' titles."""
    submission = receipt.submission
    office, round_ = submission.office, submission.round
    told = json.loads(receipt.content)
    instruments = round_.instruments.select_related("framework").defer("framework__source")
    titles = {
        f"{each.framework.code}/{each.framework.version}": Bilingual(
            each.framework.title_th, each.framework.title_en or each.framework.title_th
        )
        for each in instruments
    }
    return ReceiptContent(
        number=receipt.number,
        office=Bilingual(office.name_th, office.name_en),
        office_code=office.code,
        round_title=Bilingual(round_.title_th, round_.title_en),
        round_code=round_.code,
        approved_by=receipt.approved_by,
        approved_at=receipt.approved_at,
        submitted_by=receipt.issued_by,
        submitted_at=receipt.issued_at,
        due_at=receipt.due_at,
        checksum=in_groups(receipt.checksum),
        instruments=tuple(_counts(each, titles) for each in told["instruments"]),
        withdrawn_at=receipt.withdrawn_at,
        is_demo=round_.is_demo,
        mended=tuple(receipt.mended),
    )


def skipped_sentence(content: ReceiptContent) -> Bilingual:
    """That nothing asked for is missing, and how many optional questions were left out."""
    count = sum(each.skipped for each in content.instruments)
    return Bilingual(
        f"คำถามที่ต้องตอบมีคำตอบครบทุกข้อ คำถามไม่บังคับที่ไม่ได้ตอบ {count:,}",
        f"Every required question has its answer; optional questions without one: {count:,}",
    )


def in_groups(checksum: str) -> str:
    """A checksum as people compare it: groups of eight letters."""
    return " ".join(checksum[at : at + GROUP] for at in range(0, len(checksum), GROUP))


def _counts(instrument: Mapping[str, Any], titles: Mapping[str, Bilingual]) -> InstrumentCounts:
    name = instrument["framework"]
    items = instrument["items"]
    states = Counter(answer["state"] for item in items for answer in item["answers"])
    return InstrumentCounts(
        title=titles.get(name, Bilingual(name, name)),
        items=len(items),
        questions=states.total(),
        answered=states[AnswerState.ANSWERED.value],
        none=states[AnswerState.NONE.value],
        not_applicable=states[AnswerState.NOT_APPLICABLE.value],
        skipped=states[AnswerState.BLANK.value],
        evidence=sum(len(item["evidence"]) for item in items),
    )
