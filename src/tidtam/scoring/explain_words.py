"""The words of an explanation: names of lines, sums, roundings and reasons, Thai and English.

Each function tells one thing that was already computed; nothing here decides a number. Digits are
cut from exact fractions: "4.2083…" means that more digits follow, and rounding starts from all of
them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from tidtam.scoring.definition import Framework, Node, SpecialValue
from tidtam.scoring.results import NodeResult, TotalResult
from tidtam.scoring.rollups import Part, RollUp, contribution
from tidtam.scoring.rounding import Rounding, printed, round_to, shortened
from tidtam.scoring.rules.base import NOT_COMPUTABLE
from tidtam.scoring.values import Kind, Special, Status
from tidtam.thai.bilingual import Bilingual

_MODES = {
    "half_up": Bilingual("ปัดครึ่งขึ้น", "rounded half up"),
    "half_even": Bilingual("ปัดครึ่งเข้าหาเลขคู่", "rounded half to even"),
    "half_down": Bilingual("ปัดครึ่งลง", "rounded half down"),
    "up": Bilingual("ปัดขึ้น", "rounded up"),
    "down": Bilingual("ปัดทิ้ง", "rounded down"),
}


class Names:
    """What each line of one framework is called: its printed label, never a bare code.

    Where labels repeat ("ตัวบ่งชี้ที่ 1" under three standards) every line beneath the top, and
    every repeated label, carries its code in brackets.
    """

    def __init__(self, framework: Framework) -> None:
        times = Counter(node.label.th for node in framework.by_code.values())
        self._repeated = {label for label, count in times.items() if count > 1}
        self._top = {node.code for node in framework.nodes}

    def of(self, node: Node) -> Bilingual:
        """ "ตัวชี้วัดที่ 4"; "ตัวบ่งชี้ที่ 1 (2.1)"; "ข้อ 2.1 (3.2.1)"."""
        th, en = node.label.th, node.label.in_language("en")
        code = f" ({node.code})" if self._is_ambiguous(node) else ""
        if th[:1].isdigit():
            return Bilingual(f"ข้อ {th}{code}", f"item {en}{code}")
        return Bilingual(f"{th}{code}", f"{en}{code}")

    def _is_ambiguous(self, node: Node) -> bool:
        if node.code in node.label.th.split():
            return False
        beneath = bool(self._repeated) and node.code not in self._top
        return beneath or node.label.th in self._repeated


def part_told(
    framework: Framework, name: Bilingual, result: NodeResult, weight: Fraction | None
) -> Bilingual:
    """One part of a mean: its name, its printed value, and what it counts as."""
    feeds = result.feeds or Fraction(0)
    weight_th = "" if weight is None else f" น้ำหนัก {shortened(weight)}"
    weight_en = "" if weight is None else f" with weight {shortened(weight)}"
    if not result.reported:
        sign = framework.specials[Special.NOT_REPORTED].printed
        return Bilingual(
            f"{name.th} ไม่ได้รายงาน ({sign}) นับเป็น 0{weight_th}",
            f"{name.en}: not reported ({sign}) and counted as 0{weight_en}",
        )
    shown = printed(feeds, framework.rounding.result)
    th, en = f"{name.th} ได้ {shown}", f"{name.en}: {shown}"
    if Fraction(shown) != feeds:  # the sum takes the exact value: say so where they differ
        exact = before_rounding(feeds, framework.rounding.result)
        th, en = f"{th} (ก่อนปัด {exact})", f"{en} ({exact} before rounding)"
    return Bilingual(th + weight_th, en + weight_en)


def before_rounding(value: Fraction, rounding: Rounding) -> str:
    """Enough digits to see which way ``value`` goes: two more than are kept, at least 4."""
    return shortened(value, max(4, rounding.digits + 2))


def rounded(before: Bilingual, value: Fraction, rounding: Rounding) -> Bilingual:
    """ "… = 4.2083… → ปัดครึ่งขึ้นเป็นทศนิยม 2 ตำแหน่ง = 4.21": what was rounded, how, to what."""
    shown, digits = printed(value, rounding), rounding.digits
    decimals = f"{digits} decimal" if digits == 1 else f"{digits} decimals"
    if round_to(value, rounding) == value:
        how = Bilingual("เขียน", "written")
        to_en = f"with {decimals}"
    else:
        how, to_en = _MODES[rounding.mode], f"to {decimals}"
    return Bilingual(
        f"{before.th} → {how.th}เป็นทศนิยม {digits} ตำแหน่ง = {shown}",
        f"{before.en} → {how.en} {to_en} = {shown}",
    )


def of_rounds(how: RollUp, parts: Sequence[Part], exact: str) -> Bilingual:
    """The rounds of one item put together, each addend shown: "(4 + 3) ÷ 2 = 3.5"."""
    count = len(parts)
    values = " + ".join(shortened(part.value) for part in parts)
    if how.kind in ("mean", "weighted_mean"):  # rounds carry no weights
        text = f"({values}) ÷ {count} = {exact}"
        return Bilingual(f"เฉลี่ย {count} รอบ: {text}", f"Mean of {count} rounds: {text}")
    told = of_parts(how, parts, exact)
    if how.kind == "sum":
        told = Bilingual(f"{values} = {exact}", f"{values} = {exact}")
    return Bilingual(f"รวม {count} รอบ: {told.th}", f"{count} rounds together: {told.en}")


def of_parts(how: RollUp, parts: Sequence[Part], exact: str) -> Bilingual:
    """The parts of a node or total put together: "รวม 50.5 ÷ 12 = 4.2083…"."""
    if how.kind == "mean":
        text = f"{_sum(part.value for part in parts)} ÷ {len(parts)} = {exact}"
        return Bilingual(f"รวม {text}", f"Sum {text}")
    if how.kind == "weighted_mean":
        products = _sum(part.value * part.weight for part in parts)
        weights = _sum(part.weight for part in parts)
        return Bilingual(
            f"รวมคะแนน × น้ำหนัก {products} ÷ รวมน้ำหนัก {weights} = {exact}",
            f"Sum of score × weight {products} ÷ sum of weights {weights} = {exact}",
        )
    if how.kind == "weighted_sum":
        added = " + ".join(_added(how, part) for part in parts)
        return Bilingual(f"รวม {added} = {exact}", f"Sum {added} = {exact}")
    th, en = {
        "sum": ("รวม", "Sum"),
        "highest": ("ค่าสูงสุด", "Highest"),
        "latest": ("ค่าล่าสุด", "Latest"),
    }[how.kind]
    return Bilingual(f"{th} {exact}", f"{en} {exact}")


def weighted_part(how: RollUp, name: Bilingual, part: Part) -> Bilingual:
    """What one part adds to a weighted sum: "3.3334 × น้ำหนัก 4 ÷ 100 = 0.133336 → …"."""
    product = part.value * part.weight / how.divisor
    rounding = how.round_parts or Rounding(digits=4)
    value, weight, divisor = map(shortened, (part.value, part.weight, how.divisor))
    shown = before_rounding(product, rounding)
    told = Bilingual(
        f"{name.th}: {value} × น้ำหนัก {weight} ÷ {divisor} = {shown}",
        f"{name.en}: {value} × weight {weight} ÷ {divisor} = {shown}",
    )
    return told if how.round_parts is None else rounded(told, product, how.round_parts)


def conclusion(framework: Framework, node: Node, result: NodeResult) -> Bilingual:
    """The last line of a node: exactly what the result holds."""
    if result.status is Status.NOT_REPORTED and result.feeds is not None:
        return Bilingual(
            f"ผล: ไม่ได้รายงาน นับเป็น {result.printed} ไม่มีระดับ",
            f"Result: not reported; counts as {result.printed}, no level",
        )
    if result.printed is None:
        meaning = meaning_of(framework, result.status)
        return Bilingual(
            f"ผล: ไม่นับในค่าเฉลี่ย ({meaning.th})",
            f"Result: left out of the mean ({meaning.en})",
        )
    if result.status is Status.HEADING:
        return _heading_conclusion(framework, result, result.printed)
    return _stated(result.printed, result.level, result.word)


def _heading_conclusion(framework: Framework, result: NodeResult, shown: str) -> Bilingual:
    passed = result.feeds or Fraction(0)
    if Fraction(shown) == passed:
        return Bilingual(
            f"ผล: หัวข้อ ไม่แสดงระดับ ส่งค่า {shown} ขึ้นไป",
            f"Result: a heading, no level shown; passes {shown} up",
        )
    exact = before_rounding(passed, framework.rounding.result)
    return Bilingual(
        f"ผล: หัวข้อ ไม่แสดงระดับ ส่งค่าก่อนปัด {exact} ขึ้นไป (เขียนเป็น {shown})",
        f"Result: a heading, no level shown; passes {exact} up unrounded (written {shown})",
    )


def total_conclusion(total: TotalResult) -> Bilingual:
    """The last line of all: the total's value, level and word."""
    if total.printed is None:
        return Bilingual(
            "ผลรวม: ไม่มีข้อใดนับ จึงไม่มีค่าเฉลี่ยและไม่มีระดับ",
            "Total: nothing counts, so there is no mean and no level",
        )
    stated = _stated(total.printed, total.level, total.word)
    return Bilingual(stated.th.replace("ผล:", "ผลรวม:"), stated.en.replace("Result:", "Total:"))


