"""``tidtam prepare``: everything a start needs; quick when nothing is to be done."""

from __future__ import annotations

import argparse

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tidtam.demo.load import DEMO_PASSWORD, SIGN_INS, load_demo
from tidtam.frameworks.actions import load_files
from tidtam.frameworks.files import available, path_of
from tidtam.orgs.actions import load_register
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import ROLE_NAMES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="load the demonstration year too")


def run(args: argparse.Namespace) -> int:
    migrate()
    load_register(by=SYSTEM)
    load_files([path_of(code) for code in available()], by=SYSTEM)
    if args.demo:
        counts = load_demo(by=SYSTEM)
        if counts["marks"]:
            print(f"ปีสาธิต (ข้อมูลสมมติ): {counts['marks']} คะแนน, {counts['texts']} ข้อเสนอแนะ")
        print_sign_ins()
    return 0


def migrate() -> None:
    """Bring the tables up to date; says nothing when they are."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def print_sign_ins() -> None:
    """Show the demonstration accounts."""
    print("บัญชีสาธิต / Demonstration sign-ins:")
    for sign_in in SIGN_INS:
        role = ROLE_NAMES[sign_in.role]
        print(f"  {sign_in.name:<10} {DEMO_PASSWORD}   {role.th} / {role.en}")
