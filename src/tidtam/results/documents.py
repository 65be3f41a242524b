"""From stored answers to stored results: the two JSON documents of an office's result.

The inputs document is what ``tidtam score`` reads; the outputs document is what it
prints, plus the marks of each round as they stand in the cells.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
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
    return ", ".join(f"{json.dumps(code)}: {answers[code]}" for code in sorted(answers))


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


def outputs_document(result: Result) -> dict[str, Any]:
    """The outputs document: every node with its marks, and the total."""
    return {
        "framework": result.framework,
        "nodes": [_node(node) for node in result.nodes],
        "total": result.total.as_dict(),
    }


def _node(node: NodeResult) -> dict[str, Any]:
    return node.as_dict() | {"marks": {mark.round: mark.printed for mark in node.marks}}


def outputs_text(result: Result) -> str:
    """The outputs document as kept; the same result gives the same text."""
    return json.dumps(outputs_document(result), ensure_ascii=False)


def checksum_of(texts: Iterable[str]) -> str:
    """SHA-256 over texts in their order, each ended by a line feed."""
    seal = hashlib.sha256()
    for text in texts:
        seal.update(text.encode())
        seal.update(b"\n")
    return seal.hexdigest()
