"""What an item is called, the same on every page of panels, reviewers and moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tidtam.thai.bilingual import Bilingual

if TYPE_CHECKING:
    from tidtam.scoring.definition import Framework


def item_label(definition: Framework, code: str) -> Bilingual:
    """Instrument and full code, "SA 3.3.1"; a title may follow where there is room.

    Labels of a tree repeat ("ตัวบ่งชี้ที่ 1" under each standard); the code never does.
    """
    short = definition.short_title
    return Bilingual(f"{short.th} {code}", f"{short.en} {code}")
