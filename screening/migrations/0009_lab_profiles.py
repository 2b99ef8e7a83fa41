"""Units and limits as each site's laboratory prints them, with trail, guards, walls and grants like their siblings."""

from pathlib import Path

import django.db.models.deletion
import screening.clock
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
RIGHTS = {"screening_labprofile": "SELECT, INSERT, UPDATE (retired_on)"}


def read(name):
    return [(SQL / name).read_text(encoding="utf-8")]


def grant(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    with schema_editor.connection.cursor() as cursor:
        for table, rights in RIGHTS.items():
            cursor.execute(f"GRANT {rights} ON {table} TO {role}")


class Migration(migrations.Migration):

    dependencies = [
        ('screening', '0008_queries'),
    ]

    operations = [
        migrations.CreateModel(
            name='LabProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('test', models.CharField(max_length=30, verbose_name='test')),
                ('unit', models.CharField(max_length=30, verbose_name='unit')),
                ('lower_limit', models.CharField(blank=True, max_length=20, verbose_name='lower limit')),
                ('upper_limit', models.CharField(blank=True, max_length=20, verbose_name='upper limit')),
                ('sex', models.CharField(blank=True, max_length=6, verbose_name='sex')),
                ('age_from', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='from age')),
                ('age_until', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='until before age')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='no longer valid from')),
                ('at', models.DateTimeField(default=screening.clock.utc_now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lab_profiles', to='screening.site', verbose_name='site')),
            ],
            options={
                'verbose_name': 'laboratory profile',
                'verbose_name_plural': 'laboratory profiles',
                'ordering': ['test', 'sex', 'age_from', 'valid_from', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('sex__in', ['', 'female', 'male'])), name='labprofile_sex_known'), models.CheckConstraint(condition=models.Q(('age_from', None), ('age_until', None), ('age_from__lt', models.F('age_until')), _connector='OR'), name='labprofile_ages_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('unit', ''), _negated=True), ('test', 'INR'), _connector='OR'), name='labprofile_has_unit')],
            },
        ),
        migrations.RunSQL(read("lab_profiles.sql"), read("lab_profiles_down.sql"), elidable=False),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
