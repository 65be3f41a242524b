"""What a shape cannot say: codes that repeat, bands that overlap, levels without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tidtam.frameworks.problems import Finding, Path
from tidtam.scoring.definition import Framework, Named, Node
from tidtam.scoring.rollups import RollUp
from tidtam.scoring.rounding import Rounding, round_to
from tidtam.scoring.rules import Target
from tidtam.scoring.values import Kind, Special
from tidtam.thai.bilingual import Bilingual


def findings(framework: Framework) -> list[Finding]:
    """Every contradiction in a framework of sound shape, in the order of the file."""
    found = [
        *_code(framework),
        *_named("office_kinds", framework.office_kinds),
        *_named("rounds", framework.rounds),
        *_levels(framework),
        *_bands(framework),
        *_special_values(framework),
        *_rounding(("rounding", "result"), framework.rounding.result),
        *_rounding(("rounding", "upward"), framework.rounding.upward),
        *_roll_up(("roll_up",), framework.roll_up),
        *_roll_up(("combine_rounds",), framework.combine_rounds),
        *_roll_up(("total", "roll_up"), framework.total.roll_up),
    ]
    seen: dict[str, str] = {}
    for path, node in _walk(("nodes",), framework.nodes):
        found += [*_repeated(path, node, seen), *_node(framework, path, node)]
    return found + list(_something_asked(framework))


def _say(path: Path, th: str, en: str) -> Finding:
    return Finding(path, Bilingual(th=th, en=en))


def _walk(path: Path, nodes: Sequence[Node]) -> Iterator[tuple[Path, Node]]:
    for index, node in enumerate(nodes):
        here = (*path, index)
        yield here, node
        yield from _walk((*here, "children"), node.children)


def _code(framework: Framework) -> Iterator[Finding]:
    ending = f"-{framework.fiscal_year}"
    if not framework.code.endswith(ending):
        yield _say(
            ("code",),
            f'"{framework.code}" ไม่ลงท้ายด้วยปีงบประมาณ ให้ลงท้ายด้วย {ending}',
            f'"{framework.code}" does not end with its fiscal year; end it with {ending}',
        )


def _named(key: str, items: Sequence[Named]) -> Iterator[Finding]:
    if not items:
        yield _say((key,), f'"{key}" ว่าง ให้ใส่อย่างน้อยหนึ่งรายการ', f'"{key}" is empty; give one')
    codes = [item.code for item in items]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            yield _say(
                (key, index, "code"),
                f'รหัส "{code}" ซ้ำ ให้ใช้รหัสอื่น',
                f'the code "{code}" is repeated; use another',
            )


def _levels(framework: Framework) -> Iterator[Finding]:
    marks = [level.level for level in framework.levels]
    if not marks or sorted(marks) != list(range(min(marks), max(marks) + 1)):
        yield _say(
            ("levels",),
            "ระดับต้องเรียงต่อกันไม่ซ้ำ เช่น 1 2 3 4 5 ให้แก้ให้ครบ",
            "levels must follow each other without gaps, such as 1 2 3 4 5; complete them",
        )


def _bands(framework: Framework) -> Iterator[Finding]:
    words = [level.level for level in framework.levels]
    before = None
    for index, band in enumerate(framework.bands):
        path: Path = ("bands", index)
        if band.level not in words:
            yield _say(
                path,
                f"ระดับ {band.level} ไม่มีคำอธิบายใน levels ให้เพิ่ม",
                f"level {band.level} has no word in levels; add it",
            )
        if before is not None and band.up_to <= before:
            yield _say(
                path,
                "ขอบบนของช่วงไม่สูงกว่าช่วงก่อน ให้เรียงจากน้อยไปมาก",
                "up_to is not above the band before; order the bands upward",
            )
        if round_to(band.up_to, framework.rounding.result) != band.up_to:
            yield _say(
                path,
                f"ขอบบนละเอียดกว่า {framework.decimals} ตำแหน่งที่พิมพ์ ให้ปัดให้เท่ากัน",
                f"up_to is finer than the {framework.decimals} printed decimals; shorten it",
            )
        before = band.up_to


def _special_values(framework: Framework) -> Iterator[Finding]:
    codes = [special.code for special in framework.special_values]
    for special in Special:
        if codes.count(special) != 1:
            yield _say(
                ("special_values",),
                f"ต้องมี {special.value} หนึ่งครั้งพอดี ให้เพิ่มหรือลบ",
                f"{special.value} must stand here exactly once; add or remove it",
            )


def _rounding(path: Path, rounding: Rounding | None) -> Iterator[Finding]:
    if rounding is not None and not 0 <= rounding.digits <= 12:
        yield _say((*path, "digits"), "ทศนิยมต้องเป็น 0-12 ตำแหน่ง", "digits must be 0 to 12")


def _roll_up(path: Path, how: RollUp | None) -> Iterator[Finding]:
    if how is None:
        return
    if how.divisor <= 0:
        yield _say((*path, "divisor"), "ตัวหารต้องมากกว่า 0", "the divisor must be above 0")
    yield from _rounding((*path, "round_parts"), how.round_parts)


def _repeated(path: Path, node: Node, seen: dict[str, str]) -> Iterator[Finding]:
    codes = [node.code, *(member.code for member in node.members)]
    for code in codes:
        if code in seen:
            yield _say(
                (*path, "code"),
                f'รหัส "{code}" ใช้แล้วที่ข้อ {seen[code]} ให้ใช้รหัสอื่น',
                f'the code "{code}" is already used by item {seen[code]}; use another',
            )
        seen[code] = node.code
    if not node.code or node.code != "".join(node.code.split()):
        yield _say(
            (*path, "code"),
            "รหัสต้องไม่ว่างและไม่มีช่องว่าง ให้แก้",
            "a code must not be empty or hold spaces; correct it",
        )


def _node(framework: Framework, path: Path, node: Node) -> Iterator[Finding]:
    kinds = [kind.code for kind in framework.office_kinds]
    for kind in node.applies_to:
        if kind not in kinds:
            yield _say(
                (*path, "applies_to"),
                f'ไม่มีแบบสำนักงาน "{kind}" ให้ใช้ {", ".join(kinds)}',
                f'there is no office kind "{kind}"; use {", ".join(kinds)}',
            )
    if node.kind is Kind.HEADING and not node.children:
        yield _say(
            path,
            "หัวข้อไม่มีข้อย่อย ให้เพิ่มหรือเปลี่ยน kind",
            "a heading has no children; add them or change kind",
        )
    if (node.kind is Kind.TARGET) != isinstance(node.rule, Target):
        yield _say(
            path,
            "kind: target กับ rule: target ต้องมาคู่กัน ให้แก้ให้ตรงกัน",
            "kind: target and rule: target go together; make them agree",
        )
    if node.weight < 0:
        yield _say((*path, "weight"), "น้ำหนักติดลบไม่ได้", "a weight cannot be negative")
    yield from (Finding((*path, "rule"), problem) for problem in node.rule.problems())
    yield from _rubric(framework, path, node)
    yield from _roll_up((*path, "roll_up"), node.roll_up)


def _rubric(framework: Framework, path: Path, node: Node) -> Iterator[Finding]:
    if node.rubric is None:
        return
    given = sorted(level.level for level in node.rubric.levels)
    if given != sorted(level.level for level in framework.levels):
        yield _say(
            (*path, "rubric"),
            "เกณฑ์ต้องมีครบทุกระดับระดับละหนึ่งข้อ ให้เติมให้ครบ",
            "the rubric must have each level once; complete it",
        )


def _something_asked(framework: Framework) -> Iterator[Finding]:
    for kind in framework.office_kinds:
        if not framework.asked(kind.code):
            yield _say(
                ("nodes",),
                f"ไม่มีข้อใดให้สำนักงานแบบ {kind.code} ตอบ ให้เพิ่มข้อที่มีระดับ",
                f"nothing is asked of a {kind.code} office; add a rated item",
            )
