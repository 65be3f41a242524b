"""What to look at once more before a round opens; nothing here keeps it from opening."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from tidtam.rounds.models import Instrument, Round, Stage
from tidtam.rounds.states import STAGE_NAMES, StageCode
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual

_LONGEST_STAGE: Final = dt.timedelta(days=180)
_MARKS: Final = re.compile(r"\{\{|\}\}|\{%|%\}|\$\{|</?[a-zA-Z][^<>]*>|\[\[")


def doubts_of(
    round_: Round, instruments: Sequence[Instrument], stages: Mapping[StageCode, Stage]
) -> list[Bilingual]:
    """Doubts about instruments, years, the letter and the dates, in this order."""
    return [
        *_of_instruments(round_, instruments),
        *_of_the_letter(round_.letter_th),
        *_of_dates(stages),
    ]


def _of_instruments(round_: Round, instruments: Sequence[Instrument]) -> list[Bilingual]:
    found = []
    for each in instruments:
        code = each.framework.code.upper()
        if each.form is None:
            found.append(
                Bilingual(
                    f"{code} ยังไม่มีแบบรายงาน เขตจึงไม่ต้องรายงานเครื่องมือนี้",
                    f"{code} has no form, so offices do not report on it",
                )
            )
        years = {each.framework.fiscal_year}
        if each.form is not None:
            years.add(each.form.fiscal_year)
        found += [
            Bilingual(
                f"{code} หรือแบบรายงานเป็นของปี {year} แต่รอบเป็นปี {round_.fiscal_year}",
                f"{code} or its form is of {year}, but the round of {round_.fiscal_year}",
            )
            for year in sorted(years - {round_.fiscal_year})
        ]
    return found


def _of_the_letter(letter: str) -> list[Bilingual]:
    if not letter.strip():
        return [Bilingual("ยังไม่มีข้อความถึงเขต", "There is no letter to the offices yet")]
    mark = _MARKS.search(letter)
    if mark is None:
        return []
    return [
        Bilingual(
            f"ข้อความถึงเขตมีเครื่องหมาย “{mark[0]}” ซึ่งเขตจะเห็นตามตัวอักษร",
            f"The letter has “{mark[0]}”, which offices will read as it stands",
        )
    ]


def _of_dates(stages: Mapping[StageCode, Stage]) -> list[Bilingual]:
    found = []
    report = stages.get(StageCode.REPORT)
    if report and report.closes_at <= clock.now():
        found.append(Bilingual("วันส่งรายงานผ่านไปแล้ว", "The day to submit has passed already"))
    for code, stage in stages.items():
        if stage.due_at - stage.starts_at > _LONGEST_STAGE:
            name = STAGE_NAMES[code]
            found.append(
                Bilingual(
                    f"ขั้น{name.th}ยาวกว่า 180 วัน โปรดตรวจปี",
                    f"{name.en}: longer than 180 days; please check the year",
                )
            )
    for (first, before), (second, after) in pairwise(stages.items()):
        if after.starts_at < before.due_at:
            one, two = STAGE_NAMES[first], STAGE_NAMES[second]
            found.append(
                Bilingual(
                    f"ขั้น{two.th}เริ่มก่อนขั้น{one.th}สิ้นสุด",
                    f"{two.en} begins before this ends: {one.en}",
                )
            )
    return found
