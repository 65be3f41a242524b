"""Files of schools, and ``tidtam schools``: what it prints and how it exits."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from tidtam.commands.main import main
from tidtam.imports.errors import FileRefused
from tidtam.imports.schools import read_school_file
from tidtam.orgs.models import School

ROWS = [
    {"code": "9900000001", "name_th": 'โรงเรียน "สมมติ", 1', "office": "1021020000"},
    {"code": "9900000002", "name_th": "โรงเรียนสมมติ 2", "office": "1021020000"},
]
Output = pytest.CaptureFixture[str]


def csv_of(rows: list[dict[str, str]], separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def workbook_of(rows: list[list[object]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for cells in rows:
        book.active.append(cells)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_csv_of_any_kind_gives_its_rows(separator: str, encoding: str) -> None:
    assert read_school_file(csv_of(ROWS, separator, encoding)) == tuple(ROWS)


def test_a_workbook_gives_the_same_rows_also_with_numbers_for_codes() -> None:
    lines = [[int(row["code"]), row["name_th"], row["office"]] for row in ROWS]

    assert read_school_file(workbook_of([list(ROWS[0]), *lines])) == tuple(ROWS)


def test_short_lines_and_blank_lines_keep_the_number_of_their_row() -> None:
    data = b"code,name_th,office\n9900000001,x\n\n9900000002,y,z\n"

    assert read_school_file(data) == (
        {"code": "9900000001", "name_th": "x", "office": ""},
        {"code": "", "name_th": "", "office": ""},
        {"code": "9900000002", "name_th": "y", "office": "z"},
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"code,name_th\n",
        b"code,code\n1,2\n",
        b'code,name_th\n"1,2\n',
        b"\x89PNG\x00\x00\xff",
        b"PK\x03\x04rest",
        workbook_of([["code"], ["=1+1"]]),
        workbook_of([["code"], *([None],) * 5000, ["1"]]),
    ],
    ids=["empty", "no row", "heading twice", "open quote", "picture", "zip", "formula", "far"],
)
def test_files_that_are_no_list_are_refused(data: bytes) -> None:
    with pytest.raises(FileRefused):
        read_school_file(data)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "schools.csv"
    path.write_bytes(csv_of(ROWS))
    return path


@pytest.mark.usefixtures("loaded")
@pytest.mark.django_db
class TestCommand:
    def test_import_and_find(self, file: Path, capsys: Output) -> None:
        assert main(["schools", "import", str(file)]) == 0
        assert main(["schools", "find", "สมมติ 2"]) == 0

        assert capsys.readouterr().out == (
            "added 2, changed 0, closed 0, unchanged 0\n"
            "9900000002\tโรงเรียนสมมติ 2\tสพป.ระยอง เขต 2\n"
        )

    def test_import_as_json(self, file: Path, capsys: Output) -> None:
        words = ["schools", "import", str(file), "--json", "--dry-run", "--office", "1021020000"]

        assert main(words) == 0

        assert json.loads(capsys.readouterr().out) == {
            "counts": {"added": 2, "changed": 0, "closed": 0, "unchanged": 0},
            "codes": {"added": ["9900000001", "9900000002"], "changed": [], "closed": []},
            "ignored": [],
            "stored": False,
        }
        assert School.objects.count() == 0

    def test_problems_are_listed_and_nothing_is_stored(self, file: Path, capsys: Output) -> None:
        file.write_bytes(csv_of([ROWS[0], ROWS[1] | {"office": "1"}]))

        assert main(["schools", "import", str(file)]) == 2

        told = capsys.readouterr()
        assert told.out.endswith(
            'Row 3, column office, "1": no area office has this code or name; '
            "give the office's name or its 10-digit code from the register.\n"
        )
        assert told.err.count("\n") == 1
        assert School.objects.count() == 0

    def test_problems_as_json(self, file: Path, capsys: Output) -> None:
        file.write_bytes(csv_of([ROWS[0] | {"code": "1"}]))

        assert main(["schools", "import", str(file), "--json"]) == 2

        told = json.loads(capsys.readouterr().out)
        assert [(p["row"], p["column"], p["value"]) for p in told["problems"]] == [(2, "code", "1")]
        assert told["more"] == 0

    def test_a_file_that_is_not_there_is_told_in_one_sentence(self, capsys: Output) -> None:
        assert main(["schools", "import", "nowhere.csv"]) == 2
        assert capsys.readouterr().err.count("\n") == 1

    def test_no_school_found_has_its_own_exit_code(self, capsys: Output) -> None:
        assert main(["schools", "find", "สมมติ"]) == 3
        assert capsys.readouterr().out == ""
