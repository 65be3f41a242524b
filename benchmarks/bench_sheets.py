"""245 full-year result sheets: ours beside WeasyPrint and python-docx on the same content.

python benchmarks/bench_sheets.py            the peers print a sample, scaled to 245
python benchmarks/bench_sheets.py --full     the peers print all 245
python benchmarks/bench_sheets.py --ours-only --runs 1

Every engine gets the same documents (made up, no sentence twice), the same fonts and the same
number of processes. Times include starting the processes. Ours writes tagged PDF/A-2a + PDF/UA-1;
WeasyPrint writes plain PDF, its fastest way.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "reports")]

import sheet_samples as samples  # noqa: E402

from tidtam.reports.fonts import FOLDER  # noqa: E402
from tidtam.reports.sheets import blocks as b  # noqa: E402
from tidtam.reports.sheets.builders import year_set  # noqa: E402
from tidtam.reports.sheets.content import YearSet  # noqa: E402
from tidtam.reports.sheets.print import Format, Job, print_sheets  # noqa: E402

OFFICES = 245
SAMPLE = 24
WORKERS = 2
STYLE = samples.STYLE


def content(number: int) -> YearSet:
    """The made-up year of one office; every comment is its own."""
    return samples.a_year(number, office=f"{samples.OFFICE} เขต {number}")


def ours(kind: Format, count: int) -> float:
    """Seconds to print ``count`` sets with our printer, processes started included."""
    start = time.perf_counter()
    jobs = (Job(f"{number}", content(number)) for number in range(count))
    done = list(print_sheets(jobs, STYLE, formats=(kind,), workers=WORKERS))
    assert len(done) == count
    assert all(p.data and p.problem is None for p in done)
    return time.perf_counter() - start


def processor_seconds() -> float:
    """Processor time of all finished child processes, which other work on the machine leaves."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peer(make: Callable[[int], int], count: int) -> float:
    """Seconds for a peer to print ``count`` sets on the same number of processes."""
    start = time.perf_counter()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, context) as pool:
        assert all(size > 1000 for size in pool.map(make, range(count)))
    return time.perf_counter() - start


# WeasyPrint: the same blocks as HTML


def weasyprint_set(number: int) -> int:
    """Print one set with WeasyPrint; the size of the PDF."""
    import weasyprint

    html = weasyprint.HTML(string=_html(year_set(content(number), STYLE)))
    return len(html.write_pdf())


def _html(document: b.Document) -> str:
    faces = "".join(
        f"@font-face{{font-family:Tidtam Sarabun;font-weight:{weight};"
        f"src:url({(FOLDER / f'TidtamSarabun-{name}.ttf').as_uri()})}}"
        for name, weight in (("Regular", 400), ("Bold", 700))
    )
    rules = (
        "@page{size:A4;margin:2.5cm 2cm 2cm 3cm;@top-center{content:'- ' counter(page) ' -'}}"
        "@page:first{@top-center{content:''}}"
        f"body{{font:{STYLE.size}pt/1.3 Tidtam Sarabun}}h1,.c{{text-align:center}}"
        f"h1,h2{{font-size:1em}}table{{border-collapse:collapse;width:100%;"
        f"font-size:{STYLE.table_size}pt}}td,th{{border:.5pt solid;padding:.2em}}"
        "tr{break-inside:avoid}.new{break-before:page}"
    )
    body = "".join(map(_block, document.blocks))
    return f'<html lang="th"><style>{faces}{rules}</style><body>{body}</body></html>'


def _block(block: b.Block) -> str:
    match block:
        case b.Heading():
            new = ' class="new"' if block.new_page else ""
            lines = "<br>".join(map(escape, block.lines))
            return f"<h{block.level}{new}>{lines}</h{block.level}>"
        case b.Paragraph():
            runs = "".join(
                f"<b>{escape(run.text)}</b>" if run.bold else escape(run.text) for run in block.runs
            )
            return f"<p class={'c' if block.align == 'center' else 'l'}>{runs}</p>"
        case b.NumberedList():
            return f"<ol>{''.join(f'<li>{_block(item)}' for item in block.items)}</ol>"
        case b.Signature():
            return f"<p class=c>{'<br>'.join(map(escape, block.lines))}</p>"
        case b.Table():
            head = "".join(_row(row, "th") for row in block.header)
            rows = "".join(_row(row, "td") for row in block.rows)
            return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _row(row: b.Row, tag: str) -> str:
    cells = "".join(
        f"<{tag} colspan={cell.colspan} rowspan={cell.rowspan}>"
        f"{''.join(map(_block, cell.blocks))}</{tag}>"
        for cell in row.cells
    )
    return f"<tr>{cells}</tr>"


# python-docx: the same blocks through its object tree


def python_docx_set(number: int) -> int:
    """Write one set with python-docx; the size of the file."""
    import docx

    file = docx.Document()
    for block in year_set(content(number), STYLE).blocks:
        _append(file, block)
    buffer = io.BytesIO()
    file.save(buffer)
    return len(buffer.getvalue())


def _append(file: Any, block: b.Block) -> None:
    match block:
        case b.Heading():
            file.add_heading("\n".join(block.lines), block.level)
        case b.Signature():
            for line in block.lines:
                file.add_paragraph(line)
        case b.Paragraph():
            paragraph = file.add_paragraph()
            for run in block.runs:
                paragraph.add_run(run.text).bold = run.bold
        case b.NumberedList():
            for item in block.items:
                file.add_paragraph(item.runs[0].text, style="List Number")
        case b.Table():
            _append_table(file, block)


def _append_table(file: Any, table: b.Table) -> None:
    rows = (*table.header, *table.rows)
    grid = file.add_table(len(rows), len(table.widths))
    for number, row in enumerate(rows):
        for cell, target in zip(row.cells, grid.rows[number].cells, strict=False):
            target.text = "\n".join(text for inner in cell.blocks for text in b.block_texts(inner))


def main() -> None:
    """Run everything and print one line per figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="peers print all 245 sets")
    parser.add_argument("--runs", type=int, default=3, help="runs of ours; the median counts")
    parser.add_argument("--ours-only", action="store_true", help="leave the peers out")
    options = parser.parse_args()
    print(f"load average before: {os.getloadavg()[0]:.2f}")
    count = OFFICES if options.full else SAMPLE
    peers = {"sheets-pdf": weasyprint_set, "sheets-docx": python_docx_set}
    kinds: dict[str, Format] = {"sheets-pdf": "pdf", "sheets-docx": "docx"}
    lines = []
    for name, kind in kinds.items():
        before = processor_seconds()
        runs = [ours(kind, OFFICES) for _ in range(options.runs)]
        spent = (processor_seconds() - before) / options.runs
        shown = ", ".join(f"{run:.2f}" for run in runs)
        print(f"{name}: ours, {OFFICES} sets on {WORKERS} processes: {shown} s; CPU {spent:.2f} s")
        mine = statistics.median(runs)
        if options.ours_only:
            lines.append(f"BENCH {name} ours={mine:.2f}s")
            continue
        before = processor_seconds()
        theirs = peer(peers[name], count) * OFFICES / count
        spent = (processor_seconds() - before) * OFFICES / count
        note = "" if options.full else f" scaled from {count}"
        print(f"{name}: {peers[name].__name__}{note}: {theirs:.2f} s; CPU {spent:.2f} s")
        lines.append(f"BENCH {name} ours={mine:.2f}s peer={theirs:.2f}s ratio={theirs / mine:.2f}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
