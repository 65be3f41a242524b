"""The words of the field that every part of scoring shares."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a node of a framework is."""

    RATED = "rated"  # carries a level: a mark, or the mean of what is beneath
    HEADING = "heading"  # printed blank; its mean still feeds its parent
    MONITORED = "monitored"  # ติดตามแต่ไม่ประเมินผล
    PENDING = "pending"  # อยู่ระหว่างดำเนินการ
    TARGET = "target"  # compared with a target value


class Special(StrEnum):
    """What may stand in a level cell instead of a mark."""

    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"
    MONITORED = "monitored"
    PENDING = "pending"


class Effect(StrEnum):
    """What a special value does to a mean."""

    ZERO = "zero"  # counts as 0 and stays in the denominator
    EXCLUDE = "exclude"


class Status(StrEnum):
    """What became of a node."""

    RATED = "rated"
    HEADING = "heading"
    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"
    MONITORED = "monitored"
    PENDING = "pending"
    ATTAINED = "attained"
    NOT_ATTAINED = "not_attained"
    NOT_COMPUTABLE = "not_computable"


# A node whose every part is excluded takes the state that may still change first.
EXCLUDED_PRECEDENCE = (
    Status.PENDING,
    Status.NOT_COMPUTABLE,
    Status.MONITORED,
    Status.NOT_APPLICABLE,
)
