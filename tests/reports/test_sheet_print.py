"""Printing many: the same files on one process or two, problems named, runs resumed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sheet_samples import STYLE, a_round

from tidtam.reports.errors import BadArchiveName
from tidtam.reports.sheets.builders import document
from tidtam.reports.sheets.pdf import pdf
from tidtam.reports.sheets.print import (
    LEDGER,
    Job,
    Printed,
    fingerprint,
    print_sheets,
    print_to_folder,
)
from tidtam.reports.sheets.word import docx


def jobs(count: int) -> list[Job]:
    return [Job(f"สพป.ตัวอย่าง เขต {n}", a_round(n)) for n in range(1, count + 1)]


def test_two_processes_print_what_the_writers_give() -> None:
    work = jobs(3)
    expected = {
        Printed(job.name, kind, write(document(job.content, STYLE), STYLE))
        for job in work
        for kind, write in (("pdf", pdf), ("docx", docx))
    }

    assert set(print_sheets(work, STYLE, workers=2)) == expected


def test_one_bad_text_names_its_problem_and_does_not_stop_the_others() -> None:
    bad = replace(a_round(2), office="สพป.漢")
    work = [Job("ก", a_round(1)), Job("ข", bad), Job("ค", a_round(3))]

    done = {p.name: p for p in print_sheets(work, STYLE, formats=("pdf",), workers=1)}

    assert [bool(done[name].data) for name in "กขค"] == [True, False, True]
    assert done["ข"].problem is not None
    assert "U+6F22" in done["ข"].problem.th
    assert "U+6F22" in done["ข"].problem.en


def test_a_second_run_prints_only_what_changed(tmp_path: Path) -> None:
    work = jobs(3)
    first = list(print_to_folder(work, STYLE, tmp_path, formats=("docx",), workers=1))
    changed = [*work[:2], Job(work[2].name, replace(work[2].content, overall="แก้ไขแล้ว"))]

    second = list(print_to_folder(changed, STYLE, tmp_path, formats=("docx",), workers=1))

    assert [w.fresh for w in first] == [True, True, True]
    assert {w.path.name: w.fresh for w in second} == {
        "สพป.ตัวอย่าง เขต 1.docx": False,
        "สพป.ตัวอย่าง เขต 2.docx": False,
        "สพป.ตัวอย่าง เขต 3.docx": True,
    }


def test_a_run_killed_in_the_middle_goes_on(tmp_path: Path) -> None:
    """The ledger's last line is cut off, one file is missing, a partial one lies about."""
    work = jobs(3)
    run = print_to_folder(work, STYLE, tmp_path, formats=("docx",), workers=1)
    done = [next(run), next(run)]
    run.close()
    (tmp_path / ".partial-1").write_bytes(b"half")
    with (tmp_path / LEDGER).open("a", encoding="utf-8") as ledger:
        ledger.write('{"file": "สพป.ตัว')

    rest = list(print_to_folder(work, STYLE, tmp_path, formats=("docx",), workers=1))

    assert sum(w.fresh for w in rest) == 1
    assert {w.path for w in rest if not w.fresh} == {w.path for w in done}
    assert all(w.path.read_bytes()[:2] == b"PK" for w in rest)


def test_a_file_that_was_deleted_is_printed_again(tmp_path: Path) -> None:
    work = jobs(1)
    [written] = print_to_folder(work, STYLE, tmp_path, formats=("docx",), workers=1)
    written.path.unlink()

    [again] = print_to_folder(work, STYLE, tmp_path, formats=("docx",), workers=1)

    assert (again.fresh, again.path.exists()) == (True, True)


def test_a_problem_is_reported_and_leaves_no_file(tmp_path: Path) -> None:
    bad = Job("เสีย", replace(a_round(), office="漢"))

    [written] = print_to_folder([bad], STYLE, tmp_path, formats=("pdf",), workers=1)

    assert written.problem is not None
    assert list(tmp_path.iterdir()) == []


def test_two_sheets_of_one_name_are_refused_before_printing(tmp_path: Path) -> None:
    work = [Job("สพป. A", a_round(1)), Job("สพป. a", a_round(2))]

    with pytest.raises(BadArchiveName):
        list(print_to_folder(work, STYLE, tmp_path, workers=1))

    assert list(tmp_path.iterdir()) == []


def test_the_fingerprint_follows_content_and_style() -> None:
    job = Job("ก", a_round())

    prints = {
        fingerprint(job, STYLE),
        fingerprint(Job("ก", a_round(2)), STYLE),
        fingerprint(job, replace(STYLE, digits="thai")),
        fingerprint(job, replace(STYLE, titles={"round": ("อื่น",)})),
    }

    assert len(prints) == 4
    assert fingerprint(Job("ก", a_round()), STYLE) in prints


def test_the_ledger_is_one_line_per_file(tmp_path: Path) -> None:
    list(print_to_folder(jobs(2), STYLE, tmp_path, formats=("docx",), workers=1))

    lines = (tmp_path / LEDGER).read_text(encoding="utf-8").splitlines()

    assert [json.loads(line)["file"] for line in lines] == [
        "สพป.ตัวอย่าง เขต 1.docx",
        "สพป.ตัวอย่าง เขต 2.docx",
    ]
