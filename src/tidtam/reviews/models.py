from __future__ import annotations

from django.db import models

from tidtam.orgs.models import Agency, Province
from tidtam.people.models import Person
from tidtam.reviews.states import (
    ASSIGNMENT_STATES,
    DECISION_KINDS,
    PANEL_STATES,
    PURPOSE_NAMES,
    SCREENING_STATES,
    AssignmentState,
    DecisionKind,
    PanelState,
    Purpose,
    ScreeningState,
)
from tidtam.rounds.models import Instrument, Item, Round, Submission


class Mark(models.Model):
    """The official answer to one node of an instrument for one office.

    ``answer`` is the canonical JSON text of what ``docs/scoring.md`` accepts: ``4``,
    ``"not_reported"``, ``{"value": 79.995}``. A text, so that no decimal becomes a float.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="marks")
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node_code = models.CharField(max_length=30)
    answer = models.TextField()
    edit = models.PositiveIntegerField(default=1, help_text="counts changes, to notice a conflict")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["instrument", "office", "node_code"], name="one_official_mark"
            ),
        )

    def __str__(self) -> str:
        return f"{self.node_code}={self.answer}"


class Recommendation(models.Model):
    """What the office is advised, per node; an empty node code is the overall comment."""

    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="recommendations"
    )
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node_code = models.CharField(max_length=30, blank=True)
    text = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["instrument", "office", "node_code"], name="one_recommendation"
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]


class Panel(models.Model):
    """The reviewers' work on one round: how many mark an item, and how far it is.

    ``double_share`` is the share of items, in per cent, that two people mark; which ones is
    drawn with ``seed``, which is kept, so that the draw can be repeated by anybody.
    """

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="panel")
    state = models.CharField(
        max_length=20,
        choices=[(state.value, PANEL_STATES[state].th) for state in PanelState],
        default=PanelState.PREPARING.value,
    )
    double_share = models.PositiveSmallIntegerField(
        default=20, help_text="per cent of the items that two people mark; 100 is every item"
    )
    seed = models.CharField(max_length=40, help_text="of the draw of double marking")
    edit = models.PositiveIntegerField(
        default=0, help_text="changes of the plan; whoever saves says which they saw"
    )
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(double_share__lte=100), name="double_share_is_a_share"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.state}"


class Reviewer(models.Model):
    """A person on a panel, with what they can judge and how much.

    ``fields`` are codes of ``reviews.fields``; an empty list means every field. ``regions``
    are codes of inspection regions; an empty list means the whole country.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="reviewers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    capacity = models.PositiveIntegerField(help_text="most items this person marks")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.TextField(blank=True)
    marking_reminded_at = models.DateTimeField(null=True, blank=True)
    screening_reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("panel", "person__full_name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["panel", "person"], name="reviewer_once_on_a_panel"),
        )

    def __str__(self) -> str:
        return f"{self.panel_id} {self.person_id}"


