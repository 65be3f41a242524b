"""What an explanation says, line by line: names, sums, reasons, in Thai and English."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from printed_sheets import SHEET_6M, SHEET_AP, SHEET_SA, SHEET_YEAR
from scoring_strategies import offices

from tidtam.frameworks.examples import load_example
from tidtam.frameworks.files import directory, load_code
from tidtam.scoring.answers import parse_answers
from tidtam.scoring.definition import Framework, Node, RoundingSteps
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.explain import explain, explain_total
from tidtam.scoring.explain_words import Names, rounded
from tidtam.scoring.rollups import RollUp
from tidtam.scoring.rounding import Rounding
from tidtam.scoring.rules import Rule, Scale
from tidtam.scoring.rules.compare import Change
from tidtam.scoring.rules.curves import Linear
from tidtam.scoring.rules.target import Target
from tidtam.scoring.values import Kind
from tidtam.thai.bilingual import Bilingual

QP, AP, SA = (load_code(code) for code in ("qp-2566", "ap-2566", "sa-2566"))
THREE = Rounding(digits=3)


def told(framework: Framework, raw: object, code: str | None = None) -> list[tuple[str, str]]:
    answers = parse_answers(framework, raw)
    steps = explain(framework, answers, code) if code else explain_total(framework, answers)
    return [(step.text.th, step.text.en) for step in steps]


def sa_sheet(**changed: Any) -> dict[str, Any]:
    """The printed sheet of standards with some answers changed; "3.4.2" is written n3_4_2."""
    answers = {name[1:].replace("_", "."): answer for name, answer in changed.items()}
    return SHEET_SA | {"rounds": {"12m": SHEET_SA["rounds"]["12m"] | answers}}


def labelled(code: str, label: str, **fields: Any) -> Node:
    return Node(code, Bilingual(label, label), Bilingual("ข้อ", "item"), **fields)


def small(how: RollUp, weights: tuple[int, ...] = (2, 1), **fields: Any) -> Framework:
    """Two plain items under QP's rules, put together in the way of ``how``."""
    nodes = tuple(
        Node(
            str(i),
            Bilingual(f"ตัวชี้วัดที่ {i}", f"Indicator {i}"),
            Bilingual("ข้อ", "item"),
            weight=Fraction(weight),
        )
        for i, weight in enumerate(weights, 1)
    )
    return replace(QP, nodes=nodes, total=replace(QP.total, roll_up=how), **fields)


def marks(*given: object) -> dict[str, Any]:
    items = {str(i): mark for i, mark in enumerate(given, 1)}
    return {"office_kind": "primary", "rounds": {"6m": items}}


def test_rounds_of_an_item_show_each_addend() -> None:
    assert told(QP, SHEET_YEAR, "1") == [
        ("รอบ 6 เดือน: ผู้ประเมินให้ระดับ 4", "6-month round: the reviewer gave level 4"),
        ("รอบ 12 เดือน: ผู้ประเมินให้ระดับ 3", "12-month round: the reviewer gave level 3"),
        (
            "เฉลี่ย 2 รอบ: (4 + 3) ÷ 2 = 3.5 → เขียนเป็นทศนิยม 2 ตำแหน่ง = 3.50",
            "Mean of 2 rounds: (4 + 3) ÷ 2 = 3.5 → written with 2 decimals = 3.50",
        ),
        (
            "3.50 อยู่ในช่วง 3.41-4.20: ระดับ 4 ดีมาก",
            "3.50 lies in 3.41-4.20: level 4, Very good",
        ),
        ("ผล: 3.50 ระดับ 4 ดีมาก", "Result: 3.50, level 4, Very good"),
    ]


def test_total_names_its_parts_by_label_and_printed_value() -> None:
    th, en = told(QP, SHEET_YEAR)[0]

    assert th.startswith("นับ 12 ข้อ จาก 13 ข้อ: ตัวชี้วัดที่ 1 ได้ 3.50, ตัวชี้วัดที่ 2 ได้ 5.00, ")
    assert en.startswith("12 of 13 items count: Indicator 1: 3.50, Indicator 2: 5.00, ")
    assert th.count(" ได้ ") == 12


def test_sum_that_goes_on_is_divided_and_rounded_in_one_line() -> None:
    """The year's sheet with nine more points in the second round: 46 + 9 ÷ 2 = 50.5."""
    rounds = SHEET_YEAR["rounds"]
    raised = rounds["12m"] | {"1": 5, "3": 5, "5": 5, "7": 5, "8": 5, "9": 5}

    lines = told(QP, SHEET_YEAR | {"rounds": rounds | {"12m": raised}})

    assert lines[2] == (
        "รวม 50.5 ÷ 12 = 4.2083… → ปัดครึ่งขึ้นเป็นทศนิยม 2 ตำแหน่ง = 4.21",
        "Sum 50.5 ÷ 12 = 4.2083… → rounded half up to 2 decimals = 4.21",
    )


