from __future__ import annotations

from django.db import models

from tidtam.appeals.states import OUTCOMES, STAFF_LABELS, AppealState, Outcome
from tidtam.evidence.models import StoredFile
from tidtam.people.models import Person
from tidtam.results.models import Computation
from tidtam.rounds.models import Item, Round


class Appeal(models.Model):
    """What an office says against the mark of one item, and what was decided about it.

    An item is appealed once: what is decided is final. ``wanted`` and ``answer`` are marks as
    JSON text (``docs/scoring.md``). What was changed is in force in the first published
    computation that was computed after ``decided_at``.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="appeals")
    number = models.PositiveIntegerField(help_text="in its round")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="appeal")
    computation = models.ForeignKey(
        Computation, on_delete=models.PROTECT, related_name="+", help_text="appealed against"
    )
    state = models.CharField(
        max_length=20,
        choices=[(state.value, STAFF_LABELS[state].th) for state in AppealState],
        default=AppealState.WRITING.value,
    )
    reason = models.TextField(blank=True, help_text="why the mark is not right")
    wanted = models.TextField(blank=True, help_text="the mark the office holds right")
    edit = models.PositiveIntegerField(default=1)
    is_for_the_office = models.BooleanField(
        default=False, help_text="raised by the bureau, which noticed something itself"
    )
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=200, blank=True)
    decider = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(
        max_length=10,
        blank=True,
        choices=[(outcome.value, OUTCOMES[outcome].th) for outcome in Outcome],
    )
    before = models.TextField(blank=True, help_text="the mark that was decided about")
    answer = models.TextField(blank=True, help_text="the mark after the decision")
    decision_reason = models.TextField(blank=True, help_text="as the office reads it")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True, help_text="never for the office")

    class Meta:
        ordering = ("round", "number")
        constraints = (
            models.UniqueConstraint(fields=["round", "number"], name="appeal_number_once"),
        )
        indexes = (models.Index(fields=["round", "state"]),)

    def __str__(self) -> str:
        return f"{self.round_id} #{self.number} {self.state}"


class AppealEvidence(models.Model):
    """A file or a link that was not with the report; a row is never deleted."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="evidence")
    stored_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    url = models.URLField(max_length=2000, blank=True)
    name = models.CharField(max_length=255, help_text="the file's name as given, or the address")
    caption = models.CharField(max_length=500, blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("appeal", "pk")
        verbose_name_plural = "appeal evidence"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(stored_file__isnull=False) | ~models.Q(url=""),
                name="appeal_evidence_is_a_file_or_a_link",
            ),
        )

    def __str__(self) -> str:
        return self.name
