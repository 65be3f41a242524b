"""The register in Django's admin, where a deployment installs it: to read, not to write.

The loader is the only writer, so nothing can be added, changed or deleted here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from tidtam.orgs.models import Agency, AgencyName, AgencyProvince, InspectionRegion, Province

if TYPE_CHECKING:
    ReadOnlyBase = admin.ModelAdmin[Any]
    InlineBase = admin.TabularInline[Any, Any]
else:
    ReadOnlyBase = admin.ModelAdmin
    InlineBase = admin.TabularInline


class ReadOnly:
    """Refuses every write."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NameInline(ReadOnly, InlineBase):
    model = AgencyName


class ProvinceInline(ReadOnly, InlineBase):
    model = AgencyProvince


@admin.register(Agency)
class AgencyAdmin(ReadOnly, ReadOnlyBase):
    list_display = ("code", "short_th", "kind", "name_en")
    list_filter = ("kind",)
    search_fields = ("code", "name_th", "short_th", "name_en")
    inlines = (ProvinceInline, NameInline)


@admin.register(Province)
class ProvinceAdmin(ReadOnly, ReadOnlyBase):
    list_display = ("code", "name_th", "name_en", "abbreviation", "region")


@admin.register(InspectionRegion)
class InspectionRegionAdmin(ReadOnly, ReadOnlyBase):
    list_display = ("code", "name_th", "name_en")
