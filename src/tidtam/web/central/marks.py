"""Marks of a round: the grid on screen; beside it the Excel round trip and the advice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from tidtam.frameworks.queries import definition_of
from tidtam.imports.drafts import MarksDraft
from tidtam.imports.pasted import read_paste
from tidtam.orgs.models import Agency
from tidtam.orgs.queries import inspection_regions, regions_by_code
from tidtam.reviews.actions import set_marks
from tidtam.reviews.errors import MarkChangedMeanwhile, MarkRefused
from tidtam.reviews.grid import ENTRY_SPECIALS
from tidtam.reviews.queries import left_out, marked_codes
from tidtam.reviews.round_grid import columns_of, framework_kind, sheet_of
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import instruments_of, offices_asked, round_by_code
from tidtam.shared.errors import BadInput, NotFound
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central import marks_advice, marks_files
from tidtam.web.central.closed import closed_of
from tidtam.web.central.marks_grid import (
    Grid,
    apply_typed,
    field_name,
    make_grid,
    marks_trail,
    read_seen,
    say_saved,
    was_saved,
)
from tidtam.web.http import ActorRequest, for_act, say, tell

PAGE_ROWS = 25
MOST_ROWS = 50
MOST_PROBLEMS = 50
SHOWN_ERRORS = 5


@dataclass(frozen=True)
class Asked:
    """What the address asks for.

    Attributes:
        words: part of an office's name or its code.
        kind: "primary", "secondary" or "" for both.
        region: code of an inspection region, or "" for all.
        missing: only offices that still miss a mark.
        page: number of the page, as written in the address.
    """

    round: Round
    instruments: Sequence[Instrument]
    instrument: Instrument
    words: str = ""
    kind: str = ""
    region: str = ""
    missing: bool = False
    page: str = "1"


@dataclass(frozen=True)
class Listing:
    """One page of offices after the filter, and how complete all offices are."""

    page: Page[Agency]
    complete: int
    total: int


@require_http_methods(["GET", "POST"])
@for_act("marks.see")
def grid(request: ActorRequest, round_code: str) -> HttpResponse:
    """The marks of one instrument, 25 offices a page; POST saves or takes in a paste."""
    asked = _asked(request, round_by_code(round_code, actor=request.actor))
    if request.method == "POST":
        return _take(request, asked)
    listing = _listing(asked)
    found = make_grid(asked.instrument, offices=list(listing.page.object_list))
    return _show(request, asked, found, listing=listing)


def _asked(request: ActorRequest, round_: Round) -> Asked:
    instruments = instruments_of(round_)
    if not instruments:
        raise NotFound(
            f"{round_.title_th} ยังไม่มีเครื่องมือ โปรดเพิ่มกรอบตัวชี้วัดก่อน",
            f"{round_.title_en} asks no instrument yet; please add a framework first.",
        )
    address = request.GET
    code = address.get("framework", "")
    return Asked(
        round=round_,
        instruments=instruments,
        instrument=next((i for i in instruments if i.framework.code == code), instruments[0]),
        words=address.get("q", "").strip()[:100],
        kind=address.get("kind", ""),
        region=address.get("region", ""),
        missing=address.get("missing", "") == "1",
        page=address.get("page", "1"),
    )


def _listing(asked: Asked) -> Listing:
    """The page of offices asked for; the number of queries does not depend on their number."""
    offices = list(offices_asked(asked.round))
    without = left_out(asked.round)
    lacking = _lacking(asked.instrument, offices) - {
        office for instrument, office in without if instrument == asked.instrument.pk
    }
    regions = regions_by_code(offices) if asked.region else {}
    kept = [
        office
        for office in offices
        if _fits(office, asked)
        and (not asked.missing or office.pk in lacking)
        and (not asked.region or asked.region in {r.code for r in regions[office.code]})
    ]
    page = Paginator(kept, PAGE_ROWS).get_page(asked.page)
    return Listing(page, complete=len(offices) - len(lacking), total=len(offices))


def _fits(office: Agency, asked: Asked) -> bool:
    names = f"{office.short_th} {office.name_th} {office.short_en} {office.code}".lower()
    return all(word in names for word in asked.words.lower().split()) and (
        not asked.kind or framework_kind(office) == asked.kind
    )


def _lacking(instrument: Instrument, offices: Sequence[Agency]) -> set[int]:
    """Ids of the offices that still miss a mark."""
    definition = definition_of(instrument.framework)
    columns = {column.code for column in columns_of(definition)}
    wanted = {
        kind.code: definition.asked(kind.code).keys() & columns for kind in definition.office_kinds
    }
    given = marked_codes(instrument)
    return {
        office.pk
        for office in offices
        if wanted[framework_kind(office)] - given.get(office.pk, set())
    }


def _take(request: ActorRequest, asked: Asked) -> HttpResponse:
    """What was typed or pasted: stored and shown anew, or shown again with what is wrong."""
    request.actor.must("marks.change")
    offices = _offices_sent(request, asked.round)
    found = make_grid(asked.instrument, offices=offices)
    typed = {name: str(value) for name, value in request.POST.items() if name.startswith("c-")}
    seen = read_seen(request.POST.get("seen", ""))
    pasting = request.POST.get("act") == "paste"
    sentences = _paste(request, found, typed) if pasting else []
    apply_typed(found, typed=typed, seen=seen)
    if not pasting and not found.errors:
        sentences = _save(request, found)
        if not sentences:
            say_saved(request, _shelf(asked))
            return redirect(request.get_full_path())
        # Somebody was faster by a moment: show what is stored now beside what was typed.
        found = make_grid(asked.instrument, offices=offices)
        apply_typed(found, typed=typed, seen=seen)
    status = 422 if sentences or found.errors else 200
    return _show(request, asked, found, sentences=sentences, status=status)


def _offices_sent(request: ActorRequest, round_: Round) -> list[Agency]:
    """The offices of the form, which a filter may no longer show."""
    codes = set(request.POST.get("offices", "").split())
    return [office for office in offices_asked(round_) if office.code in codes][:MOST_ROWS]


def _save(request: ActorRequest, found: Grid) -> list[Bilingual]:
    """Store the changes of the grid; a sentence when storing was refused."""
    try:
        counts = set_marks(found.instrument, changes=found.changes, by=request.actor)
    except (MarkRefused, MarkChangedMeanwhile) as error:
        return [error.message]
    tell(request, _saved(counts) if found.changes else _NOTHING_TO_SAVE)
    return []


def _saved(counts: Mapping[str, int]) -> Bilingual:
    return Bilingual(
        f"บันทึกแล้ว เพิ่ม {counts['added']} แก้ {counts['changed']} ลบ {counts['removed']} ช่อง",
        f"Saved: {counts['added']} added, {counts['changed']} changed, "
        f"{counts['removed']} removed.",
    )


_NOTHING_TO_SAVE = Bilingual(
    "ไม่มีช่องใดเปลี่ยน จึงไม่มีอะไรต้องบันทึก", "No cell was changed; there is nothing to save."
)
_NO_START = Bilingual(
    "ยังไม่ได้เลือกเขตหรือตัวชี้วัดที่จะเริ่มวาง โปรดเลือกทั้งสองอย่าง",
    "Please choose the office and the indicator where the block begins.",
)
_EMPTY_PASTE = Bilingual(
    "ข้อความที่วางไม่มีคะแนน โปรดคัดลอกช่องคะแนนจาก Excel แล้ววางใหม่",
    "The pasted text holds no mark; please copy the cells with marks from Excel.",
)


def _paste(request: ActorRequest, found: Grid, typed: dict[str, str]) -> list[Bilingual]:
    """Spread the pasted block over what was typed; sentences when it cannot be used."""
    try:
        draft = _read_block(request, found)
    except BadInput as error:
        return [error.message]
    except ValueError:
        return [_NO_START]
    if draft.problems:
        return _problems(draft)
    if not draft.cells:
        return [_EMPTY_PASTE]
    columns = {column.code: column for column in found.columns}
    for cell in draft.cells:
        column = columns[cell.node_code]
        typed[field_name(cell.office_code, column)] = column.specials.get(cell.text, cell.text)
    number = len(draft.cells)
    tell(
        request,
        Bilingual(
            f"วางลงตารางแล้ว {number} ช่อง ยังไม่ได้บันทึก โปรดตรวจแล้วกดบันทึก",
            f"{number} cells pasted, not saved yet. Please look at them, then save.",
        ),
        good=False,
    )
    return []


def _problems(draft: MarksDraft) -> list[Bilingual]:
    """The first problems of a block as sentences, and how many there are beyond them."""
    sentences = [problem.sentence for problem in draft.problems[:MOST_PROBLEMS]]
    more = len(draft.problems) - len(sentences) + draft.more_problems
    if more:
        sentences.append(Bilingual(f"และอีก {more:,} จุด", f"and {more:,} more"))
    return sentences


def _shelf(asked: Asked) -> str:
    """The name under which the browser keeps unsaved marks: for all pages of the grid."""
    return f"marks:{asked.round.code}:{asked.instrument.framework.code}"


def _read_block(request: ActorRequest, found: Grid) -> MarksDraft:
    offices = [row.office for row in found.rows]
    return read_paste(
        request.POST.get("block", ""),
        sheet=sheet_of(found.instrument, offices=offices, stored={}),
        office_code=request.POST.get("block_office", ""),
        node_code=request.POST.get("block_column", ""),
    )


def _show(
    request: ActorRequest,
    asked: Asked,
    found: Grid,
    *,
    listing: Listing | None = None,
    sentences: Sequence[Bilingual] = (),
    status: int = 200,
) -> HttpResponse:
    listing = listing or _listing(asked)
    definition = definition_of(asked.instrument.framework)
    errors = [("", say(sentence)) for sentence in sentences] + found.errors
    context = {
        "round": asked.round,
        "is_demo": asked.round.is_demo,
        "asked": asked,
        "grid": found,
        "definition": definition,
        "legend": [s for s in definition.special_values if s.code.value in ENTRY_SPECIALS],
        "listing": listing,
        "page": listing.page,
        "regions": inspection_regions(),
        "closed": closed_of(asked.round),
        "may_change": asked.round.frozen_at is None and request.actor.may("marks.change"),
        "errors": errors[:SHOWN_ERRORS],
        "more_errors": errors[SHOWN_ERRORS:],
        "shelf": _shelf(asked),
        "saved": was_saved(request, _shelf(asked)),
        "pasted": request.POST.get("block", "") if sentences else "",
        "pasted_office": request.POST.get("block_office", ""),
        "pasted_column": request.POST.get("block_column", ""),
        "trail": marks_trail(asked.round, here=True),
    }
    return render(request, "web/central/marks.html", context, status=status)


urlpatterns = [
    path("rounds/<slug:round_code>/marks/", grid, name="central-marks"),
    *marks_files.urlpatterns,
    *marks_advice.urlpatterns,
]
