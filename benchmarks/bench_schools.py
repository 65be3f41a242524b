"""29,000 schools of 245 offices: a CSV file in, all checked and stored; lists and counts out.

Ours is the action that the page and the command call. The peer reads the same bytes with
the csv module and inserts the rows as they are with one ``executemany``: the ceiling of
this machine, with no check, no comparison and no record.

Then every office passes one question on to all its schools, and the schools reply
(``asked_schools.py``): the peers there are the plain SQL that the same figures need.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

from asked_schools import measure_asked

RUNS = 5
COLUMNS = ("code", "name_th", "office_id", "size_class", "levels", "is_demo")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--only-asked", action="store_true", help="leave the imports out")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("TIDTAM_DATA_DIR", folder)
        os.environ["TIDTAM_MODE"] = "test"
        os.environ["DJANGO_SETTINGS_MODULE"] = "tidtam.config.settings"
        _run(args.runs, only_asked=args.only_asked)


def _run(runs: int, *, only_asked: bool = False) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    held = setup_databases(verbosity=0, interactive=False)
    try:
        if only_asked:
            _import_once()
        else:
            _measure(runs, connection.vendor)
        measure_asked(runs, connection.vendor)
    finally:
        teardown_databases(held, verbosity=0)


def _import_once() -> None:
    from tidtam.imports.schools import read_school_file
    from tidtam.orgs.actions import import_schools, load_register
    from tidtam.people.actor import SYSTEM

    load_register()
    import_schools(read_school_file(_file()), by=SYSTEM, is_demo=True)


def _measure(runs: int, vendor: str) -> None:
    from tidtam.imports.schools import read_school_file
    from tidtam.orgs import queries
    from tidtam.orgs.actions import import_schools, load_register
    from tidtam.orgs.models import School
    from tidtam.people.actor import SYSTEM

    load_register()
    data = _file()
    office = queries.offices()[0]

    def empty() -> None:
        School.objects.all().delete()

    def first() -> None:
        done = import_schools(read_school_file(data), by=SYSTEM, is_demo=True)
        assert len(done.added) == 29_000

    def again() -> None:
        done = import_schools(read_school_file(data), by=SYSTEM, is_demo=True)
        assert done.unchanged == 29_000

    def changed() -> None:
        School.objects.update(size_class="")
        begun = time.perf_counter()
        done = import_schools(read_school_file(data), by=SYSTEM, is_demo=True)
        assert len(done.changed) == 29_000
        only.append(time.perf_counter() - begun)

    only: list[float] = []
    floor = _median(runs, lambda: _plain(data), before=empty)
    mine = _median(runs, first, before=empty)
    _tell(f"schools-import-{vendor}", mine, floor)
    _tell(f"schools-import-unchanged-{vendor}", _median(runs, again), floor)
    for _ in range(runs):
        changed()
    _tell(f"schools-import-changed-{vendor}", statistics.median(only), floor)
    whole = _median(runs, lambda: list(School.objects.values_list("pk", "name_th")))
    for name, job in (
        ("counts", lambda: _is(sum(queries.school_counts().values()), 29_000)),
        ("list-of-office", lambda: _is(len(queries.schools_of(office)) > 100, True)),
        ("find-by-name", lambda: _is(len(queries.find_schools("โรงเรียนวัดสมมติ 2")), 20)),
        ("find-one-rare", lambda: _is(len(queries.find_schools("สมมติ 28999")), 1)),
    ):
        _tell(f"schools-{name}-{vendor}", _median(runs, job), whole)
    print("the peer of the last four lines reads all 29,000 names with one plain query")


def _file() -> bytes:
    from tidtam.orgs.queries import offices
    from tidtam.orgs.schools_samples import sample_rows

    rows = list(sample_rows(list(offices().values_list("code", "kind"))))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _plain(data: bytes) -> None:
    """The least that stores the file: read, look up the office, insert."""
    from django.db import connection, transaction

    from tidtam.orgs.models import Agency

    keys = dict(Agency.objects.values_list("code", "pk"))
    rows = [
        (row["code"], row["name_th"], keys[row["office"]], "", row["levels"], True)
        for row in csv.DictReader(io.StringIO(data.decode("utf-8")))
    ]
    marks = ", ".join(["%s"] * len(COLUMNS))
    insert = f"INSERT INTO orgs_school ({', '.join(COLUMNS)}) VALUES ({marks})"  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(insert, rows)


def _is(value: object, wanted: object) -> None:
    assert value == wanted


def _median(
    runs: int, job: Callable[[], Any], *, before: Callable[[], None] = lambda: None
) -> float:
    times = []
    for _ in range(runs):
        before()
        begun = time.perf_counter()
        job()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _tell(name: str, mine: float, peer: float) -> None:
    print(f"BENCH {name} ours={mine:.4f}s peer={peer:.4f}s ratio={mine / peer:.2f}")


if __name__ == "__main__":
    main()
