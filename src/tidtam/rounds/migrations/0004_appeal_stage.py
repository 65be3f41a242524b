from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0003_items_come_back"),
    ]

    operations = [
        migrations.AlterField(
            model_name="stage",
            name="code",
            field=models.CharField(
                choices=[
                    ("report", "เขตพื้นที่กรอกรายงาน"),
                    ("approve", "ผู้อำนวยการอนุมัติและส่งรายงาน"),
                    ("screen", "กลั่นกรองรายงาน"),
                    ("mark", "ประเมินและให้คะแนน"),
                    ("publish", "ประกาศผล"),
                    ("appeal", "ยื่นคำทักท้วงผล"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="frozen_at",
            field=models.DateTimeField(
                blank=True,
                help_text="when its marks were closed to be checked; empty: open",
                null=True,
            ),
        ),
    ]