def test_repeated_labels_carry_their_codes_and_unreported_parts_their_consequence() -> None:
    assert told(SA, sa_sheet(n2_2="not_reported"), "2")[0] == (
        "นับ 5 ข้อ จาก 5 ข้อ: ตัวบ่งชี้ที่ 1 (2.1) ได้ 5.00, "
        "ตัวบ่งชี้ที่ 2 (2.2) ไม่ได้รายงาน (N/A) นับเป็น 0, ตัวบ่งชี้ที่ 3 (2.3) ได้ 4.00, "
        "ตัวบ่งชี้ที่ 4 (2.4) ได้ 5.00, ตัวบ่งชี้ที่ 5 (2.5) ได้ 5.00",
        "5 of 5 items count: Indicator 1 (2.1): 5.00, "
        "Indicator 2 (2.2): not reported (N/A) and counted as 0, Indicator 3 (2.3): 4.00, "
        "Indicator 4 (2.4): 5.00, Indicator 5 (2.5): 5.00",
    )


def test_heading_beneath_which_nothing_was_reported_is_named_as_unreported() -> None:
    th, en = told(SA, sa_sheet(n3_2_2="not_reported"), "3")[0]

    assert ", ตัวบ่งชี้ที่ 2 (3.2) ไม่ได้รายงาน (N/A) นับเป็น 0, " in th
    assert ", Indicator 2 (3.2): not reported (N/A) and counted as 0, " in en


def test_parts_whose_exact_value_is_not_printed_show_both() -> None:
    lines = told(SA, sa_sheet(n3_4_2=3), "3")

    assert ", ตัวบ่งชี้ที่ 4 (3.4) ได้ 4.33 (ก่อนปัด 4.3333…), " in lines[0][0]
    assert ", Indicator 4 (3.4): 4.33 (4.3333… before rounding), " in lines[0][1]
    assert lines[1] == (
        "รวม 22.3333… ÷ 5 = 4.4666… → ปัดครึ่งขึ้นเป็นทศนิยม 2 ตำแหน่ง = 4.47",
        "Sum 22.3333… ÷ 5 = 4.4666… → rounded half up to 2 decimals = 4.47",
    )


def test_heading_passes_its_exact_value_up() -> None:
    assert told(SA, sa_sheet(n3_4_2=3), "3.4")[-2:] == [
        ("รวม 13 ÷ 3 = 4.3333…", "Sum 13 ÷ 3 = 4.3333…"),
        (
            "ผล: หัวข้อ ไม่แสดงระดับ ส่งค่าก่อนปัด 4.3333… ขึ้นไป (เขียนเป็น 4.33)",
            "Result: a heading, no level shown; passes 4.3333… up unrounded (written 4.33)",
        ),
    ]


def test_left_out_parts_are_grouped_under_their_reason() -> None:
    assert told(AP, SHEET_AP)[1] == (
        "ไม่นับ: ตัวชี้วัดที่ 2, ตัวชี้วัดที่ 3, ตัวชี้วัดที่ 4, ตัวชี้วัดที่ 11 "
        "เพราะเทียบกับค่าเป้าหมาย ไม่มีระดับ; ตัวชี้วัดที่ 24 เพราะอยู่ระหว่างดำเนินการ",
        "Left out: Indicator 2, Indicator 3, Indicator 4, Indicator 11 "
        "– compared with a target, no level; Indicator 24 – in progress",
    )


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (
            "not_reported",
            (
                "รอบ 6 เดือน: N/A (สำนักงานไม่ได้รายงาน) นับเป็น 0 และยังอยู่ในตัวหาร",
                "6-month round: N/A (the office did not report):"
                " counts as 0 and stays in the divisor",
            ),
        ),
        (
            "not_applicable",
            (
                "รอบ 6 เดือน: - (ไม่ใช้กับสำนักงานแบบนี้) ไม่นับ",
                "6-month round: - (does not apply to this kind of office): left out",
            ),
        ),
        (
            "pending",
            ("รอบ 6 เดือน: อยู่ระหว่างดำเนินการ ไม่นับ", "6-month round: In progress: left out"),
        ),
        (
            "monitored",
            (
                "รอบ 6 เดือน: ติดตามแต่ไม่ประเมินผลในปีนี้ ไม่นับ",
                "6-month round: Monitored, not rated this year: left out",
            ),
        ),
    ],
)
def test_special_value_of_a_round_says_what_it_does(answer: str, line: tuple[str, str]) -> None:
    raw = SHEET_6M | {"rounds": {"6m": SHEET_6M["rounds"]["6m"] | {"1": answer}}}

    assert told(QP, raw, "1")[0] == line


