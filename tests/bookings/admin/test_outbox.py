"""Letters and refunds that failed are seen and can be tried again; it is recorded who did it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from bookings.models import Booking, Notification, Payment, Refund
from railway.accounts.models import User
from railway.accounts.roles import ACCOUNTANT, AUDITOR
from tests.bookings.true_line import NOW
from tests.staff import make_staff, sign_in, signed_in


def fail(booking: Booking) -> Notification:
    letter = Notification.objects.filter(booking=booking).earliest("created_at")
    Notification.objects.filter(pk=letter.pk).update(state="failed", attempts=9, error="no such host")
    return letter


def test_a_failed_letter_is_found_by_its_state_and_tried_again(
    clerk: Client, staff: User, paid: Booking
) -> None:
    letter = fail(paid)
    listed = clerk.get("/admin/bookings/notification/?state__exact=failed").context["cl"].queryset
    assert list(listed) == [letter]
    clerk.post(
        "/admin/bookings/notification/", {"action": "try_again", "_selected_action": [letter.pk]}, follow=True
    )
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.error, letter.next_attempt_at) == ("queued", 0, "", NOW)
    assert LogEntry.objects.get(change_message="Queued again").user == staff


def test_a_letter_that_was_sent_is_not_sent_again_by_it(clerk: Client, paid: Booking) -> None:
    letter = Notification.objects.filter(booking=paid).earliest("created_at")
    Notification.objects.filter(pk=letter.pk).update(state="sent")
    clerk.post(
        "/admin/bookings/notification/", {"action": "try_again", "_selected_action": [letter.pk]}, follow=True
    )
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_an_auditor_only_looks_at_letters(paid: Booking) -> None:
    letter, client = fail(paid), signed_in(AUDITOR)
    chosen = {"action": "try_again", "_selected_action": [letter.pk]}
    client.post("/admin/bookings/notification/", chosen, follow=True)
    letter.refresh_from_db()
    assert letter.state == "failed"


def test_a_failed_refund_is_tried_again_by_the_accountant(paid: Booking) -> None:
    accountant = make_staff(ACCOUNTANT)
    payment = Payment.objects.get(status="captured")
    refund = Refund.objects.create(
        payment=payment,
        amount=1,
        currency="BYN",
        reason="passenger",
        status="failed",
        attempts=9,
        created_at=NOW,
    )
    client = sign_in(accountant)
    client.post(
        "/admin/bookings/refund/", {"action": "try_again", "_selected_action": [refund.pk]}, follow=True
    )
    refund.refresh_from_db()
    assert (refund.status, refund.attempts) == ("due", 0)
    assert LogEntry.objects.get(change_message="Queued again").user == accountant


@pytest.mark.parametrize("table", ["payment", "refundoffer", "refund", "notification", "ticket"])
def test_rows_of_sales_open_and_cannot_be_written(paid: Booking, table: str) -> None:
    client = signed_in(ACCOUNTANT, AUDITOR)
    listed = client.get(f"/admin/bookings/{table}/")
    for row in listed.context["cl"].queryset:
        page = client.get(f"/admin/bookings/{table}/{row.pk}/change/")
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()
        assert client.post(f"/admin/bookings/{table}/{row.pk}/change/", {}).status_code == 403
        assert client.post(f"/admin/bookings/{table}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
