"""What changed, in words and line by line."""

from __future__ import annotations

import difflib

from hypothesis import given
from hypothesis import strategies as st

from tidtam.frameworks.differences import Change, changes, diff_lines
from tidtam.frameworks.editing import change_text, read_data
from tidtam.frameworks.files import parse, path_of
from tidtam.frameworks.yaml_write import Plain
from tidtam.thai.bilingual import Bilingual

QP = path_of("qp-2566").read_text(encoding="utf-8")


def test_no_change_is_said_for_the_same_framework() -> None:
    assert changes(parse(QP, "qp"), parse(QP + "\n# หมายเหตุ\n", "qp")) == []


def test_a_title_a_weight_and_a_band_are_said_each_with_before_and_after() -> None:
    text = change_text(
        QP,
        {
            ("nodes", 2, "title", "th"): "ชื่อใหม่",
            ("bands", 0, "up_to"): Plain("1.50"),
        },
    )
    before, after = parse(QP, "qp"), parse(text, "qp")

    title = before.by_code["3"].title
    assert changes(before, after) == [
        Change(
            Bilingual("ทั้งกรอบ", "The whole framework"),
            Bilingual("ขอบบนของระดับ 1", "Upper edge of level 1"),
            Bilingual("1.8", "1.8"),
            Bilingual("1.5", "1.5"),
        ),
        Change(
            Bilingual("ตัวชี้วัดที่ 3", "Indicator 3"),
            Bilingual("ชื่อ", "Title"),
            title,
            Bilingual("ชื่อใหม่", title.en),
        ),
    ]


def test_a_change_of_the_english_only_is_said_as_such() -> None:
    text = change_text(QP, {("nodes", 0, "label", "en"): "Number one"})

    [change] = changes(parse(QP, "qp"), parse(text, "qp"))

    assert change == Change(
        Bilingual("ตัวชี้วัดที่ 1", "Number one (1)"),
        Bilingual("ป้าย (อังกฤษ)", "Label (English)"),
        Bilingual("Indicator 1", "Indicator 1"),
        Bilingual("Number one", "Number one"),
    )


def test_added_and_removed_nodes_are_said() -> None:
    nodes = read_data(QP).data["nodes"]
    text = change_text(QP, {("nodes",): [*nodes[:-1], {**nodes[-1], "code": "Y"}]})

    found = changes(parse(QP, "qp"), parse(text, "qp"))

    said = [(change.what.en, change.before is None, change.after is None) for change in found]
    assert said == [("Added", True, False), ("Removed", False, True)]


def test_lines_are_those_of_difflib() -> None:
    before, after = "a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nX\nd\ne\nf\ng\nh\ni\n"

    found = diff_lines(before, after)

    assert found is not None
    assert [(line.sign, line.text) for line in found] == [
        *((" ", "a"), (" ", "b"), ("-", "c"), ("+", "X")),
        *((" ", letter) for letter in "defgh"),
        ("+", "i"),
    ]


LINES = st.lists(st.sampled_from(["ก", "ข", "ค", ""]), max_size=30)


@given(before=LINES, after=LINES)
def test_the_signs_lead_from_one_text_to_the_other(before: list[str], after: list[str]) -> None:
    """Taking the lines away and putting the others in gives the new text, as patch would."""
    found = diff_lines("\n".join(before), "\n".join(after))

    assert found is not None
    old, new = "\n".join(before).splitlines(), "\n".join(after).splitlines()
    gone = {line.old for line in found if line.sign == "-"}
    come = {line.new for line in found if line.sign == "+"}
    kept_old = [text for n, text in enumerate(old, 1) if n not in gone]
    kept_new = [text for n, text in enumerate(new, 1) if n not in come]
    assert kept_old == kept_new
    assert all(old[line.old - 1] == line.text for line in found if line.old)
    assert all(new[line.new - 1] == line.text for line in found if line.new)
    assert bool(found) == bool(list(difflib.unified_diff(old, new)))


def test_texts_without_anything_in_common_are_not_compared_for_minutes() -> None:
    before = "\n".join(f"a{n}" for n in range(30_000))
    after = "\n".join(f"b{n}" for n in range(30_000))

    assert diff_lines(before, after) is None
