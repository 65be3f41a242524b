"""The rule language: one file per family of rules, one registry of kinds."""

from __future__ import annotations

from typing import Any

from tidtam.scoring.rules.base import Outcome, Rule, Scale
from tidtam.scoring.rules.checklist import Checklist, Milestones
from tidtam.scoring.rules.compare import Change, Parity, Ratio
from tidtam.scoring.rules.curves import Linear, Piecewise, ThreeAnchors
from tidtam.scoring.rules.evidence import BestEvidence
from tidtam.scoring.rules.percent import PercentBands, YesNo
from tidtam.scoring.rules.rubric import Rubric
from tidtam.scoring.rules.target import Target
from tidtam.scoring.rules.wrappers import AnyRule, Deduction, TwoScorers

RULES: dict[str, type[Rule[Any]]] = {
    "rubric": Rubric,
    "milestones": Milestones,
    "checklist": Checklist,
    "percent_bands": PercentBands,
    "linear": Linear,
    "piecewise": Piecewise,
    "three_anchors": ThreeAnchors,
    "target": Target,
    "change": Change,
    "yes_no": YesNo,
    "ratio": Ratio,
    "parity": Parity,
    "deduction": Deduction,
    "best_evidence": BestEvidence,
    "two_scorers": TwoScorers,
}

__all__ = ["RULES", "AnyRule", "Outcome", "Rubric", "Rule", "Scale", "Target"]
