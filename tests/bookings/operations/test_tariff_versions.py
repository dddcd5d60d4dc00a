"""A tariff is drafted, compared and put into force; what is sold keeps its price."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from bookings.models import Tariff
from bookings.offers import PartyMember, price_party, select_trip
from bookings.operations.load_rules import load_rules
from bookings.operations.tariff_versions import (
    BeginsInThePast,
    NotADraft,
    VersionInTheWay,
    draft_tariff,
    put_in_force,
)
from tests.bookings.true_line import NOW, book, make_true_train

TODAY = NOW.date()
FIRST = date(2027, 6, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db: None) -> Tariff:
    load_rules()
    made = draft_tariff(tariff=Tariff.objects.get(country="BY"), actor=None, today=TODAY)
    made.valid_from, made.price_per_km = FIRST, Decimal("0.05")
    made.save()
    return made


def price(day: date) -> Decimal:
    train = make_true_train(day=day)
    way = select_trip(dated_trip_id=train.pk, origin_code="VITEBSK", destination_code="ZAOLSHA")
    return price_party(selection=way, party=[PartyMember()], currency="BYN", now=NOW).total


def test_a_draft_sells_nothing(draft: Tariff) -> None:
    assert price(FIRST) == Decimal("2.25")


def test_a_draft_put_in_force_counts_from_its_first_day(draft: Tariff) -> None:
    put_in_force(draft=draft, actor=None, today=TODAY)
    days = [FIRST - timedelta(days=1), FIRST, FIRST + timedelta(days=1)]
    assert [price(day) for day in days] == [Decimal("2.25"), Decimal("2.80"), Decimal("2.80")]
    assert Tariff.objects.get(country="BY", valid_until=FIRST)


def test_what_is_sold_keeps_its_price_and_names_its_version(draft: Tariff) -> None:
    booking = book(make_true_train(day=FIRST))
    put_in_force(draft=draft, actor=None, today=TODAY)
    booking.refresh_from_db()
    line = booking.passengers.get().price_lines["lines"][0]
    assert (booking.total, line["tariff_since"]) == (Decimal("10.68"), "2026-01-01")


def test_a_version_not_begun_yet_gives_way_to_another_of_the_same_day(draft: Tariff) -> None:
    put_in_force(draft=draft, actor=None, today=TODAY)
    other = draft_tariff(tariff=draft, actor=None, today=TODAY)
    other.valid_from, other.price_per_km = FIRST, Decimal("0.04")
    other.save()
    put_in_force(draft=other, actor=None, today=TODAY)
    draft.refresh_from_db()
    assert draft.is_draft
    assert price(FIRST) == Decimal("2.30")


def test_a_draft_begins_on_no_past_day(draft: Tariff) -> None:
    with pytest.raises(BeginsInThePast):
        put_in_force(draft=draft, actor=None, today=FIRST + timedelta(days=1))


def test_what_is_in_force_is_not_put_in_force_again(draft: Tariff) -> None:
    put_in_force(draft=draft, actor=None, today=TODAY)
    with pytest.raises(NotADraft):
        put_in_force(draft=draft, actor=None, today=TODAY)


def test_a_draft_that_runs_into_a_later_version_is_refused_and_changes_nothing(draft: Tariff) -> None:
    put_in_force(draft=draft, actor=None, today=TODAY)
    earlier = draft_tariff(tariff=draft, actor=None, today=TODAY)
    with pytest.raises(VersionInTheWay):
        put_in_force(draft=earlier, actor=None, today=TODAY)
    assert price(TODAY + timedelta(days=1)) == Decimal("2.25")


def test_the_database_refuses_two_tariffs_of_a_country_on_one_day(draft: Tariff) -> None:
    draft.is_draft = False
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()


def test_a_through_fare_is_put_beside_the_tariffs_of_both_countries(draft: Tariff) -> None:
    draft.country, draft.name = "", "Сквозной тариф"
    draft.form, draft.table = "pairs", [["VITEBSK", "SMOLENSK", "7.77"]]
    draft.save()
    put_in_force(draft=draft, actor=None, today=TODAY)
    assert book(make_true_train(day=FIRST)).total == Decimal("7.80")  # rounded up to 0.05 as the draft says
    assert Tariff.objects.filter(country="BY", valid_until=None, is_draft=False).exists()
