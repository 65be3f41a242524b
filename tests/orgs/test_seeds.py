"""Names of offices in the real documents, where those are present."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from tidtam.orgs.errors import AmbiguousName, UnknownName
from tidtam.orgs.queries import finder_over
from tidtam.orgs.register import shipped_register

pytestmark = pytest.mark.seeds

SEEDS = Path(os.environ.get("TIDTAM_SEEDS") or Path(__file__).parents[3] / "shared" / "seeds")
_MENTION = re.compile(
    r"(?:ส[ํำ]า?นักงานเขตพื้นที่(?:การ)?ศึกษาประถมศึกษา|สพป\.)\s*[ก-๎]+(?: [ก-๎]+)?\s*เขต\s*[0-9๐-๙]+"
    r"|(?:สำนักงานเขตพื้นที่(?:การ)?ศึกษามัธยมศึกษา|สพม\.)\s*[ก-๎]+ ระยอง"
)


def _text(number: str) -> str:
    files = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not files:
        pytest.skip("the real documents are not on this machine")
    return files[0].read_text(encoding="utf-8", errors="replace")


def _meaning(name: str) -> str:
    try:
        return finder_over(shipped_register().agencies).resolve(name).short_th
    except AmbiguousName:
        return "ambiguous"
    except UnknownName:
        return "unknown"


def test_sheet_that_names_two_offices() -> None:
    """Seed 000: both names resolve, so their conflict can be found."""
    names = _MENTION.findall(_text("000"))

    assert [_meaning(name) for name in names] == ["สพป.ฉะเชิงเทรา เขต 2", "สพป.ระยอง เขต 2"]


def test_sheet_with_damaged_text() -> None:
    """Seed 001: the office's name stands there in three states of damage."""
    lines = [line.strip() for line in _text("001").splitlines()]
    names = [line for line in lines if re.match(r"ส.{1,3}นักงานเขตพื้นที่การ.{5,16}ล.{1,2}ปาง", line)]

    assert len(names) >= 2
    assert {_meaning(name) for name in names} == {"สพม.ลำปาง ลำพูน"}


def test_inspection_report_mentions() -> None:
    """Seed 004: false names are unknown, true names resolve, no name is ambiguous."""
    names = _MENTION.findall(_text("004"))
    meanings = {name: _meaning(name) for name in names}
    counts = Counter(meanings[name] for name in names)

    false = [name for name in names if re.search("พระยง|สระยอง|กระบี่", name)]
    assert false
    assert {meanings[name] for name in false} == {"unknown"}
    assert counts["ambiguous"] == 0
    assert counts["unknown"] >= len(false)
    for office in ("สพป.ระยอง เขต 1", "สพป.ระยอง เขต 2", "สพป.พะเยา เขต 2", "สพม.ชลบุรี ระยอง"):
        assert counts[office] >= 20, office
