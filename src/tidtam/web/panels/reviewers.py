"""The reviewers of a panel: their list with loads, adding several, changing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.reviews.errors import PanelChangedMeanwhile
from tidtam.reviews.fields import fields_of
from tidtam.reviews.panel_overview import counts_of, people_to_add, reviewer_rows
from tidtam.reviews.panels import add_reviewers, change_reviewer, reviewer_for
from tidtam.shared.errors import BadInput, NotFound
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, for_act, posted, say, tell
from tidtam.web.panels.forms import AddForm, KnowledgeForm
from tidtam.web.panels.frame import asked_panel, form_page, panel_context, seen_edit
from tidtam.web.panels.shown import Shown, shown_reviewers

if TYPE_CHECKING:
    from tidtam.people.models import Person
    from tidtam.reviews.models import Panel, Reviewer

# More people than these are found by name instead of by scrolling.
A_LIST: Final = 200
USUAL_CAPACITY: Final = 200


@require_GET
@for_act("panels.see")
def reviewers(request: ActorRequest, round_code: str) -> HttpResponse:
    """Everybody on the panel with what they judge, how much they have, and their conflicts."""
    panel = asked_panel(request, round_code)
    context = panel_context(request, panel, "panel-reviewers") | {
        "rows": shown_reviewers(reviewer_rows(panel), names=fields_of(panel.round)),
        "counts": counts_of(panel),
    }
    return render(request, "web/panels/reviewers.html", context)


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def add(request: ActorRequest, round_code: str) -> HttpResponse:
    """Put people who hold a reviewer's post on the panel, several at once."""
    panel, clashed = asked_panel(request, round_code, act="panels.change"), False
    everybody = list(people_to_add(panel))
    form = AddForm(
        posted(request),
        names=fields_of(panel.round),
        people=everybody,
        initial={"capacity": USUAL_CAPACITY},
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen(everybody)
        try:
            add_reviewers(
                panel,
                people=chosen,
                **form.knowledge(),
                seen_edit=seen_edit(request),
                by=request.actor,
            )
        except PanelChangedMeanwhile:
            panel, clashed = asked_panel(request, round_code), True
        except BadInput as refusal:
            form.add_error("person", say(refusal.message))
        else:
            tell(request, _added(len(chosen)))
            return redirect("panel-reviewers", round_code)
    here = Bilingual("เพิ่มผู้ประเมิน", "Add reviewers")
    context = panel_context(request, panel, "panel-reviewers", here) | _choice(request, panel)
    return form_page(request, "web/panels/add.html", context, form, clashed=clashed)


def _choice(request: ActorRequest, panel: Panel) -> dict[str, object]:
    """The people to tick: those found by name, and those ticked already."""
    words = request.GET.get("q", "").strip()[:100]
    ticked = set(request.POST.getlist("person"))
    found = list(people_to_add(panel, words=words))
    left = set(panel.reviewers.exclude(left_at=None).values_list("person_id", flat=True))
    shown: list[Person] = [each for each in found if str(each.pk) in ticked]
    shown += [each for each in found if str(each.pk) not in ticked][: A_LIST - len(shown)]
    return {
        "q": words,
        "candidates": [(each, str(each.pk) in ticked, each.pk in left) for each in shown],
        "is_cut": len(found) > len(shown),
        "all_count": len(found),
    }


def _added(count: int) -> Bilingual:
    return Bilingual(f"เพิ่มผู้ประเมินแล้ว {count} คน", f"Reviewers added: {count}.")


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def reviewer(request: ActorRequest, round_code: str, pk: int) -> HttpResponse:
    """One reviewer: what they have, and what they judge, where and how much."""
    panel, clashed = asked_panel(request, round_code, act="panels.change"), False
    found = reviewer_of(request, panel, pk)
    names = fields_of(panel.round)
    form = KnowledgeForm(posted(request), names=names, initial=_stored(found))
    if request.method == "POST" and form.is_valid():
        try:
            change_reviewer(
                found, **form.knowledge(), seen_edit=seen_edit(request), by=request.actor
            )
        except PanelChangedMeanwhile:
            panel, clashed = asked_panel(request, round_code), True
        else:
            tell(request, Bilingual("บันทึกแล้ว", "Saved."))
            return redirect("panel-reviewers", round_code)
    name = found.person.full_name
    context = panel_context(request, panel, "panel-reviewers", Bilingual(name, name))
    context |= {"row": line_of(panel, found)}
    return form_page(request, "web/panels/reviewer.html", context, form, clashed=clashed)


def reviewer_of(request: ActorRequest, panel: Panel, pk: int) -> Reviewer:
    """A reviewer of this panel, by key.

    Raises:
        NotFound: of another panel, or none.
    """
    found = reviewer_for(request.actor, pk=pk)
    if found.panel_id != panel.pk:
        raise NotFound(
            "ไม่พบผู้ประเมินคนนี้ในคณะ โปรดเลือกจากรายการผู้ประเมิน",
            "No such reviewer on this panel; please choose from the list of reviewers.",
        )
    return found


def line_of(panel: Panel, reviewer: Reviewer) -> Shown:
    """A reviewer's line of the list."""
    rows = [row for row in reviewer_rows(panel) if row.reviewer.pk == reviewer.pk]
    return shown_reviewers(rows, names=fields_of(panel.round))[0]


def _stored(reviewer: Reviewer) -> dict[str, object]:
    return {
        "fields_known": reviewer.fields,
        "regions": reviewer.regions,
        "capacity": reviewer.capacity,
    }


urlpatterns = [
    path("<slug:round_code>/reviewers/", reviewers, name="panel-reviewers"),
    path("<slug:round_code>/reviewers/add/", add, name="panel-add"),
    path("<slug:round_code>/reviewers/<int:pk>/", reviewer, name="panel-reviewer"),
]
