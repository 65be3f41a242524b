"""What changed between two framework texts: line by line, and node by node in words."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from tidtam.frameworks.wording import (
    EFFECTS,
    KINDS,
    joined,
    roll_up_words,
    rounding_words,
    rule_words,
)
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.rounding import plain
from tidtam.scoring.values import Special
from tidtam.thai.bilingual import Bilingual

# Comparing long texts that share little takes minutes; nobody reads such a comparison.
MOST_LINES: Final = 4000
_AROUND: Final = 3
_ABSENT: Final = Bilingual("(ไม่มี)", "(none)")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed.

    Attributes:
        place: which node or which part of the file.
        what: title, weight, criteria of level 3 …
        before, after: in words; None on the side where the thing is absent.
    """

    place: Bilingual
    what: Bilingual
    before: Bilingual | None
    after: Bilingual | None


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a text comparison; ``skip`` stands for lines left out in between."""

    sign: Literal["+", "-", " ", "skip"]
    old: int | None
    new: int | None
    text: str


def diff_lines(before: str, after: str) -> list[DiffLine] | None:
    """The differing lines with three around each; None when the texts are too long to compare."""
    old, new = before.splitlines(), after.splitlines()
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(middle_old) + len(middle_new) > MOST_LINES:
        return None
    start = max(0, head - _AROUND)
    end = max(0, tail - _AROUND)
    kept_old, kept_new = old[start : len(old) - end], new[start : len(new) - end]
    return list(_lines(kept_old, kept_new, start))


def _shared(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _lines(old: list[str], new: list[str], offset: int) -> Iterator[DiffLine]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number:
            yield DiffLine("skip", None, None, "")
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                    yield DiffLine(" ", offset + i + 1, offset + j + 1, old[i])
                continue
            for i in range(i1, i2):
                yield DiffLine("-", offset + i + 1, None, old[i])
            for j in range(j1, j2):
                yield DiffLine("+", None, offset + j + 1, new[j])


# ---------------------------------------------------------------- in words


def changes(before: Framework, after: Framework) -> list[Change]:
    """Everything that means something else than before, in the order of the file."""
    return [*_frame(before, after), *_nodes(before, after)]


_WHOLE: Final = Bilingual("ทั้งกรอบ", "The whole framework")
_FRAME: Final = {
    "title": Bilingual("ชื่อกรอบ", "Title"),
    "short_title": Bilingual("ชื่อย่อ", "Short title"),
    "fiscal_year": Bilingual("ปีงบประมาณ", "Fiscal year"),
    "office_kinds": Bilingual("แบบสำนักงาน", "Kinds of office"),
    "rounds": Bilingual("รอบ", "Rounds"),
    "combine_rounds": Bilingual("การรวมรอบ", "How rounds are combined"),
    "roll_up": Bilingual("วิธีรวมขึ้นไป", "Roll-up"),
    "total": Bilingual("คะแนนรวม", "Total"),
    "tables": Bilingual("ตารางที่พิมพ์", "Printed tables"),
    "notes": Bilingual("หมายเหตุ", "Notes"),
}
_NODE: Final = {
    "label": Bilingual("ป้าย", "Label"),
    "title": Bilingual("ชื่อ", "Title"),
    "kind": Bilingual("ชนิด", "Kind"),
    "applies_to": Bilingual("ใช้กับ", "Applies to"),
    "rule": Bilingual("กติกา", "Rule"),
    "evidence": Bilingual("หลักฐานที่ขอ", "Evidence asked"),
    "note": Bilingual("หมายเหตุ", "Note"),
    "members": Bilingual("ตัวชี้วัดที่ใช้ระดับร่วมกัน", "Indicators that share the rating"),
    "weight": Bilingual("น้ำหนัก", "Weight"),
    "roll_up": Bilingual("วิธีรวมขึ้นไป", "Roll-up"),
}


def _frame(before: Framework, after: Framework) -> Iterator[Change]:
    for name, what in _FRAME.items():
        yield from _field(_WHOLE, what, getattr(before, name), getattr(after, name))
    old_words, new_words = before.words, after.words
    for level in sorted({*old_words, *new_words}, reverse=True):
        what = Bilingual(f"คำของระดับ {level}", f"Word of level {level}")
        yield from _field(_WHOLE, what, old_words.get(level), new_words.get(level))
    old_edges = {band.level: band.up_to for band in before.bands}
    new_edges = {band.level: band.up_to for band in after.bands}
    for level in sorted({*old_edges, *new_edges}):
        what = Bilingual(f"ขอบบนของระดับ {level}", f"Upper edge of level {level}")
        yield from _field(_WHOLE, what, old_edges.get(level), new_edges.get(level))
    for special in Special:
        what = Bilingual(f"ค่าพิเศษ {special.value}", f"Special value {special.value}")
        yield from _field(_WHOLE, what, before.specials.get(special), after.specials.get(special))
    for step, th, en in (("result", "ที่พิมพ์", "printed"), ("upward", "ก่อนส่งขึ้น", "passed upward")):
        what = Bilingual(f"การปัดเศษค่า{th}", f"Rounding of the value {en}")
        old, new = getattr(before.rounding, step), getattr(after.rounding, step)
        if old != new:
            yield Change(_WHOLE, what, rounding_words(old), rounding_words(new))


def _nodes(before: Framework, after: Framework) -> Iterator[Change]:
    old_parents, new_parents = _parents(before), _parents(after)
    for code, node in after.by_code.items():
        old = before.by_code.get(code)
        if old is None:
            yield Change(_place(node), Bilingual("เพิ่มข้อ", "Added"), None, node.title)
            continue
        yield from _node(_place(node), old, node)
        if old_parents[code] != new_parents[code]:
            what = Bilingual("ย้ายไปอยู่ใต้", "Moved beneath")
            yield Change(_place(node), what, _code(old_parents[code]), _code(new_parents[code]))
    for code, node in before.by_code.items():
        if code not in after.by_code:
            yield Change(_place(node), Bilingual("ลบข้อ", "Removed"), node.title, None)
    shared = [code for code in before.by_code if code in after.by_code]
    if shared != [code for code in after.by_code if code in before.by_code]:
        what = Bilingual("ลำดับข้อ", "Order of items")
        order = (", ".join(shared), ", ".join(c for c in after.by_code if c in before.by_code))
        yield Change(_WHOLE, what, Bilingual(order[0], order[0]), Bilingual(order[1], order[1]))


def _parents(framework: Framework) -> dict[str, str]:
    found = {node.code: "" for node in framework.nodes}
    for node in framework.by_code.values():
        found |= {child.code: node.code for child in node.children}
    return found


def _code(code: str) -> Bilingual:
    return Bilingual(code, code) if code else Bilingual("ระดับบนสุด", "the top")


def _place(node: Node) -> Bilingual:
    """The label as printed, with the code where the label does not end with it."""
    th, en = node.label.th, node.label.en or node.label.th
    return Bilingual(_with_code(th, node.code), _with_code(en, node.code))


def _with_code(label: str, code: str) -> str:
    return label if label.endswith(code) else f"{label} ({code})"


def _node(place: Bilingual, old: Node, new: Node) -> Iterator[Change]:
    for name, what in _NODE.items():
        yield from _field(place, what, getattr(old, name), getattr(new, name))
    old_rubric = {each.level: each.word for each in old.rubric.levels} if old.rubric else {}
    new_rubric = {each.level: each.word for each in new.rubric.levels} if new.rubric else {}
    for level in sorted({*old_rubric, *new_rubric}, reverse=True):
        what = Bilingual(f"เกณฑ์ระดับ {level}", f"Criteria of level {level}")
        yield from _field(place, what, old_rubric.get(level), new_rubric.get(level))
    if old.rubric and new.rubric:
        what = Bilingual("เครื่องหมายตัวอย่าง", "Sample mark")
        yield from _field(place, what, old.rubric.sample, new.rubric.sample)


def _field(place: Bilingual, what: Bilingual, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    before, after = _words(old), _words(new)
    if before.th == after.th and before.en != after.en:
        what = Bilingual(f"{what.th} (อังกฤษ)", f"{what.en} (English)")
        before, after = Bilingual(before.en, before.en), Bilingual(after.en, after.en)
    yield Change(place, what, before, after)


def _words(value: Any) -> Bilingual:
    """A value of the definition as people would say it."""
    if value is None or value == ():
        return _ABSENT
    if isinstance(value, Bilingual):
        return Bilingual(value.th, value.en or value.th)
    if isinstance(value, bool):
        return Bilingual("ใช่", "yes") if value else Bilingual("ไม่ใช่", "no")
    if isinstance(value, Fraction):
        return Bilingual(plain(value), plain(value))
    if isinstance(value, tuple):
        return joined([_words(each) for each in value])
    for table in (KINDS, EFFECTS):
        if value in table:
            return table[value]
    return _words_of_a_thing(value)


def _words_of_a_thing(value: Any) -> Bilingual:
    if hasattr(value, "over"):
        return roll_up_words(value)
    if hasattr(value, "score") and hasattr(value, "kind"):
        return joined(rule_words(value))
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        return joined([_words(getattr(value, name)) for name in names if getattr(value, name)])
    return Bilingual(str(value), str(value))
