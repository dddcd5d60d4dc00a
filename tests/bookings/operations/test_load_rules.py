"""The tables of law and money, loaded once and never over what people changed."""

from datetime import date
from decimal import Decimal

import pytest

from bookings.fares import tables
from bookings.models import Benefit, ExchangeRate, RefundRule, Tariff
from bookings.offers.price_tables import benefit_rule
from bookings.operations.load_rules import load_rules
from railway.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def accountant() -> User:
    return User.objects.create_user("accountant")


def _edit(row: Benefit | Tariff, user: User) -> None:
    row._history_user = user  # type: ignore[union-attr]  # how simple_history is told who edits outside a request
    row.save()


def test_every_row_of_the_benefit_tables_comes_in_as_it_stands_there() -> None:
    load_rules()
    rows = [row for path in tables.BENEFIT_FILES for row in tables.read_benefits(path)]
    loaded = {row.code: row for row in Benefit.objects.all()}
    assert len(loaded) == len(rows) > 40
    for row in rows:
        assert benefit_rule(loaded[row.benefit.code]) == row.benefit
        assert loaded[row.benefit.code].act_en == row.acts.in_language("en")


def test_a_second_load_writes_nothing() -> None:
    assert load_rules() > 40
    assert load_rules() == 0
    assert RefundRule.objects.exists()


def test_a_row_that_a_person_changed_stays_as_they_left_it(accountant: User) -> None:
    load_rules()
    benefit = Benefit.objects.get(code="BY_PENSIONER_SEASON")
    benefit.season_to = "09-30"
    _edit(benefit, accountant)
    assert load_rules() == 0
    benefit.refresh_from_db()
    assert benefit.season_to == "09-30"


def test_a_row_whose_date_a_person_corrected_does_not_come_back_under_the_old_one(accountant: User) -> None:
    load_rules()
    tariff = Tariff.objects.get(country="BY")
    tariff.valid_from = date(2026, 2, 1)
    _edit(tariff, accountant)
    load_rules()
    assert Tariff.objects.filter(country="BY").count() == 1


def test_a_row_that_a_person_deleted_stays_deleted(accountant: User) -> None:
    load_rules()
    benefit = Benefit.objects.get(code="BY_LARGE_FAMILY")
    benefit._history_user = accountant  # type: ignore[attr-defined]  # as above
    benefit.delete()
    assert load_rules() == 0
    assert not Benefit.objects.filter(code="BY_LARGE_FAMILY").exists()


def test_a_row_nobody_touched_follows_the_table() -> None:
    load_rules()
    ExchangeRate.objects.update(byn_for_100_rub=Decimal(1))
    assert load_rules() == 1
    assert ExchangeRate.objects.get().byn_for_100_rub == Decimal("3.6")
