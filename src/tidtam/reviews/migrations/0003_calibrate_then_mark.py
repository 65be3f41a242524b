"""Let a reviewer who calibrated on an item mark it too: two assignments, one of each purpose."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_panels")]

    operations = [
        migrations.RemoveConstraint(model_name="assignment", name="item_once_for_a_reviewer"),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(("purpose", "calibrate"), _negated=True),
                ),
                fields=("item", "reviewer"),
                name="item_once_for_a_reviewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("purpose", "calibrate"), models.Q(("state", "withdrawn"), _negated=True)
                ),
                fields=("item", "reviewer"),
                name="calibrated_once_by_a_reviewer",
            ),
        ),
    ]
