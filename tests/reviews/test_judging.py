"""What a mark comes to on its own, and how far two are apart: levels, targets, words."""

from __future__ import annotations

import pytest

from tidtam.frameworks.files import load_code
from tidtam.reviews.judging import Judged, judge, levels_apart
from tidtam.scoring.errors import AnswerError


def judged(code: str, node: str, answer: str) -> Judged:
    return judge(load_code(code), kind="primary", node_code=node, answer=answer)


@pytest.mark.parametrize(
    ("answer", "shown", "level", "word"),
    [
        ("5", "5", 5, "ดีเยี่ยม"),
        ("1", "1", 1, "ปรับปรุง"),
        ('"not_reported"', "N/A", None, "สำนักงานไม่ได้รายงาน"),
    ],
)
def test_a_mark_has_the_level_that_scoring_gives(
    answer: str, shown: str, level: int | None, word: str
) -> None:
    found = judged("qp-2566", "1", answer)

    assert (found.shown, found.level, found.word and found.word.th) == (shown, level, word)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("4", "4", 0), ("4", "3", 1), ("5", "1", 4), ("3", '"not_reported"', 3)],
)
def test_marks_are_apart_by_levels(one: str, other: str, apart: int) -> None:
    pair = judged("qp-2566", "1", one), judged("qp-2566", "1", other)

    assert levels_apart(*pair) == levels_apart(*reversed(pair)) == apart


@pytest.mark.parametrize(
    ("one", "other", "apart", "same"),
    [
        ('{"value": 100}', '{"value": 100.0}', 0, True),
        ('{"value": 10}', '{"value": 20}', 0, False),
        ('{"value": 10}', '{"value": 100}', 1, False),
        ('{"value": 10}', '"not_reported"', 1, False),
    ],
)
def test_targets_are_apart_by_their_verdict(one: str, other: str, apart: int, same: bool) -> None:
    code = target_node()
    pair = judged("ap-2566", code, one), judged("ap-2566", code, other)

    assert (levels_apart(*pair), pair[0].answer == pair[1].answer) == (apart, same)


def target_node() -> str:
    framework = load_code("ap-2566")
    found = (n for n in framework.by_code.values() if n.kind.value == "target")
    return next(n.code for n in found if n.applies("primary") and not n.children)


@pytest.mark.parametrize("answer", ["6", "x", '{"value": 3}'])
def test_what_is_no_mark_is_refused(answer: str) -> None:
    with pytest.raises(AnswerError):
        judged("qp-2566", "1", answer)
