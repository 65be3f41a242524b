"""The rule language: one file per family of rules, one registry of kinds."""

from __future__ import annotations

from typing import Any

from tidtam.scoring.rules.base import Outcome, Rule, Scale
from tidtam.scoring.rules.rubric import Rubric
from tidtam.scoring.rules.target import Target

AnyRule = Rubric | Target

RULES: dict[str, type[Rule[Any]]] = {
    "rubric": Rubric,
    "target": Target,
}

__all__ = ["RULES", "AnyRule", "Outcome", "Rubric", "Rule", "Scale", "Target"]
