"""The appeals of a round for the bureau and the panel's heads: the list, giving them away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.appeals.actions import give
from tidtam.appeals.candidates import candidates_for_each, kept_from_it
from tidtam.appeals.models import Appeal
from tidtam.appeals.queries import appeals_seen_by, counts_of
from tidtam.appeals.shown import AppealView, sees_who, views_of
from tidtam.appeals.states import STAFF_LABELS, AppealState
from tidtam.orgs.queries import inspection_regions, regions_by_code
from tidtam.results.queries import published_computations
from tidtam.rounds.models import Round
from tidtam.shared import clock
from tidtam.shared.errors import Conflict, NotFound, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.appeals.doors import for_heads
from tidtam.web.appeals.incoming import number_in
from tidtam.web.appeals.shown import APPEALS, OUTCOME_TONES, TONES, shown_window
from tidtam.web.http import ActorRequest, Trail, say, tell

if TYPE_CHECKING:
    from tidtam.appeals.candidates import Candidate
    from tidtam.appeals.queries import AppealCounts
    from tidtam.people.actor import Actor

A_PAGE: Final = 50
GIVE: Final = Bilingual("มอบผู้พิจารณา", "Give to somebody")
NOT_CHOSEN: Final = Bilingual(
    "ยังไม่ได้เลือกผู้พิจารณา โปรดเลือกจากรายชื่อ", "Nobody is chosen yet; please choose from the list."
)
_FROM_HERE: Final = frozenset({AppealState.SENT, AppealState.GIVEN})


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of the list; empty fields want everything."""

    state: str = ""
    region: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One appeal in the list.

    Attributes:
        lost: why whoever has it must not decide it any more; None where they may.
    """

    view: AppealView
    tone: str
    outcome_tone: str
    waits: Bilingual | None
    may_give: bool
    lost: Bilingual | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody among whom a decider is chosen.

    Attributes:
        some: of how many chosen appeals they can take, where not all.
    """

    candidate: Candidate
    is_now: bool
    some: Bilingual | None


@require_GET
@for_heads
def rounds(request: ActorRequest) -> HttpResponse:
    """To the newest round that has appeals, else to the newest that was published."""
    found = _rounds(request.actor)
    if found:
        return redirect("central-appeals", found[0].code)
    return render(request, "web/appeals/no_rounds.html", {"heading": APPEALS, "trail": []})


@require_GET
@for_heads
def appeals(request: ActorRequest, round_code: str) -> HttpResponse:
    """The appeals of a round: filtered, counted, with who has each."""
    round_ = round_for(round_code)
    found = not_own(request.actor, appeals_seen_by(request.actor).filter(round=round_))
    regions = regions_by_code({each.item.submission.office for each in found})
    codes = {office: {each.code for each in within} for office, within in regions.items()}
    wanted = _wanted(request)
    views = views_of(found, actor=request.actor)
    kept = [each for each in views if _fits(each, wanted, codes.get(each.office_code, set()))]
    page = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    shown = {each.pk for each in page}
    lost = kept_from_it([each for each in found if each.pk in shown])
    rows = [_row(each, request.actor, lost.get(each.pk)) for each in page]
    context = {
        "heading": APPEALS,
        "round": round_,
        "other_rounds": [each for each in _rounds(request.actor) if each.pk != round_.pk],
        "window": shown_window(round_),
        "is_published": bool(views) or published_computations().filter(round=round_).exists(),
        "counts": _counts(counts_of(round_)),
        "wanted": wanted,
        "rows": rows,
        "page": page,
        "found": len(kept),
        "all_count": len(views),
        "regions": [each for each in inspection_regions() if _is_among(each.code, codes)],
        "indicators": {each.item_label.th: each for each in views}.values(),
        "may_give": any(each.may_give for each in rows),
        "may_raise": request.actor.may("appeals.raise"),
        "is_demo": round_.is_demo,
        "trail": trail_of(request, round_),
    }
    part = "web/appeals/desk_rows.html" if request.htmx else "web/appeals/desk.html"
    return render(request, part, context)


def not_own(actor: Actor, found: Iterable[Appeal]) -> list[Appeal]:
    """Appeals without those of the reader's own offices, which are not theirs to give away."""
    return [each for each in found if sees_who(actor, each.item.submission.office.code)]


def round_for(code: str) -> Round:
    """A round by its code; who may read its appeals, the door and the queries have asked.

    Raises:
        NotFound: there is none.
    """
    found = Round.objects.filter(code=code).first()
    if found is None:
        raise NotFound(
            f"ไม่พบรอบ {code} โปรดเลือกจากรายการคำทักท้วง",
            f"No round {code}; please choose one from the list of appeals.",
        )
    return found


def trail_of(request: ActorRequest, round_: Round, *, here: Bilingual | None = None) -> Trail:
    """From the round, for the bureau, to its appeals and a page below them."""
    trail: Trail = []
    if request.actor.may("rounds.see_all"):
        trail.append((round_.title, reverse("central-round", args=[round_.code])))
    if here is None:
        return [*trail, (APPEALS, "")] if trail else []
    return [*trail, (APPEALS, reverse("central-appeals", args=[round_.code])), (here, "")]


def _rounds(actor: Actor) -> list[Round]:
    """Rounds with appeals, and published ones, the newest first; one query."""
    seen = appeals_seen_by(actor).order_by().values("round")
    published = published_computations().order_by().values("round")
    found = Round.objects.filter(pk__in=seen) | Round.objects.filter(pk__in=published)
    return list(found.distinct().order_by("-fiscal_year", "-code"))


