"""The list of an office's schools, and its import from a file: looked at first, then stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.imports.schools import read_school_file
from tidtam.orgs.actions import import_schools
from tidtam.orgs.queries import find_schools, office_by_code, offices, school_counts, schools_of
from tidtam.orgs.schools import LEVEL_WORDS, SIZE_WORDS, SizeClass
from tidtam.orgs.schools_problems import BadSchools
from tidtam.people.models import Person
from tidtam.shared.errors import BadInput, NotAllowed
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, say, tell
from tidtam.web.office.doors import for_readers
from tidtam.web.waiting_files import forget, keep, seal_of, sent_bytes, sign, waiting

if TYPE_CHECKING:
    from tidtam.orgs.models import Agency, School
    from tidtam.orgs.schools_changes import SchoolChanges

A_PAGE: Final = 50
_CODES_SHOWN: Final = 50
_PROBLEMS_SHOWN: Final = 50
_SALT: Final = "tidtam.schools.upload"
SCHOOLS = Bilingual("โรงเรียน", "Schools")
_IMPORT = Bilingual("นำเข้ารายชื่อโรงเรียน", "Import schools")
_GONE = Bilingual(
    "ไฟล์ที่ตรวจไว้หมดเวลาหรือบันทึกไปแล้ว ไม่มีอะไรเปลี่ยน โปรดดูรายชื่อ หรือส่งไฟล์อีกครั้ง",
    "The checked file has expired or is stored already; nothing was changed. Please look at the "
    "list, or send the file again.",
)


@require_GET
@for_readers
def schools(request: ActorRequest) -> HttpResponse:
    """The schools of an office; the bureau chooses the office."""
    office = _office(request, request.GET.get("office", ""))
    words = request.GET.get("q", "").strip()[:100]
    found = _found(office, words)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    is_central = request.actor.may("schools.change")
    context = {
        "office": office,
        "words": words,
        "page": page,
        "rows": [_row(each) for each in page],
        "found": len(found),
        "offices": _offices() if is_central else [],
        "may_change": _may_change(request, office),
        "is_demo": any(each.is_demo for each in page),
        "trail": [(SCHOOLS, "")],
    }
    return render(request, "web/schools/schools.html", context)


def _found(office: Agency | None, words: str) -> tuple[School, ...]:
    if words:
        return find_schools(words, office=office, limit=500)
    return schools_of(office) if office else ()


def _row(school: School) -> dict[str, Any]:
    size = SIZE_WORDS[SizeClass(school.size_class)] if school.size_class else None
    levels = ", ".join(say(LEVEL_WORDS[each]) for each in school.levels_taught)
    return {"school": school, "size": size, "levels": levels}


def _offices() -> list[tuple[Agency, int]]:
    counts = school_counts()
    return [(each, counts.get(each.code, 0)) for each in offices()]


def _office(request: ActorRequest, code: str) -> Agency | None:
    """The office that is looked at: one's own, or the one the bureau chose."""
    if request.actor.may("schools.change"):
        return office_by_code(code) if code else None
    own = [
        post.agency_code
        for post in request.actor.posts
        if request.actor.may("inquiries.see", agency_code=post.agency_code)
    ]
    if not own or (code and code not in own):
        raise NotAllowed(
            "รายชื่อโรงเรียนนี้เป็นของเขตอื่น โปรดเปิดรายชื่อของเขตท่าน",
            "This list of schools belongs to another office; please open your own.",
        )
    return office_by_code(code or own[0])


def _may_change(request: ActorRequest, office: Agency | None) -> bool:
    return request.actor.may("schools.change", agency_code=office.code if office else "")


@require_http_methods(["GET", "POST"])
@for_readers
def upload(request: ActorRequest) -> HttpResponse:
    """Read a file and tell what storing it would change; nothing is stored yet."""
    office = _scope(request, request.POST.get("office", request.GET.get("office", "")))
    if request.method == "GET":
        return _show(request, office)
    complete = request.POST.get("complete") == "yes"
    try:
        data = sent_bytes(request, missing=_MISSING, smaller=_SMALLER)
        changes = _import(request, office, data, complete=complete, dry_run=True)
    except BadSchools as bad:
        return _show(request, office, bad=bad, status=422)
    except BadInput as refusal:
        return _show(request, office, sentence=refusal.message, status=422)
    if not (changes.added or changes.changed or changes.closed):
        return _show(request, office, changes=changes)
    token = _sign(request, office, keep(data), changes, complete=complete)
    address = reverse("school-import-confirm")
    return redirect(f"{address}?{urlencode({'token': token})}")


