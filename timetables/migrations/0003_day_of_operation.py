import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

# A train that was late as a whole was late at each of its stops.
SPREAD_DELAYS = """
UPDATE timetables_datedstop s SET arrival_delay_s = d.delay_s, departure_delay_s = d.delay_s
FROM timetables_datedtrip d WHERE d.id = s.dated_trip_id AND d.delay_s <> 0
"""


class Migration(migrations.Migration):
    dependencies = [
        ("timetables", "0002_more_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="datedstop", name="arrival_cancelled", field=models.BooleanField(db_default=False, default=False, verbose_name="arrival cancelled")),
        migrations.AddField(model_name="datedstop", name="departure_cancelled", field=models.BooleanField(db_default=False, default=False, verbose_name="departure cancelled")),
        migrations.AddField(model_name="datedstop", name="arrival_delay_s", field=models.IntegerField(db_default=0, default=0, verbose_name="delay on arrival, seconds")),
        migrations.AddField(model_name="datedstop", name="departure_delay_s", field=models.IntegerField(db_default=0, default=0, verbose_name="delay on departure, seconds")),
        migrations.AddField(model_name="datedstop", name="reported_arrival_s", field=models.IntegerField(blank=True, null=True, verbose_name="delay said of the arrival, seconds")),
        migrations.AddField(model_name="datedstop", name="reported_departure_s", field=models.IntegerField(blank=True, null=True, verbose_name="delay said of the departure, seconds")),
        migrations.AddField(model_name="datedstop", name="platform", field=models.CharField(blank=True, db_default="", default="", max_length=8, verbose_name="planned platform")),
        migrations.AddField(model_name="datedstop", name="actual_platform", field=models.CharField(blank=True, db_default="", default="", max_length=8, verbose_name="platform of the day")),
        migrations.AddField(model_name="stoptime", name="platform", field=models.CharField(blank=True, db_default="", default="", max_length=8, verbose_name="platform")),
        migrations.AddField(model_name="historicalstoptime", name="platform", field=models.CharField(blank=True, db_default="", default="", max_length=8, verbose_name="platform")),
        migrations.RunSQL(SPREAD_DELAYS, migrations.RunSQL.noop),
        migrations.AlterField(model_name="schedulechange", name="kind", field=models.CharField(choices=[("retimed", "times changed"), ("cancelled", "cancelled"), ("restored", "runs again"), ("delayed", "delayed"), ("stop_dropped", "a stop is not served"), ("stop_restored", "a stop is served again"), ("part_cancelled", "a part does not run"), ("part_restored", "a part runs again"), ("platform_changed", "another platform"), ("bus_set", "a bus runs instead"), ("bus_ended", "no bus runs instead any more"), ("stock_changed", "another train set")], max_length=16, verbose_name="kind")),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("header_ru", models.CharField(max_length=160, verbose_name="headline in Russian")),
                ("header_be", models.CharField(blank=True, max_length=160, verbose_name="headline in Belarusian")),
                ("header_en", models.CharField(blank=True, max_length=160, verbose_name="headline in English")),
                ("text_ru", models.TextField(blank=True, max_length=2000, verbose_name="text in Russian")),
                ("text_be", models.TextField(blank=True, max_length=2000, verbose_name="text in Belarusian")),
                ("text_en", models.TextField(blank=True, max_length=2000, verbose_name="text in English")),
                ("url", models.URLField(blank=True, verbose_name="web address with more")),
                ("cause", models.CharField(choices=[("UNKNOWN_CAUSE", "not known"), ("OTHER_CAUSE", "other"), ("TECHNICAL_PROBLEM", "technical problem"), ("STRIKE", "strike"), ("DEMONSTRATION", "demonstration"), ("ACCIDENT", "accident"), ("HOLIDAY", "public holiday"), ("WEATHER", "weather"), ("MAINTENANCE", "maintenance"), ("CONSTRUCTION", "building work"), ("POLICE_ACTIVITY", "police or border control"), ("MEDICAL_EMERGENCY", "medical emergency")], default="UNKNOWN_CAUSE", max_length=20, verbose_name="cause")),
                ("effect", models.CharField(choices=[("NO_SERVICE", "no trains"), ("REDUCED_SERVICE", "fewer trains"), ("SIGNIFICANT_DELAYS", "long delays"), ("DETOUR", "another way"), ("ADDITIONAL_SERVICE", "more trains"), ("MODIFIED_SERVICE", "trains run otherwise"), ("OTHER_EFFECT", "other"), ("UNKNOWN_EFFECT", "not known"), ("STOP_MOVED", "the stop is elsewhere"), ("NO_EFFECT", "none"), ("ACCESSIBILITY_ISSUE", "access without steps")], default="MODIFIED_SERVICE", max_length=20, verbose_name="effect")),
                ("severity", models.CharField(choices=[("INFO", "for information"), ("WARNING", "warning"), ("SEVERE", "severe")], default="WARNING", max_length=8, verbose_name="severity")),
                ("active_from", models.DateTimeField(verbose_name="holds from")),
                ("active_until", models.DateTimeField(blank=True, null=True, verbose_name="holds until, not included")),
                ("trip_ids", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, default=list, size=None, verbose_name="codes of trains")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("made_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name="made by")),
                ("routes", models.ManyToManyField(blank=True, related_name="alerts", to="timetables.route", verbose_name="lines")),
                ("stops", models.ManyToManyField(blank=True, related_name="alerts", to="timetables.stop", verbose_name="stations")),
            ],
            options={
                "verbose_name": "alert",
                "verbose_name_plural": "alerts",
                "ordering": ["-active_from", "-id"],
                "indexes": [models.Index(condition=models.Q(("withdrawn_at", None)), fields=["active_from"], name="alert_in_force")],
                "constraints": [models.CheckConstraint(condition=models.Q(("active_until", None), ("active_until__gt", models.F("active_from")), _connector="OR"), name="alert_forward")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAlert",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("header_ru", models.CharField(max_length=160, verbose_name="headline in Russian")),
                ("header_be", models.CharField(blank=True, max_length=160, verbose_name="headline in Belarusian")),
                ("header_en", models.CharField(blank=True, max_length=160, verbose_name="headline in English")),
                ("text_ru", models.TextField(blank=True, max_length=2000, verbose_name="text in Russian")),
                ("text_be", models.TextField(blank=True, max_length=2000, verbose_name="text in Belarusian")),
                ("text_en", models.TextField(blank=True, max_length=2000, verbose_name="text in English")),
                ("url", models.URLField(blank=True, verbose_name="web address with more")),
                ("cause", models.CharField(choices=[("UNKNOWN_CAUSE", "not known"), ("OTHER_CAUSE", "other"), ("TECHNICAL_PROBLEM", "technical problem"), ("STRIKE", "strike"), ("DEMONSTRATION", "demonstration"), ("ACCIDENT", "accident"), ("HOLIDAY", "public holiday"), ("WEATHER", "weather"), ("MAINTENANCE", "maintenance"), ("CONSTRUCTION", "building work"), ("POLICE_ACTIVITY", "police or border control"), ("MEDICAL_EMERGENCY", "medical emergency")], default="UNKNOWN_CAUSE", max_length=20, verbose_name="cause")),
                ("effect", models.CharField(choices=[("NO_SERVICE", "no trains"), ("REDUCED_SERVICE", "fewer trains"), ("SIGNIFICANT_DELAYS", "long delays"), ("DETOUR", "another way"), ("ADDITIONAL_SERVICE", "more trains"), ("MODIFIED_SERVICE", "trains run otherwise"), ("OTHER_EFFECT", "other"), ("UNKNOWN_EFFECT", "not known"), ("STOP_MOVED", "the stop is elsewhere"), ("NO_EFFECT", "none"), ("ACCESSIBILITY_ISSUE", "access without steps")], default="MODIFIED_SERVICE", max_length=20, verbose_name="effect")),
                ("severity", models.CharField(choices=[("INFO", "for information"), ("WARNING", "warning"), ("SEVERE", "severe")], default="WARNING", max_length=8, verbose_name="severity")),
                ("active_from", models.DateTimeField(verbose_name="holds from")),
                ("active_until", models.DateTimeField(blank=True, null=True, verbose_name="holds until, not included")),
                ("trip_ids", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, default=list, size=None, verbose_name="codes of trains")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                ("history_user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("made_by", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="made by")),
            ],
            options={
                "verbose_name": "historical alert",
                "verbose_name_plural": "historical alerts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ReplacementBus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_position", models.PositiveSmallIntegerField(verbose_name="from position")),
                ("to_position", models.PositiveSmallIntegerField(verbose_name="to position")),
                ("departs_at", models.DateTimeField(verbose_name="departs at")),
                ("arrives_at", models.DateTimeField(verbose_name="arrives at")),
                ("place_ru", models.CharField(blank=True, max_length=200, verbose_name="where it waits, in Russian")),
                ("place_be", models.CharField(blank=True, max_length=200, verbose_name="where it waits, in Belarusian")),
                ("place_en", models.CharField(blank=True, max_length=200, verbose_name="where it waits, in English")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("dated_trip", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="buses", to="timetables.datedtrip", verbose_name="train of a day")),
                ("made_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name="made by")),
            ],
            options={
                "verbose_name": "replacement bus",
                "verbose_name_plural": "replacement buses",
                "ordering": ["departs_at"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("to_position__gt", models.F("from_position"))), name="bus_forward"),
                    models.CheckConstraint(condition=models.Q(("arrives_at__gt", models.F("departs_at"))), name="bus_in_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportingDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True, verbose_name="hash of the token")),
                ("is_active", models.BooleanField(default=True, verbose_name="may report")),
                ("made_at", models.DateTimeField(editable=False, verbose_name="made at")),
                ("last_seen_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reported last at")),
            ],
            options={
                "verbose_name": "reporting device",
                "verbose_name_plural": "reporting devices",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="VehiclePosition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lat", models.FloatField(verbose_name="latitude")),
                ("lon", models.FloatField(verbose_name="longitude")),
                ("bearing", models.FloatField(blank=True, null=True, verbose_name="direction, degrees from north")),
                ("speed_mps", models.FloatField(blank=True, null=True, verbose_name="speed, metres a second")),
                ("vehicle_label", models.CharField(blank=True, max_length=64, verbose_name="train set's label")),
                ("position", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="position")),
                ("status", models.CharField(blank=True, choices=[("INCOMING_AT", "about to arrive"), ("STOPPED_AT", "at the stop"), ("IN_TRANSIT_TO", "on the way to the stop")], max_length=13, verbose_name="status")),
                ("reported_at", models.DateTimeField(verbose_name="measured at")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("dated_trip", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="vehicle_position", to="timetables.datedtrip", verbose_name="train of a day")),
                ("device", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="timetables.reportingdevice", verbose_name="reporting device")),
                ("reported_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name="reported by")),
            ],
            options={
                "verbose_name": "place of a train",
                "verbose_name_plural": "places of trains",
                "ordering": ["-reported_at"],
                "constraints": [models.CheckConstraint(condition=models.Q(("lat__range", (-90, 90)), ("lon__range", (-180, 180))), name="vehicle_on_earth")],
            },
        ),
    ]
