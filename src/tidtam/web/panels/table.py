"""The table of assignments, and moving a seat by hand: by drag or by a form, one act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.marking.proposal import REASONS
from tidtam.orgs.queries import inspection_regions, regions_by_code
from tidtam.reviews.errors import PanelChangedMeanwhile, ReasonMissing, TooMuch
from tidtam.reviews.fields import covers, fields_of
from tidtam.reviews.moving_places import give_place, held_besides, some_of
from tidtam.reviews.panel_overview import reviewer_rows
from tidtam.reviews.panel_table import (
    columns_of,
    offices_doubled,
    offices_of,
    offices_with,
    offices_with_open_seats,
    place_of,
    table_rows,
)
from tidtam.reviews.proposing import doubled_of
from tidtam.reviews.screeners import bench_of
from tidtam.rounds.collecting import has_words
from tidtam.shared.errors import BadInput, NotFound, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, for_act, posted, say, tell
from tidtam.web.panels.frame import asked_panel, form_page, panel_context
from tidtam.web.panels.reviewers import reviewer_of
from tidtam.web.panels.shown import shown_reviewers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from tidtam.orgs.models import Agency
    from tidtam.reviews.models import Panel
    from tidtam.reviews.panel_table import Place
    from tidtam.web.panels.shown import Shown

A_PAGE: Final = 25
# The third seat is given where marks are decided.
_SEATS: Final = ("1", "2")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see of the table; empty fields want everything."""

    words: str
    region: str
    reviewer: int | None
    flag: str


@require_GET
@for_act("panels.see")
def table(request: ActorRequest, round_code: str) -> HttpResponse:
    """Who marks which block of which office, some offices at a time."""
    panel = asked_panel(request, round_code)
    part = "web/panels/table_part.html" if request.htmx else "web/panels/table.html"
    return render(request, part, _context(request, panel))


def _context(request: ActorRequest, panel: Panel) -> dict[str, object]:
    wanted = _wanted(request.GET)
    doubled = doubled_of(panel)
    offices = offices_of(panel)
    kept = _kept(panel, offices, wanted, doubled)
    page = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    palette = shown_reviewers(reviewer_rows(panel), names=fields_of(panel.round))
    return panel_context(request, panel, "panel-table") | {
        "wanted": wanted,
        "fields": columns_of(panel).items(),
        "rows": table_rows(panel, list(page), doubled=doubled),
        "page": page,
        "found": len(kept),
        "all_count": len(offices),
        "palette": palette,
        "has_work": any(each.load for each in palette),
        "regions": inspection_regions(),
    }


def _wanted(asked: QueryDict) -> Wanted:
    reviewer = asked.get("reviewer", "")
    return Wanted(
        words=asked.get("q", "").strip()[:100],
        region=asked.get("region", ""),
        reviewer=int(reviewer) if _is_key(reviewer) else None,
        flag=asked.get("flag", ""),
    )


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _kept(
    panel: Panel, offices: list[Agency], wanted: Wanted, doubled: frozenset[int]
) -> list[Agency]:
    kept = [each for each in offices if has_words(each, wanted.words)]
    if wanted.region:
        regions = regions_by_code(kept)
        kept = [each for each in kept if any(r.code == wanted.region for r in regions[each.code])]
    if wanted.reviewer is not None:
        theirs = offices_with(panel, reviewer_id=wanted.reviewer)
        kept = [each for each in kept if each.pk in theirs]
    if wanted.flag in ("open", "double"):
        find = offices_with_open_seats if wanted.flag == "open" else offices_doubled
        flagged = find(panel, doubled=doubled)
        kept = [each for each in kept if each.pk in flagged]
    return kept


# ---------------------------------------------------------------- moving a seat


