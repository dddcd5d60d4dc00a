"""The database itself keeps the ledger: nothing in it is changed or deleted, each transaction balances per currency and
is closed when it is committed. What banks said, and what was said of it, is kept the same way.
"""

from django.db import migrations

KEPT = (
    "bookings_ledgertransaction", "bookings_ledgerentry", "bookings_bankstatement", "bookings_bankline",
    "bookings_bankdifferencenote",
)  # fmt: skip
# Rows that others point to are locked when those are written, which takes the right to update them.
POINTED_TO = ("bookings_ledgertransaction", "bookings_bankstatement", "bookings_bankline")

FUNCTIONS = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Tests empty their database between them; their connections say so (railway.ledger_may_be_emptied).
CREATE FUNCTION ledger_refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('railway.ledger_may_be_emptied', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.opened_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM bookings_ledgertransaction
        WHERE id = NEW.transaction_id AND opened_in = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'ledger transaction % is closed', NEW.transaction_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM bookings_ledgerentry WHERE transaction_id = NEW.transaction_id
        GROUP BY currency HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'ledger transaction % does not balance', NEW.transaction_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_has_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM bookings_ledgerentry WHERE transaction_id = NEW.id) THEN
        RAISE EXCEPTION 'ledger transaction % has no entries', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_open BEFORE INSERT ON bookings_ledgertransaction
FOR EACH ROW EXECUTE FUNCTION ledger_open();
CREATE TRIGGER ledger_is_open BEFORE INSERT ON bookings_ledgerentry
FOR EACH ROW EXECUTE FUNCTION ledger_is_open();
CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON bookings_ledgerentry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances();
CREATE CONSTRAINT TRIGGER ledger_has_entries AFTER INSERT ON bookings_ledgertransaction
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_has_entries();
"""
NO_FUNCTIONS = """
DROP FUNCTION ledger_open() CASCADE;
DROP FUNCTION ledger_is_open() CASCADE;
DROP FUNCTION ledger_balances() CASCADE;
DROP FUNCTION ledger_has_entries() CASCADE;
DROP FUNCTION ledger_refuse_change() CASCADE;
DROP FUNCTION ledger_refuse_emptying() CASCADE;
"""


def _guard(table: str) -> migrations.RunSQL:
    rights = "DELETE, TRUNCATE" if table in POINTED_TO else "UPDATE, DELETE, TRUNCATE"
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER kept_as_it_is BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_emptying();
        REVOKE {rights} ON {table} FROM PUBLIC, CURRENT_USER;
        """,
        f"GRANT {rights} ON {table} TO CURRENT_USER;",
    )


class Migration(migrations.Migration):
    # So a database made by the first, many steps counts as made by these few.
    replaces = [
        ("bookings", "0013_ledger_guards"),
    ]

    dependencies = [("bookings", "0002_seat_storage")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS), *map(_guard, KEPT)]
