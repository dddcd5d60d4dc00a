"""Every field that tells of a person has a rule by which it goes and a line in the copy, or a reason why not."""

from django.apps import apps

from bookings.operations.forgetting import WAYS
from bookings.privacy import KINDS, NOT_PERSONAL, TABLES
from bookings.privacy.registry import STAFF, WITH_ITS_OWNER
from tests.bookings.privacy.suspects import suspects


def test_a_new_personal_field_has_a_rule_and_a_line_in_the_copy():
    known = {(table, name) for table, row in TABLES.items() for name in row.fields}
    known |= {(table, name) for table, row in NOT_PERSONAL.items() for name in row}
    unknown = sorted(set(suspects()) - known)
    assert unknown == [], (
        "give each a line in bookings/privacy/registry.py: TABLES, or NOT_PERSONAL with a reason"
    )


def test_every_line_names_a_field_that_there_is_and_a_kind_that_is_forgotten():
    for table, row in TABLES.items():
        names = {field.name for field in apps.get_model(table)._meta.concrete_fields}
        assert {*row.fields, *row.also, *row.hidden} - names <= {
            "document_number_encrypted",
            "proof_hashes",
            "payload",
        }
        assert set(row.fields) <= names, table
        kinds = set(row.fields.values()) - {STAFF, WITH_ITS_OWNER}
        assert kinds <= set(KINDS) & (set(WAYS) | {"accounts"}), table
        assert row.of_booking or row.of_season or row.of_email or row.why_not_copied, table


def test_every_exception_names_a_field_that_there_is_and_says_why():
    for table, row in NOT_PERSONAL.items():
        names = {field.name for field in apps.get_model(table)._meta.concrete_fields}
        assert set(row) <= names, table
        assert all(row.values()), table


def test_every_kind_that_has_days_is_forgotten():
    assert set(KINDS) - {"accounts"} == set(WAYS)
