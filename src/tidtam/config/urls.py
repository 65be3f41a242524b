"""Addresses of the site; each audience keeps its own list in ``web``."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("tidtam.web.urls"))]
