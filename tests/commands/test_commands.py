"""Every command: what it prints, how it exits, and that a refusal changes nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from openpyxl import load_workbook

from factories import fill, make_office, make_small_round
from tidtam.commands.main import COMMANDS, main
from tidtam.frameworks.files import path_of
from tidtam.frameworks.models import FrameworkVersion
from tidtam.history.models import Entry
from tidtam.imports.drafts import MAX_LISTED
from tidtam.orgs.models import Agency
from tidtam.results.models import Computation
from tidtam.reviews.models import Mark
from tidtam.rounds.models import Round

pytestmark = pytest.mark.django_db

Output = pytest.CaptureFixture[str]


@pytest.fixture
def office() -> Agency:
    return make_office(20)


@pytest.fixture
def qp_round(office: Agency) -> Round:
    round_ = make_small_round()
    fill(round_)
    return round_


def refused(out: Output, *words: object) -> str:
    """The one sentence, in both languages, with which a command refuses; the code is 2."""
    code = main([str(word) for word in words])
    told = out.readouterr()
    assert (code, told.out) == (2, "")
    assert told.err.count("\n") == 1
    assert re.search(r"[ก-๛].* / .*[A-Za-z]", told.err)
    return told.err.rstrip("\n").split(" / ")[-1]


def done(out: Output, *words: object) -> str:
    code = main([str(word) for word in words])
    told = out.readouterr()
    assert (code, told.err) == (0, "")
    return told.out


def states() -> list[tuple[int, str]]:
    return list(Computation.objects.order_by("number").values_list("number", "state"))


def test_every_command_tells_its_use(capsys: Output) -> None:
    for name in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        assert f"usage: tidtam {name}" in capsys.readouterr().out


def test_an_unknown_command_is_refused(capsys: Output) -> None:
    assert refused(capsys, "sing") == "No command 'sing'; type tidtam --help for the list."


@pytest.mark.parametrize(
    "words", [("results",), ("results", "compute"), ("sheets", "--round", "r"), ("worker", "--x")]
)
def test_an_incomplete_command_is_refused_with_one_sentence(
    words: tuple[str, ...], capsys: Output
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    told = capsys.readouterr().err
    assert (ended.value.code, told.count("\n")) == (2, 1)
    assert f"type tidtam {words[0]}" in told


def test_a_round_from_marks_to_publication(qp_round: Round, capsys: Output) -> None:
    words = ("--round", qp_round.code)

    told = [done(capsys, "results", verb, *words) for verb in ("compute", "check", "publish")]

    assert told == [
        "#1 คำนวณแล้ว / Computed: 1/1\n",
        "#1 ตรวจแล้ว / Checked\n",
        "#1 เผยแพร่แล้ว / Published\n",
    ]


def test_publishing_checks_what_is_only_computed(qp_round: Round, capsys: Output) -> None:
    done(capsys, "results", "compute", "--round", qp_round.code)

    assert done(capsys, "results", "publish", "--round", qp_round.code).startswith("#1 เผยแพร่แล้ว")


def test_publishing_twice_is_refused_and_leaves_a_newer_computation_alone(
    qp_round: Round, capsys: Output
) -> None:
    words = ("--round", qp_round.code)
    done(capsys, "results", "compute", *words)
    done(capsys, "results", "publish", *words)
    done(capsys, "results", "compute", *words, "--reason", "ทดลอง")

    told = refused(capsys, "results", "publish", *words)

    assert "has published computation 1" in told
    assert states() == [(1, "published"), (2, "computed")]


def test_computing_while_nothing_changed_makes_no_new_computation(
    qp_round: Round, capsys: Output
) -> None:
    done(capsys, "results", "compute", "--round", qp_round.code)
    again = done(capsys, "results", "compute", "--round", qp_round.code)
    fill(qp_round, mark=3)
    changed = done(capsys, "results", "compute", "--round", qp_round.code)

    assert "Nothing changed since computation 1" in again
    assert changed == "#2 คำนวณแล้ว / Computed: 1/1\n"
    assert states() == [(1, "computed"), (2, "computed")]


def test_computing_without_marks_names_what_is_missing(office: Agency, capsys: Output) -> None:
    round_ = make_small_round()

    code = main(["results", "compute", "--round", round_.code])

    told = capsys.readouterr()
    assert code == 2
    assert office.short_th in told.out
    assert told.err.count("\n") == 1
    assert "No office has all its marks" in told.err


@pytest.mark.parametrize("verb", ["compute", "check", "publish"])
def test_a_round_that_does_not_exist_is_refused(verb: str, db: None, capsys: Output) -> None:
    told = refused(capsys, "results", verb, "--round", "r-99")

    assert told == "No round r-99; please choose one from the list of rounds."
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("verb", ["check", "publish"])
def test_a_round_that_was_never_computed_is_refused(
    verb: str, qp_round: Round, capsys: Output
) -> None:
    told = refused(capsys, "results", verb, "--round", qp_round.code)

    assert told.endswith(f"type tidtam results compute --round {qp_round.code}.")


def test_a_template_comes_back_as_it_went(qp_round: Round, tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "แบบกรอก.xlsx"

    done(capsys, "results", "template", "--round", qp_round.code, path)
    dry = done(capsys, "results", "import", "--round", qp_round.code, path, "--dry-run")
    told = done(capsys, "results", "import", "--round", qp_round.code, path)

    assert "dry run, nothing stored: added 0, changed 0, removed 0, unchanged 12" in dry
    assert told == "added 0, changed 0, removed 0, unchanged 12\n"


def test_a_filled_template_is_not_overwritten(
    qp_round: Round, tmp_path: Path, capsys: Output
) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"a day's typing")

    told = refused(capsys, "results", "template", "--round", qp_round.code, path)
    kept = path.read_bytes()
    done(capsys, "results", "template", "--round", qp_round.code, path, "--replace")

    assert told == f"“{path}”: it exists already; use another name."
    assert (kept, path.read_bytes()[:2]) == (b"a day's typing", b"PK")


def test_a_file_that_cannot_be_written_or_read_is_named(
    qp_round: Round, tmp_path: Path, capsys: Output
) -> None:
    words = ("--round", qp_round.code)
    nowhere = tmp_path / "no" / "t.xlsx"

    assert refused(capsys, "results", "template", *words, nowhere) == (
        f"“{nowhere}”: it is not there; check its name."
    )
    assert refused(capsys, "results", "import", *words, nowhere).startswith(f"“{nowhere}”")
    assert refused(capsys, "results", "import", *words, tmp_path) == (
        f"“{tmp_path}”: it is a folder; name a file."
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(
    qp_round: Round, tmp_path: Path, capsys: Output
) -> None:
    tmp_path.chmod(0o500)

    told = refused(capsys, "results", "template", "--round", qp_round.code, tmp_path / "t.xlsx")

    assert "permission is denied" in told


def test_a_file_that_is_no_workbook_or_too_large_is_refused(
    qp_round: Round, tmp_path: Path, capsys: Output, settings: Any
) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"name,level\n" * 200_000)
    words = ("results", "import", "--round", qp_round.code, path)

    assert refused(capsys, *words).startswith("This is not an Excel file")
    settings.TIDTAM_UPLOAD_LIMIT_BYTES = 1024**2
    assert "larger than 1 MB" in refused(capsys, *words)


def test_an_import_with_problems_names_each_and_stores_nothing(
    qp_round: Round, tmp_path: Path, capsys: Output
) -> None:
    path = tmp_path / "t.xlsx"
    done(capsys, "results", "template", "--round", qp_round.code, path)
    spoil(path, rows=1)
    before = list(Mark.objects.order_by("pk").values())

    code = main(["results", "import", "--round", qp_round.code, str(path)])

    told = capsys.readouterr()
    assert (code, len(told.out.splitlines()), told.err.count("\n")) == (2, 1, 1)
    assert "“เก้า”" in told.out
    assert "1 problems, nothing was stored" in told.err
    assert list(Mark.objects.order_by("pk").values()) == before


def test_more_problems_than_are_listed_are_counted(tmp_path: Path, capsys: Output) -> None:
    for number in range(20, 99):
        make_office(number)
    round_ = make_small_round("sa-2566", code="r-12m", period="12m")
    path = tmp_path / "t.xlsx"
    done(capsys, "results", "template", "--round", round_.code, path)
    wrong = spoil(path, rows=79)

    code = main(["results", "import", "--round", round_.code, str(path)])

    told = capsys.readouterr()
    more = wrong - MAX_LISTED
    assert (code, more > 0, len(told.out.splitlines())) == (2, True, MAX_LISTED + 1)
    assert told.out.endswith(f"… และอีก {more} จุด / and {more} more\n")
    assert f"{wrong} problems, nothing was stored" in told.err


def spoil(path: Path, *, rows: int) -> int:
    """Write a word into cells of marks: one cell for one row, else every cell; how many."""
    book = load_workbook(path)
    cells = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    ]
    cells = cells[:1] if rows == 1 else cells
    for cell in cells:
        cell.value = "เก้า"
    book.save(path)
    return len(cells)


def test_sheets_of_one_office_are_printed_and_kept(
    qp_round: Round, office: Agency, tmp_path: Path, capsys: Output
) -> None:
    done(capsys, "results", "compute", "--round", qp_round.code)
    words = ("sheets", "--round", qp_round.code, "--office", office.code, "--out", tmp_path / "o")

    first = done(capsys, *words)
    stamps = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "o").glob("[!.]*")}
    done(capsys, *words)

    assert first == f"4 ไฟล์ใน {tmp_path / 'o'} / 4 files in {tmp_path / 'o'}\n"
    assert {name.rsplit(".")[-1] for name in stamps} == {"pdf", "docx"}
    assert {p.name: p.stat().st_mtime_ns for p in (tmp_path / "o").glob("[!.]*")} == stamps


def test_sheets_are_refused_before_anything_is_written(
    qp_round: Round, office: Agency, tmp_path: Path, capsys: Output
) -> None:
    out = tmp_path / "o"
    words = ("sheets", "--round", qp_round.code, "--out", out)
    uncomputed = refused(capsys, *words)
    done(capsys, "results", "compute", "--round", qp_round.code)
    silent = make_office(30)

    told = [
        refused(capsys, "sheets", "--round", "r-99", "--out", out),
        refused(capsys, *words, "--number", "7"),
        refused(capsys, *words, "--format", "odt"),
        refused(capsys, *words, "--office", "ประชุม"),
        refused(capsys, *words, "--office", silent.code),
    ]

    assert uncomputed.startswith("There is no result of round r-6m")
    assert [sentence.split(";")[0] for sentence in told] == [
        "No round r-99",
        "There is no result of round r-6m to show yet",
        "Unknown format odt",
        'No agency in the register is called "ประชุม"',
        f"{silent.short_en} has no result in round r-6m",
    ]
    assert not out.exists()


def test_sheets_into_a_file_are_refused(qp_round: Round, tmp_path: Path, capsys: Output) -> None:
    done(capsys, "results", "compute", "--round", qp_round.code)
    path = tmp_path / "o"
    path.write_text("mine")

    told = refused(capsys, "sheets", "--round", qp_round.code, "--out", path)

    assert told == f"“{path}”: it exists already; use another name."
    assert path.read_text() == "mine"


def test_frameworks_are_loaded_once(db: None, capsys: Output) -> None:
    first = done(capsys, "frameworks", "load")
    second = done(capsys, "frameworks", "load", path_of("qp-2566"))

    assert first.endswith(
        "new versions: ap-2566, qp-2566, sa-2566, ap-form-2566, qp-form-2566, sa-form-2566;"
        " unchanged: -\n"
    )
    assert second.endswith("new versions: -; unchanged: qp-2566\n")
    assert FrameworkVersion.objects.count() == 3


def test_one_wrong_framework_file_loads_none(db: None, tmp_path: Path, capsys: Output) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("code: x-2566\ncode: y\n", encoding="utf-8")

    told = refused(capsys, "frameworks", "load", path_of("qp-2566"), wrong)
    absent = refused(capsys, "frameworks", "load", path_of("qp-2566"), tmp_path / "no.yaml")

    assert told.startswith("wrong.yaml, line 2")
    assert absent.startswith("no.yaml, line 0")
    assert FrameworkVersion.objects.count() == 0


def test_history_is_verified_and_a_change_is_noticed(qp_round: Round, capsys: Output) -> None:
    entries = Entry.objects.count()
    sound = done(capsys, "history", "verify")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE history_entry SET actor = 'x' WHERE number = 1")

    code = main(["history", "verify"])

    told = capsys.readouterr()
    assert sound == (
        f"ครบถ้วน {entries} รายการ และข้อความที่บันทึก 0 ข้อความ / "
        f"sound, {entries} entries and 0 saved texts\n"
    )
    assert (code, told.out) == (1, "")
    assert "Entry 1 was changed or is missing" in told.err
