"""A change in place: the asked characters and no others; the new text says what was asked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.frameworks.editing import CannotEdit, change_text, read_data, same
from tidtam.frameworks.files import directory, parse, path_of
from tidtam.frameworks.yaml_write import Plain, settled
from tidtam.thai.bilingual import Bilingual

QP = path_of("qp-2566").read_text(encoding="utf-8")
SHIPPED = sorted(directory().glob("2566/*.yaml")) + sorted(directory().glob("examples/*.yaml"))
STYLES = """# หัวไฟล์ 😀
plain: เดิม   # ท้ายบรรทัด
single: 'it''s'
double: "ก\\"ข"
literal: |
  บรรทัดหนึ่ง
  บรรทัดสอง

folded: >-
  พับ
  ได้
empty:
flow: {a: 1, b: [x, y]}
list:
- หนึ่ง # แรก

- สอง
# ท้ายรายการ
last: true
"""


def lines_that_differ(before: str, after: str) -> list[tuple[str, str]]:
    """Lines of two texts with the same number of lines."""
    old, new = before.split("\n"), after.split("\n")
    assert len(old) == len(new)
    return [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]


def test_one_title_changes_exactly_its_characters() -> None:
    old = parse(QP, "qp").by_code["3"].title.th

    after = change_text(QP, {("nodes", 2, "title", "th"): "ชื่อใหม่"})

    assert QP.count(old) == 1
    assert after == QP.replace(old, "ชื่อใหม่")


def test_one_title_changes_the_definition_by_that_title_only() -> None:
    before = parse(QP, "qp")

    after = parse(change_text(QP, {("nodes", 2, "title", "th"): "ชื่อใหม่"}), "qp")

    node = before.nodes[2]
    title = Bilingual("ชื่อใหม่", node.title.en)
    nodes = (*before.nodes[:2], replace(node, title=title), *before.nodes[3:])
    assert after == replace(before, nodes=nodes)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_writing_what_is_there_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert change_text(text, {(): read_data(text).data}) == text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("plain", "ใหม่ # ไม่ใช่หมายเหตุ", "plain: เดิม", 'plain: "ใหม่ # ไม่ใช่หมายเหตุ"'),
        ("single", "that's", "'it''s'", "'that''s'"),
        ("double", 'a\\b"c', '"ก\\"ข"', '"a\\\\b\\"c"'),
        ("empty", "แล้ว", "empty:", 'empty: "แล้ว"'),
        ("last", False, "last: true", "last: false"),
        ("flow", {"a": Plain("1.50"), "b": ["x", "y"]}, "{a: 1,", "{a: 1.50,"),
        ("list", ["หนึ่ง", "2"], "- สอง", '- "2"'),
    ],
)
def test_each_way_of_writing_keeps_its_surroundings(
    key: str, value: object, old: str, new: str, newline: str
) -> None:
    text = STYLES.replace("\n", newline)

    assert change_text(text, {(key,): value}) == text.replace(old, new)


def test_block_text_is_replaced_without_its_following_lines() -> None:
    after = change_text(STYLES, {("literal",): "สั้น"})

    assert after == STYLES.replace("|\n  บรรทัดหนึ่ง\n  บรรทัดสอง", '"สั้น"')


def test_added_item_stands_after_the_last_with_comments_kept() -> None:
    after = change_text(STYLES, {("list",): ["หนึ่ง", "สอง", "สาม"]})

    assert after == STYLES.replace("- สอง\n", '- สอง\n- "สาม"\n')


def test_removed_item_takes_only_its_line() -> None:
    after = change_text(STYLES, {("list",): ["สอง"]})

    assert read_data(after).data["list"] == ["สอง"]
    assert "# ท้ายรายการ" in after


def test_new_keys_of_a_node_stand_where_the_files_have_them() -> None:
    node = dict(read_data(QP).data["nodes"][0])
    node |= {"weight": Plain("2.50"), "kind": "monitored", "applies_to": ["primary"]}

    after = change_text(QP, {("nodes", 0): node})

    old, new = QP.split("\n"), after.split("\n")
    at = next(n for n in range(len(old)) if old[n] != new[n])
    assert [*new[at : at + 2], next(line for line in new if "weight" in line)] == [
        "    kind: monitored",
        "    applies_to: [primary]",
        "    weight: 2.50",
    ]
    assert parse(after, "qp").nodes[0].weight == Fraction(5, 2)


def test_removed_criteria_can_be_put_back_as_they_were() -> None:
    node = read_data(QP).data["nodes"][0]
    without = {key: value for key, value in node.items() if key != "rubric"}

    shorter = change_text(QP, {("nodes", 0): without})
    again = change_text(shorter, {("nodes", 0): node})

    assert shorter.count("\n") == QP.count("\n") - 8
    assert again == QP


def test_two_changes_at_once_touch_two_lines() -> None:
    changes = {("bands", 0, "up_to"): Plain("1.50"), ("nodes", 0, "label", "en"): "One"}

    after = change_text(QP, changes)

    assert [new.strip() for _old, new in lines_that_differ(QP, after)] == [
        "- {level: 1, up_to: 1.50}",
        'label: {th: "ตัวชี้วัดที่ 1", en: "One"}',
    ]


@pytest.mark.parametrize(
    "text", ["a: [", "a: &x 1\nb: *x", "a: 1\na: 2", "a: !!python/object:os.system 1"]
)
def test_what_is_not_our_yaml_is_refused(text: str) -> None:
    with pytest.raises(CannotEdit):
        change_text(text, {("a",): 2})


def test_a_part_that_is_gone_is_refused_with_a_remedy() -> None:
    with pytest.raises(CannotEdit, match="โปรดเปิดร่างใหม่"):
        change_text(QP, {("nodes", 99, "title", "th"): "ก"})


def test_a_bomb_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )

    with pytest.raises(CannotEdit, match="anchor"):
        change_text(bomb, {("a",): 1})


ANY_TEXT = st.text(max_size=40)
KEYS = st.sampled_from(["plain", "single", "double", "literal", "folded", "empty"])


@given(key=KEYS, value=ANY_TEXT)
def test_any_text_is_read_back_as_it_was_given(key: str, value: str) -> None:
    after = change_text(STYLES, {(key,): value})

    assert read_data(after).data == {**read_data(STYLES).data, key: value}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | ANY_TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["th", "en", "kind", "rule", "a"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(key=st.sampled_from(["flow", "list", "plain"]), first=VALUES, second=VALUES)
def test_any_value_is_written_or_refused_never_garbled(
    key: str, first: object, second: object
) -> None:
    """Two changes one after the other, so that what we wrote ourselves is edited too."""
    text = STYLES
    for value in (first, second):
        expected = {**read_data(text).data, key: settled(value)}
        try:
            text = change_text(text, {(key,): value})
        except CannotEdit:
            return
        assert same(read_data(text).data, expected)
        assert text.startswith("# หัวไฟล์ 😀\n")
