from __future__ import annotations

from typing import Any, Never

from django.db import models

from tidtam.evidence.models import StoredFile
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.frameworks.models import FormVersion, FrameworkVersion
from tidtam.orgs.models import Agency
from tidtam.people.models import Person
from tidtam.rounds.states import (
    DOOR_NAMES,
    ITEM_STATES,
    ROUND_STATES,
    STAGE_NAMES,
    SUBMISSION_STATES,
    Door,
    ItemState,
    RoundState,
    StageCode,
    SubmissionState,
)
from tidtam.thai.bilingual import Bilingual


class Round(models.Model):
    """One round of a fiscal year ("2566-6m", "2566-12m").

    A later round of the same year names the earlier one: a full-year mean needs both.
    """

    code = models.SlugField(max_length=40, unique=True)
    fiscal_year = models.PositiveSmallIntegerField(help_text="Buddhist Era")
    period = models.CharField(max_length=10, help_text="Round code of the frameworks: 6m, 12m")
    title_th = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    is_demo = models.BooleanField(default=False)
    state = models.CharField(
        max_length=20,
        choices=[(state.value, ROUND_STATES[state].th) for state in RoundState],
        default=RoundState.PREPARING.value,
    )
    letter_th = models.TextField(blank=True, help_text="what the offices read when it opens")
    reminder_days = models.CharField(
        max_length=60,
        blank=True,
        default="14,7,3,1,0,-1",
        help_text="days before the office's day to remind it on; -1 is the day after",
    )
    edit = models.PositiveIntegerField(
        default=0, help_text="counts the changes of its plan; whoever saves says which they saw"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(
        null=True, blank=True, help_text="when its marks were closed to be checked; empty: open"
    )
    earlier = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later"
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )

    class Meta:
        ordering = ("-fiscal_year", "code")

    def __str__(self) -> str:
        return self.title_th

    @property
    def title(self) -> Bilingual:
        return Bilingual(self.title_th, self.title_en)


class Stage(models.Model):
    """The dates of one stage of a round.

    Work is due at ``due_at``; what comes later is shown as late. After ``late_until`` (or
    ``due_at`` where it is empty) nothing more is taken without an extension.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="stages")
    code = models.CharField(
        max_length=20, choices=[(code.value, STAGE_NAMES[code].th) for code in StageCode]
    )
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    late_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("round", "starts_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["round", "code"], name="stage_once_in_a_round"),
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("starts_at")), name="stage_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.code}"

    @property
    def closes_at(self) -> Any:
        """When nothing more is taken: a moment."""
        return self.late_until or self.due_at


class Instrument(models.Model):
    """A framework version asked in a round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="instruments")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(
        FormVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="what the offices report; empty where marks come in without a report",
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("round", "order")
        constraints = (
            models.UniqueConstraint(
                fields=["round", "framework"], name="instrument_once_in_a_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.framework_id}"


class Exemption(models.Model):
    """An office that an instrument of a round does not ask, and why."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="exemptions")
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["instrument", "office"], name="one_exemption"),
        )

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.office_id}"


class Submission(models.Model):
    """The report of one office in one round, over all instruments it is asked.

    ``due_at`` and ``open_until`` are the office's own dates (the stage's, or an
    extension's): a save must not look further than this row.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="submissions")
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=20,
        choices=[(state.value, SUBMISSION_STATES[state].th) for state in SubmissionState],
        default=SubmissionState.FILLING.value,
    )
    due_at = models.DateTimeField()
    open_until = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="last sent to the director")
    returned_at = models.DateTimeField(null=True, blank=True, help_text="last time sent back")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=200, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.CharField(max_length=200, blank=True)
    word = models.TextField(blank=True, help_text="the director's word with the last return")
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="when its people were told that the round is open"
    )
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="last reminder")
    moved_dates_at = models.DateTimeField(
        null=True, blank=True, help_text="when its day changed, until its people are told"
    )
    taken_at = models.DateTimeField(
        null=True, blank=True, help_text="when screening began; it is not withdrawn any more"
    )

    class Meta:
        ordering = ("round", "office__order")
        constraints = (models.UniqueConstraint(fields=["round", "office"], name="one_submission"),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.office_id} {self.state}"

    @property
    def is_late(self) -> bool:
        """Whether it was submitted after the round's day."""
        return self.submitted_at is not None and self.submitted_at > self.due_at


