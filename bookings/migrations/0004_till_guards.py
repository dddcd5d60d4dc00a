"""The database itself keeps the tills: nothing enters a closed shift, no till holds less than nothing, receipts stay."""

from django.db import migrations

KEPT = ("bookings_shift", "bookings_shiftcash", "bookings_tillreceipt")

FUNCTIONS = """
-- The shift's row is locked, so that what is posted into it and its closing come one after the other.
CREATE FUNCTION till_shift_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM bookings_shift WHERE id = NEW.shift_id AND closed_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'shift % is closed', NEW.shift_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION till_closed_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'shift % is closed', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION till_only_printed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told bookings_tillreceipt := NEW;
BEGIN
    told.printed_at := OLD.printed_at;
    IF told IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'a receipt is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION till_holds_enough() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    at_shift bigint;
    held numeric;
BEGIN
    SELECT shift_id INTO at_shift FROM bookings_ledgertransaction WHERE id = NEW.transaction_id;
    IF at_shift IS NULL THEN
        RAISE EXCEPTION 'cash moves in a shift only' USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce((SELECT carried FROM bookings_shiftcash WHERE shift_id = at_shift AND currency = NEW.currency), 0)
        + coalesce(sum(e.amount), 0) INTO held
    FROM bookings_ledgerentry e JOIN bookings_ledgertransaction t ON t.id = e.transaction_id
    WHERE t.shift_id = at_shift AND e.account = 'till' AND e.currency = NEW.currency;
    IF held < 0 THEN
        RAISE EXCEPTION 'the till would hold %', held USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER till_shift_is_open BEFORE INSERT ON bookings_ledgertransaction
FOR EACH ROW WHEN (NEW.shift_id IS NOT NULL) EXECUTE FUNCTION till_shift_is_open();
CREATE TRIGGER till_shift_is_open BEFORE INSERT ON bookings_tillreceipt
FOR EACH ROW EXECUTE FUNCTION till_shift_is_open();
CREATE TRIGGER till_shift_is_open BEFORE INSERT OR UPDATE ON bookings_shiftcash
FOR EACH ROW EXECUTE FUNCTION till_shift_is_open();
CREATE TRIGGER till_closed_is_final BEFORE UPDATE ON bookings_shift
FOR EACH ROW EXECUTE FUNCTION till_closed_is_final();
CREATE TRIGGER till_only_printed BEFORE UPDATE ON bookings_tillreceipt
FOR EACH ROW EXECUTE FUNCTION till_only_printed();
CREATE TRIGGER till_holds_enough AFTER INSERT ON bookings_ledgerentry
FOR EACH ROW WHEN (NEW.account = 'till') EXECUTE FUNCTION till_holds_enough();
"""
NO_FUNCTIONS = """
DROP FUNCTION till_shift_is_open() CASCADE;
DROP FUNCTION till_closed_is_final() CASCADE;
DROP FUNCTION till_only_printed() CASCADE;
DROP FUNCTION till_holds_enough() CASCADE;
"""


def _guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER never_deleted BEFORE DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_emptying();
        REVOKE DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER;
        """,
        f"GRANT DELETE, TRUNCATE ON {table} TO CURRENT_USER;",
    )


class Migration(migrations.Migration):
    # So a database made by the first, many steps counts as made by these few.
    replaces = [
        ("bookings", "0020_till_guards"),
    ]

    dependencies = [("bookings", "0003_ledger_guards")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS), *map(_guard, KEPT)]
