"""The database itself keeps what was consented to, and who looked at whose data."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION lookup_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '365 days' THEN
        RETURN OLD;  -- a rule of retention may forget what is a year old; nothing younger
    END IF;
    RAISE EXCEPTION 'a row of % is never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION consent_text_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.purpose, NEW.law, NEW.version, NEW.text_ru, NEW.text_be, NEW.text_en)
        IS DISTINCT FROM (OLD.purpose, OLD.law, OLD.version, OLD.text_ru, OLD.text_be, OLD.text_en)
        AND EXISTS (SELECT FROM bookings_consent WHERE text_id = OLD.id) THEN
        RAISE EXCEPTION 'consent text % was agreed to', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION consent_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.text_id, NEW.booking_id, NEW.passenger_id, NEW.season_ticket_id, NEW.language, NEW.given_at, NEW.how, NEW.given_as)
        IS DISTINCT FROM
        (OLD.text_id, OLD.booking_id, OLD.passenger_id, OLD.season_ticket_id, OLD.language, OLD.given_at, OLD.how, OLD.given_as)
        OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at) THEN
        RAISE EXCEPTION 'consent % can only be withdrawn, once', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE ON bookings_personaldatalookup
FOR EACH ROW EXECUTE FUNCTION lookup_kept();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON bookings_personaldatalookup
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_emptying();
REVOKE UPDATE, TRUNCATE ON bookings_personaldatalookup FROM PUBLIC, CURRENT_USER;
CREATE TRIGGER kept_as_it_is BEFORE UPDATE ON bookings_consenttext
FOR EACH ROW EXECUTE FUNCTION consent_text_kept();
CREATE TRIGGER kept_as_it_is BEFORE UPDATE ON bookings_consent
FOR EACH ROW EXECUTE FUNCTION consent_kept();
"""
NO_GUARDS = """
DROP FUNCTION lookup_kept() CASCADE;
DROP FUNCTION consent_text_kept() CASCADE;
DROP FUNCTION consent_kept() CASCADE;
DROP TRIGGER never_emptied ON bookings_personaldatalookup;
GRANT UPDATE, TRUNCATE ON bookings_personaldatalookup TO CURRENT_USER;
"""


class Migration(migrations.Migration):
    # So a database made by the first, many steps counts as made by these few.
    replaces = [
        ("bookings", "0018_privacy"),
        ("bookings", "0026_season_consents"),
    ]

    dependencies = [("bookings", "0004_till_guards")]

    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
