from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rounds", "0002_submissions")]

    operations = [
        migrations.AddField(
            "item",
            "open_until",
            models.DateTimeField(
                blank=True,
                help_text="sent back by the panel: writable though all is submitted",
                null=True,
            ),
        ),
        migrations.AddField(
            "submission",
            "taken_at",
            models.DateTimeField(
                blank=True,
                help_text="when screening began; it is not withdrawn any more",
                null=True,
            ),
        ),
        migrations.AddField(
            "receipt",
            "mended",
            models.JSONField(default=list, help_text='items that came back: ["QP 1"]; or none'),
        ),
    ]
