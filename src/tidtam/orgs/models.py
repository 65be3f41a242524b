"""Agencies and where they stand: every membership is dated and many-to-many.

A period runs from ``valid_from`` to ``valid_to``, both included; an empty end is open.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tidtam.orgs.schools import SIZE_WORDS, SchoolLevel, SizeClass, split_levels
from tidtam.orgs.states import KIND_WORDS, NAME_KIND_WORDS, AgencyKind, NameKind
from tidtam.thai.bilingual import Bilingual


class Period(models.Model):
    """Something that holds for a time; an empty end is open."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def _in_order(name: str) -> models.CheckConstraint:
    """The constraint that a period does not end before it begins."""
    open_end = Q(valid_from__isnull=True) | Q(valid_to__isnull=True)
    return models.CheckConstraint(
        condition=open_end | Q(valid_to__gte=models.F("valid_from")), name=name
    )


class InspectionRegion(models.Model):
    """One of the ministry's 18 inspection regions, or Bangkok ("bkk")."""

    code = models.CharField(max_length=3, unique=True)
    name_th = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name_th

    @property
    def name(self) -> Bilingual:
        return Bilingual(th=self.name_th, en=self.name_en)


class Province(models.Model):
    """A province, by its ISO 3166-2 code ("TH-20")."""

    code = models.CharField(max_length=5, unique=True)
    name_th = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    abbreviation = models.CharField(max_length=4, unique=True)
    region = models.CharField(max_length=30)
    other_names = models.CharField(max_length=200, blank=True, help_text="; between names")

    inspection_regions = models.ManyToManyField(
        InspectionRegion, through="ProvinceRegion", related_name="provinces"
    )

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name_th

    @property
    def name(self) -> Bilingual:
        return Bilingual(th=self.name_th, en=self.name_en)


class ProvinceRegion(Period):
    """A province belonging to an inspection region for a time."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="memberships")
    region = models.ForeignKey(
        InspectionRegion, on_delete=models.PROTECT, related_name="memberships"
    )

    class Meta:
        constraints = (
            _in_order("orgs_province_region_in_order"),
            models.UniqueConstraint(
                fields=["province", "region"],
                condition=Q(valid_to__isnull=True),
                name="orgs_province_region_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.province_id}→{self.region_id}"


class Agency(Period):
    """An office or bureau that answers, consolidates, reviews or signs.

    ``code`` is its identity; names change. ``order`` is the fixed printing order:
    primary offices, secondary, provincial, regional, central; within a kind the Thai
    dictionary order of provinces, then the number.
    """

    code = models.CharField(max_length=10, unique=True)
    kind = models.CharField(
        max_length=20, choices=[(kind.value, KIND_WORDS[kind].th) for kind in AgencyKind]
    )
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    name_th = models.CharField(max_length=200)
    short_th = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)
    short_en = models.CharField(max_length=100)
    order = models.PositiveIntegerField(default=0)

    provinces = models.ManyToManyField(Province, through="AgencyProvince", related_name="agencies")

    class Meta:
        ordering = ("order", "code")
        verbose_name_plural = "agencies"
        constraints = (_in_order("orgs_agency_in_order"),)
        indexes = (models.Index(fields=["kind", "order"], name="orgs_agency_by_kind"),)

    def __str__(self) -> str:
        return self.short_th

    @property
    def name(self) -> Bilingual:
        return Bilingual(th=self.name_th, en=self.name_en)

    @property
    def short_name(self) -> Bilingual:
        return Bilingual(th=self.short_th, en=self.short_en)


class AgencyProvince(Period):
    """An agency covering a province for a time; one of its provinces is its seat."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="agency_memberships"
    )
    seat = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("agency", "order")
        constraints = (
            _in_order("orgs_agency_province_in_order"),
            models.UniqueConstraint(
                fields=["agency", "province"],
                condition=Q(valid_to__isnull=True),
                name="orgs_agency_province_once",
            ),
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(seat=True, valid_to__isnull=True),
                name="orgs_agency_one_seat",
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency_id}→{self.province_id}"


class AgencyName(Period):
    """Another name of an agency: alias, abbreviation or former name.

    One name may belong to several agencies (a former office that was divided);
    ``order`` ranks them, 1 is the one that kept the seat.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=20, choices=[(kind.value, NAME_KIND_WORDS[kind].th) for kind in NameKind]
    )
    order = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("agency", "kind", "order", "name")
        constraints = (
            _in_order("orgs_agency_name_in_order"),
            models.UniqueConstraint(
                fields=["agency", "name", "kind"], name="orgs_agency_name_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class School(Period):
    """A school under an area office.

    ``code`` is its identity; names and offices change. ``levels`` holds the levels taught
    in the order of the pupils' ages, ; between them.
    """

    code = models.CharField(max_length=10, unique=True)
    name_th = models.CharField(max_length=200)
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="schools")
    province = models.ForeignKey(
        Province, null=True, blank=True, on_delete=models.PROTECT, related_name="schools"
    )
    size_class = models.CharField(
        max_length=12,
        blank=True,
        choices=[(size.value, SIZE_WORDS[size].th) for size in SizeClass],
    )
    levels = models.CharField(max_length=60, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("code",)
        constraints = (_in_order("orgs_school_in_order"),)

    def __str__(self) -> str:
        return self.name_th

    @property
    def levels_taught(self) -> tuple[SchoolLevel, ...]:
        return split_levels(self.levels)
