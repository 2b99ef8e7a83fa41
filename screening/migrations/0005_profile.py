from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0004_walls")]
    operations = [
        migrations.AddField(
            "user",
            "theme",
            models.CharField(
                "theme",
                max_length=5,
                blank=True,
                choices=[("", "As the system"), ("light", "Light"), ("dark", "Dark")],
            ),
        ),
        migrations.AddField("user", "keyboard_shortcuts", models.BooleanField("single-key shortcuts", default=True)),
        migrations.AddField(
            "user",
            "keypad_enter",
            models.BooleanField("Enter goes to the next result in the laboratory table", default=True),
        ),
        # The rows have columns more, so their digests are others: the trail says so.
        migrations.RunSQL("SELECT trialsite_take_stock('screening_user')", migrations.RunSQL.noop),
    ]
