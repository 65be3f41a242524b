"""Each kind of answer: what people type, the one value kept, how it is shown, what it hints."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tidtam.forms.errors import AnswerProblem
from tidtam.forms.kinds import (
    KINDS,
    PRESETS,
    AnyKind,
    Checklist,
    Choice,
    Column,
    Count,
    Day,
    Line,
    Milestones,
    Number,
    Option,
    Rows,
    Table,
    Text,
)
from tidtam.thai.bilingual import Bilingual

say = Bilingual

SCHOOLS = Count(say("ที่ทำแล้ว", "Done"), say("ทั้งหมด", "All"), unit=say("แห่ง", "schools"))
PERCENT = Number(unit=say("ร้อยละ", "per cent"), decimals=2, maximum=Fraction(100))
THREE = (
    Option("plan", say("มีแผน", "A plan")),
    Option("act", say("ทำตามแผน", "Acts on it")),
    Option("check", say("ติดตาม, สรุป", "Follow-up, summary")),
)
WORKS = Rows(preset="best_works")
PEOPLE = Rows(columns=(Column("name", say("ชื่อ", "Name")), Column("n", say("คน", "No."), Number())))

READS: list[tuple[AnyKind, object, object]] = [
    (Line(), "  โรงเรียน \n ตัวอย่าง\t ", "โรงเรียน ตัวอย่าง"),
    (Line(), "น้ํา\u200b", "น้ำ"),
    (Line(), 12.0, "12"),
    (Line(multiline=True), "ก \r\n\r\n\r\n\r\n ข\x00", "ก\n\nข"),
    (Text(), "<p>ก<script>x</script></p>", "<p>ก</p>"),
    (Text(), "<p> </p>", ""),
    (Number(), "๑,๒๓๔", "1234"),
    (Number(), " 0012 ", "12"),
    (Number(), 12.0, "12"),
    (Number(unit=say("คน", "people")), "1 234 คน", "1234"),
    (Number(decimals=2), "12.50", "12.5"),
    (Number(decimals=2), Decimal("0.10"), "0.1"),
    (Number(minimum=None), "\N{MINUS SIGN}5", "-5"),
    (Number(minimum=None), "-0", "0"),
    (PERCENT, "ร้อยละ ๘๕.๒๕", "85.25"),
    (PERCENT, "85%", "85"),
    (SCHOOLS, "12/20", {"n": "12", "of": "20"}),
    (SCHOOLS, "๑๒ จาก ๒๐ แห่ง", {"n": "12", "of": "20"}),
    (SCHOOLS, "12 of 1,020", {"n": "12", "of": "1020"}),
    (SCHOOLS, ["12", 20], {"n": "12", "of": "20"}),
    (SCHOOLS, 12, {"n": "12", "of": ""}),
    (SCHOOLS, {"of": "20"}, {"n": "", "of": "20"}),
    (Day(), "31 มี.ค. 2566", "2023-03-31"),
    (Day(), "๓๑ มีนาคม พ.ศ. ๒๕๖๖", "2023-03-31"),
    (Day(), "วันศุกร์ที่ 31 มีนาคม 2566", "2023-03-31"),
    (Day(), "31/3/2566", "2023-03-31"),
    (Day(), "31-03-2566", "2023-03-31"),
    (Day(), "2023-03-31", "2023-03-31"),
    (Day(), "2566-03-31", "2023-03-31"),
    (Day(), "2023-03-31 00:00:00", "2023-03-31"),
    (Day(), date(2023, 3, 31), "2023-03-31"),
    (Day(), datetime(2023, 3, 31, 9, 0), "2023-03-31"),  # noqa: DTZ001  as spreadsheets give it
    (Choice(THREE), "plan", "plan"),
    (Choice(THREE), " มีแผน ", "plan"),
    (Choice(THREE), "acts ON it", "act"),
    (Checklist(THREE), ["act", "plan", "act"], {"items": ["plan", "act"]}),
    (Checklist(THREE), {"items": ["check"]}, {"items": ["check"]}),
    (Checklist(THREE), "ทำตามแผน\nมีแผน", {"items": ["plan", "act"]}),
    (Checklist(THREE), "ติดตาม, สรุป; plan", {"items": ["plan", "check"]}),
    (Checklist(THREE), "act, plan", {"items": ["plan", "act"]}),
    (Milestones(THREE), ["check", "plan"], {"reached": ["plan", "check"]}),
    (PEOPLE, [{"name": "ก"}, {}, ["ข", "๑๒"], None],
     [{"name": "ก", "n": ""}, {"name": "ข", "n": "12"}]),
    (PEOPLE, "ก\t12\r\n\r\nข", [{"name": "ก", "n": "12"}, {"name": "ข", "n": ""}]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "kept"), READS)
def test_what_people_type_becomes_one_value(kind: AnyKind, typed: object, kept: object) -> None:
    assert kind.read(typed) == kept


REFUSED: list[tuple[AnyKind, object, tuple[str | int, ...], str]] = [
    (Line(most=3), "กขคง", (), "4 characters, over the limit of 3"),
    (Line(), ["ก"], (), "not a text"),
    (Line(), True, (), "not a text"),
    (Text(), 5, (), "not a text"),
    (Text(), "ก" * 20_001, (), "attach the rest as a file"),
    (Number(), "1,23", (), "No number can be read from “1,23”"),
    (Number(), "สิบ", (), "No number can be read from “สิบ”"),
    (Number(), True, (), "not a number"),
    (Number(), float("nan"), (), "No number can be read"),
    (Number(), 10**400, (), "No number can be read"),
    (Number(), "1234567890123456", (), "more than 15 digits"),
    (Number(), "1.5", (), "must be a whole number"),
    (Number(decimals=1), "1.55", (), "more than 1 decimals"),
    (Number(), "-1", (), "below 0"),
    (PERCENT, "100.01", (), "above 100"),
    (Number(maximum=Fraction("7.5")), "8", (), "above 7.5"),
    (SCHOOLS, "12/20/3", (), "give them as 12/20"),
    (SCHOOLS, {"n": 1, "x": 2}, (), "give them as 12/20"),
    (SCHOOLS, {"n": "1.5", "of": "3"}, ("n",), "Done: “1.5” is not a count"),
    (SCHOOLS, "12/-20", ("of",), "All: “-20” is not a count"),
    (Day(), "31/3/66", (), "is 31 มีนาคม 2566 meant? Please type the full year."),
    (Day(), "๓๑ มี.ค. ๖๖", (), "is 31 มีนาคม 2566 meant? Please type the full year."),
    (Day(), "31/2/66", (), "write the Buddhist year with four digits"),
    (Day(), "31/3/23", (), "write the Buddhist year with four digits"),
    (Day(), "31/3/2023", (), "write the Buddhist year 2566"),
    (Day(), "31 มี.ค. 2023", (), "write the Buddhist year 2566"),
    (Day(), "1066-01-01", (), "is not clear"),
    (Day(), "31/2/2566", (), "no date “31/2/2566” in the calendar"),
    (Day(), "สิ้นเดือน", (), "No date can be read"),
    (Day(), "31 กันยายน 2566", (), "No date can be read"),
    (Day(), 45016, (), "No date can be read"),
    (Choice(THREE), "ไม่รู้", (), "choose one of A plan, Acts on it, Follow-up, summary"),
    (Checklist(THREE), ["plan", "x"], (1,), "There is no option “x”"),
    (Checklist(THREE), 5, (), "not a list"),
    (Checklist(THREE), {"reached": []}, (), "not a list"),
    (PEOPLE, 5, (), "not a table"),
    (PEOPLE, [5], (0,), "does not fit the table of 2 columns"),
    (PEOPLE, [["ก", "1", "2"]], (0,), "does not fit the table of 2 columns"),
    (PEOPLE, [["ก"], {"nam": "ข"}], (1, "nam"), "Row 2: there is no column “nam”; use name, n"),
    (PEOPLE, [["ก"], ["ข", "x"]], (1, "n"), "Row 2, “No.”: No number can be read from “x”"),
    (Rows(columns=PEOPLE.columns, most=1), [["ก"], ["ข"]], (1,), "more than 1 rows"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "path", "words"), REFUSED)
def test_what_cannot_be_read_is_refused_with_place_and_remedy(
    kind: AnyKind, typed: object, path: tuple[str | int, ...], words: str
) -> None:
    with pytest.raises(AnswerProblem) as caught:
        kind.read(typed)

    assert caught.value.path == path
    assert words in caught.value.en
    assert caught.value.th.strip()


EMPTY: list[tuple[AnyKind, object]] = [
    (Line(), ""), (Text(), ""), (Number(), ""), (SCHOOLS, {"n": "", "of": ""}), (Day(), ""),
    (Choice(THREE), ""), (Checklist(THREE), {"items": []}), (Milestones(THREE), {"reached": []}),
    (PEOPLE, []),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), EMPTY)
def test_nothing_typed_is_the_empty_value_of_every_kind(kind: AnyKind, value: Any) -> None:
    assert kind.read(None) == value
    assert (kind.is_empty(value), kind.plain(value), kind.texts(value), kind.hints(value)) == (
        True,
        "",
        (),
        (),
    )


def test_every_kind_is_tried_here() -> None:
    assert {type(kind) for kind, _ in EMPTY} == set(KINDS.values())
    assert {kind.kind for kind, _, _ in READS} == set(KINDS)


PLAIN: list[tuple[AnyKind, object, str, str]] = [
    (Line(), "ก", "ก", "ก"),
    (Text(), "<p>ก</p><ul><li>ข</li></ul>", "ก\n- ข", "ก\n- ข"),
    (Number(unit=say("บาท", "baht"), decimals=2), "1234567.5", "1,234,567.5 บาท",
     "1,234,567.5 baht"),
    (Number(minimum=None, decimals=1), "-0.5", "-0.5", "-0.5"),
    (Number(minimum=None), "-1234", "-1,234", "-1,234"),
    (PERCENT, "85.5", "ร้อยละ 85.5", "85.5 per cent"),
    (SCHOOLS, "2/3", "2 จาก 3 แห่ง (ร้อยละ 66.67)", "2 of 3 schools (66.67%)"),
    (SCHOOLS, "1/8", "1 จาก 8 แห่ง (ร้อยละ 12.50)", "1 of 8 schools (12.50%)"),
    (SCHOOLS, "1/1600", "1 จาก 1,600 แห่ง (ร้อยละ 0.06)", "1 of 1,600 schools (0.06%)"),
    (SCHOOLS, "12", "12 จาก – แห่ง (ร้อยละ: คำนวณไม่ได้)", "12 of – schools (cannot be computed)"),
    (SCHOOLS, "0/0", "0 จาก 0 แห่ง (ร้อยละ: คำนวณไม่ได้)", "0 of 0 schools (cannot be computed)"),
    (Day(), "2023-03-31", "31 มีนาคม 2566", "31 March 2023"),
    (Choice(THREE), "plan", "มีแผน", "A plan"),
    (Checklist(THREE), ["act", "plan"], "2 จาก 3 รายการ: มีแผน, ทำตามแผน",
     "2 of 3: A plan, Acts on it"),
    (Milestones(THREE), ["plan", "check"], "ถึงขั้นที่ 1 จาก 3 ขั้น: มีแผน, ติดตาม, สรุป",
     "Step 1 of 3 in a row: A plan, Follow-up, summary"),
    (PEOPLE, [["ก", "12"], ["ข"]], "1. ชื่อ: ก; คน: 12\n2. ชื่อ: ข", "1. Name: ก; No.: 12\n2. Name: ข"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "th", "en"), PLAIN)
def test_a_value_is_shown_as_people_read_it(kind: AnyKind, typed: object, th: str, en: str) -> None:
    value = kind.read(typed)

    assert (kind.plain(value), kind.plain(value, "en-gb")) == (th, en)


TARGET = Count(say("ทำ", "Done"), say("ทั้งหมด", "All"), target=Fraction(80))
DOWN = Count(say("หลุด", "Left"), say("ทั้งหมด", "All"), target=Fraction(2), direction="down")
YEAR = Day(earliest=date(2022, 10, 1), latest=date(2023, 9, 30))

HINTS: list[tuple[AnyKind, object, tuple[str, ...]]] = [
    (SCHOOLS, "12/20", ()),
    (SCHOOLS, "21/20", ("ตัวตั้งมากกว่าตัวหาร โปรดแก้: “ที่ทำแล้ว” มากกว่า “ทั้งหมด”",)),
    (SCHOOLS, "12", ("ตอบบางส่วน: ยังขาดจำนวนทั้งหมด (ทั้งหมด)",)),
    (SCHOOLS, {"of": 20}, ("ตอบบางส่วน: ยังขาดจำนวน (ที่ทำแล้ว)",)),
    (SCHOOLS, "0/0", ("ร้อยละ: คำนวณไม่ได้ เพราะ “ทั้งหมด” เป็น 0",)),
    (TARGET, "80/100", ()),
    (TARGET, "79996/100000", ("ร้อยละ 80.00 ยังไม่ถึงค่าเป้าหมายร้อยละ 80.00 (เทียบก่อนปัดเศษ)",)),
    (DOWN, "2/100", ()),
    (DOWN, "3/100", ("ร้อยละ 3.00 ยังไม่ถึงค่าเป้าหมายร้อยละ 2.00",)),
    (YEAR, "2023-09-30", ()),
    (YEAR, "2023-10-01", ("วันที่นี้อยู่หลัง 30 กันยายน 2566 โปรดตรวจว่าถูกปีหรือไม่",)),
    (YEAR, "2022-09-30", ("วันที่นี้อยู่ก่อน 1 ตุลาคม 2565 โปรดตรวจว่าถูกปีหรือไม่",)),
    (Milestones(THREE), ["plan", "act"], ()),
    (Milestones(THREE), ["plan", "check"], ("ขั้นหลังจากนี้ยังไม่นับ เพราะยังไม่ได้เลือกขั้น “ทำตามแผน”",)),
    (WORKS, [["ก"], ["ข"], ["ก"]], ("แถวที่ 3 ชื่อเดียวกับแถวที่ 1 โปรดตรวจว่าเป็นผลงานเดียวกันหรือไม่",)),
    (WORKS, [["", "ครู"]], ("แถวที่ 1 ยังไม่มีชื่อผลงาน",)),
    (PEOPLE, [["ก"], ["ก"]], ()),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "hints"), HINTS)
def test_doubts_are_told_and_block_nothing(
    kind: AnyKind, typed: object, hints: tuple[str, ...]
) -> None:
    assert tuple(hint.th for hint in kind.hints(kind.read(typed))) == hints


WIDE = Count(say("ทำ", "Done"), say("ทั้งหมด", "All"), may_exceed=True)


@pytest.mark.parametrize(
    ("kind", "typed", "whole", "severity"),
    [
        (SCHOOLS, "", False, None),
        (SCHOOLS, "12", False, "doubt"),
        (SCHOOLS, {"of": 20}, False, "doubt"),
        (SCHOOLS, "12/20", True, None),
        (SCHOOLS, "0/0", True, "doubt"),
        (SCHOOLS, "5/2", False, "impossible"),
        (SCHOOLS, "1/0", False, "impossible"),
        (WIDE, "5/2", True, None),
        (TARGET, "1/100", True, "doubt"),
        (YEAR, "2023-10-01", True, "doubt"),
        (WORKS, [["", "ครู"]], True, "doubt"),
        (WORKS, [], False, None),
    ],
)
def test_a_half_or_impossible_answer_is_kept_but_not_complete(
    kind: AnyKind, typed: object, whole: bool, severity: str | None
) -> None:
    value = kind.read(typed)

    assert (kind.is_complete(value), kind.severity(value)) == (whole, severity)


def test_percentage_is_exact_until_it_is_printed() -> None:
    value = SCHOOLS.read("1/3")

    assert (SCHOOLS.percent(value), SCHOOLS.percent_text(value)) == (Fraction(100, 3), "33.33")
    assert SCHOOLS.percent(SCHOOLS.read("1/0")) is None


def test_composite_answers_are_tables_for_printing() -> None:
    works = WORKS.read([["งาน ก", "ครู", "โรงเรียนตัวอย่าง", "ดีขึ้น"]])

    assert WORKS.table(works) == Table(
        ("ลำดับ", "ชื่อผลงาน", "กลุ่มเจ้าของผลงาน", "โรงเรียนหรือกลุ่มงาน", "ผลและการนำไปใช้"),
        (("1", "งาน ก", "ครู", "โรงเรียนตัวอย่าง", "ดีขึ้น"),),
    )
    assert PEOPLE.table(PEOPLE.read([["ก", "1234"]]), "en") == Table(
        ("Name", "No."), (("ก", "1,234"),)
    )
    assert Checklist(THREE[:2]).table({"items": ["act"]}, "en") == Table(
        ("Item", "Present"), (("A plan", "–"), ("Acts on it", "Yes"))
    )
    assert Milestones(THREE[:2]).table({"reached": ["plan"]}) == Table(
        ("ขั้น", "ถึงแล้ว"), (("มีแผน", "มี"), ("ทำตามแผน", "–"))
    )
    assert SCHOOLS.table(SCHOOLS.read("1/2")) is None


def test_prose_is_what_a_person_wrote() -> None:
    works = WORKS.read([["งาน ก", "ครู", "", "ดีขึ้น\nจริง"]])

    assert WORKS.texts(works) == ("งาน ก", "ดีขึ้น\nจริง")
    assert Text().texts("<p>ก <strong>ข</strong></p>") == ("ก ข",)
    assert Line().texts("ก") == ("ก",)
    assert SCHOOLS.texts(SCHOOLS.read("1/2")) == ()


def test_a_code_that_the_form_no_longer_has_is_still_shown() -> None:
    assert Choice(THREE).plain("gone") == "gone"


def test_every_preset_is_sound_and_in_both_languages() -> None:
    unsound = {name: Rows(preset=name).problems() for name in PRESETS}  # type: ignore[arg-type]
    titles = [column.title for preset in PRESETS.values() for column in preset.columns]

    assert unsound == dict.fromkeys(PRESETS, ())
    assert [title for title in titles if not title.th or not title.en] == []
    assert [name for name in PRESETS if PRESETS[name].ranked] == ["best_works"]


def test_a_form_may_add_columns_to_a_preset() -> None:
    kind = Rows(preset="events", columns=(Column("note", say("หมายเหตุ", "Note")),))

    assert [column.code for column in kind.layout] == ["date", "name", "place", "people", "note"]


UNSOUND: list[AnyKind] = [
    Line(most=0),
    Number(decimals=7),
    Number(minimum=Fraction(2), maximum=Fraction(1)),
    Count(say("ก"), say("ข"), target=Fraction(101)),
    Day(earliest=date(2023, 1, 2), latest=date(2023, 1, 1)),
    Choice(()),
    Choice((THREE[0], THREE[0])),
    Choice((Option("Plan", say("แผน")),)),
    Checklist((THREE[0], Option("other", say("มีแผน")))),
    Checklist((Option("a", say("ก; ข")),)),
    Milestones(()),
    Rows(),
    Rows(columns=PEOPLE.columns, most=0),
    Rows(columns=(Column("a", say("ก"), Choice(())),)),
]


@pytest.mark.parametrize("kind", UNSOUND)
def test_contradictions_of_a_kind_are_told(kind: AnyKind) -> None:
    assert len(kind.problems()) == 1
