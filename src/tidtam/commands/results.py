"""``tidtam results template|import|compute|check|publish|gather``: from marks to publication."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from tidtam.followups.actions import gather
from tidtam.imports.actions import plan_round_marks, read_round_marks, store_round_marks
from tidtam.people.actor import SYSTEM
from tidtam.results.actions import ask_computation, check, compute, publish
from tidtam.results.errors import AlreadyPublished
from tidtam.results.queries import (
    computation_for,
    inputs_checksum,
    inputs_of,
    newest_computation,
)
from tidtam.results.states import STAFF_LABELS, State
from tidtam.rounds.queries import round_by_code
from tidtam.shared.errors import BadInput, WrongState

if TYPE_CHECKING:
    from tidtam.imports.drafts import MarksDraft
    from tidtam.results.models import Computation

MOST_PROBLEMS_TOLD = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, what in (
        ("template", "write the Excel template of a round"),
        ("import", "store the marks of a filled template: all, or none"),
        ("compute", "compute every office of a round"),
        ("check", "close the marks, compute again one by one, read the comments"),
        ("publish", "publish a checked computation (checks it first if need be)"),
        ("gather", "make what is missing of the follow-ups of a published round"),
    ):
        verb_parser = verbs.add_parser(verb, help=what)
        verb_parser.add_argument("--round", required=True, help="code of the round, as 2566-12m")
        if verb in ("template", "import"):
            verb_parser.add_argument("file", type=Path)
        if verb == "template":
            verb_parser.add_argument("--replace", action="store_true", help="an existing file too")
        if verb == "compute":
            verb_parser.add_argument(
                "--reason", default="", help="compute again although nothing changed"
            )
        if verb == "publish":
            verb_parser.add_argument(
                "--reason", default="", help="why what was published is replaced by a correction"
            )
        if verb == "import":
            verb_parser.add_argument("--dry-run", action="store_true", help="tell, store nothing")


def run(args: argparse.Namespace) -> int:
    return {
        "template": _template,
        "import": _import,
        "compute": _compute,
        "check": _check,
        "publish": _publish,
        "gather": _gather,
    }[args.verb](args)


def _template(args: argparse.Namespace) -> int:
    from tidtam.reports.workbooks.compose import round_workbook

    data = round_workbook(round_by_code(args.round, actor=SYSTEM), actor=SYSTEM)
    # A template that lies about may hold a day's typing.
    with args.file.open("wb" if args.replace else "xb") as file:
        file.write(data)
    print(f"{args.file} ({len(data)} bytes)")
    return 0


def _import(args: argparse.Namespace) -> int:
    round_ = round_by_code(args.round, actor=SYSTEM)
    draft = read_round_marks(round_, data=_bytes_of(args.file), actor=SYSTEM)
    if draft.problems:
        _tell_problems(draft)
        return 2
    if args.dry_run:
        counts = plan_round_marks(round_, draft=draft, actor=SYSTEM).counts
        print("ลองดู ยังไม่เก็บ / dry run, nothing stored:", _counted(counts))
        return 0
    print(_counted(store_round_marks(round_, draft=draft, by=SYSTEM)))
    return 0


def _bytes_of(path: Path) -> bytes:
    """A file's bytes, but never more than may be uploaded on a page.

    Raises:
        BadInput: the file is larger.
    """
    most = settings.TIDTAM_UPLOAD_LIMIT_BYTES
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise BadInput(
            f"ไฟล์ {path.name} ใหญ่เกิน {most // 1024**2} MB ให้ใช้แบบกรอกที่ระบบสร้าง",
            f"The file {path.name} is larger than {most // 1024**2} MB; "
            "use the template that the system makes.",
        )
    return data


def _tell_problems(draft: MarksDraft) -> None:
    """Every problem on a line of stdout, and one sentence with their number on stderr."""
    for problem in draft.problems:
        print(f"{problem.sentence.th} / {problem.sentence.en}")
    if draft.more_problems:
        print(f"… และอีก {draft.more_problems} จุด / and {draft.more_problems} more")
    total = len(draft.problems) + draft.more_problems
    print(
        f"พบปัญหา {total} จุด ยังไม่ได้เก็บคะแนนใด โปรดแก้ไฟล์แล้วนำเข้าอีกครั้ง / "
        f"{total} problems, nothing was stored; please mend the file and import again.",
        file=sys.stderr,
    )


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))


def _compute(args: argparse.Namespace) -> int:
    round_ = round_by_code(args.round, actor=SYSTEM)
    last = newest_computation(round_, actor=SYSTEM)
    if last is not None and not args.reason and _fits_still(last):
        print(
            f"คะแนนและกรอบไม่เปลี่ยนตั้งแต่การคำนวณครั้งที่ {last.number} จึงไม่คำนวณซ้ำ / "
            f"Nothing changed since computation {last.number}; not computed again."
        )
        return 0
    done = compute(ask_computation(round_, by=SYSTEM, reason=args.reason), by=SYSTEM)
    for th, en, _office in done.problems[:MOST_PROBLEMS_TOLD]:
        print(f"{th} / {en}")
    more = len(done.problems) - MOST_PROBLEMS_TOLD
    if more > 0:
        print(f"… และอีก {more} ข้อ / and {more} more")
    print(f"{_state(done)}: {done.done}/{done.total}")
    if done.state != State.FAILED.value:
        return 0
    print(
        "ไม่มีหน่วยงานใดมีคะแนนครบ โปรดใส่คะแนนแล้วคำนวณใหม่ / "
        "No office has all its marks; please enter marks and compute again.",
        file=sys.stderr,
    )
    return 2


def _fits_still(computation: Computation) -> bool:
    """Whether a computation with results was made from what is stored now."""
    sealed = computation.inputs_checksum
    return bool(sealed) and sealed == inputs_checksum(inputs_of(computation.round))


def _check(args: argparse.Namespace) -> int:
    print(_state(check(_newest(args.round), by=SYSTEM)))
    return 0


def _publish(args: argparse.Namespace) -> int:
    newest = _newest(args.round)
    standing = computation_for(SYSTEM, round_code=args.round)
    is_published = standing.state == State.PUBLISHED.value
    if is_published and (newest == standing or not args.reason.strip()):
        raise AlreadyPublished(
            f"รอบ {args.round} เผยแพร่การคำนวณครั้งที่ {standing.number} แล้ว ถ้าจะเผยแพร่ฉบับแก้ไขแทน "
            "ให้คำนวณใหม่ แล้วพิมพ์คำสั่งนี้พร้อม --reason บอกเหตุผล",
            f"Round {args.round} has published computation {standing.number}; to replace it with "
            "a correction, compute again, then type this with --reason and why.",
        )
    if newest.state == State.COMPUTED.value:
        newest = check(newest, by=SYSTEM)
    done = publish(newest, by=SYSTEM, reason=args.reason)
    print(_state(done))
    if made := gather(done, by=SYSTEM):
        _tell_gathered(made)
    return 0


def _gather(args: argparse.Namespace) -> int:
    _tell_gathered(gather(computation_for(SYSTEM, round_code=args.round), by=SYSTEM))
    return 0


def _tell_gathered(made: int) -> None:
    print(f"ข้อเสนอแนะที่รอเขตตอบรับเพิ่ม {made} ข้อ / {made} new recommendations wait for an answer")


def _newest(round_code: str) -> Computation:
    """The newest computation of a round.

    Raises:
        NotFound: no such round.
        WrongState: nothing was ever computed.
    """
    newest = newest_computation(round_by_code(round_code, actor=SYSTEM), actor=SYSTEM)
    if newest is None:
        raise WrongState(
            f"รอบ {round_code} ยังไม่เคยคำนวณ ให้พิมพ์ tidtam results compute --round {round_code}",
            f"Round {round_code} was never computed; "
            f"type tidtam results compute --round {round_code}.",
        )
    return newest


def _state(computation: Computation) -> str:
    label = STAFF_LABELS[State(computation.state)]
    return f"#{computation.number} {label.th} / {label.en}"
