"""Plain data that a view hands to a part of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tidtam.thai.bilingual import Bilingual

SEE_RESULT: Final = Bilingual("ดูผล", "See the result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work has come; drawn by ``web/parts/progress.html``.

    While the work is waiting or running the part asks ``url`` again every two seconds;
    the view behind ``url`` renders the same part.

    Attributes:
        label: what is being done.
        done: how many are finished.
        total: how many there are; 0 while that is not known.
        state: where the work stands.
        url: address that gives this part anew.
        next_url: where to go when it is done, with ``next_label`` on the link.
        problems: sentences about what went wrong.
    """

    label: Bilingual
    done: int
    total: int
    state: Literal["waiting", "running", "done", "failed"]
    url: str
    next_url: str = ""
    next_label: Bilingual = SEE_RESULT
    problems: Sequence[Bilingual | str] = ()

    @property
    def is_moving(self) -> bool:
        """Whether it is worth asking again."""
        return self.state in {"waiting", "running"}