@require_http_methods(["GET", "POST"])
@for_readers
def confirm(request: ActorRequest) -> HttpResponse:
    """What the waiting file would change now; on confirmation, store all of it or nothing."""
    seal = seal_of(request, salt=_SALT)
    data = waiting(seal["file"]) if seal else None
    if seal is None or data is None:
        _scope(request, seal["office"] if seal else _own_code(request))
        tell(request, _GONE, good=False)
        return redirect("schools")
    office = _scope(request, seal["office"])
    complete = bool(seal["complete"])
    try:
        changes = _import(request, office, data, complete=complete, dry_run=True)
        is_same = changes.counts == seal["counts"]
        needs_tick = _closes_many(changes, complete=complete) and "sure" not in request.POST
        if request.method == "POST" and is_same and not needs_tick:
            changes = _import(request, office, data, complete=complete, dry_run=False)
            forget(seal["file"])
            tell(request, _stored(changes))
            query = f"?{urlencode({'office': office.code})}" if office else ""
            return redirect(f"{reverse('schools')}{query}")
    except BadSchools as bad:
        return _show(request, office, bad=bad, status=422)
    token = _sign(request, office, seal["file"], changes, complete=complete)
    status = 200 if request.method == "GET" else 422 if is_same else 409
    sentence = _not_ticked(changes) if status == 422 else None
    return _show(
        request,
        office,
        changes=changes,
        token=token,
        complete=complete,
        sentence=sentence,
        status=status,
    )


def _closes_many(changes: SchoolChanges, *, complete: bool) -> int:
    """How many schools a complete list closes, where that is more than a tenth; else 0."""
    closed = len(changes.closed)
    held = closed + len(changes.changed) + changes.unchanged
    return closed if complete and closed * 10 > held else 0


def _not_ticked(changes: SchoolChanges) -> Bilingual:
    closed = len(changes.closed)
    return Bilingual(
        f"รายชื่อนี้จะปิด {closed:,} โรงเรียน มากกว่าหนึ่งในสิบ ยังไม่ได้บันทึก "
        f"โปรดตรวจรหัสที่จะปิด แล้วเลือก “ปิด {closed:,} โรงเรียน” ถ้าถูกต้อง",
        f"This list would close {closed:,} schools, more than a tenth. Nothing was stored; please "
        f"check their codes, then tick “Close {closed:,} schools” if that is right.",
    )


def _import(
    request: ActorRequest, office: Agency | None, data: bytes, *, complete: bool, dry_run: bool
) -> SchoolChanges:
    person = request.user
    return import_schools(
        read_school_file(data),
        by=request.actor,
        office=office,
        complete=complete,
        dry_run=dry_run,
        is_demo=isinstance(person, Person) and person.is_demo,
    )


def _own_code(request: ActorRequest) -> str:
    return "" if request.actor.may("schools.change") else next(iter(request.actor.agency_codes), "")


def _scope(request: ActorRequest, code: str) -> Agency | None:
    """Whose list it is: the whole country's for the bureau, or one office's.

    Raises:
        NotAllowed: the reader may not change those schools.
    """
    code = code or _own_code(request)
    request.actor.must("schools.change", agency_code=code)
    return office_by_code(code) if code else None


_MISSING: Final = Bilingual(
    "ยังไม่ได้เลือกไฟล์ โปรดเลือกรายชื่อโรงเรียนเป็น CSV หรือ Excel (.xlsx)",
    "No file was chosen; please choose the list of schools as CSV or Excel (.xlsx).",
)
_SMALLER: Final = Bilingual("โปรดส่งเฉพาะรายชื่อโรงเรียน", "please send the list of schools alone.")


def _sign(
    request: ActorRequest,
    office: Agency | None,
    name: str,
    changes: SchoolChanges,
    *,
    complete: bool,
) -> str:
    seal = {
        "file": name,
        "office": office.code if office else "",
        "complete": complete,
        "counts": changes.counts,
    }
    return sign(request, seal, salt=_SALT)


def _stored(changes: SchoolChanges) -> Bilingual:
    added, changed, closed = (
        len(each) for each in (changes.added, changes.changed, changes.closed)
    )
    return Bilingual(
        f"บันทึกรายชื่อแล้ว เพิ่ม {added:,} แก้ {changed:,} ปิด {closed:,} "
        f"ตรงเดิม {changes.unchanged:,} โรงเรียน",
        f"Stored: {added:,} added, {changed:,} changed, {closed:,} closed, "
        f"{changes.unchanged:,} unchanged.",
    )


def _show(
    request: ActorRequest,
    office: Agency | None,
    *,
    changes: SchoolChanges | None = None,
    token: str = "",
    complete: bool = False,
    bad: BadSchools | None = None,
    sentence: Bilingual | None = None,
    status: int = 200,
) -> HttpResponse:
    groups = (
        [
            (Bilingual("เพิ่ม", "Added"), changes.added),
            (Bilingual("แก้", "Changed"), changes.changed),
            (Bilingual("ปิด", "Closed"), changes.closed),
        ]
        if changes
        else []
    )
    context = {
        "office": office,
        "is_central": request.actor.may("schools.change"),
        "offices": offices() if request.actor.may("schools.change") else [],
        "changes": changes,
        "groups": [(name, len(codes), codes[:_CODES_SHOWN]) for name, codes in groups],
        "token": token,
        "complete": complete,
        "closes_many": _closes_many(changes, complete=complete) if changes else 0,
        "problems": bad.problems[:_PROBLEMS_SHOWN] if bad else (),
        "all_problems": len(bad.problems) + bad.more if bad else 0,
        "sentence": sentence,
        "trail": [(SCHOOLS, reverse("schools")), (_IMPORT, "")],
    }
    return render(request, "web/schools/import.html", context, status=status)
