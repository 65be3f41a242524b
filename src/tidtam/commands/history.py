"""``tidtam history verify``: walks the chain of recorded acts."""

from __future__ import annotations

import argparse
import sys

from tidtam.history.queries import verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify"])


def run(args: argparse.Namespace) -> int:
    del args
    found = verify()
    if found.broken_at is None:
        print(f"ครบถ้วน {found.entries} รายการ / sound, {found.entries} entries")
        return 0
    print(
        f"รายการที่ {found.broken_at} ถูกแก้หรือหายไป โปรดกู้คืนจากสำเนาสำรอง / "
        f"Entry {found.broken_at} was changed or is missing; please restore from a backup.",
        file=sys.stderr,
    )
    return 1
