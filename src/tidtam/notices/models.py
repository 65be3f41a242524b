from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q

from tidtam.notices.rules import Quiet, Wishes
from tidtam.notices.states import DIGEST_LABELS, STATE_LABELS, WAY_LABELS, Digest, State, Way
from tidtam.people.models import Person


class Message(models.Model):
    """One message to one receiver by one way, with its words as they were when it was put.

    A person's address is looked up when it is sent; an address stands here only where the
    receiver has no account.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.CharField(max_length=40)
    to_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="notices"
    )
    to_email = models.EmailField(blank=True)
    receiver = models.CharField(max_length=300, help_text="person:12 or mail:name@host")
    way = models.CharField(
        max_length=10, choices=[(each.value, WAY_LABELS[each].th) for each in Way]
    )
    context = models.TextField(help_text="what the caller gave, as JSON")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    subject_en = models.CharField(max_length=300)
    body_en = models.TextField()
    subject_key = models.CharField(
        max_length=160, blank=True, help_text="the same key reaches the same receiver once"
    )
    state = models.CharField(
        max_length=10,
        choices=[(each.value, STATE_LABELS[each].th) for each in State],
        default=State.WAITING.value,
    )
    put_at = models.DateTimeField()
    not_before = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    claim = models.CharField(max_length=32, blank=True, help_text="of the worker that has it")
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    digest_key = models.CharField(
        max_length=36, blank=True, help_text="shared by the messages that go in one letter"
    )

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["state", "next_try_at"], name="notices_due"),
            models.Index(fields=["receiver", "state"], name="notices_receiver"),
            models.Index(fields=["state", "way"], name="notices_counts"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["subject_key", "receiver", "way"],
                condition=~Q(subject_key="") & ~Q(state="dropped"),
                name="notices_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.template} {self.state}"


class Preference(models.Model):
    """How one person wants to be told; without a row the defaults hold."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="notice_preference"
    )
    ways = models.CharField(max_length=40, default=Way.EMAIL.value, help_text="email,line,…")
    digest = models.CharField(
        max_length=10,
        choices=[(each.value, DIGEST_LABELS[each].th) for each in Digest],
        default=Digest.NEVER.value,
    )
    has_quiet_hours = models.BooleanField(default=True)
    quiet_from = models.TimeField(default=dt.time(20))
    quiet_to = models.TimeField(default=dt.time(6))
    line_id = models.CharField(max_length=33, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.ways} {self.digest}"

    @property
    def chosen_ways(self) -> tuple[Way, ...]:
        return tuple(Way(each) for each in self.ways.split(",") if each)

    @property
    def wishes(self) -> Wishes:
        quiet = Quiet(self.quiet_from, self.quiet_to) if self.has_quiet_hours else None
        return Wishes(quiet=quiet, digest=Digest(self.digest))
