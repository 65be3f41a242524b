"""Which items of earlier years an item goes on from: by the crosswalks, else by its number.

A crosswalk of the frameworks' folder says how codes changed between two years; where none
stands between two frameworks of a family, the same number is taken, and said to be no more
than that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import structlog
from django.db.models import Q

from tidtam.frameworks.crosswalks import Crosswalk, Relation, crosswalk_paths, load_crosswalk
from tidtam.frameworks.problems import FrameworkFileError
from tidtam.rounds.models import Item

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Lineage:
    """What an item goes on from.

    Attributes:
        own: its framework and code.
        linked: (framework, code) of earlier years -> whether a confirmed crosswalk says so,
            without a change of the criteria.
        crossed: earlier frameworks that a crosswalk leads to; numbers say nothing there.
    """

    own: tuple[str, str]
    year: int
    linked: dict[tuple[str, str], bool]
    crossed: frozenset[str]

    def as_filter(self) -> Q:
        """The follow-ups of this item in any round."""
        framework, code = self.own
        family = framework.rpartition("-")[0]
        here = Q(instrument__framework__code=framework, node_code=code)
        by_number = Q(
            instrument__framework__code__startswith=f"{family}-",
            instrument__framework__fiscal_year__lt=self.year,
            node_code=code,
        ) & ~Q(instrument__framework__code__in=self.crossed)
        found = here | by_number
        for earlier, node in self.linked:
            found |= Q(instrument__framework__code=earlier, node_code=node)
        return found

    def is_sure(self, framework: str, code: str) -> bool:
        """Whether an earlier item surely is the same indicator."""
        return (framework, code) == self.own or self.linked.get((framework, code), False)


def lineage_of(item: Item) -> Lineage:
    """What an item goes on from; no query where its instrument and framework are loaded."""
    framework = item.instrument.framework
    own = (framework.code, item.node_code)
    linked: dict[tuple[str, str], bool] = {}
    crossed: set[str] = set()
    waiting = [(*own, True)]
    while waiting:
        later, code, sure = waiting.pop()
        for crosswalk in crosswalks():
            if crosswalk.later != later or crosswalk.earlier == framework.code:
                continue
            crossed.add(crosswalk.earlier)
            for key, is_same in _earlier(crosswalk, code):
                if key not in linked:
                    linked[key] = sure and is_same
                    waiting.append((*key, linked[key]))
    return Lineage(own, framework.fiscal_year, linked, frozenset(crossed))


def _earlier(crosswalk: Crosswalk, code: str) -> list[tuple[tuple[str, str], bool]]:
    return [
        ((crosswalk.earlier, each), link.relation is Relation.SAME and not crosswalk.sample)
        for link in crosswalk.links
        if code in link.later
        for each in link.earlier
    ]


def crosswalks() -> list[Crosswalk]:
    """The crosswalks of this installation; one that cannot be read is told in the log."""
    found = (_read(path, path.stat().st_mtime_ns) for path in crosswalk_paths())
    return [each for each in found if each is not None]


@lru_cache(maxsize=64)
def _read(path: Path, _changed_at: int) -> Crosswalk | None:
    try:
        return load_crosswalk(path)
    except FrameworkFileError as error:
        log.warning("crosswalk cannot be read", file=path.name, problems=len(error.problems))
        return None
