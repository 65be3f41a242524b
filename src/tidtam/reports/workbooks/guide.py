"""The words of the first sheet: how to fill the workbook in."""

from __future__ import annotations

from typing import Final

from tidtam.reviews.grid import MarksTemplate
from tidtam.thai.bilingual import Bilingual

GUIDE_SHEET: Final = "วิธีกรอก (How to fill)"

_MEANINGS: Final = {
    "not_reported": Bilingual(
        "สำนักงานไม่ได้รายงาน (คิดเป็น 0 และยังนับรวม)",
        "the office did not report (counts as 0 and stays in the mean)",
    ),
}

_CLOSED: Final = Bilingual(
    'ช่องสีเทาที่มี "-" = ตัวชี้วัดนี้ไม่ใช้กับสำนักงานประเภทนี้ ไม่ต้องกรอก และใช้ "-" แทนระดับในช่องสีขาวไม่ได้',
    'A grey cell with "-" = the indicator does not apply to this kind of office: nothing to fill '
    'in; in a white cell "-" cannot stand instead of a level.',
)

_STEPS: Final = (
    Bilingual(
        "1. กรอกเฉพาะช่องสีขาว แถวละหนึ่งสำนักงาน คอลัมน์ละหนึ่งตัวชี้วัด",
        "1. Fill in the white cells only: one row per office, one column per indicator.",
    ),
    Bilingual(
        "2. ระดับคุณภาพ: พิมพ์เลขอารบิก 1-5 หรือเลือกจากรายการในช่อง",
        "2. Level: type 1-5 in Arabic digits, or choose from the list in the cell.",
    ),
    Bilingual(
        "3. ผลเทียบค่าเป้าหมาย: พิมพ์เฉพาะตัวเลขร้อยละ เช่น 80 หรือ 79.5 ไม่ต้องใส่เครื่องหมาย %",
        "3. Result compared with a target: type only the figure of the percentage, for example 80 "
        "or 79.5, without a percent sign.",
    ),
)

_WARNINGS: Final = (
    Bilingual(
        "ช่องที่เว้นว่างหมายถึงยังไม่ให้คะแนน ระบบจะไม่ลบคะแนนเดิม",
        "A blank cell means not marked yet; it never deletes a mark that is stored.",
    ),
    Bilingual(
        "อย่าใช้สูตร อย่าผสานเซลล์ หากวางข้อมูลจากที่อื่น ให้วางเฉพาะค่า",
        "Use no formulas and merge no cells; paste as values only.",
    ),
    Bilingual(
        "เรียงแถวใหม่หรือเปลี่ยนชื่อแผ่นงานได้ แต่อย่าลบแถว คอลัมน์ หรือแผ่นงานที่ซ่อนไว้",
        "Rows may be sorted and sheets renamed; do not delete rows, columns or hidden sheets.",
    ),
    Bilingual(
        "บันทึกเป็น Excel Workbook (.xlsx) แล้วส่งกลับ ระบบจะแสดงผลตรวจก่อนบันทึกจริงทุกครั้ง",
        "Save as Excel Workbook (.xlsx) and upload; you see a check before anything is stored.",
    ),
)


def guide_lines(template: MarksTemplate) -> tuple[Bilingual, ...]:
    """The instructions in reading order, with only the special words this template accepts."""
    used = {
        code: word
        for sheet in template.sheets
        for column in sheet.columns
        for code, word in column.specials.items()
    }
    words = tuple(
        Bilingual(f"{word} = {_MEANINGS[code].th}", f"{word} = {_MEANINGS[code].en}")
        for code, word in used.items()
        if code in _MEANINGS
    )
    return (*_STEPS, *words, _CLOSED, *_WARNINGS)
