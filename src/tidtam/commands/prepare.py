"""``tidtam prepare``: everything a start needs; quick when nothing is to be done."""

from __future__ import annotations

import argparse

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tidtam.demo.load import DEMO_PASSWORD, SIGN_INS, load_demo
from tidtam.frameworks.actions import load_files
from tidtam.frameworks.files import available, path_of
from tidtam.frameworks.form_actions import load_form_files
from tidtam.frameworks.form_queries import form_files
from tidtam.orgs.actions import load_register
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import ROLE_NAMES
from tidtam.shared.errors import NotAllowed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="load the demonstration year too")


def run(args: argparse.Namespace) -> int:
    if args.demo:
        refuse_in_production()
    load_shipped()
    if args.demo:
        load_and_tell()
    return 0


def refuse_in_production() -> None:
    """Raise NotAllowed where made-up data must not stand."""
    if not settings.TIDTAM_DEMO_ALLOWED:
        raise NotAllowed(
            "ระบบจริงไม่รับข้อมูลสมมติ โปรดใช้เครื่องอื่นสำหรับการสาธิต",
            "A production system takes no made-up data; please use another machine for demos.",
        )


def load_shipped() -> None:
    """Tables, register, framework and form files; does nothing where they are up to date."""
    migrate()
    load_register(by=SYSTEM)
    load_files([path_of(code) for code in available()], by=SYSTEM)
    load_form_files(form_files(), by=SYSTEM)


def load_and_tell() -> None:
    """Load the demonstration year, say what was added, show the sign-ins."""
    counts = load_demo(by=SYSTEM)
    marks, texts = counts["marks"], counts["texts"]
    if marks:
        print(
            f"ปีสาธิต (ข้อมูลสมมติ): {marks} คะแนน, {texts} ข้อเสนอแนะ / "
            f"Demonstration year (made-up data): {marks} marks, {texts} recommendations"
        )
    else:
        print("ปีสาธิตมีอยู่แล้ว / The demonstration year is there already.")
    print_sign_ins()


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
