"""``tidtam frameworks``: check a framework or form file, list or load the shipped ones.

    tidtam frameworks check FILE
    tidtam frameworks list
    tidtam frameworks load [FILE …]

Checking and listing need no database and start in a fraction of the time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tidtam.forms.definition import Form
from tidtam.frameworks.examples import differences, is_example, load_example
from tidtam.frameworks.files import available, load, load_code, path_of, read_text
from tidtam.frameworks.form_files import form_files, is_form, load_form
from tidtam.frameworks.problems import FrameworkFileError
from tidtam.scoring.definition import Framework


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """check FILE | list | load [FILE …]."""
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser(
        "check", help="check a framework or form file; exits 2 with every problem"
    )
    check.add_argument("file")
    actions.add_parser("list", help="the framework and form files of this installation")
    loading = actions.add_parser("load", help="load files into the database: all, or none")
    loading.add_argument("files", nargs="*", type=Path, help="the shipped ones when none is named")


def run(args: argparse.Namespace) -> int:
    """Print ok and a summary, or every problem."""
    try:
        if args.action == "check":
            print(f"ok {check(Path(args.file))}")
        elif args.action == "load":
            print(load_into_database(args.files))
        else:
            for code in available():
                print(summary(load_code(code)))
            for path in form_files():
                print(form_summary(load_form(path)))
    except FrameworkFileError as error:
        for problem in error.problems:
            print(f"{problem.th} / {problem.en}", file=sys.stderr)
        return 2
    return 0


def load_into_database(paths: Sequence[Path]) -> str:
    """Load the named files, or the shipped ones; what was new and what was there already.

    Raises:
        FrameworkFileError: a file is wrong; none is loaded.
    """
    from tidtam.commands.main import start_django

    start_django()
    from django.db import transaction

    from tidtam.frameworks.actions import load_files
    from tidtam.frameworks.form_actions import load_form_files
    from tidtam.people.actor import SYSTEM

    forms = [path for path in paths if is_form(read_text(path))]
    frameworks = [path for path in paths if path not in forms]
    if not paths:
        frameworks, forms = [path_of(code) for code in available()], form_files()
    with transaction.atomic():
        done, asked = load_files(frameworks, by=SYSTEM), load_form_files(forms, by=SYSTEM)
    new = ", ".join(done.added + asked.added) or "-"
    old = ", ".join(done.unchanged + asked.unchanged) or "-"
    return f"ฉบับใหม่: {new}; เหมือนเดิม: {old} / new versions: {new}; unchanged: {old}"


def check(path: Path) -> str:
    """The summary of a sound framework, form or worked example; raises with every problem."""
    text = read_text(path)
    if is_form(text):
        return form_summary(load_form(path))
    if not is_example(text):
        return summary(load(path))
    example = load_example(path)
    differing = differences(example)
    if differing:
        raise FrameworkFileError(differing)
    return f"{summary(example.framework)}; {len(example.cases)} cases hold"


def summary(framework: Framework) -> str:
    """One line: code, version, rounds, and how many items each kind of office answers."""
    asked = ", ".join(
        f"{kind.code} {len(framework.asked(kind.code))}" for kind in framework.office_kinds
    )
    rounds = ", ".join(round_.code for round_ in framework.rounds)
    return (
        f"{framework.code} v{framework.version}: {framework.title.th}"
        f" ({len(framework.by_code)} nodes; asked: {asked}; rounds: {rounds})"
    )


def form_summary(form: Form) -> str:
    """One line: code, version, and how many questions each kind of office is asked."""
    if not form.framework:
        return f"{form.code} v{form.version}: {form.title.th}"
    framework = load_code(form.framework)
    kinds = [kind.code for kind in framework.office_kinds]
    counts = {
        kind: sum(len(form.questions_of(code, kind)) for code in framework.asked(kind))
        for kind in kinds
    }
    asked = ", ".join(f"{kind} {count}" for kind, count in counts.items())
    return f"{form.code} v{form.version}: {form.title.th} (questions: {asked})"
