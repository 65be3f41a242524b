"""The page that shows every part of a page, with samples in real-looking Thai.

All samples are made up. The page is the reference for whoever builds a page, and what the
browser tests look at first.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tidtam.thai.bilingual import Bilingual
from tidtam.web.parts import Progress

LONG_NAME: Final = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาพระนครศรีอยุธยา เขต 2"
COUNTS: Final = {5: 53, 4: 74, 3: 76, 2: 38, 1: 4}
COLOURS: Final = (
    ("ground", "paper", "paper-quiet", "ink", "ink-quiet", "line", "line-strong"),
    ("brand", "brand-deep", "brand-soft", "header", "accent", "link", "focus"),
    ("good", "warn", "bad", "info", "idle", "demo"),
    ("level-5", "level-4", "level-3", "level-2", "level-1", "level-none"),
)

ROWS: Final = (
    ("1", "การจัดการศึกษาเพื่อความปลอดภัยและการบริหารสถานการณ์ที่เกิดขึ้น", 5, 5, "5.00"),
    ("2", 'การดำเนินการ "พาน้องกลับมาเรียน"', 4, 3, "3.50"),
    ("4", "การนำผล RT หรือ NT หรือ O-NET ไปใช้ในการพัฒนาคุณภาพการศึกษา", 2, 3, "2.50"),
    ("6a", "การจัดการศึกษาปฐมวัยอย่างมีคุณภาพ", "not_applicable", "not_applicable", ""),
    ("X1", "การค้นพบต้นแบบที่เป็นเลิศด้านการศึกษา", "not_reported", 1, "0.50"),
    ("24", "การใช้จ่ายงบประมาณตามแผนปฏิบัติการ", "pending", "pending", ""),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    use_required_attribute = False

    office = forms.CharField(
        label=_("ชื่อหน่วยงาน"),
        help_text=_("พิมพ์ชื่อเต็มหรือชื่อย่อ เช่น สพป.ระยอง เขต 2"),
        error_messages={"required": _("กรอกชื่อหน่วยงาน")},
    )
    period = forms.ChoiceField(
        label=_("รอบ"), choices=[("6m", _("รอบ 6 เดือน")), ("12m", _("รอบ 12 เดือน"))]
    )
    kind = forms.ChoiceField(
        label=_("ประเภทของเขต"),
        choices=[("primary", _("ประถมศึกษา")), ("secondary", _("มัธยมศึกษา"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("เลือกประเภทของเขต")},
    )
    comment = forms.CharField(
        label=_("ข้อเสนอแนะ"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    file = forms.FileField(
        label=_("ไฟล์คะแนน (Excel)"),
        help_text=_("ลากไฟล์มาวางได้ ขนาดไม่เกิน 20 เมกะไบต์"),
        error_messages={"required": _("เลือกไฟล์คะแนน")},
    )
    sure = forms.BooleanField(
        label=_("ตรวจแล้วว่าคะแนนครบทุกตัวชี้วัด"),
        error_messages={"required": _("ยืนยันว่าตรวจคะแนนแล้ว")},
    )


def _progress() -> list[Progress]:
    label = Bilingual("พิมพ์ใบแจ้งผล", "Print result sheets")
    problem = Bilingual(
        "สพป.พระนครศรีอยุธยา เขต 2: ไม่มีชื่อผู้ลงนาม โปรดเพิ่มในการตั้งค่าของรอบ",
        "Phra Nakhon Si Ayutthaya 2: no signatory. Add one in the settings of the round.",
    )
    return [
        Progress(label, 245, 245, "done", "", next_url="#progress"),
        Progress(label, 112, 245, "failed", "", problems=[problem]),
    ]


def _samples() -> dict[str, Any]:
    return {
        "counts": COUNTS,
        "counts_with_none": {**COUNTS, 1: 2, None: 2},
        "colours": COLOURS,
        "rows": ROWS,
        "long_name": LONG_NAME,
        "day": dt.date(2023, 9, 30),
        "moment": dt.datetime(2023, 9, 30, 2, 30, tzinfo=dt.UTC),
        "progress_list": _progress(),
        "bilingual": Bilingual("ดีเยี่ยม", "Excellent"),
    }


def design(request: HttpRequest) -> HttpResponse:
    """The design page; ``?page=`` moves its sample of a long list."""
    pages = Paginator(range(245), 20)
    context = {
        **_samples(),
        "form": SampleForm(),
        "form_with_errors": SampleForm({"office": "", "period": "6m"}, auto_id="bad_%s"),
        "page": pages.get_page(request.GET.get("page", 7)),
        "is_demo": True,
        "trail": [
            (Bilingual("หน้าแรก", "Home"), "/"),
            (Bilingual("แบบและส่วนประกอบของหน้า", "Design"), ""),
        ],
    }
    return render(request, "web/design.html", context)