class Conflict(models.Model):
    """An office or a whole province that a person must not judge, and why.

    Besides these, nobody judges an office (or another one of its province) at which they hold
    or held a post: that is read from the posts and stored nowhere else.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField()
    declared_at = models.DateTimeField()
    declared_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("person", "declared_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(office__isnull=False, province__isnull=True)
                | models.Q(office__isnull=True, province__isnull=False),
                name="conflict_with_an_office_or_a_province",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.office_id or self.province_id}"


class Assignment(models.Model):
    """One item of one office, given to one reviewer.

    ``seat`` 1 and 2 are the first and second marker, 3 the third who decides. A withdrawn
    assignment opens nothing any more; what was written under it is kept.
    """

    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="assignments")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="assignments")
    purpose = models.CharField(
        max_length=20,
        choices=[(purpose.value, PURPOSE_NAMES[purpose].th) for purpose in Purpose],
        default=Purpose.MARK.value,
    )
    seat = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=20,
        choices=[(state.value, ASSIGNMENT_STATES[state].th) for state in AssignmentState],
        default=AssignmentState.GIVEN.value,
    )
    by_hand = models.BooleanField(default=False, help_text="chosen by a person, not proposed")
    why = models.JSONField(default=list, help_text="codes of reasons, as the proposal gave them")
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("item", "purpose", "seat", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["item", "purpose", "seat"],
                condition=~models.Q(state=AssignmentState.WITHDRAWN.value)
                & ~models.Q(purpose=Purpose.CALIBRATE.value),
                name="one_reviewer_in_a_seat",
            ),
            models.UniqueConstraint(
                fields=["item", "reviewer"],
                condition=~models.Q(state=AssignmentState.WITHDRAWN.value)
                & ~models.Q(purpose=Purpose.CALIBRATE.value),
                name="item_once_for_a_reviewer",
            ),
            models.UniqueConstraint(
                fields=["item", "reviewer"],
                condition=models.Q(purpose=Purpose.CALIBRATE.value)
                & ~models.Q(state=AssignmentState.WITHDRAWN.value),
                name="calibrated_once_by_a_reviewer",
            ),
        )
        indexes = (models.Index(fields=["reviewer", "state"]),)

    def __str__(self) -> str:
        return f"{self.item_id}→{self.reviewer_id} {self.state}"


class Review(models.Model):
    """What a reviewer gives an item: a mark and a comment, saved while they are typed.

    ``answer`` is canonical JSON text as in ``Mark``, "" while there is none. ``comment`` is
    plain text in which ``{office}`` stands for the office's name. ``seconds`` is how long the
    page with the item was open in front, as the browser counted.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="review")
    answer = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    private_note = models.TextField(blank=True, help_text="read by the panel's heads only")
    edit = models.PositiveIntegerField(default=1)
    save_id = models.CharField(max_length=40, blank=True, help_text="of the last save; a resend")
    seconds = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.assignment_id}#{self.edit}"


class ReviewVersion(models.Model):
    """An earlier text of a review, kept as it was."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="versions")
    edit = models.PositiveIntegerField()
    answer = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    private_note = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("review", "edit")
        constraints = (
            models.UniqueConstraint(fields=["review", "edit"], name="review_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.review_id}#{self.edit}"


class Phrase(models.Model):
    """A reviewer's own phrase for comments; ``{office}`` stands for the office's name."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    level = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="of the mark it is meant for; empty for any"
    )
    used = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("person", "-used", "pk")

    def __str__(self) -> str:
        return self.text[:40]


class Screening(models.Model):
    """Whether one submitted report is complete enough to be marked."""

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="screening"
    )
    screener = models.ForeignKey(
        Reviewer, on_delete=models.PROTECT, null=True, blank=True, related_name="screenings"
    )
    state = models.CharField(
        max_length=20,
        choices=[(state.value, SCREENING_STATES[state].th) for state in ScreeningState],
        default=ScreeningState.WAITING.value,
    )
    note = models.TextField(blank=True, help_text="for the panel, never for the office")
    edit = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("submission",)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.state}"


class ReturnedItem(models.Model):
    """An item sent back to the office while the rest stays, until a moment.

    ``came_back_at`` is empty while the office has it; where the moment passes without it the
    item stays as it was submitted.
    """

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="returned")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    missing = models.TextField(help_text="what is missing, as the office reads it")
    due_at = models.DateTimeField()
    returned_at = models.DateTimeField()
    returned_by = models.CharField(max_length=200)
    came_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("screening", "returned_at", "pk")

    def __str__(self) -> str:
        return f"{self.item_id} until {self.due_at:%Y-%m-%d}"


class Decision(models.Model):
    """How an item got its official mark; a later decision replaces it and both can be read."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    kind = models.CharField(
        max_length=20, choices=[(kind.value, DECISION_KINDS[kind].th) for kind in DecisionKind]
    )
    answer = models.TextField(help_text="JSON text, as in Mark")
    comment = models.TextField(blank=True, help_text="the recommendation, {office} filled in")
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("item", "number")
        constraints = (
            models.UniqueConstraint(fields=["item", "number"], name="decision_number_once"),
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(is_current=True),
                name="one_current_decision",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} #{self.number} {self.answer}"
