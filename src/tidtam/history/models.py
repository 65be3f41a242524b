from __future__ import annotations

from typing import Any, Never

from django.db import models


class AppendOnly(models.QuerySet["Entry"]):
    """Reads as usual; refuses to change or remove what was recorded."""

    def update(self, **kwargs: Any) -> Never:
        raise TypeError("history is append-only: write a new entry instead")

    def delete(self) -> Never:
        raise TypeError("history is append-only: entries are never removed")


class Entry(models.Model):
    """One act. Plain texts and numbers only: no foreign key can take it along."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=200)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    previous_seal = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ("number",)
        indexes = (models.Index(fields=["subject", "number"]),)
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("history is append-only: write a new entry instead")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("history is append-only: entries are never removed")


class Head(models.Model):
    """The end of the chain: one row, locked while an entry is added."""

    number = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.number} {self.seal[:12]}"
