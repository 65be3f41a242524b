"""Passing a question on to schools, and changing its words or its day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tidtam.orgs.queries import schools_of
from tidtam.rounds.places import place_of
from tidtam.rounds.workspace import item_for
from tidtam.schools.actions import add_schools, ask_schools, change_inquiry, last_day_of
from tidtam.schools.errors import BadInquiry, CannotAskSchools, InquiryIsOpen
from tidtam.schools.queries import (
    inquiries_of_item,
    inquiry_for,
    open_inquiry_of,
    school_levels,
    school_sizes,
    ways_of,
)
from tidtam.schools.states import Way
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_date
from tidtam.web.http import ActorRequest, posted, say, tell
from tidtam.web.office.doors import for_readers, office_title
from tidtam.web.schools.forms import AddForm, AskForm, WordsForm, usual_day
from tidtam.web.schools.frame import INQUIRIES, must_make, page_of_inquiry

if TYPE_CHECKING:
    from tidtam.orgs.models import School
    from tidtam.rounds.models import Item

_ASKED = Bilingual(
    "สร้างคำถามแล้ว ยังไม่มีอะไรส่งออกไป โปรดแจกลิงก์ให้โรงเรียนทาง LINE หรือพิมพ์ใบ",
    "The question is ready. Nothing was sent: please give the links out by LINE or on paper.",
)
_ALREADY = Bilingual("ข้อนี้กำลังถามโรงเรียนอยู่แล้ว", "This question is being asked already.")
_CHANGED = Bilingual("บันทึกแล้ว ลิงก์เดิมใช้ได้เหมือนเดิม", "Saved; the links stay as they are.")


@require_http_methods(["GET", "POST"])
@for_readers
def ask(request: ActorRequest, item_pk: int, question_code: str) -> HttpResponse:
    """Pass one question of a report on to all or some schools of the office."""
    item = item_for(request.actor, pk=item_pk)
    held = open_inquiry_of(item, question_code)
    if held is not None:
        tell(request, _ALREADY)
        return redirect("school-inquiry", held.pk)
    must_make(request, item)
    schools = schools_of(item.submission.office)
    form = _form(request, item, question_code, schools)
    chosen: list[School] | None = None
    if request.method == "POST" and form.is_valid():
        chosen = [school for school in schools if form.wanted.fits(school)]
        if "look" not in request.POST and (
            made := _ask(request, item, question_code, form, chosen)
        ):
            return made
    return _show(request, item, question_code, form, schools, chosen)


def _form(
    request: ActorRequest, item: Item, question_code: str, schools: tuple[School, ...]
) -> AskForm:
    ways = ways_of(item.pk, question_code)
    if not ways:
        raise CannotAskSchools
    question = place_of(item.pk).question(question_code)
    return AskForm(
        posted(request),
        ways=ways,
        sizes=school_sizes(schools),
        levels=school_levels(schools),
        known={school.code: school for school in schools},
        open_until=last_day_of(item),
        initial={
            "way": ways[0].value,
            "title": question.title.th,
            "help": question.help.th if question.help else "",
            "closes": usual_day(last_day_of(item)),
        },
    )


def _ask(
    request: ActorRequest, item: Item, question_code: str, form: AskForm, chosen: list[School]
) -> HttpResponse | None:
    given = form.cleaned_data
    if "look" in request.POST:
        return None
    try:
        made = ask_schools(
            item,
            question_code,
            way=Way(given["way"]),
            title_th=given["title"],
            help_th=given["help"],
            closes_at=given["closes"],
            schools=chosen,
            by=request.actor,
        )
    except BadInquiry as refusal:
        form.add_error(None, say(refusal.message))
        return None
    except InquiryIsOpen as held:
        tell(request, _ALREADY)
        return redirect("school-inquiry", held.inquiry_id)
    tell(request, _ASKED)
    return redirect("school-inquiry-links", made.pk)


def _show(
    request: ActorRequest,
    item: Item,
    question_code: str,
    form: AskForm,
    schools: tuple[School, ...],
    chosen: list[School] | None,
) -> HttpResponse:
    report = item.submission
    context: dict[str, Any] = {
        "form": form,
        "item": item,
        "question": place_of(item.pk).question(question_code),
        "office_title": office_title(report),
        "all_count": len(schools),
        "chosen": chosen,
        "earlier": [
            each
            for each in inquiries_of_item(item.pk)
            if each.inquiry.question_code == question_code
        ],
        "is_demo": report.round.is_demo,
        "trail": [
            (Bilingual(f"ข้อ {item.node_code}", f"Item {item.node_code}"), _back(item)),
            (INQUIRIES, ""),
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "web/schools/ask.html", context, status=status)


def _back(item: Item) -> str:
    return reverse("office-item", args=[item.pk])


@require_http_methods(["GET", "POST"])
@for_readers
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Other words or another last day; the links stay."""
    inquiry = inquiry_for(request.actor, pk=pk)
    must_make(request, inquiry.item)
    form = WordsForm(
        posted(request),
        open_until=last_day_of(inquiry.item),
        initial={
            "title": inquiry.title_th,
            "help": inquiry.help_th,
            "closes": thai_date(clock.local(inquiry.closes_at).date()),
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            change_inquiry(
                inquiry,
                title_th=given["title"],
                help_th=given["help"],
                closes_at=given["closes"],
                by=request.actor,
            )
        except BadInquiry as refusal:
            form.add_error("closes", say(refusal.message))
        else:
            tell(request, _CHANGED)
            return redirect("school-inquiry", pk)
    here = Bilingual("แก้คำถามหรือวัน", "Change words or day")
    context = page_of_inquiry(request, inquiry, here=here) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "web/schools/change.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_readers
def add(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask schools too that were left out, or that came later; the others keep their links."""
    inquiry = inquiry_for(request.actor, pk=pk)
    report = inquiry.item.submission
    must_make(request, inquiry.item)
    schools = {school.code: school for school in schools_of(report.office)}
    form = AddForm(posted(request), known=schools)
    if request.method == "POST" and form.is_valid():
        chosen = [schools[code] for code in form.cleaned_data["codes"]]
        try:
            added = add_schools(inquiry, chosen, by=request.actor)
        except BadInquiry as refusal:
            form.add_error("codes", say(refusal.message))
        else:
            tell(request, _added(added))
            return redirect("school-inquiry", pk)
    here = Bilingual("ถามโรงเรียนเพิ่ม", "Ask more schools")
    context = page_of_inquiry(request, inquiry, here=here) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "web/schools/add.html", context, status=status)


def _added(count: int) -> Bilingual:
    if not count:
        return Bilingual("ถามโรงเรียนเหล่านี้อยู่แล้ว", "These schools are being asked already.")
    return Bilingual(
        f"ถามเพิ่ม {count:,} โรงเรียนแล้ว โปรดแจกลิงก์ให้โรงเรียนที่เพิ่ม",
        f"{count:,} more schools are asked; please give them their links.",
    )
