"""Where an answer belongs: item, office, form and time, read in one query.

Saving a field is the act done most often, so what it must know is loaded as plain values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from tidtam.forms.definition import Form, Question
from tidtam.frameworks.form_queries import form_of
from tidtam.frameworks.models import FormVersion
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import Actor
from tidtam.rounds.models import Item, Submission
from tidtam.rounds.rules import is_open_alone, must_write
from tidtam.rounds.states import SubmissionState
from tidtam.shared.errors import NotFound
from tidtam.shared.prepared import Prepared

_MOST = 2**63
_FIELDS = (
    "pk",
    "node_code",
    "blank",
    "open_until",
    "submission_id",
    "submission__state",
    "submission__open_until",
    "submission__office__code",
    "submission__office__kind",
    "submission__round__state",
    "submission__round__code",
    "instrument__form_id",
    "instrument__form__checksum",
)


@dataclass(frozen=True, slots=True)
class Place:
    """An item with all that a save must know of it.

    Attributes:
        blank: required questions without an answer, when this was read.
        item_until: until when the item is open though the report is submitted; None else.
        office_kind: as frameworks say it: "primary", "secondary".
    """

    item_id: int
    node_code: str
    blank: int
    item_until: dt.datetime | None
    submission_id: int
    submission_state: str
    open_until: dt.datetime
    office_code: str
    office_kind: str
    round_state: str
    round_code: str
    form: Form

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions this office is asked under this item."""
        return self.form.questions_of(self.node_code, self.office_kind)

    def question(self, code: str) -> Question:
        """One question of the item.

        Raises:
            NotFound: the form has no such question for this office.
        """
        for question in self.questions:
            if question.code == code:
                return question
        raise NotFound(
            f"ไม่มีคำถาม {code} ในข้อ {self.node_code} โปรดเปิดหน้านี้ใหม่",
            f"Item {self.node_code} has no question {code}; please reload the page.",
        )


def place_of(item_id: int) -> Place:
    """The place of one item.

    Raises:
        NotFound: no such item, or nothing is reported under it.
    """
    if item_id < _MOST:
        for row in _ONE.rows(item=item_id):
            return _place(*row)
    raise NotFound(
        "ไม่พบข้อนี้ โปรดเปิดรายการงานแล้วเลือกใหม่",
        "No such item; please open the task list and choose again.",
    )


def places_of(item_ids: Collection[int]) -> list[Place]:
    """The places of several items, in the order of their keys; unknown ones are left out."""
    known = [key for key in item_ids if key < _MOST]  # SQLite breaks on a longer number
    rows = Item.objects.filter(pk__in=known, instrument__form__isnull=False)
    return [_place(*row) for row in rows.order_by("pk").values_list(*_FIELDS)]


def places_of_submission(submission_id: int) -> list[Place]:
    """The places of every item of a submission, in printing order."""
    rows = _rows().filter(submission_id=submission_id)
    return [
        _place(*row) for row in rows.order_by("instrument__order", "order").values_list(*_FIELDS)
    ]


def open_until_of(item_id: int) -> dt.datetime | None:
    """Until when an item is open though its report is submitted, as it is stored now."""
    found = Item.objects.filter(pk=item_id).order_by().values_list("open_until", flat=True)
    return found.first()


def must_write_item(
    report: Submission, item_id: int, *, act: str = "answers.write", by: Actor
) -> None:
    """Refuse an act on one item unless it may be done now (``rules.must_write``).

    With the report locked nobody closes the item meanwhile.
    """
    must_write(
        act,
        office_code=report.office.code,
        round_state=report.round.state,
        report_state=report.state,
        report_until=report.open_until,
        item_until=open_until_of(item_id),
        by=by,
    )


def state_of_items(report: Submission, item_ids: Collection[int]) -> str:
    """The state that holds for some items: "filling" where each of them is open alone."""
    if report.state != SubmissionState.SUBMITTED:
        return report.state
    found = Item.objects.filter(pk__in=item_ids, submission=report).order_by()
    open_alone = [
        is_open_alone(report_state=report.state, item_until=until)
        for until in found.values_list("open_until", flat=True)
    ]
    return SubmissionState.FILLING.value if open_alone and all(open_alone) else report.state


def _rows() -> QuerySet[Item]:
    """Items under which something is reported, in no order."""
    return Item.objects.order_by().filter(instrument__form__isnull=False)


_ONE = Prepared(lambda item: _rows().filter(pk=item).values_list(*_FIELDS), {"item": -1})


def _place(
    pk: int,
    node_code: str,
    blank: int,
    item_until: dt.datetime | None,
    submission_id: int,
    state: str,
    open_until: dt.datetime,
    office_code: str,
    office_kind: str,
    round_state: str,
    round_code: str,
    form_id: int,
    checksum: str,
) -> Place:
    return Place(
        item_id=pk,
        node_code=node_code,
        blank=blank,
        item_until=item_until,
        submission_id=submission_id,
        submission_state=state,
        open_until=open_until,
        office_code=office_code,
        office_kind=FRAMEWORK_KINDS[AgencyKind(office_kind)],
        round_state=round_state,
        round_code=round_code,
        form=_form(form_id, checksum),
    )


@lru_cache(maxsize=64)
def _form(form_id: int, checksum: str) -> Form:
    """A form, kept in the process: a version never changes, and the checksum says which it is."""
    return form_of(FormVersion.objects.get(pk=form_id, checksum=checksum))
