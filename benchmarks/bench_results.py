"""245 offices x three instruments: read the marks, score, write the results; then check them all.

Ours is the action that the page and the command call. The peer of computing does the same
reads and writes without scoring anything: the ceiling that the database sets. The check, which
computes every number again one by one and reads every comment, has a limit and no peer.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable

RUNS = 7
# Seconds: somebody waits for it on the page.
CHECK_LIMIT = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("TIDTAM_DATA_DIR", folder)
        os.environ["TIDTAM_MODE"] = "test"
        os.environ["DJANGO_SETTINGS_MODULE"] = "tidtam.config.settings"
        _run(args.runs)


def _run(runs: int) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    held = setup_databases(verbosity=0, interactive=False)
    try:
        _measure(runs, connection.vendor)
    finally:
        teardown_databases(held, verbosity=0)


def _measure(runs: int, vendor: str) -> None:
    from tidtam.commands.prepare import load_shipped
    from tidtam.demo.load import FULL_YEAR, load_demo
    from tidtam.people.actor import SYSTEM
    from tidtam.results.actions import ask_computation, check, compute
    from tidtam.results.models import OfficeResult
    from tidtam.results.queries import inputs_of
    from tidtam.rounds.queries import round_by_code

    load_shipped()
    load_demo(by=SYSTEM)
    round_ = round_by_code(FULL_YEAR, actor=SYSTEM)

    def ours() -> None:
        done = compute(ask_computation(round_, by=SYSTEM), by=SYSTEM)
        assert (done.state, done.done) == ("computed", 735)

    def only_the_database() -> None:
        inputs = inputs_of(round_)
        computation = ask_computation(round_, by=SYSTEM)
        kept = list(OfficeResult.objects.filter(computation__round=round_)[: len(inputs)])
        for row in kept:
            row.pk, row.computation = None, computation
            row._state.adding = True
        OfficeResult.objects.bulk_create(kept, batch_size=500)
        computation.state = "computed"
        computation.save()

    ours()
    mine, floor = _medians(runs, ours, only_the_database)
    print(f"{vendor}: {len(inputs_of(round_))} results; medians of {runs} runs in turn")
    print(
        f"BENCH results-245x3-{vendor} ours={mine:.3f}s peer={floor:.3f}s ratio={mine / floor:.2f}"
    )

    sound = compute(ask_computation(round_, by=SYSTEM), by=SYSTEM)

    def check_everything() -> None:
        assert check(sound, by=SYSTEM).state == "checked"

    [checking] = _medians(runs, check_everything)
    print(f"BENCH check-245x3-{vendor} ours={checking:.3f}s limit={CHECK_LIMIT:.0f}s")


def _medians(runs: int, *jobs: Callable[[], None]) -> list[float]:
    times: list[list[float]] = [[] for _ in jobs]
    for _ in range(runs):
        for job, kept in zip(jobs, times, strict=True):
            begun = time.perf_counter()
            job()
            kept.append(time.perf_counter() - begun)
    return [statistics.median(kept) for kept in times]


if __name__ == "__main__":
    main()
