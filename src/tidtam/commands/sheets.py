"""``tidtam sheets``: prints the result sheets of a round into a folder; goes on after a kill."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tidtam.orgs.queries import resolve
from tidtam.people.actor import SYSTEM
from tidtam.reports.printing import print_into
from tidtam.reports.sheets.print import FORMATS, Format
from tidtam.results.queries import computation_for, results_seen_by
from tidtam.results.states import State
from tidtam.rounds.queries import round_by_code
from tidtam.shared.errors import BadInput, NotFound, WrongState

if TYPE_CHECKING:
    from tidtam.results.models import Computation


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
    computation = _computation(args.round, args.number)
    codes = [_office(args.office, computation)] if args.office else None
    done = failed = 0
    for written in print_into(
        computation, args.out, formats=formats, actor=SYSTEM, office_codes=codes
    ):
        if written.is_held_back:
            said = f"{written.path.name}: ยังไม่ประกาศ จึงไม่พิมพ์ / held back, not printed"
            print(said, file=sys.stderr)
        elif written.problem is not None:
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


def _computation(round_code: str, number: int | None) -> Computation:
    """The computation to print.

    Raises:
        NotFound: no such round, or no such computation of it.
        WrongState: it has no results.
    """
    round_by_code(round_code, actor=SYSTEM)
    computation = computation_for(SYSTEM, round_code=round_code, number=number)
    if computation.state in (State.DRAFT.value, State.FAILED.value):
        raise WrongState(
            f"การคำนวณครั้งที่ {computation.number} ของรอบ {round_code} ยังไม่มีผลให้พิมพ์ โปรดคำนวณก่อน",
            f"Computation {computation.number} of round {round_code} has no results to print; "
            "please compute first.",
        )
    return computation


def _office(name: str, computation: Computation) -> str:
    """The code of the office meant.

    Raises:
        UnknownName, AmbiguousName: none or several fit.
        NotFound: it has no result in this computation.
    """
    office = resolve(name)
    results = results_seen_by(SYSTEM).filter(computation=computation, office=office)
    if not results.exists():
        raise NotFound(
            f"{office.short_th} ไม่มีผลในรอบ {computation.round.code} ให้ตรวจชื่อและคะแนนของหน่วยงาน",
            f"{office.short_en} has no result in round {computation.round.code}; "
            "check the name and the marks of the office.",
        )
    return office.code


def _formats(asked: str) -> list[Format]:
    wanted = [part.strip() for part in asked.split(",") if part.strip()]
    unknown = [part for part in wanted if part not in FORMATS]
    if unknown or not wanted:
        raise BadInput(
            f"ไม่รู้จักรูปแบบ {', '.join(unknown) or '(ว่าง)'} ให้ใช้ pdf, docx หรือ pdf,docx",
            f"Unknown format {', '.join(unknown) or '(none)'}; use pdf, docx or pdf,docx.",
        )
    return [kind for kind in FORMATS if kind in wanted]
