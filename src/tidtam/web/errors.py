"""Pages for what went wrong outside of a view's own words."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from tidtam.people.actor import Actor
from tidtam.thai.bilingual import Bilingual
from tidtam.web.navigation import place_of
from tidtam.web.troubles import Trouble, trouble_of
from tidtam.web.ways_back import came_from, is_page, page_behind

NOT_FOUND = Bilingual(
    "ไม่พบหน้าที่เรียก ที่อยู่อาจพิมพ์ผิด หรือหน้านั้นไม่เปิดให้ท่านดู โปรดตรวจที่อยู่หรือเริ่มจากหน้าแรก",
    "There is no such page: the address may be mistyped, or the page is not open to you. "
    "Please check the address or start from the home page.",
)
NOT_ALLOWED = Bilingual(
    "หน้านี้ไม่เปิดให้ท่านดู โปรดเข้าสู่ระบบด้วยบัญชีที่มีหน้าที่นี้",
    "This page is not open to you. Please sign in with an account that has this post.",
)
BAD_REQUEST = Bilingual(
    "เครื่องแม่ข่ายอ่านคำขอนี้ไม่ได้ โปรดกลับไปหน้าก่อนหน้าแล้วลองอีกครั้ง",
    "The server cannot read this request. Please go back and try again.",
)
FORM_TOO_OLD = Bilingual(
    "แบบฟอร์มนี้เปิดค้างไว้นาน หรือเข้าสู่ระบบใหม่หลังเปิด หรือเปิดจากที่อื่น จึงยังไม่ได้บันทึก "
    "โปรดกดปุ่มย้อนกลับของเบราว์เซอร์ คัดลอกสิ่งที่พิมพ์ แล้วเปิดหน้านั้นใหม่และส่งอีกครั้ง "
    "ข้อความที่หน้านั้นเก็บร่างไว้ในเครื่องนี้จะกลับมาเมื่อเปิดหน้านั้นหลังเข้าสู่ระบบ ช่องอื่นไม่ได้เก็บไว้",
    "This form was open for too long, or you signed in again since, or it came from elsewhere, "
    "so nothing was saved. Please press the browser’s back key, copy what you typed, then open "
    "that page anew and send it again. Words that page keeps on this device come back when you "
    "open it signed in; other boxes are not kept.",
)
NO_PAGE = Bilingual(
    "ที่อยู่นี้ใช้รับข้อมูลจากปุ่มหรือแบบฟอร์ม เปิดดูเป็นหน้าไม่ได้ ไม่มีอะไรเปลี่ยน โปรดกลับไปหน้าก่อนหรือเริ่มจากหน้าแรก",
    "This address takes what a button or a form sends and cannot be opened as a page. Nothing "
    "was changed. Please go back or start from the home page.",
)
BROKEN = Bilingual(
    "ระบบทำงานผิดพลาด งานที่บันทึกไว้แล้วไม่หาย โปรดลองอีกครั้งในอีกสักครู่ หากยังไม่ได้โปรดแจ้งผู้ดูแลระบบ",
    "Something went wrong in the system. What was saved is safe. Please try again in a "
    "moment; if it fails again, tell the administrator.",
)


def refuse(request: HttpRequest, sentence: Bilingual, *, status: int) -> HttpResponse:
    """A refusal as a page, or as a part where htmx asks: its own place, not the target."""
    context = {"sentence": sentence.in_language(get_language() or "th"), "status": status}
    if not getattr(request, "htmx", False):
        ways = {
            "came_from": _came_from(request),
            "own_place": _own_place(request),
            "after_sign_in": page_behind(request),
        }
        return render(request, "web/refusal.html", context | ways, status=status)
    response = render(request, "web/parts/refusal.html", context, status=status)
    response["HX-Retarget"] = "#refusals"
    response["HX-Reswap"] = "innerHTML show:window:top"
    return response


def _came_from(request: HttpRequest) -> str:
    """The page of ours that led here, for a way back; "" from elsewhere or from itself."""
    came = came_from(request)
    path = urlsplit(came).path
    if path == reverse("sign-in"):
        return ""
    if path == request.path:  # a form sent to its own page: the page is worth opening anew
        return came if request.method == "POST" and is_page(came) else ""
    return came


def _own_place(request: HttpRequest) -> str:
    """Where the reader's work is; "" for nobody, and where that is home or here."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.person_id is None:
        return ""
    place = place_of(actor)
    return "" if place in (request.path, reverse("home")) else place


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page behind status 400."""
    # A session that could not be written for want of room comes along as a bad request.
    if trouble := trouble_of(exception):
        return troubled(request, trouble)
    return refuse(request, BAD_REQUEST, status=400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page behind status 403."""
    return refuse(request, NOT_ALLOWED, status=403)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose token is not (or no longer) ours."""
    return refuse(request, FORM_TOO_OLD, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page behind status 404."""
    return refuse(request, NOT_FOUND, status=404)


def no_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page behind status 405; as empty as it came where a script asks."""
    if response.content or "application/json" in request.headers.get("Accept", ""):
        return response
    page = refuse(request, NO_PAGE, status=405)
    page["Allow"] = response["Allow"]
    return page


def broken(request: HttpRequest) -> HttpResponse:
    """The page behind status 500; asks neither session nor database, which may be what broke."""
    if trouble := trouble_of(sys.exc_info()[1]):
        return troubled(request, trouble)
    return _bare_page(request, BROKEN, status=500)


def troubled(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Status 503: the machine cannot do it now; as JSON where a script asks."""
    if "application/json" in request.headers.get("Accept", ""):
        sentence = trouble.sentence.in_language(get_language() or "th")
        response: HttpResponse = JsonResponse({"error": sentence, "busy": True}, status=503)
    else:
        response = _bare_page(request, trouble.sentence, status=503)
    response["Retry-After"] = str(trouble.seconds)
    response["Cache-Control"] = "no-store"
    return response


def _bare_page(request: HttpRequest, sentence: Bilingual, *, status: int) -> HttpResponse:
    """A page in both languages that needs nothing but its template."""
    template = "parts/refusal.html" if request.headers.get("HX-Request") else "500.html"
    context = {"sentence": sentence.th, "in_english": sentence.en, "is_passing": status == 503}
    return HttpResponse(render_to_string(f"web/{template}", context), status=status)
