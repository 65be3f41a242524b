from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.generic import TemplateView
from django.views.i18n import set_language

from tidtam.web import results, sheets
from tidtam.web.design import design
from tidtam.web.signing import SignInView

urlpatterns = [
    path("", TemplateView.as_view(template_name="web/home.html"), name="home"),
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("language/", set_language, name="set-language"),
    path("", include("tidtam.web.people.urls")),
    path("", include("tidtam.web.notices.urls")),
    path("design/", design, name="design"),
    path("results/", results.published, name="public-results"),
    path("results/<slug:round_code>/", results.wall, name="result-wall"),
    path("results/<slug:round_code>/<slug:office_code>/", results.office, name="result-office"),
    path(
        "results/<slug:round_code>/<slug:office_code>/why/<slug:framework_code>/<str:node_code>/",
        results.why_page,
        name="result-why",
    ),
    path(
        "results/<slug:round_code>/<slug:office_code>/sheet.<str:kind>",
        sheets.sheet,
        name="result-sheet",
    ),
    path(
        "results/<slug:round_code>/<slug:office_code>/letter.<str:kind>",
        sheets.letter,
        name="result-letter",
    ),
    path("", include("tidtam.web.schools.urls")),
    path("", include("tidtam.web.moderating.urls")),
    path("", include("tidtam.web.followups.urls")),
    path("", include("tidtam.web.appeals.urls")),
    path("office/", include("tidtam.web.office.urls")),
    path("central/", include("tidtam.web.central.urls")),
    path("reviewing/", include("tidtam.web.reviewing.urls")),
    path("evidence/", include("tidtam.web.evidence.urls")),
    path("", include("tidtam.web.panels.urls")),
]
