"""Scoring at national scale, side by side with three other ways to do the same sum.

The task: 30,000 units x 100 indicators x 2 rounds. A mark is 1-5, N/A (not reported, counts as 0)
or "-" (does not apply, left out). Each indicator is the mean of its rounds, each total the mean
of its indicators, rounded half up to two decimals and put into a band. No mark is read from
outside: the same seed gives the same marks everywhere.

    python benchmarks/bench_scoring.py [--quick]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidtam.frameworks.files import load_code
from tidtam.scoring.answers import Answers, parse_answers
from tidtam.scoring.batch import (
    SPECIAL_MARKS,
    Batch,
    BatchResult,
    evaluate_batch,
    evaluate_many,
)
from tidtam.scoring.definition import (
    Band,
    Framework,
    Level,
    Named,
    Node,
    RoundingSteps,
    SpecialValue,
    Total,
)
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.values import Effect, Kind, Special
from tidtam.thai.bilingual import Bilingual

UNITS, INDICATORS, ROUNDS = 30_000, 100, 2
TIME_LIMIT, MEMORY_LIMIT = 1.5, 1024
NOT_REPORTED = SPECIAL_MARKS[Special.NOT_REPORTED]
NOT_APPLICABLE = SPECIAL_MARKS[Special.NOT_APPLICABLE]
BAND_EDGES = (180, 260, 340, 420, 500)
Marks = NDArray[np.int8]


@dataclass(frozen=True)
class Figures:
    """What every way must agree on: totals in hundredths, their levels and counts; [units]."""

    totals: NDArray[Any]
    levels: NDArray[Any]
    counts: NDArray[Any]

    def same_as(self, other: Figures) -> bool:
        """Whether every unit's three figures are equal."""
        return (
            np.array_equal(self.totals, other.totals)
            and np.array_equal(self.levels, other.levels)
            and np.array_equal(self.counts, other.counts)
        )


def make_marks(units: int) -> Marks:
    """Marks of shape [indicators, rounds, units]: 4 % N/A and 4 % "-", the rest 1-5."""
    chance = np.random.default_rng(2566)
    marks = chance.integers(1, 6, size=(INDICATORS, ROUNDS, units), dtype=np.int8)
    fate = chance.integers(0, 25, size=marks.shape, dtype=np.int8)
    marks[fate == 0] = NOT_REPORTED
    marks[fate == 1] = NOT_APPLICABLE
    return marks


def make_framework() -> Framework:
    """One hundred rated lines in two rounds, the shipped specials, bands and rounding."""
    name = Bilingual(th="ข้อมูลสมมติ", en="made up")
    printed = {Special.NOT_REPORTED: "N/A", Special.NOT_APPLICABLE: "-"}
    effects = {Special.NOT_REPORTED: Effect.ZERO}
    return Framework(
        code="bench-2566",
        fiscal_year=2566,
        version=1,
        title=name,
        short_title=name,
        office_kinds=(Named("primary", name),),
        rounds=(Named("6m", name), Named("12m", name)),
        levels=tuple(Level(level, name) for level in range(1, 6)),
        bands=tuple(Band(n, Fraction(edge, 100)) for n, edge in enumerate(BAND_EDGES, start=1)),
        special_values=tuple(
            SpecialValue(code, printed.get(code, ""), name, effects.get(code, Effect.EXCLUDE))
            for code in Special
        ),
        rounding=RoundingSteps(),
        total=Total(name),
        nodes=tuple(Node(str(n), name, name) for n in range(1, INDICATORS + 1)),
    )


# --- ours ------------------------------------------------------------------------------------


def run_ours(framework: Framework, marks: Marks) -> BatchResult:
    """Checked columns in, every total out; nodes follow when asked."""
    columns = dict(zip(framework.by_code, marks, strict=True))
    kinds = ["primary"] * marks.shape[2]
    return evaluate_batch(framework, Batch.from_columns(framework, kinds, columns))


def run_ours_with_all_nodes(framework: Framework, marks: Marks) -> BatchResult:
    """The same, with value, printed value, level and status of every indicator of every unit."""
    result = run_ours(framework, marks)
    for column in result.nodes.values():
        _ = column.value, column.printed, column.level, column.status
    return result


def figures_of(result: BatchResult) -> Figures:
    return Figures(result.total_units, result.total_levels, result.total_counts)


# --- peer: plain fractions -------------------------------------------------------------------


def run_fractions(marks: Marks) -> Figures:
    """The textbook way: one Fraction per mean, unit by unit."""
    rows = [_fraction_unit(unit) for unit in marks.transpose(2, 0, 1).tolist()]
    totals, levels, counts = (np.array(column) for column in zip(*rows, strict=True))
    return Figures(totals, levels, counts)


def _fraction_unit(indicators: list[list[int]]) -> tuple[int, int, int]:
    means = [mean for rounds in indicators if (mean := _fraction_mean(*rounds)) is not None]
    if not means:
        return 0, 0, 0
    mean = sum(means, Fraction(0)) / len(means)
    hundredths = (200 * mean.numerator + mean.denominator) // (2 * mean.denominator)
    level = next((n for n, edge in enumerate(BAND_EDGES, 1) if hundredths <= edge), 5)
    return hundredths, level, len(means)


