from __future__ import annotations

from django.db import models

from tidtam.orgs.models import Agency
from tidtam.rounds.models import Instrument


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
