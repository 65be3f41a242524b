"""What the import rule cannot see: rooms that reach each other by name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tidtam"
ROOMS = [
    "thai",
    "scoring",
    "marking",
    "checks",
    "forms",
    "shared",
    "history",
    "orgs",
    "people",
    "notices",
    "evidence",
    "frameworks",
    "rounds",
    "schools",
    "reviews",
    "results",
    "appeals",
    "followups",
    "reports",
    "imports",
    "demo",
    "jobs",
    "web",
    "commands",
    "config",
]
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_FILE = 400


def room_of(module: str) -> str:
    return module.split(".")[1]


def test_every_room_has_its_place_in_the_order() -> None:
    folders = {p.name for p in SOURCE.iterdir() if p.is_dir() and p.name != "__pycache__"}

    assert folders == set(ROOMS)


def test_foreign_keys_point_downwards() -> None:
    upwards = [
        f"{model._meta.label} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("tidtam.")
        for field in model._meta.get_fields()
        if field.concrete
        and field.related_model is not None
        and field.related_model.__module__.startswith("tidtam.")
        and ROOMS.index(room_of(field.related_model.__module__))
        > ROOMS.index(room_of(model.__module__))
    ]

    assert upwards == []


@pytest.mark.parametrize("pattern", [r"get_model\(", r"django\.dispatch", r"@receiver"])
def test_no_room_reaches_another_by_name_or_signal(pattern: str) -> None:
    found = [
        path.name
        for path in MODULES
        if "migrations" not in path.parts and re.search(pattern, path.read_text("utf-8"))
    ]

    assert found == []


def test_foreign_keys_name_classes_not_texts() -> None:
    texts = [
        f"{path.parent.name}/{path.name}:{node.lineno}"
        for path in MODULES
        if path.name == "models.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in ("ForeignKey", "OneToOneField")
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value != "self"
    ]

    assert texts == []


def test_a_migration_imports_no_project_code() -> None:
    imports = [
        f"{path.parts[-3]}/{path.name}: {node.module}"
        for path in MODULES
        if "migrations" in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tidtam")
    ]

    # A model made on an own manager or base must name it; behaviour must not be imported.
    assert [line for line in imports if not line.endswith(".models")] == []


def test_no_file_outgrows_a_reader() -> None:
    long = {
        str(path.relative_to(SOURCE)): count
        for path in MODULES
        if "migrations" not in path.parts  # written by a machine
        and (count := path.read_text("utf-8").count("\n")) > LONGEST_FILE
    }

    assert long == {}


def test_functions_stay_short() -> None:
    lengths = [
        node.end_lineno - node.lineno + 1
        for path in MODULES
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    short = sum(length <= 25 for length in lengths)

    assert short / len(lengths) > 0.9
