"""The bureau's acts on a panel: make it, draw what two people mark, put people on it.

Its moves from state to state are in ``panel_moves``, what it gives to whom in ``assigning``.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from tidtam.history.actions import record
from tidtam.orgs.queries import inspection_regions
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.reviews.fields import fields_of
from tidtam.reviews.models import Assignment, Panel, Reviewer, Screening
from tidtam.reviews.moves import OPEN_STATES, refuse_out_of_reach, subject_of, taken, withdrawn
from tidtam.reviews.panel_moves import begin_calibration as begin_calibration
from tidtam.reviews.panel_moves import begin_marking as begin_marking
from tidtam.reviews.panel_moves import close_marking as close_marking
from tidtam.reviews.panel_moves import reopen_marking as reopen_marking
from tidtam.reviews.screeners import bench_of, choose_screeners, people_with_post
from tidtam.reviews.states import PanelState
from tidtam.rounds.edits import must_say_why
from tidtam.rounds.models import Round
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotFound, WrongState

MOST_ITEMS = 20_000
LONGEST_SEED = 40

LEFT_THE_PANEL = "ผู้ประเมินออกจากคณะ"


def panels_seen_by(actor: Actor) -> QuerySet[Panel]:
    """Panels an actor may know of, the newest round first."""
    found = Panel.objects.select_related("round").order_by("-round__fiscal_year", "round__code")
    return found if actor.may("panels.see") else found.none()


def panel_for(actor: Actor, *, round_code: str) -> Panel:
    """The panel of a round.

    Raises:
        NotFound: none for this actor.
    """
    found = panels_seen_by(actor).filter(round__code=round_code).first()
    if found is None:
        raise NotFound(
            "ไม่พบคณะผู้ประเมินของรอบนี้ โปรดเลือกจากรายการคณะผู้ประเมิน",
            "No panel of this round; please choose one from the list of panels.",
        )
    return found


def reviewer_for(actor: Actor, *, pk: int) -> Reviewer:
    """One reviewer, those who left too.

    Raises:
        NotFound: none for this actor.
    """
    found = Reviewer.objects.filter(panel__in=panels_seen_by(actor), pk=pk)
    reviewer = found.select_related("panel__round", "person").first()
    if reviewer is None:
        raise NotFound(
            "ไม่พบผู้ประเมินคนนี้ในคณะ โปรดเลือกจากรายการผู้ประเมิน",
            "No such reviewer on the panel; please choose from the list of reviewers.",
        )
    return reviewer


@transaction.atomic
def make_panel(round_: Round, *, double_share: int, by: Actor) -> Panel:
    """Make the panel of a round, with a seed drawn for it; the one that is there otherwise.

    Raises:
        WrongState: the round is not open yet, or is published.
        BadInput: the share is not 0 to 100 per cent.
    """
    by.must("panels.change", state=PanelState.PREPARING)
    _must_be_share(double_share)
    held = Round.objects.select_for_update().get(pk=round_.pk)
    refuse_out_of_reach(held)
    existing = Panel.objects.filter(round=held).select_related("round").first()
    if existing is not None:
        return existing
    panel = Panel.objects.create(
        round=held,
        double_share=double_share,
        seed=secrets.token_hex(8),
        made_at=clock.now(),
        made_by=by.name,
    )
    detail = {"round": held.code, "double_share": double_share, "seed": panel.seed}
    record("panels.make", subject_of(panel), by=by, detail=detail)
    return panel


@transaction.atomic
def set_double(
    panel: Panel, *, share: int, seed: str, seen_edit: int | None = None, by: Actor
) -> Panel:
    """Choose how many items two people mark, and the seed of their draw.

    Once marking has begun both stay: nobody draws again after having seen marks.

    Raises:
        PanelChangedMeanwhile: somebody changed the panel after ``seen_edit``.
        BadInput: the share is not 0 to 100 per cent, or there is no seed.
        WrongState: marking has begun.
    """
    _must_be_share(share)
    seed = seed.strip()
    if not 0 < len(seed) <= LONGEST_SEED:
        raise BadInput(
            f"รหัสสุ่มต้องมี 1 ถึง {LONGEST_SEED} ตัวอักษร โปรดใส่ใหม่",
            f"The seed has 1 to {LONGEST_SEED} characters; please write another one.",
        )
    held = taken(panel, act="panels.change", by=by, seen_edit=seen_edit)
    if held.state == PanelState.WORKING and (share, seed) != (held.double_share, held.seed):
        raise WrongState(
            "เริ่มให้คะแนนแล้ว จึงเปลี่ยนสัดส่วนหรือรหัสสุ่มไม่ได้ โปรดมอบผู้ประเมินคนที่สองเป็นรายข้อในตารางมอบหมาย",
            "Marking has begun, so the share and the seed stay; please give single items to a "
            "second reviewer in the table of assignments.",
        )
    before = {"share": held.double_share, "seed": held.seed}
    held.double_share, held.seed = share, seed
    held.save(update_fields=["double_share", "seed"])
    detail = {"before": before, "after": {"share": share, "seed": seed}}
    record("panels.set_double", subject_of(held), by=by, detail=detail)
    return held


def add_reviewer(
    panel: Panel,
    *,
    person: Person,
    fields: Sequence[str],
    regions: Sequence[str],
    capacity: int,
    seen_edit: int | None = None,
    by: Actor,
) -> Reviewer:
    """Put one person on a panel; as ``add_reviewers``."""
    return add_reviewers(
        panel,
        people=[person],
        fields=fields,
        regions=regions,
        capacity=capacity,
        seen_edit=seen_edit,
        by=by,
    )[0]


@transaction.atomic
def add_reviewers(
    panel: Panel,
    *,
    people: Sequence[Person],
    fields: Sequence[str],
    regions: Sequence[str],
    capacity: int,
    seen_edit: int | None = None,
    by: Actor,
) -> list[Reviewer]:
    """Put people on a panel with the same knowledge, all or none; who left comes back.

    Args:
        fields: codes of ``fields.fields_of``; none is every field.
        regions: codes of inspection regions; none is the whole country.
        capacity: the most items each of them marks.

    Raises:
        BadInput: somebody holds no post of a reviewer today or sits on the panel already; an
            unknown field or region; a capacity out of bounds.
        PanelChangedMeanwhile: somebody changed the panel after ``seen_edit``.
    """
    held = taken(panel, act="panels.change", by=by, seen_edit=seen_edit)
    knowledge = _knowledge(held, fields=fields, regions=regions, capacity=capacity)
    keys = [person.pk for person in people]
    with_post = set(
        people_with_post(Role.REVIEWER).filter(pk__in=keys).values_list("pk", flat=True)
    )
    before = {each.person_id: each for each in held.reviewers.filter(person__in=keys)}
    made = []
    for person in people:
        reviewer = before.get(person.pk) or Reviewer(panel=held, person=person)
        _must_join(reviewer, has_post=person.pk in with_post)
        reviewer.joined_at, reviewer.left_at, reviewer.left_reason = clock.now(), None, ""
        for name, value in knowledge.items():
            setattr(reviewer, name, value)
        reviewer.save()
        made.append(reviewer)
    detail = {"reviewers": [each.pk for each in made], **knowledge}
    record("panels.add_reviewers", subject_of(held), by=by, detail=detail)
    return made


@transaction.atomic
def change_reviewer(
    reviewer: Reviewer,
    *,
    fields: Sequence[str],
    regions: Sequence[str],
    capacity: int,
    seen_edit: int | None = None,
    by: Actor,
) -> Reviewer:
    """Change what somebody judges, where and how much; what they have stays theirs.

    Raises:
        BadInput: an unknown field or region; a capacity out of bounds.
        WrongState: they have left the panel.
        PanelChangedMeanwhile: somebody changed the panel after ``seen_edit``.
    """
    held = taken(reviewer.panel, act="panels.change", by=by, seen_edit=seen_edit)
    stored = _on_the_panel(reviewer)
    knowledge = _knowledge(held, fields=fields, regions=regions, capacity=capacity)
    before = {name: getattr(stored, name) for name in knowledge}
    for name, value in knowledge.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(knowledge))
    detail = {"reviewer": stored.pk, "before": before, "after": knowledge}
    record("panels.change_reviewer", subject_of(held), by=by, detail=detail)
    return stored


@transaction.atomic
def drop_reviewer(
    reviewer: Reviewer, *, reason: str, seen_edit: int | None = None, by: Actor
) -> int:
    """Take somebody off a panel: what is not done is withdrawn, their marks stay.

    Gives how many items were withdrawn; ``assigning.rebalance`` finds others for them. Reports
    they screened go to whoever marks most of their items.

    Raises:
        BadInput: no reason.
        WrongState: they have left already.
        PanelChangedMeanwhile: somebody changed the panel after ``seen_edit``.
    """
    must_say_why(reason)
    held = taken(reviewer.panel, act="panels.change", by=by, seen_edit=seen_edit)
    stored = _on_the_panel(reviewer)
    held_open = Assignment.objects.select_for_update().filter(reviewer=stored)
    rows = list(held_open.filter(state__in=OPEN_STATES))
    withdrawn(rows, reason=LEFT_THE_PANEL)
    stored.left_at, stored.left_reason = clock.now(), reason.strip()
    stored.save(update_fields=["left_at", "left_reason"])
    screened = Screening.objects.filter(screener=stored)
    offices = list(screened.values_list("submission__office_id", flat=True))
    choose_screeners(held, bench=bench_of(held), only=offices)
    detail = {"reviewer": stored.pk, "withdrawn": len(rows), "screenings": len(offices)}
    record(
        "panels.drop_reviewer", subject_of(held), by=by, reason=stored.left_reason, detail=detail
    )
    return len(rows)


def _must_be_share(share: int) -> None:
    if not 0 <= share <= 100:
        raise BadInput(
            "สัดส่วนข้อที่ให้คะแนนสองคนต้องเป็น 0 ถึง 100 เปอร์เซ็นต์ โปรดใส่ใหม่",
            "The share of double marking is 0 to 100 per cent; please write another one.",
        )


def _must_join(reviewer: Reviewer, *, has_post: bool) -> None:
    name = reviewer.person.full_name
    if not has_post:
        raise BadInput(
            f"{name} ไม่มีตำแหน่งผู้ประเมินในวันนี้ โปรดให้ตำแหน่งก่อนแล้วเพิ่มใหม่",
            f"{name} does not hold the post of a reviewer today; please give it first.",
        )
    if reviewer.pk is not None and reviewer.left_at is None:
        raise BadInput(
            f"{name} อยู่ในคณะนี้แล้ว โปรดแก้ที่รายการผู้ประเมินแทน",
            f"{name} is on this panel already; please change the entry on the list instead.",
        )


def _on_the_panel(reviewer: Reviewer) -> Reviewer:
    stored = Reviewer.objects.select_for_update(of=("self",)).get(pk=reviewer.pk)
    if stored.left_at is not None:
        raise WrongState(
            "ผู้ประเมินคนนี้ออกจากคณะแล้ว หากกลับมา โปรดเพิ่มเข้าคณะใหม่",
            "This reviewer has left the panel; to have them back, please add them again.",
        )
    return stored


def _knowledge(
    panel: Panel, *, fields: Sequence[str], regions: Sequence[str], capacity: int
) -> dict[str, list[str] | int]:
    """What is stored of a reviewer, when all of it is known."""
    _must_be_known(fields, known=fields_of(panel.round), th="ความเชี่ยวชาญ", en="field")
    codes = inspection_regions().values_list("code", flat=True)
    _must_be_known(regions, known=codes, th="เขตตรวจราชการ", en="inspection region")
    if not 1 <= capacity <= MOST_ITEMS:
        raise BadInput(
            f"จำนวนข้อที่รับได้ต้องเป็น 1 ถึง {MOST_ITEMS:,} ข้อ โปรดใส่ใหม่",
            f"The most items somebody takes is 1 to {MOST_ITEMS:,}; please write another number.",
        )
    return {
        "fields": list(dict.fromkeys(fields)),
        "regions": list(dict.fromkeys(regions)),
        "capacity": capacity,
    }


def _must_be_known(codes: Sequence[str], *, known: Iterable[str], th: str, en: str) -> None:
    strange = sorted(set(codes) - set(known))
    if strange:
        raise BadInput(
            f"ไม่รู้จัก{th} {', '.join(strange)} ในรอบนี้ โปรดเลือกจากรายการ",
            f"No {en} {', '.join(strange)} in this round; please choose from the list.",
        )