@cache  # to the peer's favour: the few possible means of two rounds are made once
def _fraction_mean(*rounds: int) -> Fraction | None:
    values = [0 if m == NOT_REPORTED else m for m in rounds if m != NOT_APPLICABLE]
    return Fraction(sum(values), len(values)) if values else None


# --- peer: numpy by hand ---------------------------------------------------------------------


def run_numpy(marks: Marks) -> Figures:
    """This one task written out in int64: no framework, no checks, no other rule."""
    counted = marks != NOT_APPLICABLE
    values = np.where(marks > 0, marks, 0).astype(np.int64)
    parts = counted.sum(axis=1)
    halves = values.sum(axis=1) * np.where(parts == 1, 2, 1)
    counts = (parts > 0).sum(axis=0)
    divisor = 2 * np.maximum(counts, 1)
    totals = (200 * halves.sum(axis=0) + divisor) // (2 * divisor)
    levels = np.minimum(np.searchsorted(BAND_EDGES, totals) + 1, 5)
    return Figures(totals, np.where(counts > 0, levels, 0), counts)


# --- peer: pandas ----------------------------------------------------------------------------


def run_pandas(marks: Marks) -> Figures:
    """Integer columns and integer arithmetic: as exact as pandas can be."""
    import pandas as pd

    rounds = [pd.DataFrame(marks[:, n, :].T) for n in range(ROUNDS)]
    counted = [frame.ne(NOT_APPLICABLE) for frame in rounds]
    values = [frame.clip(lower=0).astype("int64") for frame in rounds]
    parts = counted[0].astype("int64") + counted[1].astype("int64")
    halves = (values[0] + values[1]) * (3 - parts.clip(lower=1))
    counts = parts.gt(0).sum(axis=1)
    divisor = 2 * counts.clip(lower=1)
    totals = (200 * halves.sum(axis=1) + divisor) // (2 * divisor)
    edges = [-1, *BAND_EDGES]
    levels = pd.cut(totals, edges, labels=False) + 1
    return Figures(totals.to_numpy(), levels.where(counts > 0, 0).to_numpy(), counts.to_numpy())


