"""Tariffs in the admin: drafted, compared, put into force; the fares of all pairs, the same as those that are sold."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from bookings.models import Tariff
from bookings.offers import PartyMember, price_party, select_trip
from bookings.operations.load_rules import load_rules
from railway.accounts.models import User
from railway.accounts.roles import ACCOUNTANT, AUDITOR
from tests.bookings.true_line import DAY, NOW, make_true_train
from tests.staff import make_staff, sign_in, signed_in
from timetables.models import Stop

ADD = "/admin/bookings/tariff/add/"
TARIFF = {
    "name": "New", "country": "BY", "valid_from": "2027-06-01", "currency": "BYN", "first_zone_km": "25",
    "first_zone_price": "1.2", "price_per_km": "0.04", "rounding": "up:0.01", "quality": "U", "form": "distance",
    "table": "",
}  # fmt: skip


@pytest.fixture
def accountant(clock: time_machine.Traveller, db: None) -> User:
    load_rules()
    return make_staff(ACCOUNTANT)


@pytest.fixture
def client(accountant: User) -> Client:
    return sign_in(accountant)


def draft(client: Client, **changes: str) -> Tariff:
    answer = client.post(ADD, TARIFF | changes)
    assert answer.status_code == 302, answer.content.decode()
    return Tariff.objects.latest("pk")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rounding": "nearest"}, "Write the rounding as"),
        ({"valid_until": "2026-01-01"}, "ends after its first day"),
        ({"price_per_km": "-1"}, "not below zero"),
        ({"table": "10; 1"}, "has no table"),
        ({"form": "zones"}, "Write the table"),
        ({"form": "zones", "table": "10; 1\n5; 2"}, "Line 2: write up to km"),
        ({"form": "pairs", "table": "VITEBSK; SMOLENSK"}, "Line 1: write stop; stop; price"),
        ({"form": "pairs", "table": "VITEBSK; NOWHERE; 1"}, "no stop NOWHERE"),
    ],
)
def test_a_tariff_that_fares_cannot_read_is_refused(
    client: Client, changes: dict[str, str], words: str
) -> None:
    Stop.objects.create(stop_id="VITEBSK", name_ru="Витебск", country="BY", timezone="Europe/Minsk")
    count = Tariff.objects.count()
    assert words in client.post(ADD, TARIFF | changes).content.decode()
    assert Tariff.objects.count() == count


def test_a_new_tariff_is_a_draft_and_its_table_comes_back_as_it_was_written(client: Client) -> None:
    made = draft(client, form="zones", table="10; 0.40\n25\t1.00\n")
    assert made.is_draft
    assert made.table == [["10", "0.40"], ["25", "1.00"]]
    page = client.get(f"/admin/bookings/tariff/{made.pk}/change/").content.decode()
    assert "10; 0.40\n25; 1.00" in page


def test_prices_that_sell_are_not_edited(client: Client) -> None:
    sold = Tariff.objects.get(country="BY")
    address = f"/admin/bookings/tariff/{sold.pk}/change/"
    assert 'name="price_per_km"' not in client.get(address).content.decode()
    client.post(address, {"price_per_km": "9", "quality": "P", "source_note": "seen"})
    sold.refresh_from_db()
    assert (sold.price_per_km, sold.quality, sold.source_note) == (Decimal("0.038"), "P", "seen")


def test_a_version_is_drafted_changed_and_put_in_force(client: Client, accountant: User) -> None:
    old = Tariff.objects.get(country="BY")
    address = f"/admin/bookings/tariff/{old.pk}/draft/"
    assert client.get(address).status_code == 200
    assert Tariff.objects.count() == 3
    made = client.post(address).headers["Location"]
    new = Tariff.objects.latest("pk")
    assert made == f"/admin/bookings/tariff/{new.pk}/change/"
    client.post(made, TARIFF)
    assert old.name in client.get(f"/admin/bookings/tariff/{new.pk}/put-in-force/").content.decode()
    client.post(f"/admin/bookings/tariff/{new.pk}/put-in-force/")
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.is_draft, old.valid_until) == (False, new.valid_from)
    assert new.history.latest().history_user == accountant


def test_a_draft_of_the_past_is_refused_in_words(client: Client) -> None:
    made = draft(client, valid_from="2027-01-01", country="")
    page = client.post(f"/admin/bookings/tariff/{made.pk}/put-in-force/", follow=True).content.decode()
    assert "sold already" in page
    made.refresh_from_db()
    assert made.is_draft


def rows_of(client: Client, tariff: Tariff, **query: str) -> list[dict[str, str]]:
    train = make_true_train()
    asked = {
        "route": str(train.trip.route_id),
        "day": DAY.isoformat(),
        "currency": "BYN",
        "format": "csv",
    } | query
    answer = client.get(f"/admin/bookings/tariff/{tariff.pk}/what-if/", asked)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("currency", ["BYN", "RUB"])
def test_present_fares_of_the_table_are_those_that_are_sold(client: Client, currency: str) -> None:
    made = draft(client)
    rows = rows_of(client, made, currency=currency)
    train = make_true_train()
    names = {stop.name_en: stop.stop_id for stop in Stop.objects.all()}
    for row in rows:
        way = select_trip(
            dated_trip_id=train.pk, origin_code=names[row["from"]], destination_code=names[row["to"]]
        )
        sold = price_party(selection=way, party=[PartyMember()], currency=currency, now=NOW).total
        assert Decimal(row["present"]) == sold
    assert len(rows) == 6  # four stations; the border is none


def test_drafted_fares_of_the_table_are_those_sold_once_it_is_in_force(client: Client) -> None:
    made = draft(client, valid_from=DAY.isoformat())
    told = {(row["from"], row["to"]): row["draft"] for row in rows_of(client, made)}
    client.post(f"/admin/bookings/tariff/{made.pk}/put-in-force/")
    again = rows_of(client, made)
    assert {(row["from"], row["to"]): row["present"] for row in again} == told
    assert {row["difference"] for row in again} == {"0.00"}


def test_differences_are_shown_with_their_signs(client: Client) -> None:
    made = draft(client)
    (short,) = [row for row in rows_of(client, made) if Decimal(row["km"]) == 58]
    assert (short["present"], short["draft"], short["difference"]) == ("2.25", "2.52", "0.27")
    train = make_true_train()
    query = {"route": str(train.trip.route_id), "day": DAY.isoformat(), "currency": "BYN"}
    page = client.get(f"/admin/bookings/tariff/{made.pk}/what-if/", query).content.decode()
    assert "+0.27" in page
    assert "Dearer: " in page


def test_a_day_without_trains_and_a_line_that_is_none_are_told(client: Client) -> None:
    made = draft(client)
    address = f"/admin/bookings/tariff/{made.pk}/what-if/"
    route = make_true_train().trip.route_id
    quiet = {"route": str(route), "day": (DAY + timedelta(days=3000)).isoformat(), "currency": "BYN"}
    assert "No train of this line runs" in client.get(address, quiet).content.decode()
    assert client.get(address, {"route": "999999", "day": "x", "currency": "EUR"}).status_code == 422
    assert client.get(address).status_code == 200


def test_an_auditor_compares_and_changes_nothing(client: Client) -> None:
    made = draft(client)
    make_true_train()
    auditor = signed_in(AUDITOR)
    assert auditor.get(f"/admin/bookings/tariff/{made.pk}/what-if/").status_code == 200
    assert auditor.post(f"/admin/bookings/tariff/{made.pk}/put-in-force/").status_code == 403
    assert auditor.post(f"/admin/bookings/tariff/{made.pk}/draft/").status_code == 403


def test_a_tariff_in_force_is_not_deleted(accountant: User) -> None:
    chief = sign_in(User.objects.create_user("chief", is_staff=True, is_superuser=True))
    sold = Tariff.objects.get(country="BY")
    assert chief.get(f"/admin/bookings/tariff/{sold.pk}/delete/").status_code == 403
