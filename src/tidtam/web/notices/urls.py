from __future__ import annotations

from django.urls import path

from tidtam.web.notices import choices, outbox

urlpatterns = [
    path("me/notices/", choices.my_notices, name="me-notices"),
    path("central/notices/", outbox.notices, name="central-notices"),
    path("central/notices/retry/", outbox.retry_all, name="central-notices-retry"),
    path("central/notices/<int:pk>/", outbox.notice, name="central-notice"),
    path("central/notices/<int:pk>/retry/", outbox.retry_one, name="central-notice-retry"),
]
