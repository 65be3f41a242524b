"""The ceiling for saving an answer: a Django site with nothing but the save.

One view: somebody signed in, with a CSRF token, writes a text against the edit they saw and one
row of history. Same Django, same server, same database settings as ours; no rules, no forms, no
pages. ``python bare_site.py prepare N`` makes the tables and prints N people who are signed in.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import dj_database_url
import django
from django.conf import settings

sys.modules.setdefault("bare_site", sys.modules[__name__])
_ADDRESS = os.environ["BARE_DATABASE_URL"]
_DATABASE: dict[str, Any] = dict(dj_database_url.parse(_ADDRESS, conn_max_age=600))
if "sqlite" in _DATABASE["ENGINE"]:
    _DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON;PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY;"
        ),
    }

if not settings.configured:
    settings.configure(
        SECRET_KEY="bench " * 12,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="bare_site",
        DATABASES={"default": _DATABASE},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()

from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402


class Text(models.Model):
    """A text with the number of its last save."""

    value = models.TextField(blank=True)
    edit = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "bare_site"

    def __str__(self) -> str:
        return f"{self.pk}#{self.edit}"


class Saved(models.Model):
    """One row of history."""

    text = models.ForeignKey(Text, on_delete=models.CASCADE)
    value = models.TextField()
    edit = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        app_label = "bare_site"

    def __str__(self) -> str:
        return f"{self.text_id}#{self.edit}"


@login_required
def save(request: HttpRequest, pk: int) -> JsonResponse:
    """One versioned update and one row of history."""
    given = json.loads(request.body)
    with transaction.atomic():
        kept = Text.objects.filter(pk=pk, edit=given["edit"]).update(
            value=given["value"], edit=F("edit") + 1
        )
        if not kept:
            return JsonResponse({"conflict": True}, status=409)
        Saved.objects.create(
            text_id=pk,
            value=given["value"],
            edit=given["edit"] + 1,
            at=timezone.now(),
            by=request.user.get_username(),
        )
    return JsonResponse({"edit": given["edit"] + 1})


urlpatterns = [path("save/<int:pk>/", save)]
application = get_wsgi_application()


def prepare(people: int) -> list[dict[str, Any]]:
    """Tables, and people who are signed in, each with a text of their own."""
    from saving_people import signed_in

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Text)
        editor.create_model(Saved)
    found = []
    for number in range(people):
        user = User.objects.create(username=f"p{number}", password="!")  # noqa: S106
        text = Text.objects.create()
        found.append(signed_in(user) | {"path": f"/save/{text.pk}/", "edit": 0})
    return found


if __name__ == "__main__" and sys.argv[1] == "prepare":
    print(json.dumps(prepare(int(sys.argv[2]))))
