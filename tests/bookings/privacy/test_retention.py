"""Data go by dated rules, in steps that can be stopped, and stay where something holds them."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from bookings.models import (
    Booking,
    ContactChoice,
    Passenger,
    PushSubscription,
    RetentionHold,
    RetentionRule,
    RetentionRun,
)
from bookings.operations import purge_old_data as purge
from bookings.operations.purge_old_data import purge_old_data, would_forget
from railway.accounts.roles import ACCOUNTANT
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_train
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


def documents() -> int:
    return Passenger.objects.exclude(document_number_encrypted=None).count()


def counts(now, *only: str) -> dict[str, int]:
    return {each.code: each.count for each in would_forget(now=now, only=only)}


def test_a_rule_holds_from_its_day_on():
    booking = make_paid_booking(passengers=1)
    later = booking.departs_at + timedelta(days=8)
    RetentionRule.objects.create(data="documents", days=7, valid_from=later.date() + timedelta(days=1))
    RetentionRule.objects.create(data="documents", days=9, valid_from=date(2026, 1, 1))
    purge_old_data(now=later)
    assert documents() == 1
    purge_old_data(now=later + timedelta(days=1))
    assert documents() == 0


def test_a_dry_run_says_what_would_go_by_reference_and_changes_nothing(capsys):
    booking = make_paid_booking(passengers=2)
    later = booking.departs_at + timedelta(days=31)
    (told,) = would_forget(now=later, only=["documents"])
    assert (told.count, told.examples) == (2, [booking.reference] * 2)
    assert documents() == 2
    call_command("forget", "--dry-run", "--only", "documents")
    assert "documents" in capsys.readouterr().out
    assert (documents(), RetentionRun.objects.count()) == (2, 0)


def test_a_hold_keeps_a_booking_until_its_day_and_not_longer():
    booking = make_paid_booking(passengers=1)
    later = booking.departs_at + timedelta(days=31)
    RetentionHold.objects.create(booking=booking, until=later.date(), reason="claim 7")
    assert counts(later, "documents") == {"documents": 0}
    purge_old_data(now=later)
    assert documents() == 1
    purge_old_data(now=later + timedelta(days=1))
    assert documents() == 0


def test_a_run_that_dies_goes_on_with_the_rest(monkeypatch):
    monkeypatch.setattr(purge, "AT_ONCE", 1)
    booking = make_paid_booking(passengers=3)
    later = booking.departs_at + timedelta(days=31)
    forget, calls = purge._forget_some, []

    def dies(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return forget(*args)

    monkeypatch.setattr(purge, "_forget_some", dies)
    with pytest.raises(KeyboardInterrupt):
        purge_old_data(now=later, only=["documents"])
    assert (documents(), RetentionRun.objects.get().finished_at) == (2, None)
    assert purge_old_data(now=later, only=["documents"])["documents"] == 2


def test_after_five_years_a_paid_booking_loses_its_people_and_keeps_its_sums():
    booking = make_paid_booking(passengers=1)
    later = booking.departs_at + timedelta(days=1828)
    assert counts(later - timedelta(days=2), "names") == {"names": 0}
    assert purge_old_data(now=later)["names"] == 1
    kept = Booking.objects.get(pk=booking.pk)
    passenger = kept.passengers.get()
    assert (kept.email, passenger.full_name, passenger.birth_date, bytes(passenger.ticket.payload)) == (
        "", "", None, b"",
    )  # fmt: skip
    assert (kept.total, passenger.price, kept.state) == (booking.total, passenger.price, "FULFILLED")
    assert kept.payments.get().amount == booking.total


def test_an_order_never_paid_is_forgotten_after_thirty_days():
    booking = make_booking(make_train(departs_at=NOW + timedelta(days=90)))
    Booking.objects.filter(pk=booking.pk).update(state="RELEASED", ended_at=NOW)
    assert purge_old_data(now=NOW + timedelta(days=30))["unpaid"] == 0
    assert purge_old_data(now=NOW + timedelta(days=31))["unpaid"] == 1
    assert Booking.objects.get(pk=booking.pk).email == ""


def test_the_staff_see_what_would_go():
    make_paid_booking(passengers=1)
    page = signed_in(ACCOUNTANT).get("/admin/bookings/retentionrule/would/")
    assert "Document numbers" in page.content.decode()


def test_browsers_and_phones_go_a_week_after_the_trip():
    booking = make_paid_booking(passengers=1)
    ContactChoice.objects.create(booking=booking, sms=True, phone="+375290000000", changed_at=NOW)
    PushSubscription.objects.create(
        booking=booking, endpoint="https://push.example.org/1", p256dh="k", auth="s", made_at=NOW
    )
    assert purge_old_data(now=booking.departs_at + timedelta(days=7))["contacts"] == 0
    assert purge_old_data(now=booking.departs_at + timedelta(days=8))["contacts"] == 2
    assert not PushSubscription.objects.exists()
    assert ContactChoice.objects.get().phone == ""
