"""Queries of the monitor and source verification: three tables with trail, guards, walls and grants like their siblings."""

from pathlib import Path

import django.db.models.deletion
import screening.clock
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
RIGHTS = {"screening_query": "SELECT, INSERT", "screening_queryentry": "SELECT, INSERT", "screening_sourcecheck": "SELECT, INSERT"}


def read(name):
    return [(SQL / name).read_text(encoding="utf-8")]


def grant(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    with schema_editor.connection.cursor() as cursor:
        for table, rights in RIGHTS.items():
            cursor.execute(f"GRANT {rights} ON {table} TO {role}")



class Migration(migrations.Migration):

    dependencies = [
        ('screening', '0007_first_steps'),
    ]

    operations = [
        migrations.CreateModel(
            name='Query',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.PositiveIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('site', 'Query to the site'), ('sponsor', 'Question to the sponsor')], max_length=10, verbose_name='kind')),
                ('path', models.CharField(blank=True, max_length=200, verbose_name='path')),
                ('criterion', models.CharField(blank=True, max_length=20, verbose_name='criterion')),
                ('text', models.CharField(max_length=1000, verbose_name='question')),
                ('at', models.DateTimeField(default=screening.clock.utc_now)),
                ('idempotency_key', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('screening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='queries', to='screening.screening')),
            ],
            options={
                'verbose_name': 'query',
                'verbose_name_plural': 'queries',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='QueryEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('said', 'Answer'), ('closed', 'Closed')], max_length=10, verbose_name='step')),
                ('text', models.CharField(blank=True, max_length=1000, verbose_name='answer')),
                ('role', models.CharField(choices=[('coordinator', 'Coordinator'), ('investigator', 'Investigator'), ('administrator', 'Administrator'), ('monitor', 'Monitor')], max_length=20, verbose_name='role')),
                ('at', models.DateTimeField(default=screening.clock.utc_now)),
                ('idempotency_key', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('query', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='screening.query')),
                ('screening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='screening.screening')),
            ],
            options={
                'verbose_name': 'entry of a query',
                'verbose_name_plural': 'entries of queries',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SourceCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(blank=True, max_length=200, verbose_name='path')),
                ('criterion', models.CharField(blank=True, max_length=20, verbose_name='criterion')),
                ('agrees', models.BooleanField(verbose_name='agrees with the source')),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=screening.clock.utc_now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('screening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='source_checks', to='screening.screening')),
            ],
            options={
                'verbose_name': 'source check',
                'verbose_name_plural': 'source checks',
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='query',
            constraint=models.UniqueConstraint(fields=('screening', 'serial'), name='query_serial_given_once'),
        ),
        migrations.AddConstraint(
            model_name='query',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('criterion__gt', ''), ('path', '')), models.Q(('criterion', ''), ('path__gt', '')), _connector='OR'), name='query_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='query',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['site', 'sponsor'])), name='query_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='query',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='query_asks_something'),
        ),
        migrations.AddConstraint(
            model_name='queryentry',
            constraint=models.UniqueConstraint(condition=models.Q(('step', 'closed')), fields=('query',), name='query_closed_once'),
        ),
        migrations.AddConstraint(
            model_name='queryentry',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['said', 'closed'])), name='queryentry_step_known'),
        ),
        migrations.AddConstraint(
            model_name='queryentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('step', 'said'), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='queryentry_says_something'),
        ),
        migrations.AddConstraint(
            model_name='sourcecheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('criterion__gt', ''), ('path', '')), models.Q(('criterion', ''), ('path__gt', '')), _connector='OR'), name='sourcecheck_about_one_thing'),
        ),
        migrations.RunSQL(read("queries.sql"), read("queries_down.sql")),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
