"""``tidtam offices``: find an agency by any of its names, list them all."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date
from typing import Any

from tidtam.orgs import queries
from tidtam.orgs.entries import AgencyEntry
from tidtam.orgs.errors import AmbiguousName, UnknownName
from tidtam.orgs.finder import Match
from tidtam.orgs.states import AREA_OFFICES, AgencyKind
from tidtam.thai.bilingual import Bilingual

FOUND = 0
NOT_ONE = 3

_FROM_FILES = Bilingual(
    th="ฐานข้อมูลยังไม่มีทะเบียนหน่วยงาน จึงอ่านจากแฟ้มทะเบียนที่มากับโปรแกรม",
    en="The database holds no register yet; read from the register files of the program.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Two sub-commands: ``find NAME`` and ``list``."""
    commands = parser.add_subparsers(dest="command", required=True)
    find = commands.add_parser("find", help="candidates for a name, best first")
    find.add_argument("name", metavar="NAME", help="any written form of a name, or a unit code")
    find.add_argument(
        "--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="names in use on that day"
    )
    find.add_argument("--json", action="store_true", help="print one JSON object")
    everyone = commands.add_parser("list", help="the area offices, in printing order")
    everyone.add_argument(
        "--kind", choices=[kind.value for kind in AgencyKind], help="agencies of this kind"
    )
    everyone.add_argument("--json", action="store_true", help="print a JSON array")


def run(args: argparse.Namespace) -> int:
    """Exit codes: 0 found (exactly one) or listed, 3 none or several."""
    if args.command == "find":
        return _find(args.name, on=args.on, as_json=args.json)
    return _list(args.kind, as_json=args.json)


def _find(name: str, *, on: date | None, as_json: bool) -> int:
    finder = queries.finder_over(_register(), on)
    refusal: AmbiguousName | UnknownName | None = None
    winner: AgencyEntry | None = None
    try:
        winner = finder.resolve(name)
    except (AmbiguousName, UnknownName) as error:
        refusal = error
    candidates = finder.candidates(name)
    if as_json:
        print(_json(name, winner, candidates, refusal))
    else:
        for match in candidates:
            print(_line(match))
    if refusal is not None:
        print(refusal.both(), file=sys.stderr)
        return NOT_ONE
    return FOUND


def _list(kind: str | None, *, as_json: bool) -> int:
    kinds = [AgencyKind(kind)] if kind else list(AREA_OFFICES)
    chosen = [entry for entry in _register() if entry.kind in kinds]
    if as_json:
        print(json.dumps([_facts(entry) for entry in chosen], ensure_ascii=False, indent=2))
    else:
        for entry in chosen:
            print("\t".join((entry.code, entry.short_th, entry.name_th, entry.name_en)))
    return FOUND


def _register() -> tuple[AgencyEntry, ...]:
    """The stored register, or the shipped one with a word about it."""
    entries, stored = queries.known_entries()
    if not stored:
        print(f"{_FROM_FILES.th} / {_FROM_FILES.en}", file=sys.stderr)
    return entries


def _line(match: Match) -> str:
    entry = match.entry
    reason = f"{match.reason.th} / {match.reason.en}"
    return "\t".join((entry.code, entry.short_th, entry.name_th, str(match.score), reason))


def _json(
    name: str,
    winner: AgencyEntry | None,
    candidates: Iterable[Match],
    refusal: AmbiguousName | UnknownName | None,
) -> str:
    answer = {
        "name": name,
        "winner": winner.code if winner else None,
        "candidates": [
            _facts(match.entry)
            | {
                "score": match.score,
                "standing": match.standing.value,
                "reason": {"th": match.reason.th, "en": match.reason.en},
            }
            for match in candidates
        ],
        "message": {"th": refusal.th, "en": refusal.en} if refusal else None,
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _facts(entry: AgencyEntry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "kind": entry.kind.value,
        "short_th": entry.short_th,
        "name_th": entry.name_th,
        "short_en": entry.short_en,
        "name_en": entry.name_en,
        "provinces": [province.code for province in entry.provinces],
    }
