"""The form of a node: what it shows, and what an answer becomes in the file."""

from __future__ import annotations

from typing import Any

import pytest

from tidtam.frameworks.editing import CannotEdit, change_text, read_data
from tidtam.frameworks.fields import (
    Given,
    WrongField,
    fields_of_frame,
    fields_of_node,
    fingerprint,
    frame_with,
    node_with,
    seed_node,
    shown,
)
from tidtam.frameworks.files import parse, path_of
from tidtam.frameworks.problems import Path
from tidtam.scoring.values import Kind

TEXTS = {code: path_of(code).read_text(encoding="utf-8") for code in ("qp-2566", "ap-2566")}


def answers_of(frame: Any, node: Any) -> dict[str, Given]:
    seeded = seed_node(frame, node)
    return {field.name: shown(field, seeded) for field in fields_of_node(frame, node)}


def after(code: str, index: int, given: dict[str, Given]) -> str:
    """The file after one form was saved with these answers beside those it showed."""
    frame = read_data(TEXTS[code]).data
    node = frame["nodes"][index]
    place: Path = ("nodes", index)
    return change_text(
        TEXTS[code], {place: node_with(frame, node, answers_of(frame, node) | given)}
    )


@pytest.mark.parametrize(("code", "index"), [("qp-2566", 0), ("ap-2566", 2), ("ap-2566", 5)])
def test_saving_an_untouched_form_changes_nothing(code: str, index: int) -> None:
    assert after(code, index, {}) == TEXTS[code]


def test_line_ends_of_a_browser_are_no_change() -> None:
    frame = read_data(TEXTS["qp-2566"]).data
    given = {"title_th": f" {frame['nodes'][0]['title']['th']} \r\n"}

    assert after("qp-2566", 0, given) == TEXTS["qp-2566"]


def test_thai_digits_become_a_weight() -> None:
    node = parse(after("qp-2566", 0, {"weight": "๒.๕"}), "qp").nodes[0]

    assert (node.weight.numerator, node.weight.denominator) == (5, 2)


def test_a_rated_item_becomes_one_with_a_target() -> None:
    given: dict[str, Given] = {"kind": "target", "target": "85.5", "direction": "down"}

    node = parse(after("ap-2566", 0, given), "ap").nodes[0]

    assert node.kind is Kind.TARGET
    assert (str(node.rule.target), node.rule.direction) == ("171/2", "down")


def test_an_item_with_a_target_becomes_monitored_without_its_rule() -> None:
    text = after("ap-2566", 5, {"kind": "monitored"})

    node = parse(text, "ap").nodes[5]
    assert (node.kind, node.rule.kind) == (Kind.MONITORED, "rubric")


def test_a_new_target_value_keeps_the_rest_of_the_rule() -> None:
    text = after("ap-2566", 5, {"target": "90"})

    old, new = (
        "{kind: target, target: 80, direction: up, ",
        "{kind: target, target: 90, direction: up, ",
    )
    assert text == TEXTS["ap-2566"].replace(old, new, 1)


def test_a_target_without_a_value_names_its_field() -> None:
    with pytest.raises(WrongField) as caught:
        after("ap-2566", 0, {"kind": "target", "target": ""})

    assert caught.value.name == "target"


@pytest.mark.parametrize("typed", ["abc", "1e5", "", "1.2.3", "½"])
def test_a_weight_that_is_no_number_names_its_field(typed: str) -> None:
    with pytest.raises(WrongField) as caught:
        after("qp-2566", 0, {"weight": typed})

    assert caught.value.name == "weight"


def test_evidence_is_cleared_and_added() -> None:
    given: dict[str, Given] = {
        "evidence_0_th": "",
        "evidence_0_en": "",
        "evidence_3_th": "ภาพถ่าย",
        "evidence_3_en": "Photographs",
    }

    before = parse(TEXTS["qp-2566"], "qp").nodes[0].evidence
    evidence = parse(after("qp-2566", 0, given), "qp").nodes[0].evidence

    assert [each.th for each in evidence] == [*(each.th for each in before[1:]), "ภาพถ่าย"]


def test_criteria_are_made_for_every_level_where_there_were_none() -> None:
    given: dict[str, Given] = {f"levels_{n}_th": f"เกณฑ์ {n + 1}" for n in range(5)}

    node = parse(after("ap-2566", 5, given), "ap").nodes[5]

    assert node.rubric is not None
    assert [(each.level, each.word.th) for each in node.rubric.levels] == [
        (n, f"เกณฑ์ {n}") for n in range(1, 6)
    ]


def test_a_band_edge_changes_in_the_frame() -> None:
    text = TEXTS["qp-2566"]
    data = read_data(text).data
    given = {field.name: shown(field, data) for field in fields_of_frame(data)}

    same = change_text(text, {(): frame_with(data, given)})
    moved = change_text(text, {(): frame_with(data, given | {"band_0": "1.50"})})

    assert same == text
    assert moved == text.replace("up_to: 1.80", "up_to: 1.50")


def test_the_seal_of_a_part_knows_its_own_values_only() -> None:
    node = {"code": "1", "title": {"th": "ก"}, "children": [{"code": "1.1"}]}

    assert fingerprint(node) == fingerprint({**node, "children": []})
    assert fingerprint(node) != fingerprint({**node, "title": {"th": "ข"}})


@pytest.mark.parametrize(
    "node",
    [{"evidence": ["ก"]}, {"evidence": "ก"}, {"rule": []}, {"rubric": {}}, {"applies_to": 5}],
)
def test_a_strange_shape_is_left_to_the_text(node: dict[str, object]) -> None:
    with pytest.raises(CannotEdit):
        fields_of_node({}, node)
