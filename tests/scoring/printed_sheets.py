"""The marks of the two real sheets, as answers: facts that the tests share."""

from __future__ import annotations

from typing import Any

SHEET_6M: dict[str, Any] = {
    "office_kind": "primary",
    "rounds": {
        "6m": {
            "1": 2, "2": 5, "3": 1, "4": 2, "5": 2, "6a": 3, "7": 2, "8": 2,
            "9": "not_reported", "10": 2, "X1": 3, "X2": 5,
        }
    },
}  # fmt: skip

# code -> 6-month level, 12-month level, printed mean, printed word
QP_YEAR: dict[str, tuple[int, int, str, str]] = {
    "1": (4, 3, "3.50", "ดีมาก"),
    "2": (5, 5, "5.00", "ดีเยี่ยม"),
    "3": (3, 4, "3.50", "ดีมาก"),
    "4": (2, 5, "3.50", "ดีมาก"),
    "5": (3, 2, "2.50", "พอใช้"),
    "6b": (4, 5, "4.50", "ดีเยี่ยม"),
    "7": (3, 4, "3.50", "ดีมาก"),
    "8": (1, 4, "2.50", "พอใช้"),
    "9": (3, 4, "3.50", "ดีมาก"),
    "10": (3, 5, "4.00", "ดีมาก"),
    "X1": (5, 5, "5.00", "ดีเยี่ยม"),
    "X2": (5, 5, "5.00", "ดีเยี่ยม"),
}
SHEET_YEAR: dict[str, Any] = {
    "office_kind": "secondary",
    "rounds": {
        "6m": {code: row[0] for code, row in QP_YEAR.items()},
        "12m": {code: row[1] for code, row in QP_YEAR.items()},
    },
}

SHEET_AP: dict[str, Any] = {
    "office_kind": "secondary",
    "rounds": {
        "12m": {
            "10": 4, "12": 5, "13-14": 5, "17": 5, "21": 5, "24": "pending",
            "2": {"value": 100}, "3": {"value": 100}, "4": {"value": 100}, "11": {"value": 100},
        }
    },
}  # fmt: skip

# Every level printed on the sheet of standards; None where the cell is blank or says monitored.
SA_LEVELS: dict[str, int | None] = {
    "1": 5, "1.1": 5, "1.2": None, "1.3": 4,
    "2": 5, "2.1": 5, "2.2": 5, "2.3": 4, "2.4": 5, "2.5": 5,
    "3": 5, "3.1": 4, "3.2": None, "3.2.1": None, "3.2.2": 5,
    "3.3": None, "3.3.1": None, "3.3.2": None, "3.3.3": None, "3.3.4": 4, "3.3.5": None,
    "3.3.6": None,
    "3.4": None, "3.4.1": None, "3.4.2": 2, "3.4.3": None, "3.4.3.1": None, "3.4.3.2": 5,
    "3.4.3.3": 5, "3.4.4": None, "3.4.4.1": 5, "3.4.4.2": 5, "3.4.4.3": 5, "3.6": 5,
}  # fmt: skip
SHEET_SA: dict[str, Any] = {
    "office_kind": "secondary",
    "rounds": {
        "12m": {
            code: level
            for code, level in SA_LEVELS.items()
            if level is not None and code not in ("1", "2", "3")
        }
    },
}
