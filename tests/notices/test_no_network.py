"""The room of notices cannot send: what speaks to the network stands in ``jobs.ways`` alone."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tidtam"
NETWORK = ("django.core.mail", "http", "smtplib", "socket", "ssl", "urllib.request", "requests")


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def speaks(name: str) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in NETWORK)


def test_the_outbox_imports_nothing_that_speaks_to_the_network() -> None:
    paths = (SOURCE / "notices").rglob("*.py")

    assert [path.name for path in paths if any(map(speaks, imported(path)))] == []


def test_the_ways_do() -> None:
    paths = (SOURCE / "jobs" / "ways").glob("*.py")
    speaking = {path.name for path in paths if any(map(speaks, imported(path)))}

    assert speaking == {"email.py", "posting.py"}
