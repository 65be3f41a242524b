from __future__ import annotations

from django.urls import path

from tidtam.web.central import (
    embargoes,
    frameworks,
    marks,
    planning,
    publishing,
    rounds,
    sheets,
    sights,
)

urlpatterns = [
    path("", rounds.rounds, name="central-rounds"),
    path("rounds/<slug:round_code>/", rounds.wall, name="central-round"),
    path("rounds/<slug:round_code>/compute/", rounds.compute_round, name="central-compute"),
    path("rounds/<slug:round_code>/progress/", rounds.progress, name="central-progress"),
    path("rounds/<slug:round_code>/check/", rounds.check_round, name="central-check"),
    *publishing.urlpatterns,
    *embargoes.urlpatterns,
    *sights.urlpatterns,
    *marks.urlpatterns,
    *sheets.urlpatterns,
    *frameworks.urlpatterns,
    *planning.urlpatterns,
]
