"""Crosswalks between years: shipped ones are sound, wrong ones are refused with line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tidtam.frameworks.crosswalks import crosswalk_paths, load_crosswalk
from tidtam.frameworks.problems import FrameworkFileError

HEAD = """earlier: qp-2566
later: qp-2570
sample: true
title: {th: "ตัวอย่าง", en: "Sample"}
links:
"""
OTHERS = '["2", "3", "4", "5", "6a", "6b", "7", "8", "9", "10", "X1"]'
REST = f"  - {{relation: dropped, earlier: {OTHERS}}}\n"


def problems(tmp_path: Path, links: str) -> list[tuple[int, str]]:
    path = tmp_path / "walk.yaml"
    path.write_text(HEAD + links, encoding="utf-8")
    with pytest.raises(FrameworkFileError) as caught:
        load_crosswalk(path)
    return [(problem.line, problem.text.en) for problem in caught.value.problems]


@pytest.mark.parametrize("path", crosswalk_paths(), ids=lambda path: path.stem)
def test_shipped_crosswalk_is_sound_and_marked_as_a_sample(path: Path) -> None:
    crosswalk = load_crosswalk(path)

    assert crosswalk.sample
    assert crosswalk.comparable() == {}
    assert len(crosswalk.links) == 11


def test_there_is_a_crosswalk() -> None:
    assert [path.name for path in crosswalk_paths()] == ["qp-2566-2567.yaml"]


def test_only_items_that_stayed_the_same_are_comparable(tmp_path: Path) -> None:
    path = tmp_path / "walk.yaml"
    links = (
        '  - {relation: same, earlier: ["1"], later: ["9"]}\n'
        '  - {relation: changed, earlier: ["X2"], later: ["8"]}\n'
    )
    path.write_text(HEAD + links + REST, encoding="utf-8")

    assert load_crosswalk(path).comparable() == {"1": "9"}


def test_item_without_a_link_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, '  - {relation: same, earlier: ["1"], later: ["1"]}\n' + REST)

    assert found == [(5, "item X2 of qp-2566 is not linked; link it, or say dropped or new")]


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ('{relation: same, earlier: ["1", "X2"], later: ["1"]}', "same needs 1 earlier and 1"),
        ('{relation: merged, earlier: ["1"], later: ["1"]}', "merged needs 2+ earlier"),
        ('{relation: split, earlier: ["1"], later: ["1"]}', "split needs 1 earlier and 2+ later"),
        ('{relation: new, earlier: ["1"], later: ["1"]}', "new needs 0 earlier"),
        ('{relation: dropped, earlier: ["1"], later: ["1"]}', "dropped needs 1+ earlier"),
        ('{relation: same, earlier: ["77"], later: ["1"]}', 'qp-2566 has no item "77"'),
        ('{relation: same, earlier: ["2"], later: ["1"]}', 'item "2" is linked twice'),
        ('{relation: alike, earlier: ["1"], later: ["1"]}', 'the value of "relation" does not fit'),
        ('{relation: same, earlier: ["1"], latter: ["1"]}', 'the key "latter" is unknown (did you mean "later"?)'),  # noqa: E501
    ],
)  # fmt: skip
def test_wrong_link_is_refused(tmp_path: Path, link: str, message: str) -> None:
    found = problems(tmp_path, f"  - {link}\n" + REST)

    assert any(message in text for _, text in found)
