"""The task list of an office's report: what is mine, what is missing, who has it, by when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tidtam.rounds.places import state_of_items
from tidtam.rounds.states import SubmissionState
from tidtam.rounds.submitting import assign_items, was_returned
from tidtam.rounds.tasks import (
    ITEM_WORDS,
    ItemWord,
    Task,
    receipts_of,
    reporters_of,
    tasks_of,
)
from tidtam.rounds.workspace import submission_for
from tidtam.shared.errors import BadInput, NotFound
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, tell
from tidtam.web.office.doors import for_readers, page_of, report_address
from tidtam.web.office.standing import next_step_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tidtam.people.models import Person
    from tidtam.rounds.models import Submission
    from tidtam.rounds.tasks import TaskGroup

_TONES: Final = {
    ItemWord.NOT_STARTED: "idle",
    ItemWord.STARTED: "info",
    ItemWord.ANSWERED: "info",
    ItemWord.READY: "good",
    ItemWord.RETURNED: "bad",
    ItemWord.MENDED: "info",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """The word for an item's state as every page shows it."""

    label: Bilingual
    tone: str


def tag_of(word: ItemWord | None) -> Tag | None:
    """The tag of an item; None where the report has gone on and no item has a state."""
    return None if word is None else Tag(ITEM_WORDS[word], _TONES[word])


@dataclass(frozen=True, slots=True)
class Filter:
    """One way of looking at the list, with the number of items it shows."""

    code: str
    label: Bilingual
    count: int
    is_here: bool


_LABELS: Final = {
    "all": Bilingual("ทั้งหมด", "All"),
    "mine": Bilingual("ของฉัน", "Mine"),
    "missing": Bilingual("ยังตอบไม่ครบ", "Not complete"),
    "returned": Bilingual("ส่งคืนให้แก้", "Returned"),
}


@require_GET
@for_readers
def report(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """Every item of the report by instrument, filtered by ``?show=``."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    groups = tasks_of(submission)
    every = [task for group in groups for task in group.tasks]
    tests = _tests(request.actor.person_id)
    asked = request.GET.get("show", "")
    show = asked if asked in tests else _first_show(submission, every, tests)
    page = page_of(request, submission)
    alone = [task for task in every if task.alone_until is not None]
    can_assign = page["standing"].can_write or _may_assign(request, submission, alone)
    context = page | {
        "alone": alone,
        "only_alone": submission.state == SubmissionState.SUBMITTED,
        "groups": [_rows(group, tests[show]) for group in groups],
        "shown": sum(tests[show](task) for task in every),
        "filters": [
            Filter(code, _LABELS[code], sum(map(test, every)), code == show)
            for code, test in tests.items()
        ],
        "show": show,
        "total": len(every),
        "asked": sum(task.asked for task in every),
        "done": sum(task.done for task in every),
        "blank": sum(task.blank for task in every),
        "next_step": next_step_of(
            submission,
            blank=sum(task.blank for task in every),
            returned=sum(task.is_returned for task in every),
            untouched=sum(task.how_far is ItemWord.RETURNED for task in every),
            alone=page["standing"].alone,
        ),
        "people": reporters_of(office_code) if can_assign else [],
        "can_assign": can_assign,
        "receipts": receipts_of(submission),
        "is_taken": is_taken(request, submission),
    }
    return render(request, "web/office/report.html", context)


def _first_show(
    submission: Submission, every: list[Task], tests: dict[str, Callable[[Task], bool]]
) -> str:
    """What the list opens on: the reader's own items while they are filled in, or all."""
    is_filling = submission.state == SubmissionState.FILLING
    return "mine" if is_filling and any(map(tests["mine"], every)) else "all"


def _may_assign(request: ActorRequest, submission: Submission, alone: list[Task]) -> bool:
    state = SubmissionState.FILLING.value if alone else submission.state
    return request.actor.may("items.assign", agency_code=submission.office.code, state=state)


def _tests(person_id: int | None) -> dict[str, Callable[[Task], bool]]:
    return {
        "all": lambda task: True,
        "mine": lambda task: task.owner_id is not None and task.owner_id == person_id,
        "missing": lambda task: task.blank > 0,
        "returned": lambda task: task.is_returned,
    }


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, ready to be printed."""

    task: Task
    tag: Tag | None


def _rows(group: TaskGroup, test: Callable[[Task], bool]) -> tuple[TaskGroup, list[Row]]:
    return group, [Row(task, tag_of(task.how_far)) for task in group.tasks if test(task)]


@require_POST
@for_readers
def assign(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """Give the ticked items to one reporter, or to nobody."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    given = {int(key) for key in request.POST.getlist("item") if key.isdigit() and len(key) < 19}
    items = list(submission.items.select_related("submission").filter(pk__in=given))
    address = f"{report_address(submission)}?show={request.POST.get('show', '')[:10]}"
    state = state_of_items(submission, [item.pk for item in items])
    request.actor.must("items.assign", agency_code=office_code, state=state)
    if not items:
        tell(
            request,
            Bilingual(
                "ยังไม่ได้เลือกข้อ โปรดทำเครื่องหมายหน้าข้อที่จะมอบหมาย",
                "No item is chosen yet; please tick the items to hand out.",
            ),
            good=False,
        )
        return redirect(address)
    owner = _person(request.POST.get("owner", ""), office_code)
    assign_items(items, owner=owner, by=request.actor)
    tell(request, _assigned(len(items), owner))
    return redirect(address)


def _person(key: str, office_code: str) -> Person | None:
    if key == "nobody":
        return None
    found = next((each for each in reporters_of(office_code) if str(each.pk) == key), None)
    if found is None:
        raise BadInput(
            "ยังไม่ได้เลือกผู้รับผิดชอบ โปรดกลับไปเลือกผู้รายงานของเขตนี้",
            "No owner is chosen yet; please go back and choose a reporter of this office.",
        )
    return found


def _assigned(count: int, owner: Person | None) -> Bilingual:
    if owner is None:
        return Bilingual(f"{count} ข้อไม่มีผู้รับผิดชอบแล้ว", f"{count} items have no owner now.")
    return Bilingual(
        f"มอบ {count} ข้อให้ {owner.full_name} แล้ว", f"{count} items now belong to {owner.full_name}."
    )


def is_taken(request: ActorRequest, submission: Submission) -> bool:
    """Whether this reader's return is the report's last move: drafts of its words are over."""
    return was_returned(submission) and submission.moved_by == request.actor.name


def unknown_act() -> NotFound:
    """The refusal of an act that the pages do not offer."""
    return NotFound(
        "ไม่รู้จักคำสั่งนี้ โปรดเปิดหน้ารายงานใหม่แล้วเลือกอีกครั้ง",
        "This act is not known; please reload the report and choose again.",
    )
