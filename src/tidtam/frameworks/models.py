from __future__ import annotations

from typing import Any

from django.db import models


class FrameworkVersion(models.Model):
    """One immutable text of a framework; a change is a new version.

    Only ``frameworks.actions`` writes here. ``frozen_at`` is set when a published round
    used it: from then on not even an administrator's slip may replace the row.
    """

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    fiscal_year = models.PositiveSmallIntegerField()
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    source = models.TextField(help_text="the YAML text, to the letter")
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the source")
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("code", "-version")
        constraints = (
            models.UniqueConstraint(fields=["code", "version"], name="framework_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a framework version never changes: make a new version instead")
        super().save(*args, **kwargs)


class FrameworkDraft(models.Model):
    """A text being edited towards a new version of a framework."""

    code = models.SlugField(max_length=60)
    based_on = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, null=True)
    source = models.TextField()
    edit = models.PositiveIntegerField(default=1, help_text="counts saves, to notice a conflict")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        return f"{self.code} draft {self.pk}"


class FormVersion(models.Model):
    """One immutable text of a form: what an office is asked to report; a change is a new version.

    Only ``frameworks.form_actions`` writes here.
    """

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    fiscal_year = models.PositiveSmallIntegerField()
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    framework_code = models.SlugField(max_length=60, blank=True, help_text="whose items it asks")
    source = models.TextField(help_text="the YAML text, to the letter")
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the source")
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("code", "-version")
        constraints = (
            models.UniqueConstraint(fields=["code", "version"], name="form_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a form version never changes: make a new version instead")
        super().save(*args, **kwargs)