def test_nothing_that_counts_is_said_plainly() -> None:
    assert told(small(RollUp()), marks("pending", "pending")) == [
        ("ไม่มีข้อใดนับ จาก 2 ข้อ", "None of 2 items counts"),
        (
            "ไม่นับ: ตัวชี้วัดที่ 1, ตัวชี้วัดที่ 2 เพราะอยู่ระหว่างดำเนินการ",
            "Left out: Indicator 1, Indicator 2 – in progress",
        ),
        (
            "ผลรวม: ไม่มีข้อใดนับ จึงไม่มีค่าเฉลี่ยและไม่มีระดับ",
            "Total: nothing counts, so there is no mean and no level",
        ),
    ]


def test_weighted_mean_shows_weights_products_and_division() -> None:
    assert told(small(RollUp("weighted_mean")), marks(5, 3))[:2] == [
        (
            "นับ 2 ข้อ จาก 2 ข้อ: ตัวชี้วัดที่ 1 ได้ 5.00 น้ำหนัก 2, ตัวชี้วัดที่ 2 ได้ 3.00 น้ำหนัก 1",
            "2 of 2 items count: Indicator 1: 5.00 with weight 2, Indicator 2: 3.00 with weight 1",
        ),
        (
            "รวมคะแนน × น้ำหนัก 13 ÷ รวมน้ำหนัก 3 = 4.3333… → ปัดครึ่งขึ้นเป็นทศนิยม 2 ตำแหน่ง = 4.33",
            "Sum of score × weight 13 ÷ sum of weights 3 = 4.3333…"
            " → rounded half up to 2 decimals = 4.33",
        ),
    ]


def test_weighted_sum_shows_what_each_part_adds() -> None:
    how = RollUp("weighted_sum", divisor=Fraction(3), round_parts=THREE)

    assert told(small(how), marks(5, 3))[1:4] == [
        (
            "ตัวชี้วัดที่ 1: 5 × น้ำหนัก 2 ÷ 3 = 3.33333… → ปัดครึ่งขึ้นเป็นทศนิยม 3 ตำแหน่ง = 3.333",
            "Indicator 1: 5 × weight 2 ÷ 3 = 3.33333… → rounded half up to 3 decimals = 3.333",
        ),
        (
            "ตัวชี้วัดที่ 2: 3 × น้ำหนัก 1 ÷ 3 = 1 → เขียนเป็นทศนิยม 3 ตำแหน่ง = 1.000",
            "Indicator 2: 3 × weight 1 ÷ 3 = 1 → written with 3 decimals = 1.000",
        ),
        (
            "รวม 3.333 + 1.000 = 4.333 → ปัดครึ่งขึ้นเป็นทศนิยม 2 ตำแหน่ง = 4.33",
            "Sum 3.333 + 1.000 = 4.333 → rounded half up to 2 decimals = 4.33",
        ),
    ]


@pytest.mark.parametrize(
    ("how", "rounds_line", "total_line"),
    [
        (RollUp("sum"), "รวม 2 รอบ: 1 + 2 = 3 → ", "รวม 3 → "),
        (RollUp("highest"), "รวม 2 รอบ: ค่าสูงสุด 2 → ", "ค่าสูงสุด 2 → "),
        (RollUp("latest"), "รวม 2 รอบ: ค่าล่าสุด 2 → ", "ค่าล่าสุด 2 → "),
    ],
    ids=lambda value: value.kind if isinstance(value, RollUp) else "",
)
def test_other_roll_ups_are_told_by_name(how: RollUp, rounds_line: str, total_line: str) -> None:
    framework = small(how, (1,), combine_rounds=how)
    raw = {"office_kind": "primary", "rounds": {"6m": {"1": 1}, "12m": {"1": 2}}}

    assert told(framework, raw, "1")[2][0].startswith(rounds_line)
    assert told(framework, raw)[1][0].startswith(total_line)


def test_rounding_on_the_way_up_is_its_own_line() -> None:
    upward = RoundingSteps(upward=Rounding(digits=1))
    framework = replace(SA, rounding=upward)

    assert told(framework, sa_sheet(n3_4_2=3), "3")[1:3] == [
        (
            "ก่อนส่งขึ้น: รวม 22.3 ÷ 5 = 4.46 → ปัดครึ่งขึ้นเป็นทศนิยม 1 ตำแหน่ง = 4.5",
            "Before passing up: Sum 22.3 ÷ 5 = 4.46 → rounded half up to 1 decimal = 4.5",
        ),
        (
            "คะแนน 4.5 → เขียนเป็นทศนิยม 2 ตำแหน่ง = 4.50",
            "Score 4.5 → written with 2 decimals = 4.50",
        ),
    ]


