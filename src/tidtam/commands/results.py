"""``tidtam results import|template|compute|check|publish``: a round from marks to publication."""

from __future__ import annotations

import argparse
from pathlib import Path

from tidtam.imports.actions import read_round_marks, store_round_marks
from tidtam.people.actor import SYSTEM
from tidtam.results.actions import ask_computation, check, compute, publish
from tidtam.results.queries import computation_for
from tidtam.results.states import STAFF_LABELS, State
from tidtam.rounds.queries import round_by_code


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, what in (
        ("template", "write the Excel template of a round"),
        ("import", "store the marks of a filled template: all, or none"),
        ("compute", "compute every office of a round"),
        ("check", "compute again one by one, read the comments"),
        ("publish", "publish a checked computation (checks it first if need be)"),
    ):
        verb_parser = verbs.add_parser(verb, help=what)
        verb_parser.add_argument("--round", required=True, help="code of the round, as 2566-12m")
        if verb in ("template", "import"):
            verb_parser.add_argument("file", type=Path)
        if verb == "import":
            verb_parser.add_argument("--dry-run", action="store_true", help="tell, store nothing")


def run(args: argparse.Namespace) -> int:
    return {
        "template": _template,
        "import": _import,
        "compute": _compute,
        "check": _check,
        "publish": _publish,
    }[args.verb](args)


def _template(args: argparse.Namespace) -> int:
    from tidtam.reports.workbooks.compose import round_workbook

    data = round_workbook(round_by_code(args.round, actor=SYSTEM), actor=SYSTEM)
    args.file.write_bytes(data)
    print(f"{args.file} ({len(data)} bytes)")
    return 0


def _import(args: argparse.Namespace) -> int:
    round_ = round_by_code(args.round, actor=SYSTEM)
    draft = read_round_marks(round_, data=args.file.read_bytes(), actor=SYSTEM)
    if draft.problems:
        for problem in draft.problems:
            print(f"{problem.sentence.th} / {problem.sentence.en}")
        return 2
    if args.dry_run:
        print(f"พร้อมนำเข้า {len(draft.cells)} ช่อง / {len(draft.cells)} cells ready, nothing stored")
        return 0
    counts = store_round_marks(round_, draft=draft, by=SYSTEM)
    print(", ".join(f"{name} {number}" for name, number in sorted(counts.items())))
    return 0


def _compute(args: argparse.Namespace) -> int:
    asked = ask_computation(round_by_code(args.round, actor=SYSTEM), by=SYSTEM)
    done = compute(asked, by=SYSTEM)
    for th, en in done.problems[:20]:
        print(f"{th} / {en}")
    print(f"#{done.number} {STAFF_LABELS[State(done.state)].th}: {done.done}/{done.total}")
    return 2 if done.state == State.FAILED.value else 0


def _check(args: argparse.Namespace) -> int:
    done = check(_newest(args.round), by=SYSTEM)
    print(f"#{done.number} {STAFF_LABELS[State(done.state)].th}")
    return 0


def _publish(args: argparse.Namespace) -> int:
    newest = _newest(args.round)
    if newest.state == State.COMPUTED.value:
        newest = check(newest, by=SYSTEM)
    done = publish(newest, by=SYSTEM)
    print(f"#{done.number} {STAFF_LABELS[State(done.state)].th}")
    return 0


def _newest(round_code: str):  # type: ignore[no-untyped-def]
    return computation_for(SYSTEM, round_code=round_code)
