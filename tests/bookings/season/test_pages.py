"""The pages: prices explained, the holder asked for, the bank, the ticket, a free seat, the return."""

import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bookings.access import manage_url, season_url
from bookings.models import Booking, Payment, Refund, SeasonTicket
from railway.accounts.models import User
from tests.bookings.season.season_world import FIRST, NOW, ask_for, bought, train_on
from tests.staff import signed_in
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db
QUERY = {"origin": "Витебск", "destination": "Смоленск", "day": FIRST.isoformat()}
HOLDER = {
    "family_name-1": "Ковалёва",
    "given_name-1": "Анна",
    "patronymic-1": "Петровна",
    "birth_date-1": "01.03.1956",
    "document_type-1": "BY_PASSPORT",
    "document_number-1": "MP1234567",
    "email": "kovaleva@example.org",
}


@pytest.fixture
def client() -> Client:
    cache.clear()
    return Client()


def open_page(client: Client, ticket: SeasonTicket) -> str:
    client.get(season_url(ticket, "en").removeprefix(settings.SITE_URL), follow=True)
    return reverse("bookings:season_ticket", args=[ticket.shown_reference])


def test_every_kind_stands_with_its_price_in_both_currencies(client: Client, train: DatedTrip) -> None:
    page = client.get("/en/season", QUERY).content.decode()
    assert "384.63" in page
    assert re.search(r"36 single fares of 2\.30.BYN", page)
    assert page.count("How the price came about") == 6
    assert "for holders of certain benefits" in page


def test_buying_leads_to_the_bank_and_pressed_twice_makes_one_ticket(
    client: Client, train: DatedTrip
) -> None:
    address = f"/en/season?origin=Витебск&destination=Смоленск&day={FIRST}&kind=TRIPS_10"
    key = re.search(r'name="key" value="(\w+)"', client.get(address).content.decode())
    assert key
    posts = [client.post(address, HOLDER | {"key": key[1], "price": "96.16"}) for _press in range(2)]
    assert [answer.status_code for answer in posts] == [303, 303]
    assert posts[0]["Location"] == posts[1]["Location"]
    assert "/bank/" in posts[0]["Location"]
    ticket = SeasonTicket.objects.get()
    assert (ticket.product, ticket.trips_allowed, ticket.full_name) == (
        "TRIPS_10",
        10,
        "Ковалёва Анна Петровна",
    )
    assert Payment.objects.get().amount == ticket.price


def test_what_is_missing_stands_beside_its_field_and_nothing_typed_is_lost(
    client: Client, train: DatedTrip
) -> None:
    address = f"/en/season?origin=Витебск&destination=Смоленск&day={FIRST}&kind=MONTH"
    page = client.post(address, HOLDER | {"given_name-1": "", "email": "nobody"}).content.decode()
    assert 'id="given_name-1-error"' in page
    assert 'id="email-error"' in page
    assert 'value="Ковалёва"' in page
    assert not SeasonTicket.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        {"origin": "Витебск", "destination": "Витебск", "day": "2027-05-15"},
        {"origin": "нигде", "destination": "Смоленск", "day": "2027-05-15"},
        {"origin": "Витебск", "destination": "Смоленск", "day": "2027-02-31"},
        {
            "origin": "Витебск",
            "destination": "Смоленск",
            "day": "2020-01-01",
            "kind": "NOTHING",
            "cur": "EUR",
        },
        {"origin": "\x00", "destination": "", "day": "x" * 500, "p": "nobody"},
    ],
)
def test_bad_input_is_answered_with_words(client: Client, train: DatedTrip, query: dict[str, str]) -> None:
    answer = client.get("/en/season", query)
    assert answer.status_code == 200
    assert 'id="errors"' in answer.content.decode()


def test_a_stranger_finds_no_ticket(client: Client, train: DatedTrip) -> None:
    ticket = bought()
    page = reverse("bookings:season_ticket", args=[ticket.shown_reference])
    stranger, nobody = client.get(page), client.get(page.replace(ticket.shown_reference, "AAA-AAAA"))
    assert stranger["Location"] == nobody["Location"].replace("AAA-AAAA", ticket.shown_reference)
    assert client.get(f"{page}?k=guess").status_code == 404
    assert client.get(open_page(client, ticket)).status_code == 200


def test_who_is_signed_in_finds_the_ticket_in_the_account_on_any_device(
    client: Client, train: DatedTrip
) -> None:
    person, other = (User.objects.create_user(name, email=f"{name}@example.org") for name in ("anna", "ivan"))
    client.force_login(person)
    address = f"/en/season?origin=Витебск&destination=Смоленск&day={FIRST}&kind=TRIPS_10"
    client.post(address, HOLDER | {"key": "k", "price": "96.16"})
    ticket = SeasonTicket.objects.get()
    assert ticket.account == person
    page = reverse("bookings:season_ticket", args=[ticket.shown_reference])
    there = Client()
    there.force_login(other)
    assert there.get(page).status_code == 302
    there.force_login(person)
    assert there.get(page).status_code == 200
    assert ticket.shown_reference in there.get("/en/account/trips").content.decode()