def run_pandas_floats(marks: Marks) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The usual way, means of floats; totals in hundredths by ``round`` and by half-up."""
    import pandas as pd

    rounds = [pd.DataFrame(marks[:, n, :].T.astype(float)) for n in range(ROUNDS)]
    known = [frame.replace({NOT_REPORTED: 0.0, NOT_APPLICABLE: np.nan}) for frame in rounds]
    by_indicator = pd.concat(known, keys=range(ROUNDS)).groupby(level=1).mean()
    totals = by_indicator.mean(axis=1)
    rounded = (totals.round(2) * 100).round()
    half_up = np.floor(totals * 100 + 0.5)
    return rounded.to_numpy().astype(np.int64), half_up.to_numpy().astype(np.int64)


# --- 245 offices, three instruments ----------------------------------------------------------


def make_offices(framework: Framework, count: int = 245) -> list[Answers]:
    """Checked answers of made-up offices of both kinds, every round given."""
    chance = Random(2566)  # noqa: S311 - made-up marks, nothing secret
    kinds = [kind.code for kind in framework.office_kinds]
    offices = []
    for place in range(count):
        kind = kinds[place % 4 == 3]
        asked = framework.asked(kind).values()
        rounds = {
            round_.code: {node.code: _made_up(chance, node) for node in asked}
            for round_ in framework.rounds
        }
        offices.append(parse_answers(framework, {"office_kind": kind, "rounds": rounds}))
    return offices


def _made_up(chance: Random, node: Node) -> object:
    if chance.random() < 0.08:
        return chance.choice(["not_reported", "not_applicable"])
    return {"value": chance.randint(40, 100)} if node.kind is Kind.TARGET else chance.randint(1, 5)


# --- measuring -------------------------------------------------------------------------------


def seconds(run: Callable[[], object], runs: int) -> float:
    """Median of several runs after one that warms up; a single run stands by itself."""
    if runs > 1:
        run()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return median(taken)


def in_turn(ways: Mapping[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Medians of several ways, run in turn so that a busy machine is unfair to none."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, run in ways.items():
            taken[name].append(seconds(run, 1))
    return {name: median(times) for name, times in taken.items()}


def line(name: str, ours: float, peer: float, unit: str = "s", digits: int = 4) -> None:
    """One figure: the smaller the ratio, the better for ours."""
    print(
        f"BENCH {name} ours={ours:.{digits}f}{unit} peer={peer:.{digits}f}{unit}"
        f" ratio={ours / peer:.3f}"
    )


def peak_of_process(units: int) -> float:
    """MiB that a fresh process needs at most for our way, marks and interpreter included."""
    asked = [sys.executable, str(Path(__file__).resolve()), "--memory-of", str(units)]
    answer = subprocess.run(asked, check=True, capture_output=True, text=True)  # noqa: S603
    return float(answer.stdout)


def peak_of_python(framework: Framework, marks: Marks) -> float:
    """MiB that our way allocates beyond the marks, by tracemalloc."""
    tracemalloc.start()
    run_ours_with_all_nodes(framework, marks)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def check_agreement(framework: Framework, marks: Marks) -> None:
    """Every exact way gives the same totals; a sample equals one office at a time, whole."""
    result = run_ours(framework, marks)
    ours = figures_of(result)
    for name, figures in (
        ("fractions", run_fractions(marks)),
        ("numpy", run_numpy(marks)),
        ("pandas", run_pandas(marks)),
    ):
        if not figures.same_as(ours):
            sys.exit(f"the {name} version disagrees with ours")
    batch = Batch.from_columns(
        framework, ["primary"] * len(ours.totals), dict(zip(framework.by_code, marks, strict=True))
    )
    for unit in range(0, len(ours.totals), max(1, len(ours.totals) // 50)):
        if result.result(unit) != evaluate(framework, batch.answers(unit)):
            sys.exit(f"unit {unit} evaluated alone disagrees with the batch")
    print("All exact versions agree; a sample of units equals evaluate() in every field.")
    for words, floats in zip(
        ("its own round()", "half-up on its floats"), run_pandas_floats(marks), strict=True
    ):
        wrong = int((floats != ours.totals).sum())
        print(f"pandas with float means and {words}: {wrong:,} of {len(floats):,} totals wrong.")


def compare_peers(framework: Framework, marks: Marks, runs: int) -> list[tuple[str, float, float]]:
    """Seconds of ours beside those of each peer, on the same marks in the same process."""
    quick = {
        "ours": lambda: run_ours(framework, marks),
        "complete": lambda: run_ours_with_all_nodes(framework, marks),
        "numpy": lambda: run_numpy(marks),
        "pandas": lambda: run_pandas(marks),
        "floats": lambda: run_pandas_floats(marks),
    }
    taken = in_turn(quick, runs)
    slow = seconds(lambda: run_fractions(marks), 1)
    return [
        ("vs-fractions", taken["ours"], slow),
        ("vs-numpy", taken["ours"], taken["numpy"]),
        ("vs-pandas", taken["ours"], taken["pandas"]),
        ("vs-pandas-floats", taken["ours"], taken["floats"]),
        ("all-nodes-vs-fractions", taken["complete"], slow),
        ("all-nodes-vs-limit", taken["complete"], TIME_LIMIT),
    ]


def compare_offices(runs: int) -> tuple[float, float]:
    """245 offices, three instruments, every result made: at once, and one by one."""
    frameworks = [load_code(code) for code in ("qp-2566", "ap-2566", "sa-2566")]
    offices = [make_offices(framework) for framework in frameworks]
    pairs = list(zip(frameworks, offices, strict=True))

    def at_once() -> list[object]:
        return [evaluate_many(framework, answers) for framework, answers in pairs]

    def one_by_one() -> list[object]:
        return [[evaluate(framework, each) for each in answers] for framework, answers in pairs]

    if at_once() != one_by_one():
        sys.exit("245 offices at once disagree with one at a time")
    return seconds(at_once, runs), seconds(one_by_one, 1)


def growth(framework: Framework, sizes: list[int], runs: int) -> list[tuple[int, float]]:
    """Seconds for each number of units."""
    table = []
    print("units     seconds  microseconds per unit")
    for units in sizes:
        marks = make_marks(units)
        taken = seconds(partial(run_ours_with_all_nodes, framework, marks), runs)
        table.append((units, taken))
        print(f"{units:>6,}  {taken:>9.4f}  {taken / units * 1e6:>9.2f}")
    return table


def main() -> None:
    """Measure, print, and end with one line per figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the units, fewer runs")
    parser.add_argument("--memory-of", type=int, metavar="UNITS", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    framework = make_framework()
    if chosen.memory_of:
        run_ours_with_all_nodes(framework, make_marks(chosen.memory_of))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    units, runs = (UNITS // 10, 3) if chosen.quick else (UNITS, 7)
    marks = make_marks(units)
    size = f"{units}x{INDICATORS}x{ROUNDS}"
    print(f"{units:,} units x {INDICATORS} indicators x {ROUNDS} rounds, median of {runs} runs")
    check_agreement(framework, marks)
    figures = compare_peers(framework, marks, runs)
    offices = compare_offices(runs)
    table = growth(framework, [units // 10, units // 3, units, units * 2], runs)
    for name, ours, peer in figures:
        line(f"scoring-{size}-{name}", ours, peer)
    line("scoring-245x3-vs-one-by-one", *offices)
    line(f"scoring-{size}-memory-vs-limit", peak_of_process(units), MEMORY_LIMIT, "MiB", 1)
    line(
        f"scoring-{size}-allocated-vs-limit",
        peak_of_python(framework, marks),
        MEMORY_LIMIT,
        "MiB",
        1,
    )
    for (few, least), (many, most) in pairwise(table):
        line(f"scoring-growth-{few}-to-{many}-per-unit", most / many, least / few, digits=9)


if __name__ == "__main__":
    main()
