import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0005_seat_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DelayRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(unique=True, verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until, not included")),
                ("delay_minutes", models.PositiveSmallIntegerField(default=60, help_text="of the departure where the passenger boards, or of the arrival where they alight", verbose_name="free refund from a delay of so many minutes")),
                ("moved_minutes", models.PositiveSmallIntegerField(default=10, verbose_name="free refund when the timetable moves a train by so many minutes")),
                ("act", models.CharField(blank=True, max_length=300, verbose_name="act")),
                ("article", models.CharField(blank=True, max_length=100, verbose_name="article")),
                ("quality", models.CharField(choices=[("S", "sourced"), ("P", "partly sourced"), ("U", "unverified")], default="U", max_length=1, verbose_name="quality")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "refund rule for delays",
                "verbose_name_plural": "refund rules for delays",
                "ordering": ["-valid_from"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("valid_until", None), ("valid_until__gt", models.F("valid_from")), _connector="OR"), name="delay_rule_forward"),
                    models.CheckConstraint(condition=models.Q(("delay_minutes__gte", 1), ("moved_minutes__gte", 1)), name="delay_rule_minutes"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDelayRule",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("valid_from", models.DateField(db_index=True, verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until, not included")),
                ("delay_minutes", models.PositiveSmallIntegerField(default=60, help_text="of the departure where the passenger boards, or of the arrival where they alight", verbose_name="free refund from a delay of so many minutes")),
                ("moved_minutes", models.PositiveSmallIntegerField(default=10, verbose_name="free refund when the timetable moves a train by so many minutes")),
                ("act", models.CharField(blank=True, max_length=300, verbose_name="act")),
                ("article", models.CharField(blank=True, max_length=100, verbose_name="article")),
                ("quality", models.CharField(choices=[("S", "sourced"), ("P", "partly sourced"), ("U", "unverified")], default="U", max_length=1, verbose_name="quality")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                ("history_user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "historical refund rule for delays",
                "verbose_name_plural": "historical refund rules for delays",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="TellingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_delay_minutes", models.PositiveSmallIntegerField(default=5, verbose_name="a delay is told from so many minutes")),
                ("next_delay_minutes", models.PositiveSmallIntegerField(default=10, verbose_name="the next letter when it has changed by so many minutes more")),
                ("early_minutes", models.PositiveSmallIntegerField(default=1, verbose_name="an early departure is told from so many minutes")),
                ("moved_minutes", models.PositiveSmallIntegerField(default=3, verbose_name="a change of the timetable is told from so many minutes")),
            ],
            options={
                "verbose_name": "which changes are told",
                "verbose_name_plural": "which changes are told",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("first_delay_minutes__gte", 1), ("next_delay_minutes__gte", 1), ("early_minutes__gte", 1), ("moved_minutes__gte", 1)), name="telling_rule_minutes"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTellingRule",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("first_delay_minutes", models.PositiveSmallIntegerField(default=5, verbose_name="a delay is told from so many minutes")),
                ("next_delay_minutes", models.PositiveSmallIntegerField(default=10, verbose_name="the next letter when it has changed by so many minutes more")),
                ("early_minutes", models.PositiveSmallIntegerField(default=1, verbose_name="an early departure is told from so many minutes")),
                ("moved_minutes", models.PositiveSmallIntegerField(default=3, verbose_name="a change of the timetable is told from so many minutes")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                ("history_user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "historical which changes are told",
                "verbose_name_plural": "historical which changes are told",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
