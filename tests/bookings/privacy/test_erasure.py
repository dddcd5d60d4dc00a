"""A copy of one's data and its erasure: proved, shown before, done as far as it may be, and the books stay whole."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client

from bookings import ledger
from bookings.access import manage_url
from bookings.ledger.register import register_rows
from bookings.models import (
    Booking,
    Notification,
    Passenger,
    PrivacyRequest,
    Refund,
    RetentionHold,
    WaitingEntry,
)
from bookings.notifications.deliver import deliver_notifications
from bookings.operations.answer_request import AlreadyAnswered, carry_out, decide_request, finish_requests
from bookings.operations.ask_for_data import ask_for_data
from railway.accounts.roles import DESK_CLERK
from tests.bookings.exchange_world import buy
from tests.bookings.ledger.books import everything
from tests.bookings.proofs.conftest import PENSIONER
from tests.bookings.true_line import NOW
from tests.staff import make_staff, sign_in

NAME = "Ковалёва"
LATER = NOW + timedelta(days=40)


@pytest.fixture
def bought(train) -> Booking:
    booking = buy(train, PENSIONER)
    booking.passengers.update(family_name=NAME, given_name="Анна", document_last4="4567")
    return booking


def ask(booking: Booking, kind: str = "erasure", **fields) -> PrivacyRequest:
    return ask_for_data(booking=booking, kind=kind, language="en", now=NOW, **fields)


def in_database(words: str) -> list[str]:
    """Every table of the schema in which some row still says these words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [table for (table,) in cursor.fetchall()]
        found = []
        for table in tables:
            sql = f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text ILIKE %s)'  # noqa: S608 - names of the schema
            cursor.execute(sql, [f"%{words}%"])
            found += [table] * cursor.fetchone()[0]
    return found


def test_after_an_erasure_nothing_names_the_person_and_the_books_are_the_same_to_the_kopeck(bought):
    address, month = bought.email, NOW.date()
    before = everything(), ledger.balances(), register_rows(month=month), ledger.audit_ledger()
    asked = ask(bought)
    with time_machine.travel(LATER, tick=False):
        plan = carry_out(request=asked, now=LATER)
        deliver_notifications(now=LATER)
    assert plan is not None
    assert (len(plan.erased), plan.kept) == (1, [])
    assert (everything(), ledger.balances(), register_rows(month=month), ledger.audit_ledger()) == before
    assert before[3].ok
    assert Decimal(sum(entry.amount for entry in ledger.balances())) == 0
    assert in_database(NAME) == []
    # Only the letter that says it is done still knows the address, for days.
    assert in_database(address) == ["bookings_notification"]
    left = Notification.objects.exclude(email="").values_list("kind", flat=True)
    assert list(left) == ["privacy"]
    asked.refresh_from_db()
    assert (asked.state, asked.email, bool(asked.email_hash)) == ("done", "", True)


def test_a_ticket_for_a_trip_to_come_waits_and_goes_by_itself_after_the_trip(bought):
    asked = ask(bought)
    plan = carry_out(request=asked, now=NOW)
    assert [(each.reference, each.reasons[0].code) for each in plan.kept] == [
        (bought.shown_reference, "travel")
    ]
    assert Passenger.objects.get(booking=bought).family_name == NAME
    assert finish_requests(now=bought.departs_at) == 1
    assert Passenger.objects.get(booking=bought).family_name == ""
    with pytest.raises(AlreadyAnswered):
        carry_out(request=asked, now=LATER)


@pytest.mark.parametrize("reason", ["refund", "hold"])
def test_money_on_its_way_and_a_dispute_keep_a_booking(bought, reason):
    if reason == "refund":
        payment = bought.payments.get()
        Refund.objects.create(payment=payment, amount=1, currency="BYN", reason="passenger", created_at=NOW)
    else:
        RetentionHold.objects.create(booking=bought, until=LATER.date(), reason="claim 7")
    with time_machine.travel(LATER, tick=False):
        plan = carry_out(request=ask(bought), now=LATER)
    assert [each.reasons[0].code for each in plan.kept] == [reason]
    assert Passenger.objects.get(booking=bought).family_name == NAME


def test_a_place_in_the_queue_does_not_survive(bought, train):
    WaitingEntry.objects.create(
        origin=bought.origin, destination=bought.destination, departs_from=NOW, departs_before=LATER, size=1,
        currency="BYN", email=bought.email.upper(), language="be", created_at=NOW, joined_at=NOW,
    )  # fmt: skip
    carry_out(request=ask(bought), now=LATER)
    assert not WaitingEntry.objects.exists()


def test_an_erased_order_opens_for_nobody(bought, client):
    link = "/en" + manage_url(bought, "en").split("/en", 1)[1]
    client.get(link)
    page = f"/en/o/{bought.shown_reference}/"
    assert client.get(page).status_code == 200
    carry_out(request=ask(bought), now=LATER)
    for who in (client, Client()):
        for address in (page, link, f"{page}ticket/1.pdf", f"{page}data"):
            assert "/en/orders" in who.get(address).headers["Location"]


def test_the_way_by_the_pages_and_the_letter(bought, client):
    session = client.session
    session["orders"] = [bought.reference]
    session.save()
    page = f"/en/o/{bought.shown_reference}/data"
    assert client.post(page, {"do": "ask"}).status_code == 422
    for _press in range(2):
        assert client.post(page, {"do": "ask", "kind": "export"}).status_code == 303
    asked = PrivacyRequest.objects.get()
    assert (asked.state, asked.due_at - asked.asked_at) == ("asked", timedelta(days=15))
    mail.outbox.clear()
    deliver_notifications(now=NOW)
    (letter,) = [each for each in mail.outbox if "copy" in each.subject.lower()]
    link = "/en/data/" + letter.body.split("/en/data/")[1].split()[0]
    stranger = Client()
    assert stranger.get(link.split("?")[0]).status_code == 404
    assert stranger.get(link.replace("k=", "k=x")).status_code == 404
    page = stranger.get(link).headers["Location"]
    assert stranger.get(f"{page}copy.json").status_code == 404  # opened, not confirmed
    stranger.post(page)
    shown = stranger.get(page).content.decode()
    assert NAME in shown
    copy = json.loads(stranger.get(f"{page}copy.json").content)
    assert copy["data"]["bookings.Passenger"][0]["family_name"] == NAME
    assert "document_number_encrypted" not in copy["data"]["bookings.Passenger"][0]
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        assert stranger.get(f"{page}copy.json").status_code == 404


def test_who_cannot_read_the_address_is_checked_by_a_clerk(bought, client):
    session = client.session
    session["orders"] = [bought.reference]
    session.save()
    page = f"/en/o/{bought.shown_reference}/data"
    told = {"do": "ask", "kind": "erasure", "cant_read": "on"}
    assert client.post(page, told).status_code == 422
    client.post(page, told | {"words": "+375 29 000-00-00"})
    asked = PrivacyRequest.objects.get()
    assert asked.state == "checking"
    clerk = sign_in(make_staff(DESK_CLERK))
    address = f"/admin/bookings/privacyrequest/{asked.pk}/"
    assert "+375 29" in clerk.get(f"{address}change/").content.decode()
    clerk.post(f"{address}decide/", {"do": "refuse", "answer": ""})
    asked.refresh_from_db()
    assert asked.state == "checking"
    clerk.post(f"{address}decide/", {"do": "refuse", "answer": "Another name"})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("refused", "Another name")
    with pytest.raises(AlreadyAnswered):
        decide_request(request=asked, by=make_staff(DESK_CLERK), grant=True, answer="x", now=NOW)
