"""Answers are checked before anything is computed; each refusal names the code and the remedy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from printed_sheets import SHEET_6M, SHEET_AP, SHEET_SA

from tidtam.frameworks.files import load_code
from tidtam.scoring.answers import check_answer, parse_answers
from tidtam.scoring.errors import AnswerError
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.json_text import parse_json, write_json
from tidtam.scoring.results import NodeResult
from tidtam.scoring.values import Special

QP, AP, SA = (load_code(code) for code in ("qp-2566", "ap-2566", "sa-2566"))


def qp(**marks: Any) -> dict[str, Any]:
    """The six-month sheet with some answers changed; ``i9=…`` for item 9."""
    changed = {code.removeprefix("i"): answer for code, answer in marks.items()}
    return {"office_kind": "primary", "rounds": {"6m": SHEET_6M["rounds"]["6m"] | changed}}


def ap(**answers: Any) -> dict[str, Any]:
    changed = {code.removeprefix("i"): answer for code, answer in answers.items()}
    return SHEET_AP | {"rounds": {"12m": SHEET_AP["rounds"]["12m"] | changed}}


def without(raw: dict[str, Any], *codes: str) -> dict[str, Any]:
    return raw | {
        "rounds": {
            name: {code: answer for code, answer in given.items() if code not in codes}
            for name, given in raw["rounds"].items()
        }
    }


def refusal(raw: object, framework: Any = QP) -> str:
    with pytest.raises(AnswerError) as caught:
        parse_answers(framework, raw)
    assert "\n" not in str(caught.value)
    assert str(caught.value) == f"{caught.value.th} / {caught.value.en}"
    return caught.value.en


def node(framework: Any, raw: object, code: str) -> NodeResult:
    return evaluate(framework, parse_answers(framework, raw)).node(code)


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        (True, "true"),
        (False, "false"),
        (None, "null"),
        ("3", '"3"'),
        ("๓", '"๓"'),
        (Decimal("3.5"), "3.5"),
        (Decimal("3.0"), "3.0"),
        (3.0, "3.0"),
        (0, "0"),
        (6, "6"),
        (-1, "-1"),
        ([], "[…]"),
        ({"value": 3}, "{…}"),
        ("N/A", '"N/A"'),
    ],
)
def test_mark_that_is_no_level_is_refused(mark: object, shown: str) -> None:
    assert refusal(qp(i9=mark)) == (
        f'item 9, round 6m: {shown} is not a level; give a whole number 1-5 or "not_reported"'
    )


def test_enormous_number_is_refused_without_being_printed() -> None:
    assert len(refusal(qp(i9=10**5000))) < 200
    assert len(refusal(qp(i9=10**50))) < 200


def test_missing_answer_is_an_error_not_a_zero() -> None:
    assert refusal(without(qp(), "9", "X1")) == (
        'item 9, round 6m: has no answer (2 missing: 9, X1); give a level or "not_reported"'
    )


def test_empty_round_lists_what_is_missing() -> None:
    raw = {"office_kind": "primary", "rounds": {"6m": {}}}

    assert "item 1, round 6m: has no answer (12 missing: 1, 2, 3" in refusal(raw)


def test_unknown_code_suggests_the_nearest() -> None:
    assert refusal(qp(ix1=3)) == (
        'qp-2566 has no item "x1" (did you mean "X1"?); use a code of the framework'
    )


def test_code_in_thai_digits_suggests_the_arabic_one() -> None:
    assert '(did you mean "10"?)' in refusal(qp(**{"๑๐": 3}))


def test_member_of_a_shared_rating_points_to_it() -> None:
    assert refusal(ap(i13=5), AP) == "item 13 shares one rating; answer 13-14"


def test_mark_on_an_item_that_does_not_apply_is_refused() -> None:
    assert refusal(qp(i6b=3)) == (
        "item 6b, round 6m: does not apply to a primary office; take the answer out"
    )


@pytest.mark.parametrize(
    ("framework", "raw", "part"),
    [
        (AP, ap(i24=5), "item 24, round 12m: is pending and not rated yet"),
        (AP, ap(i24={"value": 90}), "item 24, round 12m: is pending"),
        (
            SA,
            SHEET_SA | {"rounds": {"12m": SHEET_SA["rounds"]["12m"] | {"1.2": 4}}},
            "item 1.2, round 12m: is monitored and not rated this year",
        ),
        (
            SA,
            SHEET_SA | {"rounds": {"12m": SHEET_SA["rounds"]["12m"] | {"3.4.3": 4}}},
            "is computed from what is beneath; answer 3.4.3.1, 3.4.3.2, 3.4.3.3 instead",
        ),
    ],
)
def test_mark_where_none_belongs_is_refused(framework: Any, raw: object, part: str) -> None:
    assert part in refusal(raw, framework)


@pytest.mark.parametrize("special", [special.value for special in Special])
def test_special_value_where_nothing_is_asked_changes_nothing(special: str) -> None:
    plain = node(QP, qp(), "6b")

    assert node(QP, qp(i6b=special), "6b") == plain
    assert plain.status == "not_applicable"


def test_pending_item_may_be_left_out() -> None:
    assert node(AP, without(ap(), "24"), "24") == node(AP, ap(), "24")


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (None, "the answers must be a JSON object, not null"),
        ([], "the answers must be a JSON object, not […]"),
        ({}, '"office_kind" is null; give primary | secondary'),
        ({"office_kind": "school", "rounds": {}}, '"office_kind" is "school"'),
        ({"office_kind": ["primary"], "rounds": {}}, '"office_kind" is […]'),
        ({"office_kind": "primary"}, '"rounds" must be a JSON object, not null'),
        ({"office_kind": "primary", "rounds": {}}, '"rounds" is empty; give the answers of'),
        ({"office_kind": "primary", "rounds": {"6m": 3}}, "round 6m must be a JSON object, not 3"),
        ({"office_kind": "primary", "rounds": {"6 m": {}}}, 'did you mean "6m"?); use 6m, 12m'),
        ({"office_kind": "primary", "round": {}}, 'the field "round" is unknown (did you mean'),
    ],
)
def test_wrong_outline_is_refused(raw: object, part: str) -> None:
    assert part in refusal(raw)


def test_yearly_instrument_refuses_the_six_month_round() -> None:
    raw = SHEET_AP | {"rounds": {"6m": SHEET_AP["rounds"]["12m"]}}

    assert refusal(raw, AP) == 'the round "6m" is unknown; use 12m'


@pytest.mark.parametrize("round_code", ["6m", "12m"])
def test_either_round_may_be_scored_alone(round_code: str) -> None:
    raw = {"office_kind": "primary", "rounds": {round_code: SHEET_6M["rounds"]["6m"]}}

    total = evaluate(QP, parse_answers(QP, raw)).total

    assert (total.printed, total.count) == ("2.42", 12)


@pytest.mark.parametrize(
    ("answer", "shape"),
    [
        ({"value": 80}, ("80.00", "บรรลุ", "attained")),
        ({"value": Decimal("79.995")}, ("80.00", "ไม่บรรลุ", "not_attained")),
        ({"value": Decimal("79.99")}, ("79.99", "ไม่บรรลุ", "not_attained")),
        ({"value": 0}, ("0.00", "ไม่บรรลุ", "not_attained")),
        ({"value": None}, (None, None, "not_reported")),
        ({}, (None, None, "not_reported")),
        ("not_reported", (None, None, "not_reported")),
        ("pending", (None, None, "pending")),
        ("not_applicable", (None, None, "not_applicable")),
    ],
)
def test_target_compares_the_value_unrounded(answer: object, shape: tuple[object, ...]) -> None:
    row = node(AP, ap(i2=answer), "2")

    assert (row.printed, row.word.th if row.word else None, row.status.value) == shape
    assert row.level is None


def test_target_left_out_is_not_reported_and_the_total_stays() -> None:
    result = evaluate(AP, parse_answers(AP, without(ap(), "2", "3", "4", "11")))

    assert result.node("2").as_dict() == {
        "code": "2",
        "value": None,
        "level": None,
        "word": None,
        "status": "not_reported",
    }
    assert (result.total.printed, result.total.count) == ("4.80", 5)


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (100, 'give it as {"value": …}'),
        ({"value": "100"}, '"value" must be an exact number, not "100"'),
        ({"value": True}, "not true"),
        ({"value": 79.5}, "not 79.5"),
        ({"value": 101}, "the value 101 is impossible; give at least 0 and at most 100"),
        ({"value": -1}, "the value -1 is impossible"),
        ({"valeu": 100}, 'the field "valeu" is unknown (did you mean "value"?)'),
        ({"value": 1, "note": "x"}, 'the field "note" is unknown'),
        ({"value": Decimal("Infinity")}, "must be an exact number"),
        ({"value": Decimal("1e30")}, "must be an exact number"),
    ],
)
def test_target_value_that_is_no_value_is_refused(answer: object, part: str) -> None:
    message = refusal(ap(i2=answer), AP)

    assert message.startswith("item 2, round 12m: ")
    assert part in message


def test_everything_left_out_gives_no_mean_and_no_level() -> None:
    raw = qp(**{f"i{code}": "not_applicable" for code in QP.asked("primary")})

    total = evaluate(QP, parse_answers(QP, raw)).total

    assert total.as_dict() == {"value": None, "level": None, "word": None, "count": 0}


def test_nothing_reported_gives_zero_in_the_lowest_band() -> None:
    raw = qp(**{f"i{code}": "not_reported" for code in QP.asked("primary")})

    total = evaluate(QP, parse_answers(QP, raw)).total

    assert total.as_dict() == {"value": "0.00", "level": 1, "word": "ปรับปรุง", "count": 12}


def test_one_answer_can_be_checked_alone() -> None:
    assert check_answer(QP, "primary", "1", 4) == 4
    assert check_answer(QP, "primary", "1", "pending") is Special.PENDING
    with pytest.raises(AnswerError) as caught:
        check_answer(QP, "primary", "1", 9)
    assert caught.value.en.startswith("item 1: 9 is not a level")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "not valid JSON at line 1, character 1"),
        ('{"a": 1,}', "not valid JSON at line 1"),
        ('{"a": 1, "a": 2}', '"a" appears twice in the JSON; keep one of them'),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_text_that_is_no_plain_json_is_refused(text: str, part: str) -> None:
    with pytest.raises(AnswerError) as caught:
        parse_json(text)

    assert part in caught.value.en


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e99999999", "9" * 5000])
def test_number_that_is_no_number_is_refused_where_it_stands(text: str) -> None:
    parsed = parse_json('{"1": ' + text + "}")
    assert isinstance(parsed, dict)

    message = refusal(qp(i9=parsed["1"]))

    assert message.startswith("item 9, round 6m: ")
    assert len(message) < 200


def test_decimals_of_json_are_exact() -> None:
    assert parse_json('[79.995, 0.1, 3, "ก"]') == [Decimal("79.995"), Decimal("0.1"), 3, "ก"]


def test_written_json_reads_back_the_same() -> None:
    value = {"ข": [1, None, True, Decimal("79.9950")], "ก": {"x": "y"}}

    assert parse_json(write_json(value)) == value


def test_message_never_carries_control_characters_or_long_values() -> None:
    message = refusal(qp(i9="\x1b[31m\n" + "ก" * 500))

    assert "\x1b" not in message
    assert "\n" not in message
    assert len(message) < 200
