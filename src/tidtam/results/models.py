from __future__ import annotations

from django.db import models

from tidtam.frameworks.models import FrameworkVersion
from tidtam.orgs.models import Agency, InspectionRegion
from tidtam.people.models import Person
from tidtam.results.states import STAFF_LABELS, WAYS, PrintState, State, Way
from tidtam.rounds.models import Round


class Computation(models.Model):
    """One numbered computation of a round over all its offices and instruments."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="computations")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=20,
        default=State.DRAFT.value,
        choices=[(state.value, STAFF_LABELS[state].th) for state in State],
    )
    reason = models.TextField(blank=True)
    inputs_checksum = models.CharField(max_length=64, blank=True)
    texts_checksum = models.CharField(max_length=64, blank=True, help_text="as checked")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="[Thai, English, office code], each")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    computed_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=200, blank=True)
    publish_at = models.DateTimeField(
        null=True, blank=True, help_text="when it is to be published by itself; empty: by hand"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta:
        ordering = ("round", "-number")
        constraints = (
            models.UniqueConstraint(fields=["round", "number"], name="computation_number_once"),
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(state=State.PUBLISHED.value),
                name="one_published_computation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} #{self.number} {self.state}"


class OfficeResult(models.Model):
    """What one office got on one instrument, with everything needed to show why.

    ``inputs`` is the answers document and ``outputs`` the result document of
    ``docs/scoring.md``; both are kept whole, so a published number never depends on
    anything that can change later.
    """

    computation = models.ForeignKey(Computation, on_delete=models.CASCADE, related_name="results")
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    inputs = models.TextField(help_text="JSON text: answers, decimals exact")
    outputs = models.TextField(help_text="JSON text: every node and the total")
    total_value = models.CharField(max_length=20, blank=True)
    total_level = models.PositiveSmallIntegerField(null=True)
    total_word = models.CharField(max_length=100, blank=True)
    version = models.PositiveSmallIntegerField(
        default=1, help_text="of the office's published result; grows where a correction differs"
    )
    advice = models.JSONField(
        null=True,
        blank=True,
        help_text="node -> recommendation, sealed at publication; null before",
    )

    class Meta:
        ordering = ("computation", "office", "framework")
        constraints = (
            models.UniqueConstraint(
                fields=["computation", "office", "framework"], name="one_result_per_instrument"
            ),
        )
        indexes = (models.Index(fields=["computation", "framework", "total_level"]),)

    def __str__(self) -> str:
        return f"{self.office_id} {self.total_value}"


class Embargo(models.Model):
    """A region whose offices' results are held back when the round is published.

    Nobody outside the bureau reads, counts or hears of them until it is lifted.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="embargoes")
    region = models.ForeignKey(InspectionRegion, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True, help_text="lifts itself then, if set")
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("round", "region__order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["round", "region"],
                condition=models.Q(lifted_at=None),
                name="one_embargo_in_force",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.region_id}"


class Sight(models.Model):
    """Who looked at one office's result in one way: first, last, and how often."""

    computation = models.ForeignKey(Computation, on_delete=models.CASCADE, related_name="sights")
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=20, choices=[(way.value, WAYS[way].th) for way in Way])
    was_published = models.BooleanField(help_text="whether the first look came after publication")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("computation", "office__order", "first_at")
        constraints = (
            models.UniqueConstraint(
                fields=["computation", "office", "person", "way"], name="one_sight_a_way"
            ),
        )

    def __str__(self) -> str:
        return f"{self.computation_id} {self.office_id} {self.way}"


class SheetSettings(models.Model):
    """How the result sheets of a round look and who signs them."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="sheet_settings")
    digits = models.CharField(
        max_length=10, default="arabic", choices=[("arabic", "123"), ("thai", "๑๒๓")]
    )
    paper = models.CharField(max_length=10, default="a4")
    font = models.CharField(max_length=60, default="Tidtam Sarabun")
    word_font = models.CharField(max_length=60, default="TH Sarabun New")
    font_size = models.PositiveSmallIntegerField(default=16, help_text="points")
    title_lines = models.TextField(blank=True, help_text="one line each; empty: as the framework")
    signatory = models.CharField(max_length=200, blank=True)
    signatory_lines = models.TextField(blank=True, help_text="position lines, one each")
    show_annex = models.BooleanField(default=True)
    letter_subject = models.CharField(max_length=300, blank=True, help_text="empty: the usual one")
    letter_text = models.TextField(blank=True, help_text="one paragraph a line; empty: the usual")
    edit = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.round_id}"


class PrintRun(models.Model):
    """One printing of the sheets of a computation, for all offices or some."""

    computation = models.ForeignKey(Computation, on_delete=models.CASCADE, related_name="prints")
    formats = models.CharField(max_length=20, default="pdf,docx")
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in PrintState],
        default=PrintState.WAITING.value,
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    archive = models.CharField(max_length=300, blank=True, help_text="name in the file store")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    alive_at = models.DateTimeField(
        null=True, blank=True, help_text="last sign of the worker that prints"
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.computation_id} {self.state}"
