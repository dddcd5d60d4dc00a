"""Letters about season tickets: choices and quiet hours, the lost link, the word before a proof ends."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from bookings.access import season_scoped_token, season_token
from bookings.models import ContactChoice, Notification, SeasonTicket
from bookings.notifications.choices import UNSUBSCRIBE
from bookings.notifications.deliver import deliver_notifications
from bookings.operations.choose_letters import Wishes, choose_season_letters
from bookings.operations.recover_link import recover_link
from bookings.operations.refund_season_ticket import confirm_season_refund, offer_season_refund
from bookings.operations.remind_of_proofs import remind_of_proofs
from bookings.operations.tend_season_tickets import tend_season_tickets
from railway.accounts.models import User
from tests.bookings.season.season_world import (
    NOW,
    PENSIONER,
    PURCHASER,
    answer,
    ask_for,
    at,
    bought,
    later,
    under_way,
)
from tests.bookings.season.test_benefit import PROOF, see
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db
WISHES = Wishes(
    optional=True, mail=True, push=False, sms=False, phone="", quiet_from=None, quiet_until=None,
    timezone="Europe/Minsk", language="",
)  # fmt: skip
NIGHT = replace(WISHES, quiet_from=time(22), quiet_until=time(7))
LAST_DAYS = at(later(28))


def letters(ticket: SeasonTicket) -> list[str]:
    return list(ticket.notifications.order_by("id").values_list("kind", flat=True))


def give_back(ticket: SeasonTicket, *, now) -> None:
    confirm_season_refund(offer=offer_season_refund(ticket=ticket, now=now), now=now)


@pytest.mark.parametrize("unwanted", [{"optional": False}, {"mail": False}])
def test_what_is_not_obligatory_obeys_the_choice_and_what_is_owed_goes(
    train: DatedTrip, unwanted: dict[str, bool]
) -> None:
    ticket = bought()
    choose_season_letters(ticket=ticket, wishes=replace(WISHES, **unwanted), now=NOW)
    assert tend_season_tickets(now=LAST_DAYS) == (0, 0)
    give_back(ticket, now=LAST_DAYS)
    assert letters(ticket) == ["season_bought", "season_refunded"]


def test_the_accounts_choice_holds_where_the_ticket_has_none(train: DatedTrip) -> None:
    person = User.objects.create_user("anna", email=PURCHASER.email)
    ContactChoice.objects.create(user=person, optional=False, changed_at=NOW)
    ticket = bought(account=person)
    assert tend_season_tickets(now=LAST_DAYS) == (0, 0)
    choose_season_letters(ticket=ticket, wishes=WISHES, now=NOW)
    assert tend_season_tickets(now=LAST_DAYS) == (0, 1)


def test_a_choice_made_later_still_stops_what_waits(train: DatedTrip) -> None:
    ticket = bought()
    tend_season_tickets(now=LAST_DAYS)
    choose_season_letters(ticket=ticket, wishes=replace(WISHES, optional=False), now=LAST_DAYS)
    deliver_notifications(now=LAST_DAYS)
    assert [letter.subject for letter in mail.outbox if "скоро" in letter.subject] == []


def test_what_can_wait_waits_till_morning_and_what_was_asked_for_does_not(train: DatedTrip) -> None:
    ticket = ask_for()
    choose_season_letters(ticket=ticket, wishes=NIGHT, now=NOW)
    night = NOW.replace(hour=21)
    answer(under_way(ticket, now=NOW), now=NOW.replace(hour=12, minute=20))
    ticket.refresh_from_db()
    give_back(ticket, now=night)
    rows = {row.kind: row.next_attempt_at for row in ticket.notifications.all()}
    assert rows[Notification.Kind.SEASON_BOUGHT] == NOW.replace(minute=20)
    assert rows[Notification.Kind.SEASON_REFUNDED] == night.replace(day=15, hour=4)


def test_one_click_in_the_letter_ends_what_is_not_obligatory(train: DatedTrip) -> None:
    ticket = bought()
    tend_season_tickets(now=LAST_DAYS)
    deliver_notifications(now=LAST_DAYS)
    ending = mail.outbox[-1]
    secret = season_scoped_token(ticket, UNSUBSCRIBE)
    assert secret in ending.extra_headers["List-Unsubscribe"]
    address = reverse("bookings:season_letters_off", args=[ticket.shown_reference, secret])
    client = Client(enforce_csrf_checks=True)
    assert client.get(address).status_code == 200
    assert not ContactChoice.objects.exists()
    assert client.post(address).status_code == 200
    assert ContactChoice.objects.get().mail is False
    wrong = reverse("bookings:season_letters_off", args=[ticket.shown_reference, season_token(ticket)])
    assert client.post(wrong).status_code == 404


def test_the_lost_link_leads_to_season_tickets_of_that_address_alone(train: DatedTrip) -> None:
    mine, unpaid = bought(), ask_for()
    other = bought()
    SeasonTicket.objects.filter(pk=other.pk).update(email="other@example.org")
    gone = bought()
    give_back(gone, now=NOW)
    Notification.objects.all().delete()
    recover_link(email=PURCHASER.email, language="en", now=NOW)
    deliver_notifications(now=NOW)
    (letter,) = mail.outbox
    assert season_token(mine) in letter.body
    assert season_token(unpaid) in letter.body
    assert season_token(other) not in letter.body
    assert season_token(gone) not in letter.body


def test_nothing_is_sent_nor_told_where_there_is_no_such_season_ticket(train: DatedTrip) -> None:
    ticket = bought()
    Notification.objects.all().delete()
    known, unknown = [
        Client().post("/en/orders/lost", {"email": PURCHASER.email, "reference": reference})
        for reference in (ticket.reference, "NOTHING")
    ]
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    deliver_notifications(now=NOW)
    assert len(mail.outbox) == 1


def test_who_knows_number_and_surname_opens_it_from_the_orders_page(train: DatedTrip) -> None:
    ticket, client = bought(), Client()
    wrong = {"reference": ticket.shown_reference, "surname": "Жук"}
    assert client.post("/en/orders", wrong).status_code == 200
    page = client.post("/en/orders", wrong | {"surname": "ковалёва"}, follow=True)
    assert ticket.shown_reference in page.content.decode()
    assert ticket.shown_reference in client.get("/en/orders").content.decode()


def test_the_word_before_a_proof_ends_goes_to_who_bought_the_season_ticket(train: DatedTrip) -> None:
    ticket = bought("MONTH_PENSIONER", holder=replace(PENSIONER, proof_number=PROOF))
    see(ticket, until=NOW.date() + timedelta(days=20))
    assert [remind_of_proofs(now=NOW), remind_of_proofs(now=NOW)] == [1, 0]
    deliver_notifications(now=NOW)
    letter = mail.outbox[-1]
    assert ticket.shown_reference in letter.body
    assert "4567" not in letter.body
