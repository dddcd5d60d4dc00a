"""Dated rules in the admin: what the fares could not read is refused at its field, and each change is kept."""

from datetime import date

import pytest
from django.test import Client

from bookings.models import Benefit, ExchangeRate, ExchangeRule, Tariff
from railway.accounts.models import User
from railway.accounts.roles import ACCOUNTANT
from tests.staff import make_staff, sign_in

BENEFIT = {
    "code": "BY_NEW", "country": "BY", "discount_percent": "50", "scope": "whole_route", "name_ru": "Льгота",
    "quality": "U", "only_with": "[]", "seat_classes": "[]",
}  # fmt: skip
TARIFF = {
    "name": "New", "country": "BY", "valid_from": "2027-01-01", "currency": "BYN", "first_zone_km": "25",
    "first_zone_price": "1.2", "price_per_km": "0.04", "rounding": "up:0.01", "quality": "U",
}  # fmt: skip


@pytest.fixture
def accountant(db: None) -> User:
    return make_staff(ACCOUNTANT)


@pytest.fixture
def client(accountant: User) -> Client:
    return sign_in(accountant)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"season_from": "05-15"}, "both its first and its last day"),
        ({"season_from": "15.05", "season_to": "09-15"}, "month first"),
        ({"season_from": "02-30", "season_to": "09-15"}, "month first"),
        ({"age_min": "60", "age_max": "18"}, "not below the lower"),
        ({"only_with": '["BY_NOBODY"]'}, "no benefit BY_NOBODY"),
        ({"only_with": '{"a": 1}'}, "Write a list"),
        ({"valid_from": "2027-01-01", "valid_until": "2027-01-01"}, "ends after its first day"),
    ],
)
def test_a_benefit_that_fares_cannot_read_is_refused(
    client: Client, changes: dict[str, str], words: str
) -> None:
    page = client.post("/admin/bookings/benefit/add/", BENEFIT | changes)
    assert words in page.content.decode()
    assert not Benefit.objects.exists()


def test_a_benefit_is_kept_with_who_wrote_it(client: Client, accountant: User) -> None:
    assert client.post("/admin/bookings/benefit/add/", BENEFIT).status_code == 302
    assert Benefit.history.get().history_user == accountant


def test_a_benefit_is_marked_checked_only_with_its_source(client: Client, accountant: User) -> None:
    for code, source in (("A", "pravo.by"), ("B", "")):
        Benefit.objects.create(
            code=code, country="BY", discount_percent=50, name_ru=code, checked_source=source
        )
    chosen = [benefit.pk for benefit in Benefit.objects.all()]
    client.post("/admin/bookings/benefit/", {"action": "mark_checked", "_selected_action": chosen})
    assert list(Benefit.objects.filter(checked_by=accountant).values_list("code", flat=True)) == ["A"]
    assert Benefit.history.filter(code="A").latest().history_user == accountant


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rounding": "nearest"}, "Write the rounding as"),
        ({"valid_until": "2026-01-01"}, "ends after its first day"),
        ({"price_per_km": "-1"}, "not below zero"),
    ],
)
def test_a_tariff_that_fares_cannot_read_is_refused(
    client: Client, changes: dict[str, str], words: str
) -> None:
    assert words in client.post("/admin/bookings/tariff/add/", TARIFF | changes).content.decode()
    assert not Tariff.objects.exists()


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
