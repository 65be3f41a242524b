"""What is next with a panel, who has it, and where to go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tidtam.reviews.states import PanelState
from tidtam.thai.bilingual import Bilingual

if TYPE_CHECKING:
    from tidtam.reviews.models import Panel
    from tidtam.reviews.panel_overview import Counts

_BUREAU: Final = Bilingual("เจ้าหน้าที่ส่วนกลาง (สตผ.)", "The central officers")
_REVIEWERS: Final = Bilingual("ผู้ประเมิน", "The reviewers")
_OFFICES: Final = Bilingual("เขตพื้นที่ (ส่งรายงาน)", "The offices (to submit their reports)")
_HEADS: Final = Bilingual("ผู้กลั่นกรองและประธาน", "The moderators and the chair")


@dataclass(frozen=True, slots=True)
class Way:
    """A page to go to next."""

    name: str
    label: Bilingual


_ADD: Final = Way("panel-add", Bilingual("เพิ่มผู้ประเมิน", "Add reviewers"))
_PROPOSE: Final = Way("panel-proposal", Bilingual("ดูข้อเสนอการมอบหมาย", "See the proposal"))
_TABLE: Final = Way("panel-table", Bilingual("ดูตารางมอบหมาย", "See the assignments"))
_FILL: Final = Way("panel-rebalance", Bilingual("เติมที่ว่าง", "Fill the open seats"))
_CALIBRATE: Final = Way(
    "panel-calibration", Bilingual("เลือกเขตปรับเกณฑ์ร่วมกัน", "Choose offices for calibration")
)
_BEGIN: Final = Way("panel-begin", Bilingual("เริ่มให้คะแนน", "Begin marking"))
_PROGRESS: Final = Way("panel-progress", Bilingual("ดูความคืบหน้า", "See the progress"))
_CLOSE: Final = Way("panel-close", Bilingual("ปิดการให้คะแนน", "Close marking"))
_REOPEN: Final = Way("panel-reopen", Bilingual("เปิดให้คะแนนต่อ", "Open marking again"))


@dataclass(frozen=True, slots=True)
class Step:
    """The next step of a panel: what, with whom, where.

    Attributes:
        ways: for those who may change the panel; ``reading``: for everybody who sees it.
    """

    text: Bilingual
    holder: Bilingual
    ways: tuple[Way, ...] = ()
    reading: tuple[Way, ...] = ()


def next_step(panel: Panel, counts: Counts) -> Step:
    """What is to be done next, by the state of a panel and its figures."""
    state = PanelState(panel.state)
    if state is PanelState.PREPARING:
        return _preparing(counts)
    if state is PanelState.CALIBRATING:
        return _calibrating(counts)
    if state is PanelState.WORKING:
        return _working(counts)
    return Step(
        Bilingual(
            "ปิดการให้คะแนนแล้ว คะแนนที่สรุปแล้วไปคำนวณและตรวจในหน้ารอบการประเมิน",
            "Marking is closed. The marks are computed and checked on the page of the round.",
        ),
        _BUREAU,
        (_REOPEN,),
        (_PROGRESS,),
    )


def _preparing(counts: Counts) -> Step:
    if not counts.reviewers:
        text = Bilingual(
            "ยังไม่มีผู้ประเมินในคณะนี้ ให้เพิ่มผู้ประเมินพร้อมความเชี่ยวชาญ เขตตรวจราชการ และจำนวนข้อที่รับได้",
            "Nobody sits on this panel yet. Add reviewers with their fields, regions and capacity.",
        )
        return Step(text, _BUREAU, (_ADD,))
    if not counts.work.total:
        text = Bilingual(
            "มีผู้ประเมินแล้วแต่ยังไม่ได้มอบข้อรายงาน ให้ดูข้อเสนอที่ระบบจัดให้ แล้วใช้หรือแก้",
            "There are reviewers, but nothing is given to them. Look at the proposal and use it.",
        )
        return Step(text, _BUREAU, (_PROPOSE, _ADD))
    if counts.seats_open:
        text = Bilingual(
            f"มอบแล้วแต่ยังขาดผู้ประเมิน {counts.seats_open:,} ที่ ให้เติม หรือเลือกคนในตารางมอบหมาย",
            f"{counts.seats_open:,} seats have nobody yet. Fill them, or choose people.",
        )
        return Step(text, _BUREAU, (_FILL, _TABLE, _BEGIN))
    if not counts.submitted:
        text = Bilingual(
            "มอบครบทุกข้อแล้ว แต่ยังไม่มีเขตใดส่งรายงาน ให้รอรายงานก่อน แล้วจึงปรับเกณฑ์ร่วมกันหรือเริ่มให้คะแนน",
            "Everything is given, but no office has submitted its report yet. Wait for the "
            "reports; then let the reviewers calibrate, or begin marking.",
        )
        return Step(text, _OFFICES, (_TABLE, _BEGIN), (_TABLE,))
    text = Bilingual(
        "มอบครบทุกข้อแล้ว ให้ผู้ประเมินลองให้คะแนนเขตชุดเดียวกันเพื่อปรับเกณฑ์ก่อน หรือเริ่มให้คะแนนได้เลย",
        "Everything is given. Let the reviewers calibrate on the same offices, or begin marking.",
    )
    return Step(text, _BUREAU, (_CALIBRATE, _BEGIN, _TABLE), (_TABLE,))


def _calibrating(counts: Counts) -> Step:
    marked = counts.calibration
    text = Bilingual(
        f"ผู้ประเมินกำลังให้คะแนนเขตปรับเกณฑ์ ทำแล้ว {marked.done:,} จาก {marked.total:,} ที่ "
        "เมื่อคุยปรับเกณฑ์กันแล้วให้เริ่มให้คะแนน",
        f"The reviewers are marking the offices of the calibration: {marked.done:,} of "
        f"{marked.total:,} marks. Begin marking when they have talked it over.",
    )
    return Step(text, _REVIEWERS, (_BEGIN, _PROGRESS), (_PROGRESS,))


def _working(counts: Counts) -> Step:
    work = counts.work
    if counts.seats_open:
        text = Bilingual(
            f"ยังไม่มีผู้ประเมิน {counts.seats_open:,} ที่ ต้องเติมก่อน "
            f"ที่มอบแล้วผู้ประเมินกำลังกลั่นกรองและให้คะแนน เหลือ {work.open:,} ที่",
            f"{counts.seats_open:,} seats have nobody and are to be filled first. The reviewers "
            f"are screening and marking the others; {work.open:,} are left.",
        )
        return Step(text, _BUREAU, (_FILL, _PROGRESS, _TABLE), (_PROGRESS, _TABLE))
    if work.open:
        text = Bilingual(
            f"ผู้ประเมินกำลังกลั่นกรองและให้คะแนน เหลือ {work.open:,} ที่",
            f"The reviewers are screening and marking; {work.open:,} seats are left.",
        )
        return Step(text, _REVIEWERS, (_PROGRESS, _TABLE), (_PROGRESS, _TABLE))
    text = Bilingual(
        "ผู้ประเมินให้คะแนนครบทุกข้อแล้ว เมื่อผู้กลั่นกรองสรุปข้อที่ต่างกันครบ ให้ปิดการให้คะแนน",
        "Every item is marked. Close marking once the moderators have settled the differences.",
    )
    return Step(text, _HEADS, (_CLOSE, _PROGRESS), (_PROGRESS,))