def _stated(value: str, level: int | None, word: Bilingual | None) -> Bilingual:
    th, en = f"ผล: {value}", f"Result: {value}"
    if level is not None:
        th, en = f"{th} ระดับ {level}", f"{en}, level {level}"
    if word is not None:
        th, en = f"{th} {word.th}", f"{en}, {word.in_language('en')}"
    return Bilingual(th, en)


def special_shown(special: SpecialValue) -> Bilingual:
    """A special value as printed, with its meaning where the print alone does not say it."""
    th, en = special.meaning.th, special.meaning.in_language("en")
    return Bilingual(
        th if special.printed in th else f"{special.printed} ({th})",
        f"{special.printed} ({_lowered(en)})" if special.printed.isascii() else en,
    )


def why_out(framework: Framework, node: Node, result: NodeResult) -> Bilingual:
    """Why a part is left out of the mean above it."""
    if node.kind is Kind.TARGET:
        return Bilingual("เทียบกับค่าเป้าหมาย ไม่มีระดับ", "compared with a target, no level")
    meaning = meaning_of(framework, result.status)
    return Bilingual(meaning.th, _lowered(meaning.en))


def meaning_of(framework: Framework, status: Status) -> Bilingual:
    """The framework's own words for a state that keeps a line out of the mean."""
    if status is Status.NOT_COMPUTABLE:
        return NOT_COMPUTABLE
    meaning = framework.specials[Special(status.value)].meaning
    return Bilingual(meaning.th, meaning.in_language("en"))


def _lowered(text: str) -> str:
    """A phrase of the file inside a sentence of ours; an abbreviation keeps its capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _sum(values: Iterable[Fraction]) -> str:
    return shortened(sum(values, Fraction(0)))


def _added(how: RollUp, part: Part) -> str:
    added = contribution(how, part)
    return printed(added, how.round_parts) if how.round_parts else shortened(added)
