from __future__ import annotations

from django.urls import path

from tidtam.web.followups import country, evidence, office

_OFFICE = "office/followups/"
_COUNTRY = "central/followups/"
_FILE = "evidence/followups/<int:pk>/"

urlpatterns = [
    path(_OFFICE, office.follow_ups, name="office-follow-ups"),
    path(f"{_OFFICE}<int:pk>/", office.follow_up, name="office-follow-up"),
    path(f"{_OFFICE}<int:pk>/evidence/", evidence.add, name="office-follow-up-evidence"),
    path(f"{_OFFICE}<int:pk>/link/", evidence.link, name="office-follow-up-link"),
    path(
        f"{_OFFICE}evidence/<int:pk>/remove/",
        evidence.take_away,
        name="office-follow-up-evidence-remove",
    ),
    path(_COUNTRY, country.country, name="central-follow-ups"),
    path(f"{_COUNTRY}gather/", country.gather_round, name="central-follow-ups-gather"),
    path(f"{_COUNTRY}list.csv", country.list_file, {"kind": "csv"}, name="central-follow-ups-csv"),
    path(
        f"{_COUNTRY}list.xlsx", country.list_file, {"kind": "xlsx"}, name="central-follow-ups-xlsx"
    ),
    path(f"{_FILE}thumbnail.webp", evidence.thumbnail, name="evidence-follow-up-thumbnail"),
    path(f"{_FILE}preview.webp", evidence.preview, name="evidence-follow-up-preview"),
    path(f"{_FILE}download/", evidence.download, name="evidence-follow-up-download"),
]
