"""Dated rules in the admin: what the fares could not read is refused at its field, and each change is kept."""

from datetime import date

import pytest
from django.test import Client

from bookings.models import ExchangeRate, ExchangeRule
from railway.accounts.models import User
from railway.accounts.roles import ACCOUNTANT
from tests.staff import make_staff, sign_in


@pytest.fixture
def accountant(db: None) -> User:
    return make_staff(ACCOUNTANT)


@pytest.fixture
def client(accountant: User) -> Client:
    return sign_in(accountant)


def test_a_changed_rate_shows_both_values_in_its_history(client: Client, accountant: User) -> None:
    rate = ExchangeRate.objects.create(date=date(2027, 1, 1), byn_for_100_rub="3.6", source="bank")
    changed = {"date": "2027-01-01", "byn_for_100_rub": "3.65", "source": "bank", "quality": "S"}
    client.post(f"/admin/bookings/exchangerate/{rate.pk}/change/", changed)
    page = client.get(f"/admin/bookings/exchangerate/{rate.pk}/history/").content.decode()
    assert "BYN for 100 RUB: 3.600000 → 3.650000" in page
    assert "quality: unverified → sourced" in page
    assert accountant.username in page


def test_a_refund_rule_names_its_way_of_sale(client: Client, db: None) -> None:
    page = client.get("/admin/bookings/refundrule/add/").content.decode()
    assert '<option value="quota"' in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("share_percent", "101", "Write a share from 0 to 100."),
        ("fee_byn", "-1", "Write a number that is not below zero."),
    ],
)
def test_an_exchange_rule_that_would_give_money_away_is_refused(
    client: Client, db: None, field: str, value: str, words: str
) -> None:
    rule = {
        "seat_mode": "numbered", "valid_from": "2027-01-01", "minutes_before_departure": "60", "share_percent": "100",
        "fee_byn": "0.76", "fee_rub": "21", "quality": "U",
    }  # fmt: skip
    page = client.post("/admin/bookings/exchangerule/add/", rule | {field: value}).content.decode()
    assert words in page
    assert not ExchangeRule.objects.exists()
    client.post("/admin/bookings/exchangerule/add/", rule)
    assert ExchangeRule.objects.get().history.count() == 1
