from __future__ import annotations

from django.db import models

from tidtam.evidence.kinds import KINDS, Kind
from tidtam.evidence.states import FileState, UploadState
from tidtam.people.models import Person


class StoredFile(models.Model):
    """One file, stored once however often it was sent; its checksum is its identity."""

    checksum = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what is stored")
    size = models.PositiveBigIntegerField(help_text="bytes")
    kind = models.CharField(max_length=20, help_text="found by opening it: jpeg, pdf, docx …")
    state = models.CharField(
        max_length=20,
        choices=[(state.value, state.value) for state in FileState],
        default=FileState.QUARANTINE.value,
    )
    stored_at = models.DateTimeField()
    width = models.PositiveIntegerField(null=True, help_text="pixels, of pictures")
    height = models.PositiveIntegerField(null=True, help_text="pixels, of pictures")
    pages = models.PositiveIntegerField(null=True, help_text="of a PDF")
    has_preview = models.BooleanField(default=False, help_text="a thumbnail and a preview exist")
    scanned_at = models.DateTimeField(null=True, help_text="by the virus scanner")
    finding = models.CharField(max_length=200, blank=True, help_text="what the scanner found")

    class Meta:
        indexes = (
            models.Index(
                fields=["stored_at"],
                name="evidence_waiting",
                condition=models.Q(state="quarantine"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.checksum[:12]}"

    @property
    def about(self) -> Kind:
        """What is known of its kind."""
        return KINDS[self.kind]

    @property
    def is_kept(self) -> bool:
        return self.state == FileState.KEPT.value


class Upload(models.Model):
    """The sending of one file, piece by piece; goes on where it stopped."""

    token = models.CharField(max_length=43, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency_code = models.CharField(max_length=10)
    name = models.CharField(max_length=255, help_text="as the sender gave it")
    size = models.PositiveBigIntegerField(help_text="bytes the sender announced")
    received = models.PositiveBigIntegerField(default=0, help_text="bytes acknowledged")
    state = models.CharField(
        max_length=20,
        choices=[(state.value, state.value) for state in UploadState],
        default=UploadState.RECEIVING.value,
    )
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    stored_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, related_name="uploads"
    )
    taken_on = models.DateField(null=True, help_text="the day a photo says it was taken")
    refused_th = models.TextField(blank=True)
    refused_en = models.TextField(blank=True)
    reason = models.CharField(max_length=30, blank=True, help_text="line of inspection/reasons.py")

    class Meta:
        indexes = (models.Index(fields=["state", "touched_at"], name="evidence_upload_stale"),)

    def __str__(self) -> str:
        return f"{self.token[:8]} {self.received}/{self.size}"


class Piece(models.Model):
    """One acknowledged piece of an upload and where it waits in the file store."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField()
    key = models.CharField(max_length=120)

    class Meta:
        ordering = ("upload", "offset")
        constraints = (
            models.UniqueConstraint(fields=["upload", "offset"], name="evidence_piece_once"),
        )

    def __str__(self) -> str:
        return f"{self.offset}+{self.size}"
