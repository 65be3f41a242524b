"""Addresses of the site; each audience keeps its own list in ``web``."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("tidtam.web.urls"))]

handler400 = "tidtam.web.errors.bad_request"
handler403 = "tidtam.web.errors.not_allowed"
handler404 = "tidtam.web.errors.not_found"
handler500 = "tidtam.web.errors.broken"
