"""Giving links out: text for LINE, slips on paper, a file of all replies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from tidtam.reports.workbooks.collecting import Value, table_csv
from tidtam.schools.actions import give_new_links
from tidtam.schools.queries import asked_of, inquiry_for, link_to, question_of, reply_text
from tidtam.schools.replying import school_name
from tidtam.schools.rules import kind_of_reply
from tidtam.schools.states import REPLY_STATES, ReplyState, Way
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime
from tidtam.web.http import ActorRequest, download, say, tell
from tidtam.web.office.doors import for_readers
from tidtam.web.schools.frame import may_make, must_make, page_of_inquiry
from tidtam.web.schools.qr import qr_picture

if TYPE_CHECKING:
    from tidtam.schools.models import Asked, Inquiry

# LINE takes 10,000 characters a message; eight slips fit on a sheet of A4.
MOST_OF_A_MESSAGE: Final = 9_500
SLIPS_A_SHEET: Final = 8
_SLIPS_A_PAGE: Final = 80
_LINKS = Bilingual("แจกลิงก์", "Give the links out")
_SLIPS = Bilingual("พิมพ์ใบสำหรับโรงเรียน", "Slips for schools")
_NEW = Bilingual(
    "ออกลิงก์ใหม่แล้ว ลิงก์และใบเดิมทุกใบใช้ไม่ได้อีก โปรดแจกใหม่",
    "New links are made; every earlier link and slip is useless now. Please give them out again.",
)


@require_GET
@for_readers
def links(request: ActorRequest, pk: int) -> HttpResponse:
    """The links of all schools as text for LINE; with ?show=waiting, those to be reminded."""
    found = _own(request, pk)
    show = "waiting" if request.GET.get("show") == "waiting" else ""
    asked = list(asked_of(found, show=show))
    lines = [f"{school_name(each.school)}: {_address(request, found, each)}" for each in asked]
    context = page_of_inquiry(request, found, here=_LINKS) | {
        "show": show,
        "messages_for_line": list(_messages(_head(found, is_reminder=bool(show)), lines)),
        "count": len(asked),
    }
    return render(request, "web/schools/links.html", context)


@require_POST
@for_readers
def new_links(request: ActorRequest, pk: int) -> HttpResponse:
    """Make every link given out so far useless."""
    give_new_links(inquiry_for(request.actor, pk=pk), by=request.actor)
    tell(request, _NEW)
    return redirect("school-inquiry-links", pk)


@require_GET
@for_readers
def slips(request: ActorRequest, pk: int) -> HttpResponse:
    """Slips to cut and hand out, eight on a sheet, each with its picture to scan."""
    found = _own(request, pk)
    page = Paginator(asked_of(found), _SLIPS_A_PAGE).get_page(request.GET.get("page"))
    made = [_slip(request, found, each) for each in page]
    sheets = [made[start : start + SLIPS_A_SHEET] for start in range(0, len(made), SLIPS_A_SHEET)]
    context = page_of_inquiry(request, found, here=_SLIPS) | {
        "page": page,
        "sheets": sheets,
        "door": request.build_absolute_uri(reverse("school-door")),
    }
    return render(request, "web/schools/slips.html", context)


@require_GET
@for_readers
def replies_csv(request: ActorRequest, pk: int) -> HttpResponse:
    """Every school with what it said; with the links for those who give them out."""
    found = inquiry_for(request.actor, pk=pk)
    with_links = may_make(request, found)
    headers = [
        gettext("รหัสโรงเรียน"),
        gettext("โรงเรียน"),
        gettext("สถานะ"),
        gettext("คำตอบ"),
        gettext("หมายเหตุ"),
        gettext("ตอบเมื่อ"),
        *([gettext("ลิงก์")] if with_links else []),
    ]
    kind = kind_of_reply(Way(found.way), question_of(found))
    language = say(Bilingual("th", "en"))
    rows: list[list[Value]] = [
        [
            each.school.code,
            school_name(each.school),
            say(REPLY_STATES[ReplyState(each.state)]),
            reply_text(each, kind, language),
            each.note,
            thai_datetime(clock.local(each.replied_at)) if each.replied_at else "",
            *([_address(request, found, each)] if with_links else []),
        ]
        for each in asked_of(found)
    ]
    name = f"{gettext('คำตอบของโรงเรียน')} {found.pk}.csv"
    data = table_csv(headers=headers, rows=rows)
    return download(data, name=name, content_type="text/csv; charset=utf-8")


def _own(request: ActorRequest, pk: int) -> Inquiry:
    """An inquiry whose links the reader may hand out: with a link one replies for a school."""
    found = inquiry_for(request.actor, pk=pk)
    must_make(request, found.item)
    return found


def _address(request: ActorRequest, inquiry: Inquiry, asked: Asked) -> str:
    path = reverse("school-reply", args=[link_to(asked, inquiry)])
    return request.build_absolute_uri(path)


def _slip(request: ActorRequest, inquiry: Inquiry, asked: Asked) -> dict[str, str]:
    return {
        "school": school_name(asked.school),
        "code": link_to(asked, inquiry),
        "picture": qr_picture(_address(request, inquiry, asked)),
    }


def _head(inquiry: Inquiry, *, is_reminder: bool) -> str:
    office = inquiry.item.submission.office.name_th
    closes = thai_datetime(clock.local(inquiry.closes_at))
    asks = "ขอเตือนโรงเรียนที่ยังไม่ตอบ" if is_reminder else "ขอให้โรงเรียนตอบคำถาม"
    return (
        f"{office} {asks}\n“{inquiry.title_th}”\nตอบภายใน {closes} ใช้เวลาไม่เกิน 2 นาที "
        "ไม่ต้องเข้าสู่ระบบ\nแต่ละโรงเรียนใช้ลิงก์ของตนเท่านั้น"
    )


def _messages(head: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines under the head, in as few messages as LINE takes."""
    message = head
    for line in lines:
        if len(message) + len(line) + 1 > MOST_OF_A_MESSAGE and message != head:
            yield message
            message = head
        message = f"{message}\n{line}"
    if message != head:
        yield message
