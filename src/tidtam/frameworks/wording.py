"""A framework's rules in words that a director understands, in Thai and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.rollups import RollUp
from tidtam.scoring.rounding import Rounding, plain, printed
from tidtam.scoring.values import Effect, Kind
from tidtam.thai.bilingual import Bilingual

KINDS: Final = {
    Kind.RATED: Bilingual("ประเมินระดับคุณภาพ", "Rated"),
    Kind.HEADING: Bilingual("หัวข้อ (ไม่พิมพ์ระดับ)", "Heading (no level printed)"),
    Kind.MONITORED: Bilingual("ติดตามแต่ไม่ประเมินผล", "Monitored, not rated"),
    Kind.PENDING: Bilingual("อยู่ระหว่างดำเนินการ", "Pending"),
    Kind.TARGET: Bilingual("เทียบค่าเป้าหมาย", "Compared with a target"),
}
EFFECTS: Final = {
    Effect.ZERO: Bilingual("นับเป็น 0 และอยู่ในตัวหาร", "Counts as 0 and stays in the denominator"),
    Effect.EXCLUDE: Bilingual("ไม่นำมาเฉลี่ย", "Left out of the mean"),
}
_MODES: Final = {
    "half_up": Bilingual("ปัดครึ่งขึ้น", "half up"),
    "half_down": Bilingual("ปัดครึ่งลง", "half down"),
    "half_even": Bilingual("ปัดครึ่งเข้าหาเลขคู่", "half to even"),
    "up": Bilingual("ปัดขึ้นเสมอ", "always up"),
    "down": Bilingual("ปัดลงเสมอ", "always down"),
}
_ROLL_UPS: Final = {
    "mean": Bilingual("ค่าเฉลี่ย", "the mean"),
    "weighted_mean": Bilingual("ค่าเฉลี่ยถ่วงน้ำหนัก", "the weighted mean"),
    "weighted_sum": Bilingual("ผลรวมถ่วงน้ำหนัก", "the weighted sum"),
    "sum": Bilingual("ผลรวม", "the sum"),
    "highest": Bilingual("ค่าสูงสุด", "the highest"),
    "latest": Bilingual("ค่าล่าสุด", "the latest"),
}


def rounding_words(rounding: Rounding | None) -> Bilingual:
    """ "ปัดครึ่งขึ้นเป็นทศนิยม 2 ตำแหน่ง"."""
    if rounding is None:
        return Bilingual("ไม่ปัด ใช้ค่าแท้", "not rounded, the exact value is used")
    mode = _MODES[rounding.mode]
    return Bilingual(
        f"{mode.th}เป็นทศนิยม {rounding.digits} ตำแหน่ง",
        f"rounded {mode.en} to {rounding.digits} decimals",
    )


def roll_up_words(how: RollUp) -> Bilingual:
    """How parts are put together: "ค่าเฉลี่ยของข้อย่อย"."""
    kind = _ROLL_UPS[how.kind]
    th, en = ("ของข้อปลายสุดทุกข้อ", "of all lowest items")
    if how.over == "children":
        th, en = ("ของข้อที่อยู่ถัดลงไป", "of the items directly beneath")
    if how.kind == "weighted_sum":
        th, en = f"{th} หารด้วย {plain(how.divisor)}", f"{en}, divided by {plain(how.divisor)}"
    if how.round_parts is not None:
        rounded = rounding_words(how.round_parts)
        th, en = f"{th} แต่ละผลคูณ{rounded.th}", f"{en}, each product {rounded.en}"
    return Bilingual(f"{kind.th}{th}", f"{kind.en} {en}")


def combine_words(how: RollUp) -> Bilingual:
    """How the rounds of a year are put together."""
    kind = _ROLL_UPS[how.kind]
    return Bilingual(f"{kind.th}ของรอบที่รายงาน", f"{kind.en} of the rounds reported")


def band_words(framework: Framework) -> list[tuple[int, Bilingual, Bilingual]]:
    """Level, its word, and its range in words, best first."""
    step = Fraction(1, 10**framework.decimals)
    result, low, rows = framework.rounding.result, None, []
    for band in framework.bands:
        top = printed(band.up_to, result)
        text = Bilingual(f"ไม่เกิน {top}", f"up to {top}")
        if low is not None:
            text = Bilingual(f"{low} ถึง {top}", f"{low} to {top}")
        rows.append((band.level, framework.words.get(band.level, Bilingual("")), text))
        low = printed(band.up_to + step, result)
    return rows[::-1]


def applies_words(framework: Framework, node: Node) -> Bilingual | None:
    """Who a node is asked of, when not of everybody."""
    if not node.applies_to:
        return None
    labels = [
        kind.label or kind.title for kind in framework.office_kinds if node.applies(kind.code)
    ]
    return Bilingual(
        f"เฉพาะ {', '.join(each.th for each in labels)}",
        f"{', '.join(each.en or each.th for each in labels)} only",
    )


def rule_words(rule: Any) -> list[Bilingual]:
    """A rule in sentences; its kind decides which."""
    return list(_RULES.get(rule.kind, _unknown)(rule))


def _unknown(rule: Any) -> Iterator[Bilingual]:
    yield Bilingual(f"กติกา {rule.kind}", f"Rule {rule.kind}")


def _rubric(rule: Any) -> Iterator[Bilingual]:
    yield Bilingual("ผู้ประเมินเลือกระดับตามเกณฑ์", "A reviewer chooses the level by the criteria")


def _target(rule: Any) -> Iterator[Bilingual]:
    least = rule.direction == "up"
    yield Bilingual(
        f"บรรลุเมื่อค่า{'ไม่ต่ำกว่า' if least else 'ไม่เกิน'} {plain(rule.target)} ({rule.unit.th}) "
        "เทียบโดยไม่ปัดเศษ",
        f"Attained at {plain(rule.target)} ({rule.unit.en}) or {'more' if least else 'less'}, "
        "compared unrounded",
    )


def _milestones(rule: Any) -> Iterator[Bilingual]:
    yield Bilingual(
        "ระดับ k ต้องผ่านขั้นที่ 1 ถึง k ครบทุกขั้น",
        "Level k needs every milestone from 1 to k",
    )
    for number, item in enumerate(rule.milestones, start=1):
        yield _numbered(number, item.title)


def _numbered(number: int, title: Bilingual) -> Bilingual:
    return Bilingual(f"{number}. {title.th}", f"{number}. {title.en or title.th}")


def _checklist(rule: Any) -> Iterator[Bilingual]:
    yield Bilingual("นับจำนวนรายการที่ทำแล้วเทียบเป็นคะแนน", "The number of items done gives the score")
    for number, item in enumerate(rule.items, start=1):
        yield _numbered(number, item.title)
    yield from _thresholds(rule)


def _thresholds(rule: Any) -> Iterator[Bilingual]:
    is_down = getattr(rule, "direction", "up") == "down"
    for each in rule.thresholds:
        edge, score = plain(each.edge), plain(each.score)
        th, en = ("ไม่เกิน", "at most") if is_down else ("ตั้งแต่", "at least")
        yield Bilingual(f"{th} {edge} ได้ {score}", f"{en} {edge}: {score}")
    if rule.thresholds:
        rest = plain(rule.otherwise)
        yield Bilingual(f"นอกนั้นได้ {rest}", f"otherwise: {rest}")


def _percent_bands(rule: Any) -> Iterator[Bilingual]:
    yield Bilingual("ร้อยละเทียบเป็นคะแนน โดยไม่ปัดเศษ", "A percentage gives the score, unrounded")
    yield from _thresholds(rule)


def _yes_no(rule: Any) -> Iterator[Bilingual]:
    yield Bilingual("ร้อยละของหน่วยที่ตอบว่าใช่", "The percentage of units that answered yes")
    yield from _thresholds(rule)


def _linear(rule: Any) -> Iterator[Bilingual]:
    mark, full = plain(rule.full_mark), plain(rule.full_at)
    yield Bilingual(
        f"คะแนนเป็นสัดส่วน ได้เต็ม {mark} เมื่อค่าถึง {full} และไม่เกินคะแนนเต็ม",
        f"In proportion: the full {mark} at {full}, never more",
    )


def _piecewise(rule: Any) -> Iterator[Bilingual]:
    yield Bilingual("คะแนนอยู่บนเส้นตรงระหว่างจุดที่กำหนด", "A straight line between the given points")
    for each in rule.anchors:
        yield Bilingual(
            f"ค่า {plain(each.at)} ได้ {plain(each.score)}",
            f"{plain(each.at)} scores {plain(each.score)}",
        )


def _three_anchors(rule: Any) -> Iterator[Bilingual]:
    values = (rule.start, rule.standard, rule.target)
    names = (("ค่าเริ่มต้น", "start"), ("ค่ามาตรฐาน", "standard"), ("ค่าเป้าหมาย", "target"))
    for (th, en), value, score in zip(names, values, rule.scores, strict=True):
        yield Bilingual(
            f"{th} {plain(value)} ได้ {plain(score)}", f"{en} {plain(value)} scores {plain(score)}"
        )


def _change(rule: Any) -> Iterator[Bilingual]:
    is_points = rule.measure == "points"
    yield Bilingual(
        f"เทียบกับปีก่อนเป็น{'จุด' if is_points else 'ร้อยละ'}",
        f"Compared with last year, in {'points' if is_points else 'per cent'}",
    )
    yield from _thresholds(rule)


def _ratio(rule: Any) -> Iterator[Bilingual]:
    source, per = rule.denominator_source, plain(rule.per)
    yield Bilingual(
        f"จำนวนต่อ {per} ตัวหารจาก{source.th}", f"Count per {per}; denominator: {source.en}"
    )
    yield from _thresholds(rule)


def _parity(rule: Any) -> Iterator[Bilingual]:
    yield Bilingual(
        f"อัตราของ{rule.first.th}หารด้วยอัตราของ{rule.second.th} (1 คือเท่ากัน)",
        f"The rate of {rule.first.en} divided by that of {rule.second.en} (1 is parity)",
    )
    yield from _thresholds(rule)


def _best_evidence(rule: Any) -> Iterator[Bilingual]:
    full = plain(rule.full_mark)
    yield Bilingual(
        f"ใช้หลักฐานที่ดีที่สุด {rule.count} ชิ้น ไม่เกิน {full} คะแนน",
        f"The best {rule.count} pieces of evidence, at most {full}",
    )
    for rank in rule.ranks:
        points = plain(rank.points)
        yield Bilingual(
            f"{rank.title.th} {points} คะแนน", f"{rank.title.en or rank.title.th}: {points}"
        )


def _deduction(rule: Any) -> Iterator[Bilingual]:
    yield from rule_words(rule.of)
    miss, floor = plain(rule.per_miss), plain(rule.floor)
    yield Bilingual(
        f"หัก {miss} ต่อการไม่รายงานหนึ่งครั้ง ไม่ต่ำกว่า {floor}",
        f"{miss} off for each report missed, never under {floor}",
    )


def _two_scorers(rule: Any) -> Iterator[Bilingual]:
    yield from rule_words(rule.of)
    is_self = rule.official == "self"
    yield Bilingual(
        f"มีผู้ให้คะแนนสองฝ่าย ใช้ของ{'หน่วยงานเอง' if is_self else 'คณะกรรมการ'}",
        f"Two scorers; the {'office' if is_self else 'committee'}'s is official",
    )


_RULES: Final[dict[str, Callable[[Any], Iterator[Bilingual]]]] = {
    "rubric": _rubric,
    "target": _target,
    "milestones": _milestones,
    "checklist": _checklist,
    "percent_bands": _percent_bands,
    "yes_no": _yes_no,
    "linear": _linear,
    "piecewise": _piecewise,
    "three_anchors": _three_anchors,
    "change": _change,
    "ratio": _ratio,
    "parity": _parity,
    "best_evidence": _best_evidence,
    "deduction": _deduction,
    "two_scorers": _two_scorers,
}


def joined(sentences: Sequence[Bilingual]) -> Bilingual:
    """Several sentences as one text, for a list of changes."""
    return Bilingual("; ".join(s.th for s in sentences), "; ".join(s.en for s in sentences))
