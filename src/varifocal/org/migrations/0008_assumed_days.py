from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0007_meetings_of_a_company"),
    ]

    operations = [
        migrations.AddField(
            model_name="daysheet",
            name="assumed",
            field=models.BooleanField(default=False),
        ),
    ]
