"""One price, wherever it is asked for: page, API, order, the staff's page of the order, table of all fares."""

import csv
import io
from decimal import Decimal

import pytest

from bookings.models import Tariff
from bookings.offers import PartyMember
from railway.accounts.roles import ACCOUNTANT, DESK_CLERK
from tests.bookings.true_line import DAY, book, make_true_train
from tests.bookings.web.page import text_of
from tests.staff import signed_in
from timetables.models import Stop

WAYS = [("VITEBSK", "SMOLENSK"), ("VITEBSK", "ZAOLSHA"), ("RUDNYA", "SMOLENSK"), ("ZAOLSHA", "RUDNYA")]
PEOPLE = {"adult": ("BY", None), "by_pensioner_season": ("BY", "BY_PENSIONER_SEASON")}


def written(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


@pytest.mark.parametrize("currency", ["BYN", "RUB"])
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_page_api_order_and_staff_show_one_price(browser, train, way, who, currency):
    (origin, destination), (country, benefit) = way, PEOPLE[who]
    booking = book(
        train, PartyMember(country, benefit), origin=origin, destination=destination, currency=currency
    )
    price = booking.total
    names = f"{origin}-{destination}".lower()
    assert written(price) in text_of(browser.get(f"/ru/{names}/{DAY}?p={who}&cur={currency}"))
    asked = {"country": country, "birth_date": "1960-01-01"} | ({"benefit": benefit} if benefit else {})
    sent = {
        "origin": origin, "destination": destination, "date": f"{DAY}", "currency": currency, "passengers": [asked],
    }  # fmt: skip
    (offer,) = browser.post("/api/v1/offers", sent, content_type="application/json").json()["offers"]
    assert Decimal(offer["total"]["amount"]) == price
    staff = signed_in(DESK_CLERK)
    staff.cookies["django_language"] = "ru"
    page = staff.get(f"/admin/bookings/booking/{booking.pk}/change/").content.decode()
    assert written(price) in page or f"{price:.2f}" in page


@pytest.mark.parametrize("currency", ["BYN", "RUB"])
def test_the_table_of_all_fares_holds_the_prices_of_the_page(browser, train, currency):
    asked = {"route": train.trip.route_id, "day": f"{DAY}", "currency": currency, "format": "csv"}
    tariff = Tariff.objects.get(country="BY")
    answer = signed_in(ACCOUNTANT).get(f"/admin/bookings/tariff/{tariff.pk}/what-if/", asked)
    names = {stop.name_en: stop.stop_id.lower() for stop in Stop.objects.all()}
    for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))):
        page = browser.get(f"/ru/{names[row['from']]}-{names[row['to']]}/{DAY}?cur={currency}")
        assert written(Decimal(row["present"])) in text_of(page)
        assert row["present"] == row["draft"]


def test_a_through_fare_is_the_same_on_page_and_api(browser, train):
    old = Tariff.objects.get(country="BY")
    old.pk, old.country, old.name = None, "", "Сквозной тариф"
    old.form, old.table = Tariff.Form.PAIRS, [["VITEBSK", "SMOLENSK", "7.75"]]
    old.save()
    assert book(make_true_train()).total == Decimal("7.75")
    words = text_of(browser.get(f"/ru/vitebsk-smolensk/{DAY}"))
    assert "7,75 BYN" in words
