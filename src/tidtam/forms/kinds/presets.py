"""Tables that many forms ask for: partners, projects, events, best works, problems and remedies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tidtam.forms.kinds.choices import Choice
from tidtam.forms.kinds.columns import Column
from tidtam.forms.kinds.day import Day
from tidtam.forms.kinds.line import Line
from tidtam.forms.kinds.number import Number
from tidtam.forms.kinds.options import Option
from tidtam.thai.bilingual import Bilingual

PresetName = Literal["partners", "projects", "events", "best_works", "problem_pairs"]


@dataclass(frozen=True)
class Preset:
    """The columns of a well-known table, and whether its rows stand in order of merit."""

    title: Bilingual
    columns: tuple[Column, ...]
    ranked: bool = False


def _options(*named: tuple[str, str, str]) -> tuple[Option, ...]:
    return tuple(Option(code, Bilingual(th, en)) for code, th, en in named)


_BAHT = Number(unit=Bilingual("บาท", "baht"), decimals=2)
_PEOPLE = Number(unit=Bilingual("คน", "people"))
_STORY = Line(multiline=True, most=4000)

_PARTNER_SECTORS = _options(
    ("state", "ภาครัฐ", "State"),
    ("local", "องค์กรปกครองส่วนท้องถิ่น", "Local government"),
    ("private", "ภาคเอกชน", "Private sector"),
    ("community", "ชุมชนและศาสนสถาน", "Community and religious bodies"),
    ("academic", "สถาบันการศึกษา", "Educational institutions"),
    ("other", "อื่น ๆ", "Other"),
)
_WORK_GROUPS = _options(
    ("learner", "ผู้เรียน", "Learner"),
    ("teacher", "ครู", "Teacher"),
    ("administrator", "ผู้บริหาร", "Administrator"),
    ("school", "สถานศึกษา", "School"),
    ("office", "สำนักงานเขตพื้นที่", "Office"),
    ("community", "ชุมชน", "Community"),
)
_PROBLEM_KINDS = _options(
    ("people", "บุคลากร", "People"),
    ("budget", "งบประมาณ", "Budget"),
    ("tools", "วัสดุ อุปกรณ์ และระบบ", "Equipment and systems"),
    ("method", "การบริหารและวิธีทำงาน", "Management and method"),
    ("data", "ข้อมูลและการรายงาน", "Data and reporting"),
    ("context", "สภาพพื้นที่และชุมชน", "Area and community"),
    ("other", "อื่น ๆ", "Other"),
)

PRESETS: Final[dict[str, Preset]] = {
    "partners": Preset(
        Bilingual("ภาคีเครือข่าย", "Partners"),
        (
            Column("name", Bilingual("ชื่อหน่วยงานหรือองค์กร", "Organisation"), Line(), True),
            Column("sector", Bilingual("ภาคส่วน", "Sector"), Choice(_PARTNER_SECTORS)),
            Column("part", Bilingual("เรื่องที่ร่วมมือ", "What was done together"), _STORY),
        ),
    ),
    "projects": Preset(
        Bilingual("โครงการและกิจกรรม", "Projects"),
        (
            Column("name", Bilingual("ชื่อโครงการหรือกิจกรรม", "Project"), Line(), True),
            Column("budget", Bilingual("งบประมาณ", "Budget"), _BAHT),
            Column("people", Bilingual("ผู้เข้าร่วม", "Participants"), _PEOPLE),
            Column("outcome", Bilingual("ผลที่เกิดขึ้น", "Outcome"), _STORY),
        ),
    ),
    "events": Preset(
        Bilingual("กิจกรรมตามวันที่", "Events"),
        (
            Column("date", Bilingual("วันที่", "Date"), Day(), True),
            Column("name", Bilingual("กิจกรรม", "Event"), Line(), True),
            Column("place", Bilingual("สถานที่", "Place"), Line()),
            Column("people", Bilingual("ผู้เข้าร่วม", "Participants"), _PEOPLE),
        ),
    ),
    "best_works": Preset(
        Bilingual("ผลงานเด่นเรียงตามลำดับ", "Best works in order of merit"),
        (
            Column("name", Bilingual("ชื่อผลงาน", "Work"), Line(), True),
            Column("group", Bilingual("กลุ่มเจ้าของผลงาน", "Whose work"), Choice(_WORK_GROUPS)),
            Column("owner", Bilingual("โรงเรียนหรือกลุ่มงาน", "School or section"), Line()),
            Column("result", Bilingual("ผลและการนำไปใช้", "Result and use elsewhere"), _STORY),
        ),
        ranked=True,
    ),
    "problem_pairs": Preset(
        Bilingual("ปัญหาและแนวทางแก้ไข", "Problems and remedies"),
        (
            Column("category", Bilingual("ประเภทปัญหา", "Kind"), Choice(_PROBLEM_KINDS)),
            Column("problem", Bilingual("ปัญหาหรืออุปสรรค", "Problem"), _STORY, True),
            Column("solution", Bilingual("แนวทางแก้ไข", "Remedy"), _STORY, True),
        ),
    ),
}
