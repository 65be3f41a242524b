"""The page about framework files names every key and every kind that files may use."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tidtam.frameworks.files import directory
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.rollups import ROLL_UPS
from tidtam.scoring.rules import RULES
from tidtam.scoring.values import Kind, Special

README = (directory() / "README.md").read_text(encoding="utf-8")
WORDS = [
    *(field.name for field in fields(Framework)),
    *(field.name for field in fields(Node)),
    *RULES,
    *ROLL_UPS,
    *Kind,
    *Special,
]


@pytest.mark.parametrize("word", sorted(set(WORDS)))
def test_readme_names(word: str) -> None:
    assert f"`{word}`" in README or f"{{kind: {word}}}" in README
