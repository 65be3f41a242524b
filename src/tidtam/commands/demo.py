"""``tidtam demo``: loads the demonstration year."""

from __future__ import annotations

import argparse

from tidtam.commands.prepare import load_and_tell, load_shipped, refuse_in_production


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(args: argparse.Namespace) -> int:
    del args
    refuse_in_production()
    load_shipped()
    load_and_tell()
    return 0
