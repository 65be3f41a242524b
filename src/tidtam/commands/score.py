"""``tidtam score``: answers in, the result out; no database.

    tidtam score FRAMEWORK ANSWERS.json [--explain]
    tidtam score --batch FILE.jsonl [--explain]

``-`` reads standard input. A bad input exits 2 with one sentence on stderr, nothing on stdout; in
a batch a refused line becomes ``{"error": "…"}`` and the next line goes on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tidtam.frameworks.files import load_code
from tidtam.frameworks.problems import FrameworkFileError
from tidtam.scoring.answers import parse_answers
from tidtam.scoring.definition import Framework
from tidtam.scoring.errors import AnswerError, shown
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.json_text import parse_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FRAMEWORK and ANSWERS.json, or --batch FILE.jsonl."""
    parser.add_argument("framework", nargs="?", help="qp-2566, ap-2566, sa-2566, …")
    parser.add_argument("answers", nargs="?", help="a JSON file, or - for standard input")
    parser.add_argument("--explain", action="store_true", help="add every step in words")
    parser.add_argument("--batch", metavar="FILE.jsonl", help="one framework and answers a line")


def run(args: argparse.Namespace) -> int:
    """Print the result, or one line for each line of a batch."""
    try:
        if args.batch is not None:
            return _run_batch(args)
        if args.framework is None or args.answers is None:
            raise _USAGE
        framework = load_code(args.framework)
        result = score(framework, parse_json(_read(args.answers)), explained=args.explain)
    except (AnswerError, FrameworkFileError) as error:
        _write(sys.stderr, " ".join(str(error).split()))
        return 2
    _write(sys.stdout, json.dumps(result, ensure_ascii=False))
    return 0


def score(framework: Framework, raw: object, *, explained: bool = False) -> dict[str, object]:
    """The public shape of one office's result."""
    answers = parse_answers(framework, raw)
    result = evaluate(framework, answers)
    if not explained:
        return result.as_dict()
    from tidtam.scoring.explain import explain, explained_as_dict

    return result.as_dict() | {"explain": explained_as_dict(explain(framework, answers))}


def score_line(line: str, *, explained: bool = False) -> dict[str, object]:
    """One line of a batch: its result, or ``{"error": …}``; never raises for bad input."""
    try:
        return _score_line(line, explained)
    except (AnswerError, FrameworkFileError) as error:
        return {"error": " ".join(str(error).split())}


def _score_line(line: str, explained: bool) -> dict[str, object]:
    table = parse_json(line)
    expected = ("framework", "answers")
    if not isinstance(table, dict) or set(table) != set(expected):
        raise AnswerError(
            f'บรรทัดนี้คือ {shown(table)} ให้ใส่ {{"framework": …, "answers": …}} เท่านั้น',
            f'this line is {shown(table)}; give {{"framework": …, "answers": …}} and nothing else',
        )
    code = table["framework"]
    if not isinstance(code, str):
        raise AnswerError(
            f'"framework" คือ {shown(code)} ให้ใส่รหัสกรอบ เช่น "qp-2566"',
            f'"framework" is {shown(code)}; give a framework code such as "qp-2566"',
        )
    return score(load_code(code), table["answers"], explained=explained)


def _run_batch(args: argparse.Namespace) -> int:
    if args.framework is not None:
        raise _USAGE
    for line in _lines(args.batch):
        _write(sys.stdout, json.dumps(score_line(line, explained=args.explain), ensure_ascii=False))
    return 0


def _lines(name: str) -> Iterator[str]:
    text = _read_bytes(name)
    for line in text.split(b"\n") if not text.endswith(b"\n") else text[:-1].split(b"\n"):
        yield line.decode("utf-8", errors="replace")


def _read(name: str) -> str:
    try:
        return _read_bytes(name).decode("utf-8")
    except UnicodeDecodeError:
        raise AnswerError(
            f"{shown(name)} ไม่ใช่ข้อความ UTF-8 ให้บันทึกใหม่เป็น UTF-8",
            f"{shown(name)} is not UTF-8 text; save it again as UTF-8",
        ) from None


def _read_bytes(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        reason = type(error).__name__
        raise AnswerError(
            f"อ่านไฟล์ {shown(name, 200)} ไม่ได้ ({reason}) ให้ตรวจชื่อและสิทธิ์",
            f"cannot read the file {shown(name, 200)} ({reason}); check its name and permission",
        ) from None


def _write(stream: object, text: str) -> None:
    """UTF-8 whatever the terminal claims; nothing a reader sends can break the output."""
    safe = text.encode("utf-8", errors="replace")
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        print(safe.decode(), file=stream)  # type: ignore[call-overload]
        return
    buffer.write(safe + b"\n")
    buffer.flush()


_USAGE = AnswerError(
    "คำสั่งไม่ครบ ให้พิมพ์ tidtam score FRAMEWORK ANSWERS.json หรือ tidtam score --batch FILE.jsonl",
    "the command is incomplete; type tidtam score FRAMEWORK ANSWERS.json"
    " or tidtam score --batch FILE.jsonl",
)
