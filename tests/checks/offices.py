"""The real register and the real documents, for the tests of checks."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from functools import cache
from pathlib import Path

from tidtam.checks.office_names import OfficeName, OfficeRegister

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src" / "tidtam" / "orgs" / "data"
SEEDS = Path(os.environ.get("TIDTAM_SEEDS", ROOT.parent / "shared" / "seeds"))
KINDS = {"primary_office": "primary", "secondary_office": "secondary"}


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def register() -> OfficeRegister:
    """The 245 offices with their provinces and former names."""
    provinces = {row["code"]: row["name_th"] for row in _table("provinces.csv")}
    covered: dict[str, list[str]] = defaultdict(list)
    for row in _table("agency_provinces.csv"):
        covered[row["agency"]].append(provinces[row["province"]])
    former: dict[str, list[str]] = defaultdict(list)
    for row in _table("names.csv"):
        former[row["agency"]].append(row["name"])
    return OfficeRegister(
        OfficeName(
            row["code"],
            KINDS[row["kind"]],
            row["name_th"],
            row["short_th"],
            tuple(covered[row["code"]]),
            tuple(former[row["code"]]),
        )
        for row in _table("agencies.csv")
        if row["kind"] in KINDS
    )


def office(short: str) -> OfficeName:
    """The office called ``short``."""
    return next(office for office in register().offices if office.short == short)


def seed(start: str) -> str:
    """The text of the real document whose name begins with ``start``, or "" where absent."""
    found = sorted(SEEDS.glob(f"{start}*.txt"))
    return found[0].read_text(encoding="utf-8") if found else ""
