"""Every reason for which a file is refused, in one table: what was found, what to do."""

from __future__ import annotations

import errno
from typing import Final, NamedTuple

from tidtam.evidence.errors import FileRefused
from tidtam.evidence.kinds import plain_name


class Reason(NamedTuple):
    """What was found and what to do; ``{detail}`` stands for what the finder adds."""

    found_th: str
    remedy_th: str
    found_en: str
    remedy_en: str


_AS_PDF_TH: Final = "เปิดไฟล์แล้วสั่งพิมพ์เป็น PDF (Print to PDF) แล้วส่งไฟล์ใหม่นั้น"
_AS_PDF_EN: Final = "open it, print it to PDF and send that file"
_SAVE_TH: Final = "เปิดในโปรแกรมเดิม บันทึกใหม่ แล้วส่งอีกครั้ง"
_SAVE_EN: Final = "open it in its own program, save it anew and send it again"

REASONS: Final[dict[str, Reason]] = {
    "empty": Reason(
        "ไฟล์ว่างเปล่า (0 ไบต์)",
        "ตรวจไฟล์ในเครื่องแล้วส่งใหม่",
        "it is empty (0 bytes)",
        "check the file and send it again",
    ),
    "too_large": Reason(
        "ไฟล์ใหญ่เกิน {detail} MB",
        "ย่อภาพหรือแบ่งไฟล์ หากเป็นวิดีโอให้ใส่เป็นลิงก์",
        "it is above {detail} MB",
        "make the pictures smaller or split it; give a video as a link",
    ),
    "damaged": Reason(
        "ไฟล์เสียหายหรือไม่ครบ",
        _SAVE_TH,
        "it is damaged or incomplete",
        _SAVE_EN,
    ),
    "not_as_sent": Reason(
        "ไฟล์ที่ได้รับไม่ตรงกับไฟล์ในเครื่องของท่าน",
        "ส่งไฟล์นี้ใหม่ทั้งไฟล์",
        "what arrived differs from the file on your machine",
        "send the whole file again",
    ),
    "too_slow": Reason(
        "ใช้เวลาหรือหน่วยความจำในการเปิดมากผิดปกติ",
        _AS_PDF_TH,
        "opening it takes far too much time or memory",
        _AS_PDF_EN,
    ),
    "unknown": Reason(
        "ไม่ใช่ชนิดไฟล์ที่รับ",
        "ส่งเป็นภาพ (JPEG, PNG, WebP) PDF Word Excel PowerPoint OpenDocument .txt หรือ .csv",
        "it is not a kind of file that is accepted",
        "send a picture (JPEG, PNG, WebP), PDF, Word, Excel, PowerPoint, OpenDocument, .txt "
        "or .csv",
    ),
    "program": Reason(
        "เป็นโปรแกรม ({detail}) ไม่ใช่เอกสาร แม้ชื่อไฟล์จะเป็นอย่างอื่น",
        "อย่าเปิดไฟล์นี้ และแจ้งผู้ดูแลเครื่อง แล้วส่งเอกสารตัวจริง",
        "it is a program ({detail}), not a document, whatever its name says",
        "do not open it, tell whoever looks after the machine, and send the real document",
    ),
    "html": Reason(
        "เป็นหน้าเว็บ (HTML)",
        "เปิดหน้าเว็บแล้วพิมพ์เป็น PDF หรือใส่เป็นลิงก์",
        "it is a web page (HTML)",
        "print the page to PDF, or give it as a link",
    ),
    "svg": Reason(
        "เป็นภาพ SVG ซึ่งซ่อนสคริปต์ได้",
        "บันทึกเป็น PNG แล้วส่งใหม่",
        "it is an SVG picture, which can hide scripts",
        "save it as PNG and send that",
    ),
    "archive": Reason(
        "เป็นไฟล์บีบอัด ({detail})",
        "แตกไฟล์แล้วส่งทีละไฟล์ ส่งพร้อมกันหลายไฟล์ได้",
        "it is an archive ({detail})",
        "unpack it and send the files; several can be sent at once",
    ),
    "nested_archive": Reason(
        "มีไฟล์บีบอัดซ้อนอยู่ข้างใน ({detail})",
        "เอาไฟล์ที่แทรกอยู่ออก แล้วส่งแยกกัน",
        "an archive hides inside it ({detail})",
        "take the inserted file out and send it on its own",
    ),
    "video": Reason(
        "เป็นวิดีโอหรือเสียง",
        "นำขึ้น YouTube หรือ Google Drive แล้วใส่เป็นลิงก์วิดีโอ",
        "it is a video or a sound",
        "put it on YouTube or Google Drive and give the link",
    ),
    "other_picture": Reason(
        "เป็นภาพชนิด {detail}",
        "บันทึกเป็น JPEG หรือ PNG แล้วส่งใหม่",
        "it is a picture of the kind {detail}",
        "save it as JPEG or PNG and send that",
    ),
    "heic": Reason(
        "เป็นภาพ HEIC ของ iPhone",
        "ตั้งค่า > กล้อง > รูปแบบ > เข้ากันได้มากที่สุด หรือส่งภาพต่อเป็น JPEG",
        "it is an iPhone picture (HEIC)",
        "set Settings > Camera > Formats to Most Compatible, or export it as JPEG",
    ),
    "rtf": Reason(
        "เป็นเอกสาร RTF ซึ่งแทรกโปรแกรมได้",
        "เปิดใน Word แล้วบันทึกเป็น .docx",
        "it is RTF, which can carry programs",
        "open it in Word and save it as .docx",
    ),
    "macros": Reason(
        "มีมาโคร (โปรแกรมในเอกสาร)",
        "บันทึกเป็น .docx .xlsx หรือ .pptx ที่ไม่มีมาโครแล้วส่งใหม่",
        "it carries macros",
        "save it as .docx, .xlsx or .pptx without macros and send that",
    ),
    "controls": Reason(
        "มีตัวควบคุม ActiveX หรือไฟล์ที่แทรกเป็นวัตถุ ({detail})",
        "ลบวัตถุนั้นออก แล้วบันทึกและส่งใหม่",
        "it carries an ActiveX control or an inserted file ({detail})",
        "delete that object, save and send it again",
    ),
    "remote": Reason(
        "ดึงเนื้อหาจากที่อื่นเองเมื่อเปิด ({detail})",
        "ฝังภาพหรือตัดการเชื่อมโยงนั้น (แฟ้ม > ข้อมูล > แก้ไขลิงก์ไปยังไฟล์) แล้วส่งใหม่ หรือพิมพ์เป็น PDF",
        "it fetches content from elsewhere when opened ({detail})",
        "embed it or break the link (File > Info > Edit Links to Files) and send it again, "
        "or print it to PDF",
    ),
    "encrypted": Reason(
        "มีรหัสผ่านหรือเข้ารหัสไว้",
        "เอารหัสผ่านออกแล้วส่งใหม่ หรือพิมพ์เป็น PDF",
        "it has a password or is encrypted",
        "remove the password and send it again, or print it to PDF",
    ),
    "bomb": Reason("ขยายตัวผิดปกติเมื่อเปิด", _SAVE_TH, "it swells abnormally when opened", _SAVE_EN),
    "too_many_parts": Reason(
        "มีไฟล์ย่อยมากผิดปกติ", _AS_PDF_TH, "it holds far too many parts", _AS_PDF_EN
    ),
    "unsafe_parts": Reason(
        "มีไฟล์ย่อยที่โปรแกรมสำนักงานไม่ใช้ ({detail})",
        _SAVE_TH,
        "it holds parts that no office program writes ({detail})",
        _SAVE_EN,
    ),
    "pixels": Reason(
        "ภาพใหญ่เกิน {detail} ล้านพิกเซล",
        "ย่อภาพแล้วส่งใหม่",
        "the picture is above {detail} million pixels",
        "make it smaller and send it again",
    ),
    "animated": Reason(
        "เป็นภาพเคลื่อนไหว",
        "ส่งเป็นภาพนิ่ง หรือใส่เป็นลิงก์วิดีโอ",
        "it is a moving picture",
        "send a still picture, or give a link to the video",
    ),
    "two_in_one": Reason(
        "เป็นไฟล์สองชนิดซ้อนกัน ({detail})",
        _SAVE_TH,
        "it is two kinds of file in one ({detail})",
        _SAVE_EN,
    ),
    "leading_junk": Reason(
        "มีข้อมูลแปลกปลอมอยู่ก่อนต้นเอกสาร",
        _AS_PDF_TH,
        "foreign data stand before the document begins",
        _AS_PDF_EN,
    ),
    "trailing_data": Reason(
        "มีข้อมูลแปลกปลอมต่อท้ายเอกสาร",
        _AS_PDF_TH,
        "foreign data stand after the document ends",
        _AS_PDF_EN,
    ),
    "active_pdf": Reason(
        "PDF มีคำสั่งที่ทำงานเอง ({detail})",
        _AS_PDF_TH,
        "the PDF acts on its own ({detail})",
        _AS_PDF_EN,
    ),
    "pdf_attachment": Reason(
        "PDF มีไฟล์อื่นแนบอยู่ข้างใน",
        "ส่งไฟล์ที่แนบแยกต่างหาก และพิมพ์เอกสารหลักเป็น PDF ใหม่",
        "the PDF carries other files inside",
        "send the attached files on their own, and print the document to a new PDF",
    ),
    "not_text": Reason(
        "อ่านเป็นข้อความไม่ได้ (ไม่ใช่ UTF-8 หรือ TIS-620)",
        "บันทึกเป็น UTF-8 แล้วส่งใหม่",
        "it cannot be read as text (neither UTF-8 nor TIS-620)",
        "save it as UTF-8 and send that",
    ),
    "virus": Reason(
        "โปรแกรมตรวจไวรัสพบ {detail}",
        "อย่าเปิดไฟล์นี้ แจ้งผู้ดูแลเครื่องให้ตรวจเครื่องของท่าน",
        "the virus scanner found {detail}",
        "do not open it, and have your machine checked",
    ),
}


def refused(reason: str, *, name: str = "", detail: str = "") -> FileRefused:
    """The error for a line of the table; the file's name is put in where it is known."""
    row = REASONS[reason]
    shown = plain_name(name)
    detail = detail[:80]
    th = f"ไม่รับไฟล์ “{shown}” เพราะ{row.found_th.format(detail=detail)} โปรด{row.remedy_th}"
    en = (
        f"“{shown}” was not accepted: {row.found_en.format(detail=detail)}. Please {row.remedy_en}."
    )
    return FileRefused(th, en, reason=reason)


class Found(Exception):
    """What a finder raises: a line of the table, still without the file's name."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def pass_on_a_full_disk(error: BaseException) -> None:
    """A full disk is no fault of the file: it is raised again as it is."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        raise error
