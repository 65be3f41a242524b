"""The words of the first sheet of a report's workbook: whose it is and how to fill it in."""

from __future__ import annotations

from typing import Final

from tidtam.rounds.exchange import ReportForm
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime

GUIDE_SHEET: Final = "วิธีกรอก (How to fill)"

_STEPS: Final = (
    Bilingual(
        "1. กรอกเฉพาะช่องสีขาว แผ่นงานละหนึ่งเครื่องมือ คำถามที่เป็นตารางกรอกในแผ่นงาน “ตาราง” ของเครื่องมือนั้น",
        "1. Fill in the white cells only: one sheet per instrument; tables have a sheet of their "
        "own beside it.",
    ),
    Bilingual(
        "2. ถ้าไม่มี หรือไม่เกี่ยวข้อง ให้เว้นคำตอบว่าง เลือกในช่อง “สถานะ” แล้วเขียนช่อง “เหตุผล” "
        "นอกนั้นไม่ต้องเลือกสถานะ ระบบดูจากคำตอบเอง",
        "2. Where there was none, or it does not apply: leave the answer blank, choose the state "
        "and write the reason. Otherwise the state needs no choice.",
    ),
    Bilingual(
        "3. จำนวน: พิมพ์เฉพาะตัวเลข เลขไทยก็ได้ ระบบคำนวณร้อยละให้ · "
        "วันที่: 31 มีนาคม 2566 หรือ 31/3/2566 (พ.ศ.)",
        "3. Figures: digits only, Thai ones too; percentages are computed. Dates: 31/3/2566, in "
        "the Buddhist era.",
    ),
    Bilingual(
        "4. ข้อความยาว: ขึ้นบรรทัดใหม่ด้วย Alt+Enter · เว้นหนึ่งบรรทัดเพื่อขึ้นย่อหน้าใหม่ · “- ” นำหน้ารายการ "
        "“1. ” นำหน้าลำดับ · **ตัวหนา** · [คำที่เห็น](https://ที่อยู่) · | ช่อง | ช่อง | เป็นตาราง",
        "4. Long texts: Alt+Enter for a new line, an empty line between paragraphs, “- ” or “1. ” "
        "before items, **bold**, [words](https://address), | cell | cell | for tables.",
    ),
    Bilingual(
        "5. แถวของตารางที่เรียงตามลำดับความเด่น: แถวบนสุดคือลำดับที่ 1 แถวว่างระบบข้ามให้",
        "5. Where rows stand in order of merit the first row is the best; blank rows are skipped.",
    ),
)
_WARNINGS: Final = (
    Bilingual(
        "อย่าใช้สูตร อย่าผสานเซลล์ วางแบบเฉพาะค่า อย่าลบแถว คอลัมน์ หรือแผ่นงานที่ซ่อน",
        "No formulas, no merged cells; paste as values; delete no rows, columns or hidden sheets.",
    ),
    Bilingual(
        "บันทึกเป็น Excel Workbook (.xlsx) แล้วส่งกลับในหน้าไฟล์ของรายงาน ระบบแสดงสิ่งที่จะเปลี่ยนก่อนบันทึก "
        "เฉพาะช่องที่แก้ในไฟล์นี้เท่านั้นที่เปลี่ยน",
        "Save as Excel Workbook (.xlsx) and upload it on the report's page of files: you see what "
        "would change before it is saved, and only what was changed in this file does.",
    ),
    Bilingual(
        "ถ้ามีผู้แก้คำตอบในระบบหลังจากไฟล์นี้ออก ระบบแสดงทั้งสองข้อความให้เลือก ไม่เขียนทับเอง",
        "Where somebody saved a newer answer meanwhile you see both texts and choose.",
    ),
    Bilingual(
        "ไม่ใส่ชื่อหรือข้อมูลส่วนบุคคลของนักเรียน หลักฐานแนบในระบบ ไม่แนบในไฟล์นี้",
        "No names or personal data of pupils. Evidence is attached in the system, not here.",
    ),
)


def guide_lines(form: ReportForm) -> tuple[Bilingual, ...]:
    """The lines of the first sheet in reading order."""
    made, due = clock.local(form.made_at), clock.local(form.due_at)
    return (
        Bilingual(f"รายงานของ {form.office_name.th}", f"Report of {form.office_name.en}"),
        Bilingual(f"กำหนดส่ง {thai_datetime(due)}", f"Due {due:%d %B %Y %H:%M}"),
        Bilingual(
            f"ไฟล์นี้สร้างเมื่อ {thai_datetime(made)} โดย {form.made_by}",
            f"This file was made on {made:%d %B %Y %H:%M} by {form.made_by}",
        ),
        *_STEPS,
        *_WARNINGS,
    )
