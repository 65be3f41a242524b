"""Why a seat was given so, and why one stays open: codes and their words.

A seat carries every reason that is true of it; ``REASONS`` is in the order of telling.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tidtam.marking.case import Case
from tidtam.marking.seating import Seating
from tidtam.thai.bilingual import Bilingual

REASONS: dict[str, Bilingual] = {
    "by_hand": Bilingual("ผู้ดูแลเลือกเอง", "Chosen by hand"),
    "kept": Bilingual(
        "คงไว้ตามเดิม เพราะเริ่มแล้ว เสร็จแล้ว หรือเลือกเองไว้",
        "Kept as it was: begun, done or chosen by hand",
    ),
    "only_one_left": Bilingual(
        "เป็นคนเดียวที่ประเมินข้อนี้ได้ ไม่นับผู้ที่ได้รับข้อนี้ในลำดับอื่นแล้ว",
        "Besides those with another seat of the item, the only one who can judge it",
    ),
    "begun": Bilingual(
        "ประเมินข้ออื่นในชุดเดียวกันของสำนักงานนี้อยู่แล้ว",
        "Has begun other items of the same block",
    ),
    "field": Bilingual("มีความเชี่ยวชาญด้านนี้", "Has this field"),
    "region": Bilingual("รับเขตตรวจราชการนี้", "Takes this inspection region"),
    "continuity": Bilingual("เคยประเมินสำนักงานนี้รอบที่แล้ว", "Judged this office in the last round"),
    "balance": Bilingual(
        "ให้คนนี้แล้ว งานของทุกคนใกล้เคียงกันที่สุด",
        "With this person everybody has the most even load",
    ),
    "room": Bilingual("ประเมินได้และยังรับงานได้", "Can take it and has room"),
}

UNPLACED: dict[str, Bilingual] = {
    "nobody": Bilingual(
        "ยังไม่มีผู้ประเมินในคณะนี้ โปรดเพิ่มผู้ประเมินก่อน",
        "There is no reviewer on this panel yet. Add reviewers first.",
    ),
    "field": Bilingual(
        "ไม่มีผู้ประเมินคนใดมีความเชี่ยวชาญด้านนี้ โปรดเพิ่มผู้ประเมิน หรือเพิ่มความเชี่ยวชาญด้านนี้ให้ผู้ประเมินที่มีอยู่",
        "No reviewer has this field. Add one who has, or add the field to a reviewer.",
    ),
    "region": Bilingual(
        "ผู้ประเมินที่มีความเชี่ยวชาญด้านนี้ไม่มีใครรับเขตตรวจราชการของสำนักงานนี้ "
        "โปรดเพิ่มเขตตรวจราชการให้ผู้ประเมิน หรือเพิ่มผู้ประเมิน",
        "No reviewer with this field takes the office's inspection region. "
        "Add the region to one of them, or add a reviewer.",
    ),
    "conflict": Bilingual(
        "ผู้ประเมินทุกคนที่มีความเชี่ยวชาญด้านนี้และรับเขตตรวจราชการนี้มีส่วนได้เสียกับสำนักงานนี้ "
        "โปรดเพิ่มผู้ประเมินที่ไม่มีส่วนได้เสีย",
        "Every reviewer with this field and region has a conflict of interest with the office. "
        "Add a reviewer who has none.",
    ),
    "other_seat": Bilingual(
        "ผู้ประเมินทุกคนที่ประเมินข้อนี้ได้ ได้รับข้อนี้ในลำดับอื่นแล้ว และคนเดียวประเมินข้อเดียวกันสองครั้งไม่ได้ "
        "โปรดเพิ่มผู้ประเมินด้านนี้",
        "Everybody who can judge this item has another seat on it already, and nobody judges an "
        "item twice. Add a reviewer with this field.",
    ),
    "capacity": Bilingual(
        "ผู้ประเมินทุกคนที่ประเมินข้อนี้ได้ รับงานเต็มจำนวนแล้ว แม้จะสลับงานกันก็ไม่มีที่ว่าง "
        "โปรดเพิ่มจำนวนข้อที่รับได้ หรือเพิ่มผู้ประเมินด้านนี้",
        "Everybody who can judge this item is full, even if they exchanged work. "
        "Raise a capacity, or add a reviewer with this field.",
    ),
}


def why_given(seating: Seating, part: int) -> tuple[str, ...]:
    """Everything that is true of a part's judge, in the order of ``REASONS``."""
    case, block, judge = seating.case, seating.parts[part].block, int(seating.at[part])
    whose = case.judges[judge]
    may = seating.may(part)
    may[judge] = False
    share, with_it = seating.share(), seating.share(seating.size[part])
    others = may & seating.has_room(int(seating.size[part]))
    true_of = {
        "only_one_left": not may.any(),
        "begun": judge in case.begun.get((block, seating.parts[part].seat), ()),
        "field": bool(whose.fields),
        "region": bool(whose.regions),
        "continuity": bool(case.known[block, judge]),
        "balance": bool(may.any() and (with_it[others] >= share[judge]).all()),
    }
    why = tuple(code for code, is_true in true_of.items() if is_true)
    return why or ("room",)


def why_open(case: Case, block: int, *, on: Sequence[int]) -> str:
    """The first rule that leaves nobody for an item that the judges ``on`` have already."""
    left = np.ones(len(case.judges), dtype=np.bool_)
    if not left.any():
        return "nobody"
    for code, table in (("field", case.field), ("region", case.region), ("conflict", case.free)):
        left &= table[block]
        if not left.any():
            return code
    left[list(on)] = False
    return "capacity" if left.any() else "other_seat"
