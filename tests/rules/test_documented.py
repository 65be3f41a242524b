"""Settings, commands and states must be in the documents."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tidtam.commands.main import COMMANDS
from tidtam.config.env import Env

PROJECT = Path(__file__).resolve().parents[2]


def read(name: str) -> str:
    return (PROJECT / name).read_text("utf-8")


@pytest.mark.parametrize("name", sorted(Env.model_fields))
def test_every_setting_is_described(name: str) -> None:
    variable = "DATABASE_URL" if name == "database_url" else f"TIDTAM_{name.upper()}"

    assert f"| `{variable}` |" in read("docs/running.md")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"\b{command}\b", read("README.md"))


def test_the_readme_begins_with_the_two_commands() -> None:
    first = [line.split("#")[0].strip() for line in read("README.md").splitlines()[:6]]

    assert [line for line in first if line.startswith("make")] == ["make run", "make test"]


def test_make_help_names_every_target_once() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", read("Makefile"), re.MULTILINE)

    assert len(targets) == len(set(targets))
    assert {"setup", "run", "test", "test-all", "bench-scoring", "bench-sheets"} <= set(targets)


@pytest.mark.parametrize("page", sorted((PROJECT / "docs").rglob("*.md")), ids=lambda p: p.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", read("README.md"))

    assert [link for link in links if not (PROJECT / link).exists()] == []


@pytest.mark.parametrize(
    ("secret", "word"), [("", "TIDTAM_SECRET_KEY"), ("a" * 80, "random"), ("abcdefghijkl", "50")]
)
def test_production_refuses_a_missing_or_weak_secret(secret: str, word: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import tidtam.config.env"],
        env={"TIDTAM_MODE": "production", "TIDTAM_SECRET_KEY": secret, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert word in done.stderr


def test_no_file_carries_a_machine_path_or_an_index_address() -> None:
    names = subprocess.run(
        ["git", "ls-files"],  # noqa: S607
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    forbidden = re.compile(r"/work/(main|shared)|/root/|pypi\.org|pythonhosted|npmjs")
    found = [
        name
        for name in names
        if not name.startswith("tests/rules/")
        and (PROJECT / name).is_file()
        and (PROJECT / name).suffix
        in {".py", ".md", ".toml", ".lock", ".yaml", ".html", ".js", ".css", ""}
        and forbidden.search((PROJECT / name).read_text("utf-8", errors="ignore"))
    ]

    assert found == []


def test_no_two_test_modules_share_a_name() -> None:
    names = [path.name for path in (PROJECT / "tests").rglob("*.py")]
    shared = {name for name in names if names.count(name) > 1}

    assert shared - {"conftest.py", "__init__.py"} == set()