class Extension(models.Model):
    """More time for one office, until a moment, with the reason."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateTimeField()
    reason = models.TextField()
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("submission", "given_at")

    def __str__(self) -> str:
        return f"{self.submission_id} until {self.until:%Y-%m-%d}"


class Item(models.Model):
    """One node of an instrument that an office reports on: who has it, how far it is.

    ``blank`` counts the required questions without an answer; only the actions that save
    answers change it.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="items")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    node_code = models.CharField(max_length=30)
    order = models.PositiveSmallIntegerField(default=0)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        max_length=20,
        choices=[(state.value, ITEM_STATES[state].th) for state in ItemState],
        default=ItemState.OPEN.value,
    )
    blank = models.PositiveSmallIntegerField(default=0)
    word = models.TextField(blank=True, help_text="why it was returned")
    open_until = models.DateTimeField(
        null=True, blank=True, help_text="sent back by the panel: writable though all is submitted"
    )
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("submission", "instrument__order", "order")
        constraints = (
            models.UniqueConstraint(
                fields=["submission", "instrument", "node_code"], name="one_item"
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {self.node_code}"


class Answer(models.Model):
    """What an office says now to one question; every earlier text is an ``AnswerVersion``.

    ``value`` is canonical JSON text (``forms.values``), "" where there is none. ``edit``
    counts the saves: whoever saves says which edit they saw.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="answers")
    question_code = models.CharField(max_length=40)
    state = models.CharField(
        max_length=20,
        choices=[(state.value, ANSWER_STATE_NAMES[state].th) for state in AnswerState],
        default=AnswerState.BLANK.value,
    )
    value = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="why there is nothing, or it does not apply")
    edit = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)
    copied_from = models.CharField(max_length=40, blank=True, help_text="code of the round")
    save_id = models.CharField(max_length=40, blank=True, help_text="of the last save; a resend")
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "question_code"], name="one_answer"),
        )

    def __str__(self) -> str:
        return f"{self.item_id}/{self.question_code}#{self.edit}"


class AnswerVersion(models.Model):
    """One saved text of an answer, kept for ever; each seals the one before it."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="versions")
    edit = models.PositiveIntegerField()
    state = models.CharField(max_length=20)
    value = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    door = models.CharField(
        max_length=20,
        choices=[(door.value, DOOR_NAMES[door].th) for door in Door],
        default=Door.PAGE.value,
    )
    copied_from = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)
    person_id = models.BigIntegerField(null=True)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ("answer", "edit")
        constraints = (
            models.UniqueConstraint(fields=["answer", "edit"], name="answer_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.answer_id}#{self.edit}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an earlier text never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("an earlier text is never removed")


class Evidence(models.Model):
    """A file or a link that supports what an item says.

    One stored file may support many items. A row is never deleted: what was removed stays
    readable to the office until the round is over.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="evidence")
    question_code = models.CharField(max_length=40, blank=True)
    stored_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    url = models.URLField(max_length=2000, blank=True)
    link_kind = models.CharField(max_length=10, blank=True, help_text="link or video")
    name = models.CharField(max_length=255, help_text="the file's name as given, or the address")
    caption = models.CharField(max_length=500, blank=True)
    document_date = models.DateField(null=True, blank=True, help_text="of the document itself")
    place = models.CharField(max_length=300, blank=True)
    shows_pupils = models.BooleanField(default=False)
    has_consent = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("item", "order", "pk")
        verbose_name_plural = "evidence"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(stored_file__isnull=False) | ~models.Q(url=""),
                name="evidence_is_a_file_or_a_link",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """What an office gets when it submits: the number, the moment, the seal of the content."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)
    approved_at = models.DateTimeField()
    approved_by = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the content")
    content = models.TextField(help_text="JSON text: every answer and every file's checksum")
    mended = models.JSONField(default=list, help_text='items that came back: ["QP 1"]; or none')
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("submission", "number")
        constraints = (
            models.UniqueConstraint(fields=["submission", "number"], name="receipt_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} #{self.number}"
