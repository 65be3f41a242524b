"""Checks on Thai texts and the reading of a marks workbook, beside the plainest reading.

Texts are those of the tests in ``tests/checks``: 200,000 characters of one piece, chosen to make a
careless pattern go back and forth, and 245 comments of a thousand characters against the register
of 245 offices. The peer of a check is one pass of a plain regular expression that finds any office
name, or the words of a level, in the same text. The peer of the workbook is openpyxl alone, which
reads every cell and checks none. ``…-growth`` is the time of a text twice as long by that of the
text: 2 is linear, 4 would be its square.

    python benchmarks/bench_checks.py [--runs 3]
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import openpyxl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / "checks"), str(ROOT / "tests" / "imports")]

from marks_files import big_template  # noqa: E402
from offices import office, register  # noqa: E402

from tidtam.checks.comment import check_comment  # noqa: E402
from tidtam.checks.level_words import Totals, check_level_words  # noqa: E402
from tidtam.checks.office_names import check_office_names  # noqa: E402
from tidtam.imports.marks import read_marks  # noqa: E402
from tidtam.reports.workbooks.marks import marks_workbook  # noqa: E402

LENGTH = 200_000
NAMES = {
    "office": "สพป.พะเยา เขต 2 ",
    "long-name": "สำนักงานเขตพื้นที่การศึกษาประถมศึกษา",
    "open-name": "สำนักงาน   ",
    "blanks": " ",
}
WORDS = {
    "level": "หลายตัวชี้วัดอยู่ในระดับคุณภาพดีเยี่ยม ",
    "count": "12 ตัวชี้วัด",
    "open-level": "ระดับ  ",
    "praise": "สพป.ตราด มีผลการดำเนินงานดีเยี่ยม เป็นแบบอย่างได้ ขอชื่นชม\n",
}
COMMENT = "สพป.ตราด ควรวางแผนและติดตามการดำเนินงานให้ครบทุกโรงเรียน " * 16
WEAK = Totals(level=2, counts={5: 2, 3: 2, 2: 6, 1: 1}, not_reported=1)
ANY_NAME = re.compile("|".join(re.escape(each.short) for each in register().offices))
ANY_LEVEL = re.compile("ดีเยี่ยม|ดีมาก|ดี|พอใช้|ปรับปรุง")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    about = office("สพป.ระยอง เขต 2")
    for name, piece in NAMES.items():
        compare(
            f"names-{name}",
            piece,
            lambda text: check_office_names(text, about=about, register=register()),
            ANY_NAME,
            runs,
        )
    for name, piece in WORDS.items():
        compare(f"words-{name}", piece, lambda text: check_level_words(text, WEAK), ANY_LEVEL, runs)
    comments(runs)
    workbook(runs)


def compare(
    name: str, piece: str, check: Callable[[str], object], plain: re.Pattern[str], runs: int
) -> None:
    """One check on a long text, on one twice as long, and the plain pass beside it."""
    text = piece * (LENGTH // len(piece))
    ours = seconds(lambda: check(text), runs)
    twice = seconds(lambda: check(text * 2), runs)
    line(f"checks-{name}", ours, seconds(lambda: plain.findall(text), runs))
    line(f"checks-{name}-growth", twice, ours)
    assert twice < 3.5 * max(ours, 0.02), f"{name}: the time grows faster than the text"


def comments(runs: int) -> None:
    """A comment on each of the 245 offices with all families of checks."""
    offices = register().offices

    def checked() -> int:
        """How many offices hear something."""
        return sum(
            bool(check_comment(COMMENT, about=each, register=register(), totals=WEAK))
            for each in offices
        )

    assert checked() >= len(offices) - 1  # the office that is named may hear nothing
    ours = seconds(checked, runs)
    plain = seconds(lambda: [ANY_NAME.findall(COMMENT) for _each in offices], runs)
    line("checks-245-comments", ours, plain)


def workbook(runs: int) -> None:
    """245 offices x 60 nodes, read back with every key, cell and doubt looked at."""
    whole = big_template()
    data = marks_workbook(whole)
    draft = read_marks(data, expected=whole)
    assert (len(draft.cells), draft.problems) == (245 * 60, ())

    def bare() -> int:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))

    assert bare() >= 245 * 60
    ours = seconds(lambda: read_marks(data, expected=whole), runs)
    line("marks-workbook-245x60", ours, seconds(bare, runs))


def seconds(act: Callable[[], object], runs: int) -> float:
    """The median time of the processor over some runs."""
    taken = []
    for _ in range(runs):
        began = time.process_time()
        act()
        taken.append(time.process_time() - began)
    return median(taken)


def line(name: str, ours: float, peer: float) -> None:
    """One figure: the smaller the ratio, the better for ours."""
    ratio = f"{ours / peer:.2f}" if peer else "-"
    print(f"BENCH {name} ours={ours:.4f}s peer={peer:.4f}s ratio={ratio}", flush=True)


if __name__ == "__main__":
    main()
