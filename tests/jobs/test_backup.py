"""A backup as docs/running.md describes it, restored elsewhere, gives the same sheets."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from processes import rows, tidtam

pytestmark = pytest.mark.slow


def back_up(source: Path, target: Path) -> None:
    """Copy the database while it may be in use, and the secret beside it."""
    target.mkdir()
    with (
        closing(sqlite3.connect(source / "tidtam.sqlite3")) as live,
        closing(sqlite3.connect(target / "tidtam.sqlite3")) as copy,
    ):
        live.backup(copy)
    shutil.copy(source / "secret.key", target / "secret.key")


def test_a_restored_backup_verifies_and_prints_the_same_sheet(
    demo_dir: Path, tmp_path: Path
) -> None:
    restored = tmp_path / "restored"
    back_up(demo_dir, restored)
    office = ("--round", "2566-6m", "--office", "สพป.ระยอง เขต 2")

    verified = tidtam(restored, "history", "verify")
    for home, out in ((demo_dir, "before"), (restored, "after")):
        printed = tidtam(home, "sheets", *office, "--out", str(tmp_path / out))
        assert printed.returncode == 0, printed.stderr

    query = "SELECT COUNT(*), MAX(seal) FROM history_entry"
    before = {f.name: f.read_bytes() for f in (tmp_path / "before").glob("ใบแจ้งผล*")}
    after = {f.name: f.read_bytes() for f in (tmp_path / "after").glob("ใบแจ้งผล*")}
    assert verified.returncode == 0
    assert rows(restored, query) == rows(demo_dir, query)
    assert len(before) == 2
    assert after == before