class MoveForm(forms.Form):
    """Who is to have a seat of a block."""

    reviewer = forms.ChoiceField(
        label=_("ผู้ประเมินคนใหม่"),
        help_text=_("ไม่มีชื่อผู้ที่มีส่วนได้เสียกับเขตนี้ ตัวเลขคือข้อที่มีแล้วและที่รับได้"),
        error_messages={
            "required": _("เลือกผู้ประเมิน"),
            "invalid_choice": _("ผู้ประเมินคนนี้รับเขตนี้ไม่ได้แล้ว โปรดเลือกคนอื่น"),
        },
    )
    reason = forms.CharField(
        label=_("เหตุผล"),
        max_length=1000,
        required=False,
        help_text=_("ต้องใส่เมื่อเกินจำนวนที่รับได้ หรือคนเดิมเริ่มทำไปแล้ว"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, people: list[Shown], besides: Mapping[int, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reviewer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        first = ("", say(Bilingual("เลือก", "Choose")))
        lines = ((str(each.pk), _line_of(each, besides.get(each.pk, 0))) for each in people)
        field.choices = [first, *lines]


def _line_of(one: Shown, besides: int) -> str:
    """A reviewer to choose, with what they have of this place in another seat."""
    line = f"{one.name} · {one.load:,}/{one.capacity:,}"
    if not besides:
        return line
    words = Bilingual(
        f"มี {besides:,} ข้อของช่องนี้ในอีกลำดับแล้ว ข้อนั้นจะไม่ย้าย",
        f"has {besides:,} of these items in another seat; those stay",
    )
    return f"{line} · {say(words)}"


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def move(request: ActorRequest, round_code: str) -> HttpResponse:
    """Give a place to somebody else: a drag asks as htmx, the form as a page."""
    panel = asked_panel(request, round_code, act="panels.assign")
    asked = _asked_place(panel, request.POST if request.method == "POST" else request.GET)
    if request.htmx and request.method == "POST":
        return _dragged(request, panel, asked)
    place = place_of(panel, doubled=doubled_of(panel), **asked)
    besides = held_besides(place.items, seat=place.seat) if place else Counter()
    form = MoveForm(posted(request), people=_who_may(panel, asked), besides=besides)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            moved = _give(request, panel, asked, given["reviewer"], reason=given["reason"])
        except (BadInput, WrongState) as refusal:
            needs_reason = isinstance(refusal, ReasonMissing | TooMuch)
            form.add_error("reason" if needs_reason else "reviewer", say(refusal.message))
        else:
            tell(request, moved)
            return redirect(_table_of(panel, asked["office"]))
    here = Bilingual("เปลี่ยนผู้ประเมิน", "Change the reviewer")
    context = panel_context(request, panel, "panel-table", here)
    if place is None:
        tell(request, _GONE, good=False)
        return redirect(_table_of(panel, asked["office"]))
    context |= {"place": place, "why": _why(place), "table": _table_of(panel, asked["office"])}
    context |= {"office": asked["office"], "field_name": columns_of(panel)[asked["field"]]}
    return form_page(request, "web/panels/move.html", context, form)


_GONE: Final = Bilingual(
    "ช่องนี้มีผู้เปลี่ยนไปก่อนแล้ว จึงยังไม่ได้เปลี่ยนอะไร ตารางนี้คือล่าสุด โปรดเลือกอีกครั้ง",
    "Somebody changed this place first, so nothing was changed. This is the latest; choose again.",
)


def _asked_place(panel: Panel, asked: QueryDict) -> dict[str, Any]:
    """The place that is named: office, field, seat, and who sat there.

    Raises:
        NotFound: there is no such block.
    """
    office = next((each for each in offices_of(panel) if each.code == asked.get("office")), None)
    field, seat = asked.get("field", ""), asked.get("seat", "")
    if office is None or field not in columns_of(panel) or seat not in _SEATS:
        raise NotFound(
            "ไม่พบช่องนี้ในตารางมอบหมาย โปรดเลือกจากตารางอีกครั้ง",
            "No such place in the table of assignments; please choose from the table again.",
        )
    now = asked.get("now", "")
    return {
        "office": office,
        "field": field,
        "seat": int(seat),
        "now": int(now) if _is_key(now) else None,
    }


def _give(
    request: ActorRequest, panel: Panel, asked: dict[str, Any], key: str, *, reason: str
) -> Bilingual:
    person = reviewer_of(request, panel, int(key) if _is_key(key) else 0)
    given = give_place(panel, **asked, reviewer=person, reason=reason, by=request.actor)
    name, office = person.person.full_name, asked["office"]
    th = f"ย้าย {given.items:,} ข้อของ {office.short_th} ให้ {name} แล้ว"
    en = f"{given.items:,} items of {office.short_en} are given to {name}."
    if given.left:
        some = some_of(given.left)
        th += f" ไม่ได้ย้าย {some} เพราะ {name} ให้คะแนนข้อนี้อยู่แล้วในอีกลำดับหนึ่ง"
        en += f" Not moved: {some}, which {name} marks already in another seat."
    return Bilingual(th, en)


def _dragged(request: ActorRequest, panel: Panel, asked: dict[str, Any]) -> HttpResponse:
    """The table after a drag, with what was done and the way back, or why nothing was."""
    key = request.POST.get("reviewer", "")
    found: dict[str, object] = {"asked": asked, "target": key}
    try:
        found["moved"] = _give(request, panel, asked, key, reason="")
    except (BadInput, WrongState, PanelChangedMeanwhile) as refusal:
        found["refused"] = refusal.message
        found["is_gone"] = isinstance(refusal, PanelChangedMeanwhile)
    else:
        found["undo"] = asked["now"]
    context = _context(request, asked_panel(request, panel.round.code)) | found
    return render(request, "web/panels/moved.html", context)


def _who_may(panel: Panel, asked: dict[str, Any]) -> list[Shown]:
    """Who can be given the place: those with its field first, by name; nobody in conflict."""
    office, bench = asked["office"], bench_of(panel)
    rows = [
        row
        for row in reviewer_rows(panel)
        if bench.may_judge(row.reviewer.pk, office.pk) and row.reviewer.pk != asked["now"]
    ]
    rows.sort(key=lambda row: not covers(row.reviewer, asked["field"]))
    return shown_reviewers(rows, names={})


def _why(place: Place) -> list[Bilingual]:
    return [REASONS[code] for code in place.why if code in REASONS]


def _table_of(panel: Panel, office: Agency) -> str:
    return f"{reverse('panel-table', args=[panel.round.code])}?q={office.code}"


urlpatterns = [
    path("<slug:round_code>/table/", table, name="panel-table"),
    path("<slug:round_code>/table/move/", move, name="panel-move"),
]