def _wanted(request: ActorRequest) -> Wanted:
    asked = request.GET
    return Wanted(
        asked.get("state", "")[:20], asked.get("region", "")[:3], asked.get("indicator", "")[:80]
    )


def _fits(view: AppealView, wanted: Wanted, regions: set[str]) -> bool:
    return (
        wanted.state in ("", view.state.value)
        and (not wanted.region or wanted.region in regions)
        and wanted.indicator in ("", view.item_label.th)
    )


def _is_among(code: str, regions: dict[str, set[str]]) -> bool:
    return any(code in within for within in regions.values())


def _row(view: AppealView, actor: Actor, lost: Bilingual | None) -> Row:
    may = view.state in _FROM_HERE and actor.may("appeals.give", state=view.state.value)
    return Row(
        view=view,
        tone=TONES[view.state],
        outcome_tone=OUTCOME_TONES[view.outcome] if view.outcome else "idle",
        waits=_waits(view.sent_at) if view.state in _FROM_HERE else None,
        may_give=may,
        lost=_given_on(lost) if lost else None,
    )


def _given_on(why: Bilingual) -> Bilingual:
    return Bilingual(f"ต้องมอบผู้อื่น: {why.th}", f"To be given to somebody else: {why.en}")


def _waits(sent_at: dt.datetime | None) -> Bilingual | None:
    """For how many days an appeal waits for its decision."""
    if sent_at is None:
        return None
    days = (clock.today() - clock.local(sent_at).date()).days
    if days < 1:
        return Bilingual("วันนี้", "today")
    return Bilingual(f"{days} วันแล้ว", f"{days} day{'s' if days > 1 else ''} ago")


def _counts(found: AppealCounts) -> dict[str, Any]:
    numbers = {
        AppealState.SENT: found.sent,
        AppealState.GIVEN: found.given,
        AppealState.DECIDED: found.decided,
        AppealState.WITHDRAWN: found.withdrawn,
    }
    return {
        "all": sum(numbers.values()),
        "states": [(state, STAFF_LABELS[state], TONES[state], n) for state, n in numbers.items()],
        "decided": found.decided,
        "changed": found.changed,
        "not_in_force": found.not_in_force,
    }


# ---------------------------------------------------------------- giving many at once


@require_http_methods(["GET", "POST"])
@for_heads
def give_many(request: ActorRequest, round_code: str) -> HttpResponse:
    """Choose one person for several appeals; each is given by itself, and what is refused told."""
    round_ = round_for(round_code)
    sent = request.POST if request.method == "POST" else request.GET
    keys = [number_in(each) for each in sent.getlist("appeal")][:A_PAGE]
    mine = appeals_seen_by(request.actor).filter(round=round_, pk__in=keys)
    found = not_own(request.actor, mine.filter(state__in=[state.value for state in _FROM_HERE]))
    each_of = candidates_for_each(found, actor=request.actor)
    error = None
    if request.method == "POST" and found:
        decider = chosen(request, [row for rows in each_of.values() for row in rows])
        if decider is not None:
            _give_all(request, found, decider)
            return redirect("central-appeals", round_code)
        error = NOT_CHOSEN
    context = people_for(list(each_of.values())) | {
        "heading": GIVE,
        "round": round_,
        "rows": views_of(found, actor=request.actor),
        "errors": [("decider", say(error))] if error else [],
        "is_demo": round_.is_demo,
        "trail": trail_of(request, round_, here=GIVE),
    }
    return render(request, "web/appeals/give.html", context, status=422 if error else 200)


def chosen(request: ActorRequest, rows: Sequence[Candidate]) -> Candidate | None:
    """Who was chosen in the form, if that is somebody who can be."""
    key = number_in(request.POST.get("decider", ""))
    return next((row for row in rows if row.person.pk == key), None)


def people_for(each_of: Sequence[Sequence[Candidate]], *, now: int = 0) -> dict[str, Any]:
    """Who can take all or some of the chosen appeals, and who none, and why.

    Args:
        now: key of the person who has it now; 0 for nobody.
    """
    free: dict[int, list[Candidate]] = {}
    barred: dict[int, Candidate] = {}
    for rows in each_of:
        for row in rows:
            if row.why_not is None:
                free.setdefault(row.person.pk, []).append(row)
            else:
                barred.setdefault(row.person.pk, row)
    count = len(each_of)
    choices = [
        Choice(rows[0], key == now, _some(len(rows), count) if len(rows) < count else None)
        for key, rows in free.items()
    ]
    return {
        "candidates": sorted(choices, key=lambda each: each.some is not None),
        "barred": [row for key, row in barred.items() if key not in free],
    }


def _some(able: int, count: int) -> Bilingual:
    return Bilingual(f"รับได้ {able} จาก {count} เรื่อง", f"can take {able} of {count}")


def _give_all(request: ActorRequest, found: Sequence[Appeal], decider: Candidate) -> None:
    given = 0
    for each in found:
        try:
            give(each, decider=decider.person, by=request.actor)
        except (WrongState, Conflict, NotFound) as error:
            number = each.number
            told = Bilingual(f"เรื่องที่ {number}: {error.th}", f"Appeal {number}: {error.en}")
            tell(request, told, good=False)
        else:
            given += 1
    if given:
        name = decider.person.full_name
        tell(request, Bilingual(f"มอบให้ {name} แล้ว {given} เรื่อง", f"{given} given to {name}."))
