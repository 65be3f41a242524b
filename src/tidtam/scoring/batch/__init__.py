"""Many units at once, with exactly the results of one at a time.

``evaluate_batch(framework, Batch.from_columns(…))`` for bulk figures,
``evaluate_many(framework, answers)`` for a list of results.
"""

from __future__ import annotations

from tidtam.scoring.batch.answers import Batch
from tidtam.scoring.batch.columns import MISSING, SPECIAL_MARKS
from tidtam.scoring.batch.evaluation import evaluate_batch, evaluate_many, has_column_form
from tidtam.scoring.batch.results import STATUSES, BatchResult, NodeColumn, TotalColumn

__all__ = [
    "MISSING",
    "SPECIAL_MARKS",
    "STATUSES",
    "Batch",
    "BatchResult",
    "NodeColumn",
    "TotalColumn",
    "evaluate_batch",
    "evaluate_many",
    "has_column_form",
]
