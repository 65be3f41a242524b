"""The web server's entry."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")

application = get_wsgi_application()

# Read every page's code before the processes part: otherwise the first visitors of each one wait
# for it, all at the same moment after a restart.
assert get_resolver().url_patterns  # noqa: S101
