from __future__ import annotations

from typing import Any, Never

from django.db import models

from tidtam.orgs.models import School
from tidtam.rounds.models import Item
from tidtam.schools.states import (
    INQUIRY_STATES,
    REPLY_STATES,
    WAYS,
    InquiryState,
    ReplyState,
    Way,
)


class Inquiry(models.Model):
    """One question of a report, passed on to the schools of the office.

    ``salt`` goes into every school's code. What was last adopted stays with it: the edit of
    the answer, when, by whom, and the counts (JSON text).
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="inquiries")
    question_code = models.CharField(max_length=40)
    way = models.CharField(max_length=10, choices=[(way.value, WAYS[way].th) for way in Way])
    title_th = models.CharField(max_length=500)
    help_th = models.TextField(blank=True)
    closes_at = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=[(state.value, INQUIRY_STATES[state].th) for state in InquiryState],
        default=InquiryState.OPEN.value,
    )
    salt = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    adopted_edit = models.PositiveIntegerField(null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.CharField(max_length=200, blank=True)
    adopted = models.TextField(blank=True, help_text="JSON text: the counts, and who was quoted")

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name_plural = "inquiries"
        constraints = (
            models.UniqueConstraint(
                fields=["item", "question_code"],
                condition=models.Q(state=InquiryState.OPEN.value),
                name="inquiry_once_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id}/{self.question_code}"


class Asked(models.Model):
    """One school that is asked, and what it says now; its code is derived, not stored.

    ``value`` is canonical JSON text (``forms.values``). ``n`` and ``base`` repeat its figures
    as whole numbers of the question's smallest unit, so that any database adds them exactly.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="asked")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0, help_text="in Thai dictionary order")
    state = models.CharField(
        max_length=10,
        choices=[(state.value, REPLY_STATES[state].th) for state in ReplyState],
        default=ReplyState.WAITING.value,
    )
    value = models.TextField(blank=True)
    note = models.CharField(max_length=500, blank=True)
    n = models.BigIntegerField(null=True, blank=True)
    base = models.BigIntegerField(null=True, blank=True)
    edit = models.PositiveIntegerField(default=0, help_text="how many replies came")
    replied_at = models.DateTimeField(null=True, blank=True)
    is_withdrawn = models.BooleanField(default=False, help_text="neither asked nor counted")

    class Meta:
        ordering = ("inquiry", "order")
        verbose_name_plural = "asked"
        constraints = (
            models.UniqueConstraint(fields=["inquiry", "school"], name="school_asked_once"),
            models.CheckConstraint(
                condition=models.Q(state=ReplyState.WAITING.value, edit=0)
                | models.Q(state=ReplyState.REPLIED.value, edit__gt=0, replied_at__isnull=False),
                name="a_reply_has_its_moment",
            ),
        )
        indexes = (
            models.Index(
                fields=["inquiry", "is_withdrawn", "state", "n", "base"], name="asked_to_tally"
            ),
        )

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.school_id}"


class ReplyVersion(models.Model):
    """One reply as it came in, kept for ever."""

    asked = models.ForeignKey(Asked, on_delete=models.PROTECT, related_name="versions")
    edit = models.PositiveIntegerField()
    value = models.TextField()
    note = models.CharField(max_length=500, blank=True)
    replied_at = models.DateTimeField()

    class Meta:
        ordering = ("asked", "edit")
        constraints = (
            models.UniqueConstraint(fields=["asked", "edit"], name="reply_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.asked_id}#{self.edit}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an earlier reply never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("an earlier reply is never removed")
