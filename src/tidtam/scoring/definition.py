"""A framework as the scoring room sees it: a tree of nodes and the year's rules, all of it data.

Nothing here is true of one year only. What changes from year to year (special values, roll-up,
weights, rounding, bands, words) is a field that the framework file fills in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import floor

from tidtam.scoring.rollups import RollUp
from tidtam.scoring.rounding import Rounding, in_units
from tidtam.scoring.rules import AnyRule, Rubric, Scale
from tidtam.scoring.values import Effect, Kind, Special
from tidtam.thai.bilingual import Bilingual

HALF_UP_2 = Rounding()
MEAN = RollUp()


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its title: a round, a kind of office, a member of a shared rating."""

    code: str
    title: Bilingual
    label: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One level of quality and its word: 5 ดีเยี่ยม."""

    level: int
    word: Bilingual


@dataclass(frozen=True, slots=True)
class Band:
    """The level of every rounded mean up to and including ``up_to``, above the band before."""

    level: int
    up_to: Fraction


@dataclass(frozen=True, slots=True)
class SpecialValue:
    """What stands in a cell instead of a mark, how it is printed, what it does to a mean."""

    code: Special
    printed: str
    meaning: Bilingual
    effect: Effect


@dataclass(frozen=True, slots=True)
class RubricText:
    """What each level asks for. ``sample`` marks words of ours where none are published."""

    sample: bool
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class RoundingSteps:
    """The two steps of the tree that may round.

    Attributes:
        result: how a value is printed and banded.
        upward: how a value is rounded before its parent uses it; None passes it on exact.
    """

    result: Rounding = HALF_UP_2
    upward: Rounding | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The line under the table; ``{count}`` in the label is the number of items in the mean."""

    label: Bilingual
    roll_up: RollUp = MEAN


@dataclass(frozen=True, slots=True)
class Table:
    """One printed table: the kinds of top nodes it shows, under its own heading."""

    title: Bilingual
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the instrument.

    Attributes:
        code: the label with which answers are given ("6a", "13-14"); unique, gaps allowed.
        label: as printed before the title: "ตัวชี้วัดที่ 6a".
        applies_to: kinds of office; empty means all.
        members: the printed indicators that share this one rating, counted once.
        roll_up: of its children; None uses the framework's.
        weight: used by weighted roll-ups only.
    """

    code: str
    label: Bilingual
    title: Bilingual
    kind: Kind = Kind.RATED
    applies_to: tuple[str, ...] = ()
    rule: AnyRule = field(default=Rubric())
    rubric: RubricText | None = None
    evidence: tuple[Bilingual, ...] = ()
    note: Bilingual | None = None
    members: tuple[Named, ...] = ()
    weight: Fraction = Fraction(1)
    roll_up: RollUp | None = None
    children: tuple[Node, ...] = ()

    def applies(self, office_kind: str) -> bool:
        """Whether this line is asked of that kind of office."""
        return not self.applies_to or office_kind in self.applies_to

    def walk(self) -> Iterator[Node]:
        """This node and all beneath, in printed order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Framework:
    """One instrument of one fiscal year.

    Attributes:
        code: instrument and Buddhist year, "qp-2566".
        version: grows by one with each change of a published file.
        rounds: in order; one or several may be answered and are then put together by
            ``combine_rounds``.
        bands: ascending; applied to the value after ``rounding.result``.
    """

    code: str
    fiscal_year: int
    version: int
    title: Bilingual
    short_title: Bilingual
    office_kinds: tuple[Named, ...]
    rounds: tuple[Named, ...]
    levels: tuple[Level, ...]
    bands: tuple[Band, ...]
    special_values: tuple[SpecialValue, ...]
    rounding: RoundingSteps
    total: Total
    nodes: tuple[Node, ...]
    combine_rounds: RollUp = MEAN
    roll_up: RollUp = MEAN
    tables: tuple[Table, ...] = ()
    notes: tuple[Bilingual, ...] = ()

    @property
    def decimals(self) -> int:
        """Decimals of every printed value."""
        return self.rounding.result.digits

    @cached_property
    def scale(self) -> Scale:
        """Lowest and highest level a reviewer may give."""
        marks = [level.level for level in self.levels]
        return Scale(min(marks), max(marks))

    @cached_property
    def by_code(self) -> dict[str, Node]:
        """Every node of the tree under its code, in printed order."""
        return {node.code: node for top in self.nodes for node in top.walk()}

    @cached_property
    def words(self) -> dict[int, Bilingual]:
        """The word of each level."""
        return {level.level: level.word for level in self.levels}

    @cached_property
    def specials(self) -> dict[Special, SpecialValue]:
        """The policy of each special value."""
        return {special.code: special for special in self.special_values}

    def asked(self, office_kind: str) -> dict[str, Node]:
        """The nodes that an office of this kind must answer in each round, by code."""
        return self._asked_by_kind[office_kind]

    @cached_property
    def _asked_by_kind(self) -> dict[str, dict[str, Node]]:
        return {
            kind.code: {node.code: node for top in self.nodes for node in _asked(top, kind.code)}
            for kind in self.office_kinds
        }

    def level_of(self, value: Fraction) -> int | None:
        """The level of an exact value, by its band after rounding; None without bands."""
        units = in_units(value, self.rounding.result)
        for highest, level in self._band_units:
            if units <= highest:
                return level
        return self.bands[-1].level if self.bands else None

    @cached_property
    def _band_units(self) -> tuple[tuple[int, int], ...]:
        """The upper edge of each band in whole units of the last printed digit, with its level."""
        scale = 10**self.decimals
        return tuple((floor(band.up_to * scale), band.level) for band in self.bands)


def _asked(node: Node, office_kind: str) -> Iterator[Node]:
    if not node.applies(office_kind) or node.kind in (Kind.MONITORED, Kind.PENDING):
        return
    if not node.children:
        yield node
    for child in node.children:
        yield from _asked(child, office_kind)
