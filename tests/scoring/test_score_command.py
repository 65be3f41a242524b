"""``tidtam score`` as other tools call it: real process, real files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from printed_sheets import SHEET_6M, SHEET_AP, SHEET_YEAR

MODULE = [sys.executable, "-m", "tidtam.commands.main"]


def tidtam(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [*MODULE, *words],
        input=stdin.encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_score_prints_the_public_shape(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(SHEET_6M), encoding="utf-8")

    done = tidtam("score", "qp-2566", str(path))

    out = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(out) == ["framework", "nodes", "total"]
    assert out["total"] == {"value": "2.42", "level": 2, "word": "พอใช้", "count": 12}
    assert out["nodes"][6] == {
        "code": "6b",
        "value": None,
        "level": None,
        "word": None,
        "status": "not_applicable",
    }


def test_explanation_is_added_under_its_own_key() -> None:
    done = tidtam("score", "qp-2566", "-", "--explain", stdin=json.dumps(SHEET_YEAR))

    told = json.loads(done.stdout)["explain"]
    assert told["total"][-1] == {
        "th": "ผลรวม: 3.83 ระดับ 4 ดีมาก",
        "en": "Total: 3.83, level 4, Very good",
    }
    assert told["nodes"]["8"][-1]["th"] == "ผล: 2.50 ระดับ 2 พอใช้"


@pytest.mark.parametrize(
    ("words", "stdin", "part"),
    [
        (("qp-2566", "-"), '{"office_kind": "primary", "rounds": {"6m": {"1": 6}}}', "item 1"),
        (("qp-2566", "-"), '{"office_kind": "primary", "rounds": {"6m": {"1": NaN}}}', "item 1"),
        (("qp-2566", "-"), '"\\ud800"', "must be a JSON object"),
        (("qp-2566", "-"), "{", "not valid JSON"),
        (("qp-2566", "nowhere.json"), "", "cannot read the file"),
        (("qp-2599", "-"), "{}", "there is no framework"),
        (("qp-2566",), "", "the command is incomplete"),
    ],
)
def test_bad_input_exits_2_with_one_sentence(words: tuple[str, ...], stdin: str, part: str) -> None:
    done = tidtam("score", *words, stdin=stdin)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert " / " in done.stderr
    assert part in done.stderr


def test_batch_gives_one_line_for_each_line(tmp_path: Path) -> None:
    good = json.dumps({"framework": "qp-2566", "answers": SHEET_6M})
    other = json.dumps({"framework": "ap-2566", "answers": SHEET_AP})
    lines = [good, "", "{broken", other, '{"framework": "zz-2566", "answers": {}}', "[1]", good]
    path = tmp_path / "offices.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    done = tidtam("score", "--batch", str(path))

    out = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, len(out)) == (0, len(lines))
    assert [list(line) == ["error"] for line in out] == [
        False, True, True, False, True, True, False,
    ]  # fmt: skip
    assert (
        out[0]
        == out[6]
        == json.loads(tidtam("score", "qp-2566", "-", stdin=json.dumps(SHEET_6M)).stdout)
    )


def test_no_django_is_started() -> None:
    code = (
        "import sys; from tidtam.commands.main import main; main(['score', 'qp-2566', '-']);"
        "print('django' in sys.modules)"
    )

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        input=json.dumps(SHEET_6M),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "False"


def test_frameworks_check_says_ok_or_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("code: x-2566\ncode: y\n", encoding="utf-8")
    root = Path(__file__).parents[2] / "frameworks"

    sound = tidtam("frameworks", "check", str(root / "2566" / "sa.yaml"))
    example = tidtam("frameworks", "check", str(root / "examples" / "13-weighted-sum.yaml"))
    refused = tidtam("frameworks", "check", str(wrong))

    assert sound.stdout.startswith("ok sa-2566 v1: มาตรฐานสำนักงานเขตพื้นที่การศึกษา")
    assert example.stdout.rstrip().endswith("3 cases hold")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "wrong.yaml, line 2" in refused.stderr
