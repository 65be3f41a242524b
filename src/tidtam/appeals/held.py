"""What the acts on an appeal ask before they change anything: locked rows, rights, moves."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from tidtam.appeals.errors import AppealMoveRefused, NotAppealable
from tidtam.appeals.models import Appeal
from tidtam.appeals.published import PublishedMark, marks_in_force, published_marks
from tidtam.appeals.queries import NOT_MARKED, ONCE, window_of
from tidtam.appeals.shown import sees_who
from tidtam.appeals.states import OFFICE_LABELS, STAFF_LABELS, AppealState, move_for
from tidtam.appeals.telling import tell_taken_away
from tidtam.frameworks.queries import definition_of
from tidtam.history.actions import record
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.reviews.actions import checked_mark
from tidtam.rounds.models import Item, Round
from tidtam.scoring.json_text import write_json
from tidtam.shared import clock


@dataclass(frozen=True, slots=True)
class Place:
    """An item with its round, which is locked, and its office."""

    item: Item

    @property
    def round(self) -> Round:
        return self.item.submission.round

    @property
    def office(self) -> Agency:
        return self.item.submission.office


def place_of_item(item: Item) -> Place:
    near = ("submission__office", "submission__round", "instrument__framework")
    found = Item.objects.select_related(*near).get(pk=item.pk)
    Round.objects.select_for_update().get(pk=found.submission.round_id)
    return Place(found)


def must_be_published(place: Place, *, hidden: bool) -> PublishedMark:
    """The mark in the published result.

    Args:
        hidden: whether an embargo hides it; the bureau sees through.

    Raises:
        NotAppealable: there is no such result, or no mark in it.
    """
    marks = (published_marks if hidden else marks_in_force)(place.round, office=place.office)
    if not marks:
        raise NotAppealable(
            f"ผลของ{place.office.short_th} ในรอบนี้ยังไม่ประกาศ จึงยังไม่มีผลให้ทักท้วง โปรดรอประกาศผล",
            f"The result of {place.office.short_en} in this round is not published, so there is "
            "nothing to appeal against; please wait for publication.",
        )
    found = marks.get(place.item.pk)
    if found is None:
        raise NotAppealable(NOT_MARKED.th, NOT_MARKED.en)
    return found


def made_appeal(place: Place, mark: PublishedMark, *, state: AppealState, by: Actor) -> Appeal:
    last = Appeal.objects.filter(round=place.round).aggregate(last=Max("number"))["last"] or 0
    made = Appeal.objects.create(
        round=place.round,
        number=last + 1,
        item=place.item,
        computation=mark.computation,
        state=state.value,
        made_at=clock.now(),
        made_by=by.name[:200],
    )
    if state is AppealState.WRITING:
        record_act("appeals.begin", made, by)
    return made


def written_again(held: Appeal, place: Place, mark: PublishedMark, *, by: Actor) -> Appeal:
    held.item, held.round = place.item, place.round
    held.state = after_move(held, "appeals.begin", by).value
    held.computation = mark.computation
    held.sent_at, held.sent_by = None, ""
    held.save(update_fields=["state", "computation", "sent_at", "sent_by"])
    record_act("appeals.begin", held, by, before=AppealState.WITHDRAWN.value)
    return held


def locked(appeal: Appeal) -> Appeal:
    near = (
        "round",
        "item__submission__office",
        "item__submission__round",
        "item__instrument__framework",
        "item__instrument__round",
        "decider",
    )
    return Appeal.objects.select_for_update(of=("self",)).select_related(*near).get(pk=appeal.pk)


def held_of_office(appeal: Appeal, act: str, by: Actor) -> Appeal:
    """The appeal as it is now, locked, once it is the actor's own office's."""
    held = locked(appeal)
    by.must_ever(act, agency_code=held.item.submission.office.code)
    return held


def after_move(held: Appeal, act: str, by: Actor) -> AppealState:
    """The state an act leads to.

    Raises:
        AppealMoveRefused: it makes no move from here; an office is not told who has it.
    """
    move = move_for(act, AppealState(held.state))
    if move is not None:
        return move.after
    is_open = sees_who(by, held.item.submission.office.code)
    here = (STAFF_LABELS if is_open else OFFICE_LABELS)[AppealState(held.state)]
    raise AppealMoveRefused(
        f"ทำไม่ได้ เพราะคำทักท้วงนี้อยู่ในสถานะ “{here.th}” โปรดเปิดหน้าใหม่เพื่อดูสถานะล่าสุด",
        f"Not possible: this appeal is “{here.en}”. Please reload the page to see where it stands.",
    )


def must_be_writing(held: Appeal) -> None:
    if held.state == AppealState.WRITING:
        return
    here = OFFICE_LABELS[AppealState(held.state)]
    raise AppealMoveRefused(
        f"แก้ไม่ได้ เพราะคำทักท้วงนี้อยู่ในสถานะ “{here.th}” หากต้องแก้ โปรดให้ผู้อำนวยการถอนก่อนภายในเวลา",
        f"This cannot be changed: the appeal is “{here.en}”. To change it, please have the "
        "director withdraw it in time.",
    )


def sound_wanted(item: Item, wanted: str) -> str:
    if not wanted.strip():
        return ""
    definition = definition_of(item.instrument.framework)
    office = item.submission.office
    return write_json(checked_mark(definition, office, node_code=item.node_code, answer=wanted))


def put_down(held: Appeal, *, by: Actor) -> Person | None:
    """Take the appeal from whoever has it, and tell them; gives who that was."""
    before = held.decider
    if before is not None:
        tell_taken_away(held, before, by=by)
    held.decider, held.given_at, held.given_by = None, None, ""
    return before


def refuse_to_take_over(held: Appeal, place: Place) -> None:
    state = AppealState(held.state)
    if state is AppealState.WITHDRAWN:
        return
    window = window_of(place.round)
    if state is AppealState.WRITING and (window is None or clock.now() > window.closes):
        return
    if state is AppealState.WRITING:
        raise AppealMoveRefused(
            "เขตกำลังเขียนคำทักท้วงข้อนี้เองและยังอยู่ในเวลา โปรดรอให้เขตยื่นหรือหมดเวลาก่อน",
            "The office is writing an appeal of this item itself and still has time; please wait "
            "until it is sent or the time is over.",
        )
    raise AppealMoveRefused(ONCE.th, ONCE.en)


def record_act(act: str, held: Appeal, by: Actor, **detail: object) -> None:
    named = {
        "round": held.round.code,
        "office": held.item.submission.office.code,
        "framework": held.item.instrument.framework.code,
        "item": held.item.node_code,
    }
    record(act, f"appeals.appeal:{held.pk}", by=by, detail=named | detail)
