"""``tidtam sheets``: prints the result sheets of a round into a folder; goes on after a kill."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tidtam.orgs.queries import resolve
from tidtam.people.actor import SYSTEM
from tidtam.reports.printing import print_into
from tidtam.reports.sheets.print import FORMATS, Format
from tidtam.results.queries import computation_for
from tidtam.shared.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--round R [--office O] --format pdf,docx --out DIR."""
    parser.add_argument("--round", required=True, help="code of the round, as 2566-12m")
    parser.add_argument("--office", help="one office only: its name or unit code")
    parser.add_argument("--format", default="pdf,docx", help="pdf, docx or both with a comma")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    parser.add_argument("--number", type=int, help="a certain computation of the round")


def run(args: argparse.Namespace) -> int:
    """Print, telling how far it is; 2 when a sheet could not be printed."""
    formats = _formats(args.format)
    computation = computation_for(SYSTEM, round_code=args.round, number=args.number)
    codes = [resolve(args.office).code] if args.office else None
    done = failed = 0
    for written in print_into(
        computation, args.out, formats=formats, actor=SYSTEM, office_codes=codes
    ):
        if written.problem is not None:
            failed += 1
            print(
                f"{written.path.name}: {written.problem.th} / {written.problem.en}", file=sys.stderr
            )
        else:
            done += 1
            if sys.stderr.isatty():
                print(f"\r{done}", end="", file=sys.stderr, flush=True)
    print(f"{done} ไฟล์ใน {args.out} / {done} files in {args.out}")
    return 2 if failed else 0


def _formats(asked: str) -> list[Format]:
    wanted = [part.strip() for part in asked.split(",") if part.strip()]
    unknown = [part for part in wanted if part not in FORMATS]
    if unknown or not wanted:
        raise BadInput(
            f"ไม่รู้จักรูปแบบ {', '.join(unknown) or '(ว่าง)'} ให้ใช้ pdf, docx หรือ pdf,docx",
            f"Unknown format {', '.join(unknown) or '(none)'}; use pdf, docx or pdf,docx.",
        )
    return [kind for kind in FORMATS if kind in wanted]
