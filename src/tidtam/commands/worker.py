"""``tidtam worker``: works off background jobs until stopped."""

from __future__ import annotations

import argparse

from tidtam.jobs.worker import work


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="stop when nothing is left to do")


def run(args: argparse.Namespace) -> int:
    work(until_idle=args.once)
    return 0
