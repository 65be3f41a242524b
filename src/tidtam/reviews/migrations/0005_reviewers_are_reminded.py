from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0004_decided_on_appeal"),
    ]

    operations = [
        migrations.AddField(
            model_name="reviewer",
            name="marking_reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="reviewer",
            name="screening_reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
