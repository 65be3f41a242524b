"""``tidtam offices``: what it prints and how it exits."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tidtam.commands import offices
from tidtam.orgs.actions import LoadCounts

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser(prog="tidtam offices")
    offices.add_arguments(parser)
    return offices.run(parser.parse_args(words))


def test_find_one_office(loaded: LoadCounts, capsys: pytest.CaptureFixture[str]) -> None:
    code = run("find", "สพป.รย.2")

    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    assert out == (
        "1021020000\tสพป.ระยอง เขต 2\tสำนักงานเขตพื้นที่การศึกษาประถมศึกษาระยอง เขต 2\t95\t"
        "ตรงกันเมื่ออ่านประเภทหน่วยงาน จังหวัด และเลขเขต / "
        "same kind of office, provinces and number\n"
    )


def test_find_several_offices(loaded: LoadCounts, capsys: pytest.CaptureFixture[str]) -> None:
    code = run("find", "สพป.ระยอง")

    out, err = capsys.readouterr()
    assert code == 3
    assert [line.split("\t")[:2] for line in out.splitlines()] == [
        ["1021010000", "สพป.ระยอง เขต 1"],
        ["1021020000", "สพป.ระยอง เขต 2"],
    ]
    assert err == (
        '"สพป.ระยอง" อาจหมายถึงได้ 2 หน่วยงาน ให้ระบุชื่อเต็มพร้อมเลขเขต '
        'หรือรหัสหน่วยงาน 10 หลัก / "สพป.ระยอง" may mean any of 2 agencies; '
        "give the full name with its number, or the 10-digit unit code.\n"
    )


def test_find_no_office(loaded: LoadCounts, capsys: pytest.CaptureFixture[str]) -> None:
    code = run("find", "ประชุม")

    out, err = capsys.readouterr()
    assert (code, out) == (3, "")
    assert err.endswith("check the spelling, or use the 10-digit unit code.\n")


def test_find_as_json(loaded: LoadCounts, capsys: pytest.CaptureFixture[str]) -> None:
    codes = (run("find", "สพม. เขต 18", "--json"), run("find", "สพม. เขต 21", "--json"))

    one, two = capsys.readouterr().out.split("}\n{")
    found, several = json.loads(one + "}"), json.loads("{" + two)
    assert codes == (0, 3)
    assert (found["winner"], found["message"]) == ("1020110000", None)
    assert found["candidates"] == [
        {
            "code": "1020110000",
            "kind": "secondary_office",
            "short_th": "สพม.ชลบุรี ระยอง",
            "name_th": "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษาชลบุรี ระยอง",
            "short_en": "Chon Buri Rayong SESAO",
            "name_en": "Chon Buri Rayong Secondary Educational Service Area Office",
            "provinces": ["TH-20", "TH-21"],
            "score": 90,
            "standing": "exact",
            "reason": {
                "th": "ชื่อเดิม สพม. เขต 18 ใช้ถึง 31 ธันวาคม 2563",
                "en": "formerly สพม. เขต 18 until 2020-12-31",
            },
        }
    ]
    assert (several["winner"], len(several["candidates"])) == (None, 2)
    assert several["message"]["en"].startswith('"สพม. เขต 21" may mean any of 2 agencies')


def test_find_on_a_day(loaded: LoadCounts, capsys: pytest.CaptureFixture[str]) -> None:
    codes = (
        run("find", "สพม. เขต 18", "--on", "2020-06-01"),
        run("find", "สพม. เขต 18", "--on", "2023-06-01"),
    )

    assert codes == (0, 3)
    assert "not on the day asked" in capsys.readouterr().out


def test_find_without_a_stored_register(capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped files answer, and it is said that they did."""
    code = run("find", "สพป.ตราด")

    out, err = capsys.readouterr()
    assert (code, out.split("\t")[0]) == (0, "1023010000")
    assert err.endswith("read from the register files of the program.\n")


def test_list_offices(loaded: LoadCounts, capsys: pytest.CaptureFixture[str]) -> None:
    codes = (run("list"), run("list", "--kind", "regional_office", "--json"))

    out = capsys.readouterr().out
    lines, listed = out[: out.index("[\n")].splitlines(), json.loads(out[out.index("[\n") :])
    assert codes == (0, 0)
    assert (len(lines), lines[0].split("\t")[1]) == (245, "สพป.กระบี่")
    assert [entry["short_th"] for entry in listed] == [f"ศธภ.{n}" for n in range(1, 19)]


def test_find_with_a_database_never_prepared(tmp_path: Path) -> None:
    """The real command on an empty database file: the name is found all the same."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}

    done = subprocess.run(
        [sys.executable, "-m", "tidtam.commands.main", "offices", "find", "สพม.ชบ รย"],
        env=environment | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stdout.split("\t")[0]) == (0, "1020110000")
    assert done.stderr.endswith("read from the register files of the program.\n")
