"""``tidtam history verify``: walks the chain of recorded acts and every answer's saved texts."""

from __future__ import annotations

import argparse
import sys

from tidtam.history.queries import verify
from tidtam.rounds.workspace import verify_answers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify"])


def run(args: argparse.Namespace) -> int:
    del args
    found, texts = verify(), verify_answers()
    if found.broken_at is not None:
        return _tell(
            f"รายการที่ {found.broken_at} ถูกแก้หรือหายไป โปรดกู้คืนจากสำเนาสำรอง / "
            f"Entry {found.broken_at} was changed or is missing; please restore from a backup."
        )
    if texts.broken:
        return _tell(
            f"ข้อความที่บันทึกไว้ของคำตอบ {texts.broken} ถูกแก้หรือหายไป โปรดกู้คืนจากสำเนาสำรอง / "
            f"A saved text of answer {texts.broken} was changed or is missing; "
            "please restore from a backup."
        )
    print(
        f"ครบถ้วน {found.entries} รายการ และข้อความที่บันทึก {texts.versions} ข้อความ / "
        f"sound, {found.entries} entries and {texts.versions} saved texts"
    )
    return 0


def _tell(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
