from __future__ import annotations

from django.urls import include, path

from tidtam.web.panels import (
    conflicts,
    leaving,
    making,
    moving,
    panels,
    progress,
    proposal,
    reviewers,
    screening,
    table,
)

_PANELS = [
    *making.urlpatterns,
    *reviewers.urlpatterns,
    *leaving.urlpatterns,
    *conflicts.urlpatterns,
    *proposal.urlpatterns,
    *screening.urlpatterns,
    *table.urlpatterns,
    *progress.urlpatterns,
    *moving.urlpatterns,
    *panels.urlpatterns,
]
urlpatterns = [path("panels/", include(_PANELS)), *conflicts.own_urlpatterns]
