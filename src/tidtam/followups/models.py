from __future__ import annotations

from typing import Any, Never

from django.db import models

from tidtam.evidence.models import StoredFile
from tidtam.followups.states import FOLLOW_UP_STATES, FollowUpState
from tidtam.orgs.models import Agency
from tidtam.rounds.models import Instrument


class FollowUp(models.Model):
    """One published recommendation to one office, and what the office says it does about it.

    ``text`` is the recommendation as it was published last; only a published correction changes
    it, and every earlier one is a ``FollowUpText``. The other words are the office's, as they are
    now; every earlier answer is a ``FollowUpStep``.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node_code = models.CharField(max_length=30)
    text = models.TextField()
    given_at = models.DateTimeField()
    state = models.CharField(
        max_length=20,
        choices=[(state.value, FOLLOW_UP_STATES[state].th) for state in FollowUpState],
        default=FollowUpState.WAITING.value,
    )
    reason = models.TextField(blank=True, help_text="why it is not accepted")
    plan = models.TextField(blank=True, help_text="what will be done")
    who = models.CharField(max_length=200, blank=True, help_text="a group or position, no name")
    due_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True, help_text="what was done and what came of it")
    done_on = models.DateField(null=True, blank=True)
    edit = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=200, blank=True)
    text_changed_at = models.DateTimeField(
        null=True, blank=True, help_text="when a correction last changed the text or took it back"
    )
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="published with a correction that says it no more"
    )
    reminded_days = models.PositiveSmallIntegerField(
        default=0, help_text="days after which the office was last reminded to answer"
    )
    reminded_due_on = models.DateField(
        null=True, blank=True, help_text="the planned day of which the office was told it is over"
    )

    class Meta:
        ordering = ("office__order", "instrument__order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["instrument", "office", "node_code"], name="one_follow_up"
            ),
        )
        indexes = (models.Index(fields=["office", "state"]),)

    def __str__(self) -> str:
        return f"{self.office_id} {self.node_code} {self.state}"


class FollowUpText(models.Model):
    """A recommendation as it was published before a correction changed it, kept for ever."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="earlier_texts")
    text = models.TextField()
    until = models.DateTimeField(help_text="when another text was published in its place")

    class Meta:
        ordering = ("follow_up", "pk")

    def __str__(self) -> str:
        return f"{self.follow_up_id} {self.until:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an earlier text never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("an earlier text is never removed")


class FollowUpStep(models.Model):
    """An answer of the office as it was given, kept for ever."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="steps")
    edit = models.PositiveIntegerField()
    state = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    who = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    done_on = models.DateField(null=True, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("follow_up", "edit")
        constraints = (
            models.UniqueConstraint(fields=["follow_up", "edit"], name="follow_up_step_once"),
        )

    def __str__(self) -> str:
        return f"{self.follow_up_id}#{self.edit}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an earlier answer never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("an earlier answer is never removed")


class FollowUpEvidence(models.Model):
    """A file or a link that shows what was done; a row is never deleted."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="evidence")
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
        ordering = ("follow_up", "pk")
        verbose_name_plural = "follow-up evidence"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(stored_file__isnull=False) | ~models.Q(url=""),
                name="follow_up_evidence_is_a_file_or_a_link",
            ),
        )

    def __str__(self) -> str:
        return self.name
