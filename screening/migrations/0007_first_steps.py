from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0006_demonstration")]
    operations = [
        migrations.AddField("user", "shows_first_steps", models.BooleanField(default=True, editable=False)),
        migrations.RunSQL("SELECT trialsite_take_stock('screening_user')", migrations.RunSQL.noop),
    ]
