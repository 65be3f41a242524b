from __future__ import annotations

from django.db import models

from tidtam.orgs.models import Agency
from tidtam.rounds.models import Instrument


class Mark(models.Model):
    """The official answer to one node of an instrument for one office.

    ``kind`` says how to read ``text``: a mark ("4"), a special value ("not_reported"),
    or a value compared with a target ("79.995", exact decimal text, never a float).
    """

    class Kind(models.TextChoices):
        MARK = "mark"
        SPECIAL = "special"
        VALUE = "value"

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="marks")
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node_code = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=40)
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
        return f"{self.node_code}={self.text}"


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
