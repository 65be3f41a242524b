"""What opening a file gives, as plain data that passes between two processes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """A file that may be kept.

    Attributes:
        kind: code of a line of ``kinds.KINDS``.
        cleaned: path of the bytes to keep instead of those sent; "" keeps those sent.
        thumbnail, preview: paths of pictures made of it, WebP; "" where none can be made.
        width, height: pixels, of pictures.
        pages: of a PDF.
        taken_on: the day a photo says it was taken, read before that was removed.
    """

    kind: str
    cleaned: str = ""
    thumbnail: str = ""
    preview: str = ""
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    taken_on: dt.date | None = None

    def to_json(self) -> str:
        values = dataclasses.asdict(self)
        values["taken_on"] = self.taken_on.isoformat() if self.taken_on else None
        return json.dumps(values)


def verdict_of(text: str) -> Verdict:
    """The verdict that ``to_json`` wrote."""
    values = json.loads(text)
    if values["taken_on"]:
        values["taken_on"] = dt.date.fromisoformat(values["taken_on"])
    return Verdict(**values)
