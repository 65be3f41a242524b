"""Why an agency is a candidate: standing, score and words, one constant for each reason.

Scores rank, they never decide. Exact reasons score 80 to 100, open 70, near under 60.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tidtam.orgs.entries import NameEntry
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_date


class Standing(StrEnum):
    """How a candidate stands to the name: only an exact one can win."""

    EXACT = "exact"
    OPEN = "open"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, how strong (0 to 100) and with what standing."""

    standing: Standing
    score: int
    words: Bilingual


def _exact(score: int, th: str, en: str) -> Reason:
    return Reason(Standing.EXACT, score, Bilingual(th=th, en=en))


def _near(score: int, th: str, en: str) -> Reason:
    return Reason(Standing.NEAR, score, Bilingual(th=th, en=en))


CODE = _exact(100, "ตรงกับรหัสหน่วยงาน", "the unit code")
FULL = _exact(100, "ตรงกับชื่อเต็ม", "the full name")
SHORT = _exact(99, "ตรงกับชื่อย่อ", "the short name")
ENGLISH = _exact(96, "ตรงกับชื่อภาษาอังกฤษรูปหนึ่ง", "a written form of the English name")
READ = _exact(
    95,
    "ตรงกันเมื่ออ่านประเภทหน่วยงาน จังหวัด และเลขเขต",
    "same kind of office, provinces and number",
)
OTHER_NAME = _exact(94, "ตรงกับชื่อเรียกอื่น", "another name of the agency")
REPAIRED = _exact(88, "ตรงกันเมื่อซ่อมอักษรที่เสียจากไฟล์ PDF", "the name, after repair of damaged PDF text")
KIND_LEFT_OUT = _exact(
    85,
    "ไม่ได้บอกประเภทหน่วยงาน แต่จังหวัดและเลขเขตตรงกัน",
    "the kind of office is left out; provinces and number agree",
)
COVERS = _near(50, "ครอบคลุมจังหวัดที่ระบุ แต่ชื่อไม่ตรง", "covers a province named, but is called otherwise")


def former(name: NameEntry) -> Reason:
    """A former name; of several successors the first ranks highest."""
    until_th = f" ใช้ถึง {thai_date(name.valid_to)}" if name.valid_to else ""
    until_en = f" until {name.valid_to.isoformat()}" if name.valid_to else ""
    return _exact(
        max(80, 91 - name.order),
        f"ชื่อเดิม {name.name}{until_th}",
        f"formerly {name.name}{until_en}",
    )


def not_then(name: NameEntry) -> Reason:
    """A former name, asked for on a day when it was not in use."""
    return _near(
        max(51, 59 - name.order),
        f"เคยใช้ชื่อ {name.name} แต่ไม่ใช่ในวันที่ถาม",
        f"was called {name.name}, but not on the day asked",
    )


def number_missing(count: int) -> Reason:
    """The provinces fit, the number that tells the offices apart is left out."""
    words = Bilingual(
        th=f"ชื่อไม่ได้บอกเลขเขต มี {count} สำนักงาน",
        en=f"the number is left out; there are {count} such offices",
    )
    return Reason(Standing.OPEN, 70, words)


def no_such_number(number: int) -> Reason:
    """The provinces fit, but no office there has the number."""
    return _near(
        58, f"จังหวัดตรงกัน แต่ไม่ใช่เขต {number}", f"same provinces, but it is not number {number}"
    )


def alike(likeness: float) -> Reason:
    """Spelt like the name; ``likeness`` is 0 to 100."""
    return _near(
        int(likeness * 0.5),
        f"สะกดใกล้เคียง (เหมือน {likeness:.0f} ใน 100)",
        f"spelt alike ({likeness:.0f} of 100)",
    )