def test_the_ticket_shows_code_days_and_trips_and_prints(client: Client, train: DatedTrip) -> None:
    ticket = bought("TRIPS_10")
    page = client.get(open_page(client, ticket))
    text = page.content.decode()
    assert "<svg" in text
    assert "<b>10</b> / 10" in text
    assert "1234567" not in text
    pdf = client.get(reverse("bookings:season_pdf", args=[ticket.shown_reference]))
    assert pdf.content.startswith(b"%PDF")


def test_a_seat_is_reserved_and_the_order_opens(client: Client, train: DatedTrip) -> None:
    ticket, numbered = bought("TRIPS_10"), train_on(seat_mode="numbered")
    open_page(client, ticket)
    address = reverse("bookings:season_seat", args=[ticket.shown_reference])
    page = client.get(address).content.decode()
    assert page.count("Reserve, free of charge") == 1
    assert "Board without a booking" in page
    answer = client.post(address, {"train": str(numbered.pk), "key": "k"}, follow=True)
    assert Booking.objects.get().shown_reference in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.trips_left == 9
    assert client.post(address, {"train": "9" * 30}).status_code == 303


def test_a_reserved_seat_is_given_back_at_one_press_and_never_offered_for_exchange(
    client: Client, train: DatedTrip
) -> None:
    ticket, numbered = bought("TRIPS_10"), train_on(seat_mode="numbered")
    open_page(client, ticket)
    seat = reverse("bookings:season_seat", args=[ticket.shown_reference])
    client.post(seat, {"train": str(numbered.pk), "key": "k"})
    order = Booking.objects.get().shown_reference
    page = client.get(reverse("bookings:order", args=[order])).content.decode()
    assert reverse("bookings:exchange", args=[order]) not in page
    assert seat in page  # another train is taken by another free seat
    back = reverse("bookings:refund", args=[order])
    assert back in page
    assert "Trips left now: 9 of 10" in client.get(back).content.decode()
    ended = client.post(back, {"do": "give-back"}, follow=True).content.decode()
    assert "The seat is given back" in ended
    ticket.refresh_from_db()
    assert ticket.trips_left == 10
    assert client.post(back, {"do": "give-back"}).status_code == 303


def test_the_link_of_a_seat_does_not_open_the_season_ticket(client: Client, train: DatedTrip) -> None:
    ticket, numbered = bought(), train_on(seat_mode="numbered")
    open_page(client, ticket)
    seat = reverse("bookings:season_seat", args=[ticket.shown_reference])
    client.post(seat, {"train": str(numbered.pk), "key": "k"})
    other = Client()
    link = manage_url(Booking.objects.get(), "en").removeprefix(settings.SITE_URL)
    page = other.get(link, follow=True).content.decode()
    assert "by the link in its letter" in page
    assert seat not in page


def test_the_list_of_trains_makes_as_many_queries_for_one_as_for_three(
    client: Client, train: DatedTrip, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ticket = bought()
    open_page(client, ticket)
    address = reverse("bookings:season_seat", args=[ticket.shown_reference])
    client.get(address)
    with django_assert_max_num_queries(60) as first:
        client.get(address)
    for _train in range(2):
        train_on(seat_mode="numbered")
    with django_assert_max_num_queries(len(first.captured_queries)):
        client.get(address)


def test_the_sum_is_shown_before_it_is_returned(client: Client, train: DatedTrip) -> None:
    ticket = bought()
    open_page(client, ticket)
    address = reverse("bookings:season_refund", args=[ticket.shown_reference])
    shown = client.post(address, {"do": "offer"}, follow=True)
    assert "384.63" in shown.content.decode()
    assert not Refund.objects.exists()
    offer = ticket.refund_offers.get()
    page = client.post(address, {"do": "confirm", "offer": str(offer.uuid)}, follow=True).content.decode()
    assert "This season ticket is returned" in page
    assert Refund.objects.get().amount == ticket.price


def test_an_unpaid_one_is_cancelled_and_over_by_the_clock(client: Client, train: DatedTrip) -> None:
    ticket = ask_for()
    page = open_page(client, ticket)
    assert "This price is kept for you" in client.get(page).content.decode()
    client.post(reverse("bookings:season_pay", args=[ticket.shown_reference]), {"do": "cancel"})
    assert "The order is cancelled" in client.get(page).content.decode()


def test_an_inspector_checks_by_number_and_nobody_else_may(client: Client, train: DatedTrip) -> None:
    ticket = bought("TRIPS_10", first_day=NOW.date())
    today = train_on(NOW.date())
    inspector = signed_in("inspector")
    address = "/admin/bookings/seasontrip/check/"
    told = {"code": ticket.shown_reference.lower(), "train": today.pk}
    page = inspector.post(address, told).content.decode()
    assert "Ковалёва Анна Петровна" in page
    assert f'<option value="{today.pk}" selected>' in page  # the next passenger travels on the same train
    assert told["code"] not in page
    ticket.refresh_from_db()
    assert ticket.trips_left == 9
    assert inspector.post(address, told | {"code": "NOTHING"}).status_code == 422
    assert signed_in("accountant").get(address).status_code == 403
