from __future__ import annotations

from django.db import models

from tidtam.frameworks.models import FrameworkVersion


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
    frozen_at = models.DateTimeField(
        null=True, blank=True, help_text="when publication closed its marks"
    )
    earlier = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later"
    )

    class Meta:
        ordering = ("-fiscal_year", "code")

    def __str__(self) -> str:
        return self.title_th


class Instrument(models.Model):
    """A framework version asked in a round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="instruments")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
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
