"""Answers checked against a framework, before anything is computed.

Raw answers are plain values, as JSON gives them::

    {"office_kind": "primary", "rounds": {"6m": {"1": 2, "9": "not_reported"}, "12m": {…}}}

Every node asked of the office must have an answer in each round given; a missing one is an error,
never a zero. What does not apply, is monitored or is pending may be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.errors import AnswerError, shown
from tidtam.scoring.suggest import hint
from tidtam.scoring.values import Kind, Special

# A mark, or what another rule reads from its answer; each rule knows its own kind.
Answer = Special | Any
_SPECIALS = frozenset(special.value for special in Special)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one office, checked: round code -> node code -> answer."""

    office_kind: str
    rounds: Mapping[str, Mapping[str, Answer]]


def parse_answers(framework: Framework, raw: object) -> Answers:
    """``raw`` checked against the framework.

    Raises:
        AnswerError: one sentence that names the code and the remedy.
    """
    table = _object(raw, "คำตอบ", "the answers")
    _refuse_unknown(table, ("office_kind", "rounds"), "ช่อง", "the field")
    office_kind = _office_kind(framework, table.get("office_kind"))
    rounds = _object(table.get("rounds"), '"rounds"', '"rounds"')
    known = [round_.code for round_ in framework.rounds]
    _refuse_unknown(rounds, known, "รอบ", "the round")
    if not rounds:
        raise AnswerError(
            f'"rounds" ว่างอยู่ ให้ใส่คำตอบของรอบ {" หรือ ".join(known)}',
            f'"rounds" is empty; give the answers of round {" or ".join(known)}',
        )
    return Answers(
        office_kind,
        {
            code: _round(framework, office_kind, code, rounds[code])
            for code in known
            if code in rounds
        },
    )


def _round(framework: Framework, office_kind: str, code: str, raw: object) -> dict[str, Answer]:
    given = _object(raw, f"รอบ {code}", f"round {code}")
    asked = framework.asked(office_kind)
    answers: dict[str, Answer] = {}
    for node_code, answer in given.items():
        parsed = check_answer(framework, office_kind, node_code, answer, round_code=code)
        if node_code in asked:
            answers[node_code] = parsed
    _refuse_missing(asked, answers, code)
    return answers


def check_answer(
    framework: Framework,
    office_kind: str,
    node_code: str,
    raw: object,
    *,
    round_code: str | None = None,
) -> Answer:
    """One raw answer, checked on its own; what evaluation will read.

    Raises:
        AnswerError: the code is unknown or the answer does not fit it.
    """
    node = framework.by_code.get(node_code)
    if node is None:
        raise _unknown_node(framework, node_code)
    th, en = _place(node, round_code)
    if node.children:
        leaves = [leaf.code for leaf in node.walk() if not leaf.children]
        listed = ", ".join(leaves[:6]) + ("…" if len(leaves) > 6 else "")
        raise AnswerError(
            f"{th}คำนวณจากข้อย่อย ให้ตอบ {listed} แทน",
            f"{en}is computed from what is beneath; answer {listed} instead",
        )
    if isinstance(raw, str) and raw in _SPECIALS:
        return Special(raw)
    if node.code not in framework.asked(office_kind):
        why = _why_not_asked(node, office_kind)
        raise AnswerError(f"{th}{why[0]} ให้เอาคำตอบออก", f"{en}{why[1]}; take the answer out")
    try:
        return node.rule.read(raw, framework.scale)
    except AnswerError as error:
        raise AnswerError(th + error.th, en + error.en) from None


def _place(node: Node, round_code: str | None) -> tuple[str, str]:
    if round_code is None:
        return f"ข้อ {node.code}: ", f"item {node.code}: "
    return f"ข้อ {node.code} รอบ {round_code}: ", f"item {node.code}, round {round_code}: "


def _why_not_asked(node: Node, office_kind: str) -> tuple[str, str]:
    if not node.applies(office_kind):
        return f"ไม่ใช้กับสำนักงานแบบ {office_kind}", f"does not apply to a {office_kind} office"
    if node.kind is Kind.MONITORED:
        return "ติดตามแต่ไม่ประเมินผลในปีนี้", "is monitored and not rated this year"
    if node.kind is Kind.PENDING:
        return "อยู่ระหว่างดำเนินการ ยังไม่ให้ระดับ", "is pending and not rated yet"
    return "อยู่ใต้หัวข้อที่ไม่ประเมิน", "stands under a line that is not rated"


def _refuse_missing(asked: Mapping[str, Node], answers: Mapping[str, Answer], code: str) -> None:
    missing = [
        node.code
        for node in asked.values()
        if node.code not in answers and node.kind is not Kind.TARGET
    ]
    if missing:
        first, listed = missing[0], ", ".join(missing[:8]) + ("…" if len(missing) > 8 else "")
        raise AnswerError(
            f"ข้อ {first} รอบ {code}: ยังไม่มีคำตอบ (ขาด {len(missing)} ข้อ: {listed})"
            ' ให้ใส่ระดับหรือ "not_reported"',
            f"item {first}, round {code}: has no answer ({len(missing)} missing: {listed});"
            ' give a level or "not_reported"',
        )


def _unknown_node(framework: Framework, code: str) -> AnswerError:
    members = {
        member.code: node.code for node in framework.by_code.values() for member in node.members
    }
    if code in members:
        return AnswerError(
            f"ข้อ {code} ใช้ระดับร่วมกัน ให้ตอบที่ {members[code]}",
            f"item {code} shares one rating; answer {members[code]}",
        )
    th, en = hint(code, framework.by_code)
    return AnswerError(
        f"ไม่มีข้อ {shown(code)} ใน {framework.code}{th} ให้ใช้รหัสที่มีในกรอบ",
        f"{framework.code} has no item {shown(code)}{en}; use a code of the framework",
    )


def _office_kind(framework: Framework, raw: object) -> str:
    known = [kind.code for kind in framework.office_kinds]
    if isinstance(raw, str) and raw in known:
        return raw
    listed = " | ".join(known)
    raise AnswerError(
        f'"office_kind" คือ {shown(raw)} ให้ใส่ {listed}',
        f'"office_kind" is {shown(raw)}; give {listed}',
    )


def _object(raw: object, th: str, en: str) -> Mapping[str, object]:
    if isinstance(raw, dict) and all(isinstance(key, str) for key in raw):
        return raw
    raise AnswerError(
        f"{th} ต้องเป็นวัตถุ JSON ไม่ใช่ {shown(raw)} ให้ใส่ในรูป {{…}}",
        f"{en} must be a JSON object, not {shown(raw)}; give it as {{…}}",
    )


def _refuse_unknown(table: Mapping[str, object], known: Iterable[str], th: str, en: str) -> None:
    known = tuple(known)
    for key in table:
        if key not in known:
            hint_th, hint_en = hint(key, known)
            listed = ", ".join(known)
            raise AnswerError(
                f"ไม่รู้จัก{th} {shown(key)}{hint_th} ให้ใช้ {listed}",
                f"{en} {shown(key)} is unknown{hint_en}; use {listed}",
            )