def test_names_are_printed_labels_with_codes_only_where_labels_repeat() -> None:
    assert [Names(SA).of(SA.by_code[code]) for code in ("1", "2.1", "3.6", "3.2.1")] == [
        Bilingual("มาตรฐานที่ 1", "Standard 1"),
        Bilingual("ตัวบ่งชี้ที่ 1 (2.1)", "Indicator 1 (2.1)"),
        Bilingual("ตัวบ่งชี้ที่ 6 (3.6)", "Indicator 6 (3.6)"),
        Bilingual("ข้อ 2.1 (3.2.1)", "item 2.1 (3.2.1)"),
    ]
    assert Names(QP).of(QP.by_code["X1"]) == Bilingual("ตัวชี้วัดที่ X1", "Indicator X1")


def test_label_that_holds_its_code_is_not_followed_by_it() -> None:
    child = labelled("1.1", "ตัวชี้วัดที่ 1.1")
    twin = labelled("2", "ตัวชี้วัดที่ 1")
    top = labelled("1", "ตัวชี้วัดที่ 1", kind=Kind.HEADING, children=(child,))
    names = Names(replace(QP, nodes=(top, twin)))

    assert [names.of(node).th for node in (top, child, twin)] == [
        "ตัวชี้วัดที่ 1",
        "ตัวชี้วัดที่ 1.1",
        "ตัวชี้วัดที่ 1 (2)",
    ]


def test_rounding_to_more_digits_shows_more_digits_before_it() -> None:
    before = Bilingual("ก", "a")

    assert rounded(before, Fraction(62, 15), Rounding("down", 4)) == Bilingual(
        "ก → ปัดทิ้งเป็นทศนิยม 4 ตำแหน่ง = 4.1333", "a → rounded down to 4 decimals = 4.1333"
    )


FRACTION = re.compile(r"\d/\d")
THAI = re.compile(r"[\u0e01-\u0e5b]")


@given(offices())
@settings(max_examples=60)
def test_no_line_shows_a_fraction_and_english_lines_hold_no_thai(office: Any) -> None:
    framework, raw = office

    steps = explain(framework, parse_answers(framework, raw))

    texts = [step.text for step in steps]
    assert not [text for text in texts if FRACTION.search(text.th + " " + text.en)]
    assert not [text for text in texts if THAI.search(text.en)]


@given(offices())
@settings(max_examples=60)
def test_total_names_every_part_once(office: Any) -> None:
    framework, raw = office
    answers = parse_answers(framework, raw)
    result = evaluate(framework, answers)

    first = explain_total(framework, answers)[0].text.en

    counted = [node for node in framework.nodes if result.node(node.code).feeds is not None]
    names = [Names(framework).of(node).en for node in counted]
    parts = first.partition(" count: ")[2].split(", ") if counted else []
    assert [part.partition(":")[0] for part in parts] == names


EXAMPLES = sorted((directory() / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_rule_shows_a_fraction(path: Path) -> None:
    """Every kind of rule, and every case of its example, speaks in decimals."""
    example = load_example(path)
    cases = [case for case in example.cases if case.expected is not None]

    steps = [
        step.text
        for case in cases
        for step in explain(example.framework, parse_answers(example.framework, case.answers))
    ]

    assert steps
    assert not [text for text in steps if FRACTION.search(text.th + " " + text.en)]


@pytest.mark.parametrize(
    ("rule", "answer", "line"),
    [
        (
            Change((), Fraction(1), measure="percent"),
            {"current": 4, "previous": 3},
            "เทียบปีก่อน: (4 - 3) ÷ 3 × 100 = 33.3333…",
        ),
        (Linear(Fraction(90), Fraction(5)), {"value": 40}, "40 ÷ 90 × 5 = 2.2222…"),
        (
            Target(Fraction(80)),
            {"value": Decimal("79.99999999")},
            "ผลที่ได้ 79.999999… เทียบเป้าหมาย ไม่น้อยกว่า 80 โดยไม่ปัดเศษ: ไม่บรรลุ",
        ),
    ],
)
def test_rule_cuts_digits_that_go_on(rule: Rule[Any], answer: object, line: str) -> None:
    steps = rule.score(rule.read(answer, Scale())).steps

    assert line in [step.th for step in steps]
