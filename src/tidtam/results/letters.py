"""The comments of a sheet held against its result, before anything is printed or published."""

from __future__ import annotations

from collections import Counter

from tidtam.checks.comment import check_comment
from tidtam.checks.finding import Finding
from tidtam.checks.level_words import Totals
from tidtam.orgs.named_offices import named_offices
from tidtam.results.reading import ReadResult
from tidtam.results.sheets import OfficeSheet
from tidtam.scoring.values import Status
from tidtam.thai.bilingual import Bilingual

_BLOCKS = "error"


class CommentReader:
    """Reads comments against the register; made once for many sheets (three queries)."""

    def __init__(self) -> None:
        self.names, self.register = named_offices()

    def doubts_about(self, sheet: OfficeSheet) -> list[Bilingual]:
        """What forbids printing a sheet: one sentence per contradiction, empty when sound."""
        about = self.names[sheet.office.code]
        if sheet.missing:
            return [_incomplete(sheet)]
        return [
            _sentence(sheet, result, node_code, finding)
            for result in sheet.results
            for node_code, text in sorted(sheet.advice.get(result.framework.code, {}).items())
            for finding in check_comment(
                text,
                about=about,
                register=self.register,
                totals=totals_of(result, node_code),
                part=node_code,
            )
            if finding.severity == _BLOCKS
        ]


def totals_of(result: ReadResult, node_code: str) -> Totals:
    """What a comment may speak of: the whole instrument, or the one item it advises on."""
    leaves = [line for line in result.nodes if line.marks and line.value is not None]
    level = result.total.level
    if node_code:
        leaves = [line for line in leaves if line.node.code == node_code]
        level = next((line.level for line in leaves), None)
    return Totals(
        level=level,
        counts=Counter(line.level for line in leaves if line.level is not None),
        not_reported=sum(line.status is Status.NOT_REPORTED for line in leaves),
        words={number: word.th for number, word in result.framework.words.items()},
    )


def _incomplete(sheet: OfficeSheet) -> Bilingual:
    codes = ", ".join(sheet.missing)
    return Bilingual(
        f"{sheet.office.short_th}: ยังไม่มีผลของ {codes} ใบแจ้งผลจึงยังไม่ครบ โปรดใส่คะแนนแล้วคำนวณใหม่",
        f"{sheet.office.short_en}: no result of {codes} yet, so its sheet is incomplete; "
        "please enter the marks and compute again.",
    )


def _sentence(
    sheet: OfficeSheet, result: ReadResult, node_code: str, finding: Finding
) -> Bilingual:
    where_th = f"ข้อ {node_code}" if node_code else "ความเห็นภาพรวม"
    where_en = f"item {node_code}" if node_code else "overall comment"
    code = result.framework.code
    return Bilingual(
        f"{sheet.office.short_th} ({code}, {where_th}) “{finding.words}”: {finding.why.th}",
        f"{sheet.office.short_en} ({code}, {where_en}) “{finding.words}”: {finding.why.en}",
    )
