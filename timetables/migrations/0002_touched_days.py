"""Whoever changes the trains of a day, through whatever door, leaves a note that the day was touched."""

from django.db import migrations

# Stops of a new train need no note of their own: the train's row has left it.
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
    # So a database made by the first, many steps counts as made by these few.
    replaces = [
        ("timetables", "0006_changes_of_trains"),
    ]

    dependencies = [("timetables", "0001_tables")]

    operations = [migrations.RunSQL(TRAINS + CALLS + CHANGES, FORGET)]
