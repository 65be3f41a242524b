from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="followup",
            name="reminded_days",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="days after which the office was last reminded to answer"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="reminded_due_on",
            field=models.DateField(
                blank=True,
                help_text="the planned day of which the office was told it is over",
                null=True,
            ),
        ),
    ]
