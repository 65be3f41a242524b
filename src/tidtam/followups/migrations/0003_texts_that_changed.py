import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0002_offices_are_reminded"),
    ]

    operations = [
        migrations.AddField(
            model_name="followup",
            name="text_changed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="when a correction last changed the text or took it back",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="withdrawn_at",
            field=models.DateTimeField(
                blank=True,
                help_text="published with a correction that says it no more",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="FollowUpText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                (
                    "until",
                    models.DateTimeField(help_text="when another text was published in its place"),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier_texts",
                        to="followups.followup",
                    ),
                ),
            ],
            options={
                "ordering": ("follow_up", "pk"),
            },
        ),
    ]
