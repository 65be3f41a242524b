"""n of N: a count with its base, and the percentage that follows from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from tidtam.forms.errors import AnswerProblem, shown
from tidtam.forms.kinds.base import Kind, Plain, Severity, as_fields
from tidtam.forms.kinds.typed import grouped, names_of, number_text, rounded, whole_text
from tidtam.thai.bilingual import Bilingual

NOT_COMPUTABLE: Final = Bilingual("คำนวณไม่ได้", "cannot be computed")
_BETWEEN: Final = re.compile(r"/|จาก|\bof\b|of")
_HUNDRED: Final = Fraction(100)


@dataclass(frozen=True)
class Count(Kind):
    """A count out of a base. Canonical: ``{"n": "12", "of": "20"}``; either may be "".

    Attributes:
        counted, base: what the two figures count.
        unit: of both: "แห่ง".
        target: percentage to reach; only a hint tells that it is not reached.
        direction: "up" where more is better, "down" where less is.
        may_exceed: whether the count may be larger than its base, as in gross rates.
    """

    counted: Bilingual
    base: Bilingual
    kind: Literal["count"] = "count"
    unit: Bilingual | None = None
    target: Fraction | None = None
    direction: Literal["up", "down"] = "up"
    may_exceed: bool = False

    def read(self, raw: object) -> dict[str, Plain]:
        given = _two(raw)
        read: dict[str, Plain] = {}
        for name, part in given.items():
            try:
                read[name] = whole_text(part, names_of(self.unit))
            except AnswerProblem as problem:
                label = self.counted if name == "n" else self.base
                th, en = f"{label.th}: {problem.th}", f"{label.en or label.th}: {problem.en}"
                raise AnswerProblem(th, en, (name,)) from None
        return read

    def is_empty(self, value: Plain) -> bool:
        return not any(as_fields(value).values())

    def is_complete(self, value: Plain) -> bool:
        return all(as_fields(value).values()) and not self._is_impossible(value)

    def percent(self, value: Plain) -> Fraction | None:
        """The exact percentage; None where a figure is missing or the base is 0."""
        fields = as_fields(value)
        n, of = fields["n"], fields["of"]
        if not isinstance(n, str) or not isinstance(of, str) or not n or not of or of == "0":
            return None
        return Fraction(n) / Fraction(of) * _HUNDRED

    def percent_text(self, value: Plain, language: str = "th") -> str:
        """The percentage with two decimals, half up: "60.00"; or that it cannot be computed."""
        percent = self.percent(value)
        return NOT_COMPUTABLE.in_language(language) if percent is None else rounded(percent)

    def plain(self, value: Plain, language: str = "th") -> str:
        if self.is_empty(value):
            return ""
        fields = as_fields(value)
        n, of = (grouped(str(fields[name])) or "–" for name in ("n", "of"))
        unit = f" {self.unit.in_language(language)}" if self.unit else ""
        percent, rate = self.percent(value), self.percent_text(value, language)
        if language.startswith("en"):
            return f"{n} of {of}{unit} ({rate}{'' if percent is None else '%'})"
        return f"{n} จาก {of}{unit} (ร้อยละ{':' if percent is None else ''} {rate})"

    def hints(self, value: Plain) -> tuple[Bilingual, ...]:
        if self.is_empty(value):
            return ()
        fields, percent = as_fields(value), self.percent(value)
        for name, label in (("n", self.counted), ("of", self.base)):
            if not fields[name]:
                return (_lacking(name, label),)
        if self._is_impossible(value):
            return (self._too_large(),)
        if percent is None:
            return (self._of_nothing(),)
        return self._against_target(percent)

    def severity(self, value: Plain) -> Severity | None:
        return "impossible" if self._is_impossible(value) else super().severity(value)

    def problems(self) -> tuple[Bilingual, ...]:
        if self.target is None or 0 <= self.target <= _HUNDRED:
            return ()
        return (
            Bilingual(
                '"target" เป็นร้อยละ ต้องอยู่ระหว่าง 0 ถึง 100 ให้แก้',
                '"target" is a percentage between 0 and 100; correct it',
            ),
        )

    def _is_impossible(self, value: Plain) -> bool:
        """Whether there are more than all of them."""
        fields = as_fields(value)
        n, of = str(fields["n"]), str(fields["of"])
        return bool(n and of) and not self.may_exceed and int(n) > int(of)

    def _too_large(self) -> Bilingual:
        counted, base = self.counted, self.base
        return Bilingual(
            f"ตัวตั้งมากกว่าตัวหาร โปรดแก้: “{counted.th}” มากกว่า “{base.th}”",
            f"The count is larger than its base; please correct it: “{counted.en or counted.th}”"
            f" is more than “{base.en or base.th}”.",
        )

    def _of_nothing(self) -> Bilingual:
        return Bilingual(
            f"ร้อยละ: {NOT_COMPUTABLE.th} เพราะ “{self.base.th}” เป็น 0",
            f"The percentage {NOT_COMPUTABLE.en}: the base is 0.",
        )

    def _against_target(self, percent: Fraction) -> tuple[Bilingual, ...]:
        if self.target is None:
            return ()
        attained = percent >= self.target if self.direction == "up" else percent <= self.target
        if attained:
            return ()
        rate, goal = rounded(percent), rounded(self.target)
        exact_th, exact_en = (" (เทียบก่อนปัดเศษ)", " (before rounding)") if rate == goal else ("", "")
        return (
            Bilingual(
                f"ร้อยละ {rate} ยังไม่ถึงค่าเป้าหมายร้อยละ {goal}{exact_th}",
                f"{rate}% does not attain the target of {goal}%{exact_en}.",
            ),
        )


def _lacking(name: str, label: Bilingual) -> Bilingual:
    """What a half answer still needs."""
    th, en = ("จำนวน", "count") if name == "n" else ("จำนวนทั้งหมด", "base")
    return Bilingual(
        f"ตอบบางส่วน: ยังขาด{th} ({label.th})",
        f"Answered in part: the {en} is still missing ({label.en or label.th}).",
    )


def _two(raw: object) -> dict[str, object]:
    """The two figures of "12/20", "12 จาก 20", a pair or a table of fields."""
    if raw is None:
        return {"n": "", "of": ""}
    if isinstance(raw, dict):
        for name in raw:
            if name not in ("n", "of"):
                raise _unreadable(raw)
        return {"n": raw.get("n"), "of": raw.get("of")}
    if isinstance(raw, (list, tuple)):
        parts = list(raw)
    else:
        text = number_text(raw) if not isinstance(raw, str) else raw
        parts = list(_BETWEEN.split(text))
    if not 1 <= len(parts) <= 2:
        raise _unreadable(raw)
    return {"n": parts[0], "of": parts[1] if len(parts) == 2 else ""}


def _unreadable(raw: object) -> AnswerProblem:
    return AnswerProblem(
        f"อ่านจำนวนกับจำนวนทั้งหมดจาก {shown(raw)} ไม่ได้ ให้ใส่ในรูป 12/20",
        f"No count and base can be read from {shown(raw)}; give them as 12/20.",
    )
