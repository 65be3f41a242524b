"""``tidtam schools import|find``: the list of schools, and one school by its name."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tidtam.imports.schools import MOST_BYTES, read_school_file
from tidtam.orgs import queries
from tidtam.orgs.actions import import_schools
from tidtam.orgs.schools_problems import BadSchools
from tidtam.people.actor import SYSTEM

if TYPE_CHECKING:
    from tidtam.orgs.schools_changes import SchoolChanges

NONE_FOUND = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Two sub-commands: ``import FILE`` and ``find NAME``."""
    commands = parser.add_subparsers(dest="command", required=True)
    load = commands.add_parser("import", help="bring the schools to a list: all of it, or nothing")
    load.add_argument("file", type=Path, metavar="FILE", help="CSV or Excel (.xlsx)")
    load.add_argument("--office", default="", metavar="CODE", help="the list of one office")
    load.add_argument(
        "--complete", action="store_true", help="close the schools that the list leaves out"
    )
    load.add_argument("--dry-run", action="store_true", help="tell, store nothing")
    load.add_argument("--json", action="store_true", help="print one JSON object")
    find = commands.add_parser("find", help="schools whose name has these words")
    find.add_argument("name", metavar="NAME", help="words of the name, or the code")
    find.add_argument("--json", action="store_true", help="print a JSON array")


def run(args: argparse.Namespace) -> int:
    """Exit codes: 0 imported or found, 2 the list has problems, 3 no such school."""
    return _import(args) if args.command == "import" else _find(args.name, as_json=args.json)


def _import(args: argparse.Namespace) -> int:
    office = queries.office_by_code(args.office) if args.office else None
    with args.file.open("rb") as file:
        rows = read_school_file(file.read(MOST_BYTES + 1))
    try:
        changes = import_schools(
            rows, by=SYSTEM, office=office, complete=args.complete, dry_run=args.dry_run
        )
    except BadSchools as error:
        _tell_problems(error, as_json=args.json)
        return 2
    _tell_changes(changes, args)
    return 0


def _tell_changes(changes: SchoolChanges, args: argparse.Namespace) -> None:
    if args.json:
        lists = {"added": changes.added, "changed": changes.changed, "closed": changes.closed}
        told = {"counts": changes.counts, "codes": lists, "ignored": changes.ignored}
        print(json.dumps(told | {"stored": not args.dry_run}, ensure_ascii=False, indent=2))
        return
    if args.dry_run:
        print("ลองดู ยังไม่เก็บ / dry run, nothing stored:")
    print(", ".join(f"{name} {number}" for name, number in changes.counts.items()))
    if changes.ignored:
        print("ไม่ได้อ่านคอลัมน์ / columns not read:", ", ".join(changes.ignored))


def _tell_problems(error: BadSchools, *, as_json: bool) -> None:
    """Every problem on a line of stdout, and one sentence with their number on stderr."""
    if as_json:
        told = [
            {"row": each.row, "column": each.column, "value": each.value}
            | {"th": each.sentence.th, "en": each.sentence.en}
            for each in error.problems
        ]
        print(json.dumps({"problems": told, "more": error.more}, ensure_ascii=False, indent=2))
    else:
        for each in error.problems:
            print(f"{each.sentence.th} / {each.sentence.en}")
    print(error.both(), file=sys.stderr)


def _find(name: str, *, as_json: bool) -> int:
    found = queries.find_schools(name)
    if as_json:
        facts = [
            {"code": school.code, "name_th": school.name_th, "office": school.office.code}
            for school in found
        ]
        print(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        for school in found:
            print("\t".join((school.code, school.name_th, school.office.short_th)))
    return 0 if found else NONE_FOUND
