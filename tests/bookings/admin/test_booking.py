"""A booking's page: what the staff see, what a clerk may do, and the trace that each leaves."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings import inventory
from bookings.models import Booking, Notification, Refund, RefundOffer, Ticket
from bookings.offers import PartyMember
from railway.accounts.models import User
from railway.accounts.roles import ACCOUNTANT, AUDITOR, INSPECTOR
from tests.bookings.admin.conftest import ANNA
from tests.bookings.exchange_world import NEXT_DAY, exchange
from tests.bookings.true_line import NOW, book, make_true_train
from tests.railway.accounts.test_staff_site import INLINE
from tests.staff import signed_in
from timetables.models import DatedTrip


def page_of(booking: Booking) -> str:
    return f"/admin/bookings/booking/{booking.pk}/change/"


def press(client: Client, booking: Booking, button: str, **fields: object) -> str:
    """Press a button of the booking's page and follow it."""
    answer = client.post(f"/admin/bookings/booking/{booking.pk}/do/{button}/", fields, follow=True)
    return answer.content.decode()


def test_the_page_shows_passengers_prices_and_history(clerk: Client, paid: Booking) -> None:
    page = clerk.get(page_of(paid)).content.decode()
    for words in (
        "Ковалёва Анна",
        "coach 1, seat",
        "Tickets issued",
        "how it came about",
        "tariff of Belarus",
    ):
        assert words in page
    assert not INLINE.search(page)


def test_an_exchange_is_seen_on_both_bookings_and_in_its_table(clerk: Client, paid: Booking) -> None:
    new = exchange(paid, make_true_train(day=NEXT_DAY))
    assert new.shown_reference in clerk.get(page_of(paid)).content.decode()
    assert paid.shown_reference in clerk.get(page_of(new)).content.decode()
    listed = clerk.get("/admin/bookings/exchangeoffer/").content.decode()
    assert paid.shown_reference in listed
    assert new.shown_reference in listed


def test_the_page_never_shows_a_whole_document(clerk: Client, paid: Booking) -> None:
    page = clerk.get(page_of(paid)).content.decode()
    assert "•••••4567" in page
    assert "1234567" not in page


def test_looking_at_a_booking_is_recorded(clerk: Client, staff: User, paid: Booking) -> None:
    events = paid.events.count()
    clerk.get(page_of(paid))
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (staff, str(paid.pk), "Looked at")
    assert paid.events.count() == events, "the passenger's history is not the place for it"
    journal = signed_in(AUDITOR).get("/admin/admin/logentry/").content.decode()
    assert staff.username in journal
    assert paid.shown_reference in journal


def test_who_may_not_look_leaves_no_trace_and_sees_nothing(paid: Booking) -> None:
    assert signed_in(INSPECTOR).get(page_of(paid)).status_code == 403
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("text", ["reference", "shown_reference", "email", "family_name"])
def test_a_booking_is_found_by_what_people_tell(clerk: Client, paid: Booking, text: str) -> None:
    said = {"family_name": "Ковалёва"}.get(text) or getattr(paid, text)
    found = clerk.get("/admin/bookings/booking/", {"q": said}).context["cl"].queryset
    assert list(found) == [paid]


def test_a_held_booking_can_be_let_go(clerk: Client, staff: User, held: Booking, train: DatedTrip) -> None:
    assert "seats are free again" in press(clerk, held, "release")
    held.refresh_from_db()
    assert held.state == "CANCELLED"
    assert inventory.seats_left(spans={train.pk: inventory.Span(0, 4)})[train.pk] == 8
    assert LogEntry.objects.filter(user=staff, change_message="Let the seats go").count() == 1
    assert held.events.get(kind="cancelled").by == staff.username


def test_a_paid_booking_is_not_let_go(clerk: Client, paid: Booking) -> None:
    assert "Only a booking that is held" in press(clerk, paid, "release")
    paid.refresh_from_db()
    assert paid.state == "FULFILLED"


def test_tickets_are_sent_again_each_time_it_is_asked(
    clerk: Client, paid: Booking, clock: time_machine.Traveller
) -> None:
    for _time in range(2):
        clock.shift(timedelta(minutes=1))
        assert "tickets go to anna@example.org" in press(clerk, paid, "send")
    assert Notification.objects.filter(booking=paid, kind="confirmed").count() == 3


def test_tickets_are_returned_after_the_clerk_has_seen_the_sum(
    clerk: Client, staff: User, paid: Booking
) -> None:
    asked = press(clerk, paid, "offer-refund")
    offer = RefundOffer.objects.get()
    assert "Return the tickets and the money" in asked
    assert not Refund.objects.exists()
    assert "go back" in press(clerk, paid, "confirm-refund", offer=offer.uuid)
    paid.refresh_from_db()
    assert paid.state == "REFUNDED"
    assert Refund.objects.get().amount == offer.amount > 0
    assert LogEntry.objects.filter(user=staff, change_message="Returned tickets").count() == 1


def test_one_passenger_of_two_can_return(clerk: Client, train: DatedTrip) -> None:
    party = book(
        train, PartyMember("BY"), PartyMember("BY"), passengers=[ANNA, ANNA], email="anna@example.org"
    )
    Booking.objects.filter(pk=party.pk).update(state="FULFILLED")
    press(clerk, party, "offer-refund", passenger=2)
    assert [line["number"] for line in RefundOffer.objects.get().passengers] == [2]


def test_an_offer_that_ended_returns_nothing(
    clerk: Client, paid: Booking, clock: time_machine.Traveller
) -> None:
    press(clerk, paid, "offer-refund")
    clock.shift(timedelta(hours=1))
    assert "offer has ended" in press(clerk, paid, "confirm-refund", offer=RefundOffer.objects.get().uuid)
    assert not Refund.objects.exists()


@pytest.mark.parametrize(("uuid", "button"), [("not-a-uuid", "confirm-refund"), ("", "delete-everything")])
def test_what_is_not_there_is_not_found(clerk: Client, paid: Booking, uuid: str, button: str) -> None:
    address = f"/admin/bookings/booking/{paid.pk}/do/{button}/"
    assert clerk.post(address, {"offer": uuid}).status_code == 404


@pytest.mark.parametrize("role", [ACCOUNTANT, AUDITOR])
def test_those_who_only_look_have_no_buttons(paid: Booking, role: str) -> None:
    client = signed_in(role)
    page = client.get(page_of(paid))
    assert page.status_code == 200
    assert "/do/" not in page.content.decode()
    assert client.post(f"/admin/bookings/booking/{paid.pk}/do/send/").status_code == 403
    assert client.get(f"/admin/bookings/booking/{paid.pk}/do/send/").status_code == 405


def test_the_list_takes_as_many_queries_for_three_bookings_as_for_one(
    clerk: Client, train: DatedTrip
) -> None:
    counts = []
    for more in (1, 2):
        for _number in range(more):
            book(train, passengers=[ANNA])
        with CaptureQueriesContext(connection) as queries:
            clerk.get("/admin/bookings/booking/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_tickets_are_listed_without_their_code(clerk: Client, paid: Booking) -> None:
    ticket = Ticket.objects.get()
    page = clerk.get(f"/admin/bookings/ticket/{ticket.pk}/change/")
    assert ticket.number in page.content.decode()
    assert "payload" not in page.content.decode()


def test_a_hold_that_ran_out_is_shown_as_ended(
    clerk: Client, held: Booking, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + timedelta(hours=1))
    assert clerk.get(page_of(held)).context["card"].state == "hold ended"
