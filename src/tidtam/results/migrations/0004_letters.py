from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0003_seal_published_advice"),
    ]

    operations = [
        migrations.AddField(
            model_name="sheetsettings",
            name="letter_subject",
            field=models.CharField(blank=True, help_text="empty: the usual one", max_length=300),
        ),
        migrations.AddField(
            model_name="sheetsettings",
            name="letter_text",
            field=models.TextField(blank=True, help_text="one paragraph a line; empty: the usual"),
        ),
    ]
