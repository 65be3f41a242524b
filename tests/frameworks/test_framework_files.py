"""Framework files: what is shipped is sound, and what is wrong is named with line and remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tidtam.frameworks.files import (
    available,
    checksum,
    directory,
    load,
    load_code,
    parse,
    read_text,
)
from tidtam.frameworks.problems import FrameworkFileError
from tidtam.frameworks.schema import json_schema
from tidtam.scoring.definition import Node
from tidtam.scoring.rules import RULES
from tidtam.scoring.values import Kind
from tidtam.thai.bilingual import Bilingual

QP = directory() / "2566" / "qp.yaml"


def problems(text: str) -> list[tuple[int, str | None, str]]:
    with pytest.raises(FrameworkFileError) as caught:
        parse(text, "qp.yaml")
    return [(p.line, p.node, p.text.en) for p in caught.value.problems]


def changed(old: str, new: str) -> str:
    text = read_text(QP)
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_three_frameworks_of_2566_are_available() -> None:
    assert {"ap-2566", "qp-2566", "sa-2566"} <= set(available())


def test_schema_file_equals_the_models() -> None:
    """frameworks/schema.json is generated; this keeps it so."""
    written = json.loads((directory() / "schema.json").read_text(encoding="utf-8"))

    assert written == json_schema()


@pytest.mark.parametrize("code", ["ap-2566", "qp-2566", "sa-2566"])
def test_shipped_framework_has_every_title_in_both_languages(code: str) -> None:
    framework = load_code(code)
    texts = [framework.title, framework.short_title, framework.total.label]
    for node in framework.by_code.values():
        texts += [node.label, node.title, *node.evidence]
        texts += [level.word for level in node.rubric.levels] if node.rubric else []

    incomplete = [text for text in texts if not text.th.strip() or not text.en.strip()]

    assert incomplete == []


@pytest.mark.parametrize("code", ["ap-2566", "qp-2566", "sa-2566"])
def test_shipped_framework_has_sound_thai(code: str) -> None:
    """No decomposed sara am, no private-use mark, no mark without a consonant before it."""
    text = read_text(directory() / "2566" / f"{code[:2]}.yaml")

    assert "\u0e4d\u0e32" not in text
    assert not any("\ue000" <= character <= "\uf8ff" for character in text)


@pytest.mark.parametrize("code", ["ap-2566", "qp-2566", "sa-2566"])
def test_every_answered_rated_node_has_a_sample_rubric_and_evidence(code: str) -> None:
    asked = [n for n in load_code(code).by_code.values() if not n.children]

    def complete(node: Node) -> bool:
        return node.rubric is not None and node.rubric.sample and bool(node.evidence)

    assert [n.code for n in asked if n.kind is Kind.RATED and not complete(n)] == []


def test_qp_asks_twelve_of_each_kind_of_office() -> None:
    qp = load_code("qp-2566")

    assert list(qp.asked("primary")) == [
        "1", "2", "3", "4", "5", "6a", "7", "8", "9", "10", "X1", "X2",
    ]  # fmt: skip
    assert "6b" in qp.asked("secondary")
    assert len(qp.asked("secondary")) == 12


def test_sa_has_fourteen_indicators_and_no_3_5() -> None:
    sa = load_code("sa-2566")

    assert [len(top.children) for top in sa.nodes] == [3, 5, 5]
    assert "3.5" not in sa.by_code


def test_ap_shared_rating_names_its_two_members() -> None:
    node = load_code("ap-2566").by_code["13-14"]

    assert [member.code for member in node.members] == ["13", "14"]


def test_unknown_framework_is_refused_with_the_nearest() -> None:
    with pytest.raises(FrameworkFileError) as caught:
        load_code("qp-2565")

    assert 'did you mean "qp-2566"' in caught.value.en


@pytest.mark.parametrize("code", ["../2566/qp", "qp", "", "qp-2566/..", "QP-2566 ", "qp-๒๕๖๖"])
def test_code_that_is_no_code_never_reaches_the_disk(code: str) -> None:
    with pytest.raises(FrameworkFileError):
        load_code(code)


def test_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FrameworkFileError) as caught:
        load(tmp_path / "none.yaml")

    assert "check its name" in caught.value.en


def test_frameworks_are_found_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "2566").mkdir()
    (tmp_path / "2566" / "qp.yaml").write_text(read_text(QP), encoding="utf-8")
    monkeypatch.setenv("TIDTAM_FRAMEWORKS", str(tmp_path))

    assert available() == ["qp-2566"]


def test_changed_file_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "2566").mkdir()
    path = tmp_path / "2566" / "qp.yaml"
    path.write_text(read_text(QP), encoding="utf-8")
    monkeypatch.setenv("TIDTAM_FRAMEWORKS", str(tmp_path))
    assert load_code("qp-2566").version == 1

    path.write_text(changed("version: 1", "version: 12"), encoding="utf-8")

    assert load_code("qp-2566").version == 12


def test_mistyped_key_names_line_node_and_the_nearest_key() -> None:
    text = changed("    applies_to: [primary]\n", "    applies_too: [primary]\n")

    assert problems(text) == [
        (
            line_of(text, "applies_too"),
            "6a",
            'the key "applies_too" is unknown (did you mean "applies_to"?); correct or remove it',
        )
    ]


def test_missing_title_names_the_node() -> None:
    text = read_text(QP)
    title = next(line for line in text.splitlines(keepends=True) if "Learning Loss" in line)

    found = problems(text.replace(title, "", 1))

    assert [(node, message) for _, node, message in found] == [("7", '"title" is missing; add it')]


def test_code_without_quotation_marks_says_to_add_them() -> None:
    text = changed('  - code: "10"', "  - code: 10")

    assert problems(text)[0][2].startswith('"code" must be text; put it in quotation marks')


def test_repeated_code_names_both_places() -> None:
    text = changed('  - code: "2"', '  - code: "1"')

    assert problems(text) == [
        (line_of(text, "Indicator 2") - 1, "1",
         'the code "1" is already used by item 1; use another')
    ]  # fmt: skip


def test_unknown_rule_kind_is_refused_with_the_nearest() -> None:
    text = changed('  - code: "2"\n', '  - code: "2"\n    rule: {kind: rubrik}\n')
    line = line_of(text, "rubrik")

    assert problems(text) == [
        (line, "2", 'the rule kind "rubrik" is unknown (did you mean "rubric"?);'
         f' use one of {", ".join(RULES)}')
    ]  # fmt: skip


def test_wrong_parameter_of_a_rule_speaks_only_of_that_rule() -> None:
    rule = "    rule: {kind: linear, full_at: 80, full_mark: 5, ful: 3}\n"
    text = changed('  - code: "2"\n', '  - code: "2"\n' + rule)

    assert [message for *_, message in problems(text)] == [
        'the key "ful" is unknown (did you mean "full_at"?); correct or remove it'
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{level: 2, up_to: 2.60}", "{level: 2, up_to: 1.60}", "order the bands upward"),
        ("{level: 2, up_to: 2.60}", "{level: 2, up_to: 2.605}", "finer than the 2 printed"),
        ("{level: 5, up_to: 5.00}", "{level: 6, up_to: 5.00}", "level 6 has no word"),
        ("{level: 3, word:", "{level: 7, word:", "without gaps"),
        ("code: pending\n", "code: monitored\n", "pending must stand here exactly once"),
        ("mode: half_up, digits: 2", "mode: half_up, digits: 44", "digits must be 0 to 12"),
        ("code: qp-2566", "code: qp-2567", "end it with -2566"),
        ("applies_to: [primary]", "applies_to: [tertiary]", 'no office kind "tertiary"'),
        ('  - code: "2"\n', '  - code: "2"\n    kind: heading\n', "a heading has no children"),
        ('  - code: "2"\n', '  - code: "2"\n    kind: target\n', "go together"),
        ('  - code: "2"\n', '  - code: "2"\n    weight: -1\n', "cannot be negative"),
        ('  - code: "2"\n', '  - code: "2 b"\n', "hold spaces"),
        ("  - code: 12m\n", "  - code: 6m\n", 'the code "6m" is repeated'),
        ("mode: half_up", "mode: nearest", "does not fit"),
        ("      levels:\n        - {level: 1,", "      levels:\n        - {level: 2,", "each level once"),  # noqa: E501
    ],
)  # fmt: skip
def test_contradiction_is_refused_with_its_remedy(old: str, new: str, message: str) -> None:
    assert any(message in found for *_, found in problems(changed(old, new)))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("code: a\ncode: b\n", 2, '"code" is repeated here; keep one of them'),
        ("a: &x [1]\nb: *x\n", 1, "anchors and aliases (& and *) are not allowed"),
        ("a: !!python/object:os.system {}\n", 1, "tags (!) are not allowed"),
        ("a: 1\n---\nb: 2\n", 2, "holds several documents"),
        ("a: [1\n", 2, "not valid YAML"),
        ("? [1]\n: 2\n", 1, "a key must be plain text"),
        ("[" * 5000, 1, "nested over 60 deep"),
        ("x" * 2_000_001, 1, "over 2,000,000 characters"),
    ],
)
def test_text_outside_the_strict_part_of_yaml_is_refused(
    text: str, line: int, message: str
) -> None:
    found = problems(text)

    assert (len(found), found[0][0], message in found[0][2]) == (1, line, True)


@pytest.mark.parametrize("text", ["", "just words", "[1, 2]", "null", "a: 1"])
def test_text_that_is_no_framework_is_refused(text: str) -> None:
    assert problems(text) != []


def test_error_says_file_line_node_and_remedy_in_both_languages() -> None:
    text = changed("    applies_to: [primary]\n", "    applies_too: [primary]\n")

    with pytest.raises(FrameworkFileError) as caught:
        parse(text, "qp.yaml")

    line = line_of(text, "applies_too")
    assert caught.value.en.startswith(f"qp.yaml, line {line}, item 6a: ")
    assert caught.value.th.startswith(f"qp.yaml บรรทัด {line} ข้อ 6a: ")


def test_decimals_of_a_file_stay_exact() -> None:
    bands = load_code("qp-2566").bands

    assert [str(band.up_to) for band in bands] == ["9/5", "13/5", "17/5", "21/5", "5"]


def test_checksum_ignores_line_endings_and_sees_every_other_change() -> None:
    text = read_text(QP)

    assert checksum(text) == checksum(text.replace("\n", "\r\n"))
    assert checksum(text) != checksum(text + " ")


def test_words_of_levels_are_bilingual() -> None:
    assert load_code("qp-2566").words[5] == Bilingual("ดีเยี่ยม", "Excellent")
