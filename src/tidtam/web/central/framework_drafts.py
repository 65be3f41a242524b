"""Drafts of frameworks: the outline, the form of one part, the text, the comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.frameworks.actions import (
    drop_draft,
    fill_draft,
    finish_draft,
    rebase_draft,
    save_draft,
)
from tidtam.frameworks.differences import changes, diff_lines
from tidtam.frameworks.editing import CannotEdit, read_data, value_at
from tidtam.frameworks.fields import (
    WrongField,
    fields_of_frame,
    fields_of_node,
    fingerprint,
    seed_node,
)
from tidtam.frameworks.files import parse
from tidtam.frameworks.problems import FrameworkFileError, Problem
from tidtam.frameworks.problems import Path as Place
from tidtam.frameworks.queries import (
    definition_of,
    draft_for,
    finished_version,
    problems_of,
    versions_of,
)
from tidtam.shared.errors import BadInput, Conflict, NotFound
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.framework_forms import PartForm
from tidtam.web.http import ActorRequest, Trail, for_act, say, tell

if TYPE_CHECKING:
    from tidtam.frameworks.models import FrameworkDraft

_FRAMEWORKS = Bilingual("กรอบตัวชี้วัด", "Frameworks")
_SAVED = Bilingual("บันทึกร่างแล้ว", "Draft saved.")
_WHOLE = Bilingual("ชื่อกรอบ คำ ช่วงคะแนน และค่าพิเศษ", "Title, words, bands and special values")


@dataclass(frozen=True, slots=True)
class Row:
    """One node in the outline of a draft, right or wrong."""

    place: str
    depth: int
    code: str
    label: str
    title: str
    problems: int


def _outline(nodes: Any, faults: Counter[str], place: str = "", depth: int = 0) -> Iterator[Row]:
    for index, node in enumerate(nodes if isinstance(nodes, list) else []):
        if not isinstance(node, dict):
            continue
        here = f"{place}.{index}" if place else str(index)
        code = str(node.get("code", ""))
        label, title = _text(node.get("label")), _text(node.get("title"))
        yield Row(here, min(depth, 4), code, label, title, faults[code])
        yield from _outline(node.get("children"), faults, here, depth + 1)


def _text(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return say(Bilingual(str(value.get("th") or ""), str(value.get("en") or "")))


def _name(draft: FrameworkDraft) -> Bilingual:
    return Bilingual(f"ร่าง {draft.code}", f"Draft {draft.code}")


def _trail(draft: FrameworkDraft, here: Bilingual | None = None) -> Trail:
    address = reverse("central-draft", args=[draft.pk])
    start = [(_FRAMEWORKS, reverse("central-frameworks"))]
    return [*start, (_name(draft), address), (here, "")] if here else [*start, (_name(draft), "")]


def _problems(draft: FrameworkDraft, source: str) -> list[tuple[Problem, str]]:
    """What is wrong with a text, each with the line it is about."""
    lines = source.splitlines()
    found = problems_of(source, name=draft.code)
    return [(each, lines[each.line - 1] if 0 < each.line <= len(lines) else "") for each in found]


@require_GET
@for_act("frameworks.draft")
def draft(request: ActorRequest, pk: int) -> HttpResponse:
    """A draft: its problems, its parts to fill in, and the way to a new version."""
    held = draft_for(request.actor, pk=pk)
    problems = _problems(held, held.source)
    faults = Counter(each.node for each, _line in problems if each.node)
    rows: list[Row] = []
    try:
        data = read_data(held.source).data
        rows = list(_outline(data.get("nodes") if isinstance(data, dict) else None, faults))
    except CannotEdit:  # said in the list of problems already
        rows = []
    context = {"draft": held, "problems": problems, "rows": rows, "trail": _trail(held)}
    return render(request, "web/central/framework_draft.html", context)


@require_http_methods(["GET", "POST"])
@for_act("frameworks.draft")
def part(request: ActorRequest, pk: int, place: str = "") -> HttpResponse:
    """The form of one node, or of the framework itself."""
    held = draft_for(request.actor, pk=pk)
    here = _place(place)
    frame = read_data(held.source).data
    form, node = _form(request, frame, here)
    if request.method != "POST":
        return _part_page(request, held, here, form, node)
    if not form.is_valid():
        return _part_page(request, held, here, form, node, status=422)
    return _save_part(request, held, here, form, node)


def _place(place: str) -> Place:
    """ "0.2.1" as the path of a node inside the file."""
    steps = place.split(".") if place else []
    if not all(step.isdecimal() and len(step) < 6 for step in steps):
        raise NotFound("ไม่พบข้อนี้ โปรดเลือกจากร่าง", "No such item; please choose from the draft.")
    found: list[str | int] = []
    for depth, step in enumerate(steps):
        found += ["children" if depth else "nodes", int(step)]
    return tuple(found)


def _form(request: ActorRequest, frame: Any, place: Place) -> tuple[PartForm, dict[str, Any]]:
    node = value_at(frame, place)
    if not isinstance(node, dict):
        raise CannotEdit(
            "ส่วนนี้เขียนผิดรูป จึงแก้ด้วยแบบฟอร์มไม่ได้ โปรดแก้ในหน้าข้อความ YAML",
            "This part has an unsound shape; please mend it in the YAML text.",
        )
    data = request.POST if request.method == "POST" else None
    if place:
        return PartForm(fields_of_node(frame, node), seed_node(frame, node), data), node
    return PartForm(fields_of_frame(frame), node, data), node


def _save_part(
    request: ActorRequest, held: FrameworkDraft, place: Place, form: PartForm, node: dict[str, Any]
) -> HttpResponse:
    seen = request.POST.get("seen", "")[:64]
    try:
        fill_draft(held, place=place, given=form.given(), seen=seen, by=request.actor)
    except WrongField as error:
        form.add_error(error.name, say(error.message))
        return _part_page(request, held, place, form, node, status=422)
    except Conflict as error:
        return _part_conflict(request, held, place, form, error)
    tell(request, _SAVED)
    following = request.POST.get("then", "")
    if _place(following):
        return redirect("central-draft-node", held.pk, following)
    return redirect("central-draft", held.pk)


def _part_conflict(
    request: ActorRequest, held: FrameworkDraft, place: Place, form: PartForm, error: Conflict
) -> HttpResponse:
    latest = draft_for(request.actor, pk=held.pk)
    frame = read_data(latest.source).data
    node = value_at(frame, place)
    shown_part = seed_node(frame, node) if place else node
    return _part_page(
        request, latest, place, form, node, status=409, error=error, both=form.both(shown_part)
    )


def _part_page(
    request: ActorRequest,
    held: FrameworkDraft,
    place: Place,
    form: PartForm,
    node: dict[str, Any],
    *,
    status: int = 200,
    error: Conflict | None = None,
    both: list[tuple[Bilingual, str, str]] | None = None,
) -> HttpResponse:
    # After a conflict the seal is that of what is stored now: saving again is a choice.
    seen = request.POST.get("seen", "")[:64] if error is None else ""
    title = Bilingual(_text(node.get("label")), "") if place and node else _WHOLE
    context = {
        "draft": held,
        "form": form,
        "seen": seen or fingerprint(node),
        "heading": title,
        "lead": _text(node.get("title")) if place else "",
        "problems": _near(held, node),
        "following": _following(held, place),
        "conflict": error.message if error else None,
        "both": both or [],
        "trail": _trail(held, title),
    }
    return render(request, "web/central/framework_part.html", context, status=status)


def _near(held: FrameworkDraft, node: dict[str, Any]) -> list[tuple[Problem, str]]:
    """The problems of this node only."""
    return [row for row in _problems(held, held.source) if row[0].node == node.get("code")]


def _following(held: FrameworkDraft, place: Place) -> str:
    """The next node of the outline, "" after the last."""
    data = read_data(held.source).data
    places = [row.place for row in _outline(data.get("nodes"), Counter())]
    here = ".".join(str(step) for step in place if isinstance(step, int))
    if not here:
        return places[0] if places else ""
    at = places.index(here) + 1 if here in places else len(places)
    return places[at] if at < len(places) else ""


@require_http_methods(["GET", "POST"])
@for_act("frameworks.draft")
def text(request: ActorRequest, pk: int) -> HttpResponse:
    """The whole text for those who write YAML; kept right or wrong."""
    held = draft_for(request.actor, pk=pk)
    if request.method != "POST":
        return _text_page(request, held, held.source)
    mine = _typed(request.POST.get("source", ""), like=held.source)
    edit = request.POST.get("edit", "")
    try:
        save_draft(held, source=mine, edit=int(edit) if edit.isdecimal() else 0, by=request.actor)
    except Conflict as error:
        latest = draft_for(request.actor, pk=pk)
        return _text_page(request, latest, mine, error=error, status=409)
    except BadInput as error:
        return _text_page(request, held, mine, error=error, status=422)
    tell(request, _SAVED)
    return redirect("central-draft-text", pk)


def _typed(source: str, *, like: str) -> str:
    """What a browser sends, with the line ends that the text had; a NUL cannot be stored."""
    plain = source.replace("\r\n", "\n").replace("\x00", "")
    return plain.replace("\n", "\r\n") if "\r\n" in like else plain


def _text_page(
    request: ActorRequest,
    held: FrameworkDraft,
    source: str,
    *,
    error: BadInput | Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    is_conflict = isinstance(error, Conflict)
    is_long = isinstance(error, BadInput)
    context = {
        "draft": held,
        "source": source,
        "error": error.message if error else None,
        "theirs": held.source if is_conflict else None,
        "lines": diff_lines(held.source, source) if is_conflict else [],
        "problems": [] if is_long else _problems(held, source),
        "trail": _trail(held, Bilingual("ข้อความ YAML", "YAML text")),
    }
    return render(request, "web/central/framework_text.html", context, status=status)


@require_GET
@for_act("frameworks.draft")
def compare(request: ActorRequest, pk: int) -> HttpResponse:
    """What the draft changes: in words per node, and line by line."""
    held = draft_for(request.actor, pk=pk)
    return _compare_page(request, held)


def _compare_page(
    request: ActorRequest,
    held: FrameworkDraft,
    *,
    error: Bilingual | None = None,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    base = held.based_on
    problems = _problems(held, held.source)
    found = [] if problems or base is None else changes(definition_of(base), _parsed(held))
    newest = versions_of(request.actor, code=held.code)[:1]
    newer = newest[0] if newest and newest[0] != base else None
    lines = diff_lines(base.source if base else "", held.source)
    context = {
        "draft": held,
        "base": base,
        "newer": newer,
        "problems": problems,
        "changes": found,
        "lines": lines,
        "may_finish": not problems and newer is None and lines != [],
        "error": error,
        "reason": reason,
        "trail": _trail(held, Bilingual("สิ่งที่เปลี่ยน", "What changes")),
    }
    return render(request, "web/central/framework_changes.html", context, status=status)


def _parsed(held: FrameworkDraft) -> Any:
    return parse(held.source, held.code)


@require_POST
@for_act("frameworks.draft")
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    """Make the draft the next version; a second click leads to the same one."""
    made = finished_version(request.actor, draft_pk=pk)
    if made is None:
        held = draft_for(request.actor, pk=pk)
        reason = request.POST.get("reason", "")
        try:
            made = finish_draft(held, by=request.actor, reason=reason)
        except (BadInput, Conflict) as error:
            return _compare_page(request, held, error=error.message, reason=reason, status=422)
        except FrameworkFileError as error:
            sentence = Bilingual(error.th, error.en)
            return _compare_page(request, held, error=sentence, reason=reason, status=422)
        tell(request, Bilingual("ออกฉบับใหม่แล้ว", "The new version is made."))
    return redirect("central-framework", made.code, made.version)


@require_POST
@for_act("frameworks.draft")
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    """Close the draft without a version."""
    drop_draft(draft_for(request.actor, pk=pk), by=request.actor)
    tell(request, Bilingual("ทิ้งร่างแล้ว", "The draft is dropped."))
    return redirect("central-frameworks")


@require_POST
@for_act("frameworks.draft")
def rebase(request: ActorRequest, pk: int) -> HttpResponse:
    """Compare with the newest version from now on."""
    rebase_draft(draft_for(request.actor, pk=pk), by=request.actor)
    return redirect("central-draft-changes", pk)


_ONE = "frameworks/drafts/<int:pk>/"
urlpatterns = [
    path(_ONE, draft, name="central-draft"),
    path(f"{_ONE}frame/", part, name="central-draft-frame"),
    path(f"{_ONE}node/<str:place>/", part, name="central-draft-node"),
    path(f"{_ONE}text/", text, name="central-draft-text"),
    path(f"{_ONE}changes/", compare, name="central-draft-changes"),
    path(f"{_ONE}finish/", finish, name="central-draft-finish"),
    path(f"{_ONE}drop/", drop, name="central-draft-drop"),
    path(f"{_ONE}rebase/", rebase, name="central-draft-rebase"),
]
