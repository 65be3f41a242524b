"""From stored answers to stored results: the two JSON documents of an office's result.

The inputs document is what ``tidtam score`` reads; the outputs document is what it
prints, plus the marks of each round as they stand in the cells.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tidtam.scoring.json_text import parse_json
from tidtam.scoring.results import NodeResult, Result


def inputs_text(office_kind: str, rounds: Mapping[str, Mapping[str, str]]) -> str:
    """The inputs document of one office: round -> node -> JSON text of the answer."""
    parts = (
        f"{json.dumps(code)}: {{{_pairs(answers)}}}" for code, answers in sorted(rounds.items())
    )
    return f'{{"office_kind": {json.dumps(office_kind)}, "rounds": {{{", ".join(parts)}}}}}'


def _pairs(answers: Mapping[str, str]) -> str:
    return ", ".join(f"{_quoted(code)}: {answers[code]}" for code in sorted(answers))


@lru_cache(maxsize=4096)
def _quoted(code: str) -> str:
    return json.dumps(code)


@lru_cache(maxsize=4096)
def _answer(text: str) -> object:
    # A few dozen distinct texts stand behind tens of thousands of marks.
    return parse_json(text)


def raw_answers(office_kind: str, rounds: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The same document as plain values, ready for ``scoring.answers.parse_answers``."""
    return {
        "office_kind": office_kind,
        "rounds": {
            code: {node: _answer(text) for node, text in answers.items()}
            for code, answers in rounds.items()
        },
    }


def outputs_text(result: Result) -> str:
    """The outputs document as kept; the same result gives the same text."""
    return outputs_texts([result])[0]


def outputs_texts(results: Sequence[Result]) -> list[str]:
    """The outputs documents of many results.

    Offices with the same marks on an item share one node object in a batch, so its text
    is written once.
    """
    written: dict[int, str] = {}
    texts = []
    for result in results:
        for node in result.nodes:
            if id(node) not in written:
                written[id(node)] = _node_text(node)
        nodes = ", ".join([written[id(node)] for node in result.nodes])
        total = json.dumps(result.total.as_dict(), ensure_ascii=False)
        texts.append(
            f'{{"framework": {_quoted(result.framework)}, "nodes": [{nodes}], "total": {total}}}'
        )
    return texts


def _node_text(node: NodeResult) -> str:
    marks = {mark.round: mark.printed for mark in node.marks}
    return json.dumps(node.as_dict() | {"marks": marks}, ensure_ascii=False)


def checksum_of(texts: Iterable[str]) -> str:
    """SHA-256 over texts in their order, each ended by a line feed."""
    seal = hashlib.sha256()
    for text in texts:
        seal.update(text.encode())
        seal.update(b"\n")
    return seal.hexdigest()
