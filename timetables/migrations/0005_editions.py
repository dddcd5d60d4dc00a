import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('timetables', '0004_substitute_days'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='timetable',
            name='based_on',
            field=models.ForeignKey(blank=True, help_text='the edition it was copied from, and which it replaces', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='timetables.timetable', verbose_name='based on'),
        ),
        migrations.AddField(
            model_name='historicaltimetable',
            name='based_on',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='the edition it was copied from, and which it replaces', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='timetables.timetable', verbose_name='based on'),
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('base', models.JSONField(default=dict)),
                ('accepted', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(verbose_name='made at')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('timetable', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='timetables.timetable', verbose_name='edition')),
            ],
            options={
                'verbose_name': 'draft',
                'verbose_name_plural': 'drafts',
            },
        ),
        migrations.CreateModel(
            name='DraftStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('times', 'times and calls'), ('train', "a train's particulars"), ('added', 'train added'), ('removed', 'train removed'), ('pasted', 'timetable pasted'), ('merged', 'published changes taken over')], max_length=8, verbose_name='kind')),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='trains')),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('undone', models.BooleanField(default=False, verbose_name='taken back')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('timetable', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='timetables.timetable', verbose_name='edition')),
            ],
            options={
                'verbose_name': 'step of a draft',
                'verbose_name_plural': 'steps of drafts',
                'ordering': ['timetable', 'number'],
            },
        ),
        migrations.AddConstraint(
            model_name='draftstep',
            constraint=models.UniqueConstraint(fields=('timetable', 'number'), name='draft_step_once'),
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('remedies', models.JSONField(default=dict, verbose_name='what passengers get')),
                ('replaced', models.JSONField(default=dict, verbose_name='what it replaced')),
                ('summary', models.JSONField(default=dict, verbose_name='what followed')),
                ('published_at', models.DateTimeField(verbose_name='published at')),
                ('reverted_at', models.DateTimeField(blank=True, null=True, verbose_name='reverted at')),
                ('revert_reason', models.CharField(blank=True, max_length=300, verbose_name='reason of the revert')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
                ('reverted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reverted by')),
                ('timetable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='timetables.timetable', verbose_name='edition')),
            ],
            options={
                'verbose_name': 'publication',
                'verbose_name_plural': 'publications',
                'ordering': ['-published_at'],
            },
        ),
    ]
