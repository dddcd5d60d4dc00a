import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
from django.conf import settings
from django.db import migrations, models

# Whoever changes the trains of a day, through whatever door, leaves a note that the day was touched. Stops of a new
# train need none of their own: the train's row has left it.
TRAINS = """
CREATE FUNCTION timetables_touch_new_trains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO timetables_timetabletouch (service_date) SELECT DISTINCT service_date FROM touched;
    RETURN NULL;
END $$;
CREATE FUNCTION timetables_touch_trains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO timetables_timetabletouch (service_date)
    SELECT DISTINCT a.service_date FROM after a JOIN before b USING (id)
    WHERE (a.state, a.service_date) IS DISTINCT FROM (b.state, b.service_date);
    RETURN NULL;
END $$;
CREATE TRIGGER touch_new_trains AFTER INSERT ON timetables_datedtrip
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION timetables_touch_new_trains();
CREATE TRIGGER touch_gone_trains AFTER DELETE ON timetables_datedtrip
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION timetables_touch_new_trains();
CREATE TRIGGER touch_trains AFTER UPDATE ON timetables_datedtrip
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION timetables_touch_trains();
"""
CALLS = """
CREATE FUNCTION timetables_touch_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO timetables_timetabletouch (service_date)
    SELECT DISTINCT d.service_date FROM after a JOIN before b USING (id)
    JOIN timetables_datedtrip d ON d.id = a.dated_trip_id
    WHERE (a.stop_id, a.arrival_at, a.departure_at, a.boarding, a.alighting, a.served,
           a.arrival_cancelled, a.departure_cancelled, a.arrival_delay_s, a.departure_delay_s)
        IS DISTINCT FROM
          (b.stop_id, b.arrival_at, b.departure_at, b.boarding, b.alighting, b.served,
           b.arrival_cancelled, b.departure_cancelled, b.arrival_delay_s, b.departure_delay_s);
    RETURN NULL;
END $$;
CREATE FUNCTION timetables_touch_gone_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO timetables_timetabletouch (service_date)
    SELECT DISTINCT d.service_date FROM before b JOIN timetables_datedtrip d ON d.id = b.dated_trip_id;
    RETURN NULL;
END $$;
CREATE TRIGGER touch_calls AFTER UPDATE ON timetables_datedstop
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION timetables_touch_calls();
CREATE TRIGGER touch_gone_calls AFTER DELETE ON timetables_datedstop
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION timetables_touch_gone_calls();
"""
CHANGES = """
CREATE FUNCTION timetables_touch_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO timetables_timetabletouch (service_date) VALUES (NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER touch_all AFTER INSERT OR UPDATE OR DELETE ON timetables_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION timetables_touch_all();
CREATE TRIGGER touch_all AFTER UPDATE OF parent_station_id ON timetables_stop
    FOR EACH STATEMENT EXECUTE FUNCTION timetables_touch_all();
"""
FORGET = """
DROP TRIGGER touch_all ON timetables_stop;
DROP TRIGGER touch_all ON timetables_transfer;
DROP TRIGGER touch_gone_calls ON timetables_datedstop;
DROP TRIGGER touch_calls ON timetables_datedstop;
DROP TRIGGER touch_trains ON timetables_datedtrip;
DROP TRIGGER touch_gone_trains ON timetables_datedtrip;
DROP TRIGGER touch_new_trains ON timetables_datedtrip;
DROP FUNCTION timetables_touch_all();
DROP FUNCTION timetables_touch_gone_calls();
DROP FUNCTION timetables_touch_calls();
DROP FUNCTION timetables_touch_trains();
DROP FUNCTION timetables_touch_new_trains();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("timetables", "0005_editions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="stop",
            name="parent_station",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="platforms", to="timetables.stop", verbose_name="part of station"),
        ),
        migrations.AddField(
            model_name="historicalstop",
            name="parent_station",
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="timetables.stop", verbose_name="part of station"),
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transfer_type", models.PositiveSmallIntegerField(choices=[(0, "recommended"), (1, "the train waits"), (2, "takes at least"), (3, "not possible")], default=2, verbose_name="change")),
                ("min_transfer_time", models.PositiveIntegerField(blank=True, null=True, verbose_name="seconds at least")),
                ("from_stop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="transfers", to="timetables.stop", verbose_name="from stop")),
                ("to_stop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="timetables.stop", verbose_name="to stop")),
            ],
            options={
                "verbose_name": "transfer",
                "verbose_name_plural": "transfers",
                "ordering": ["from_stop", "to_stop"],
                "constraints": [models.UniqueConstraint(fields=("from_stop", "to_stop"), name="transfer_once")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTransfer",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("transfer_type", models.PositiveSmallIntegerField(choices=[(0, "recommended"), (1, "the train waits"), (2, "takes at least"), (3, "not possible")], default=2, verbose_name="change")),
                ("min_transfer_time", models.PositiveIntegerField(blank=True, null=True, verbose_name="seconds at least")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                ("from_stop", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="timetables.stop", verbose_name="from stop")),
                ("history_user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("to_stop", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="timetables.stop", verbose_name="to stop")),
            ],
            options={
                "verbose_name": "historical transfer",
                "verbose_name_plural": "historical transfers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="TimetableTouch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("service_date", models.DateField(db_index=True, null=True, verbose_name="service date")),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="made at")),
            ],
            options={
                "verbose_name": "touched day",
                "verbose_name_plural": "touched days",
                "ordering": ["id"],
            },
        ),
        migrations.RunSQL(TRAINS + CALLS + CHANGES, FORGET),
    ]
