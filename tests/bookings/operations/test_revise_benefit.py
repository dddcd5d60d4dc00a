"""A benefit that holds is changed by a new version; what was sold under the old one stays."""

from datetime import date, timedelta

import pytest

from bookings.models import Benefit
from bookings.offers import PartyMember
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.load_rules import load_rules
from bookings.operations.passenger_details import PassengerDetails
from bookings.operations.revise_benefit import OutsideVersion, revise_benefit
from railway.accounts.models import User
from tests.bookings.true_line import DAY, NOW, book, make_true_train

TODAY = NOW.date()
CHANGE = date(2027, 6, 1)


@pytest.fixture
def pensioner(db: None) -> Benefit:
    load_rules()
    return Benefit.objects.get(code="BY_PENSIONER_SEASON")


def revise(
    benefit: Benefit, *, from_day: date | None = CHANGE, today: date = TODAY, **values: object
) -> Benefit:
    return revise_benefit(benefit=benefit, values=values, from_day=from_day, actor=None, today=today)


def price(day: date, **fields: object):
    return book(make_true_train(day=day), PartyMember("BY", "BY_PENSIONER_SEASON"), **fields)


def test_a_rule_in_force_is_followed_by_a_new_version(pensioner: Benefit) -> None:
    new = revise(pensioner, discount_percent=75)
    pensioner.refresh_from_db()
    assert (pensioner.valid_from, pensioner.valid_until, pensioner.discount_percent) == (None, CHANGE, 50)
    assert (new.valid_from, new.valid_until, new.discount_percent) == (CHANGE, None, 75)
    assert new.name_ru == pensioner.name_ru


def test_the_version_of_the_day_of_travel_counts(pensioner: Benefit) -> None:
    revise(pensioner, discount_percent=75)
    shares = []
    for day in (CHANGE - timedelta(days=1), CHANGE, CHANGE + timedelta(days=1)):
        passenger = price(day).passengers.get()
        shares.append(
            (passenger.granted_benefit.discount_percent, passenger.price / passenger.full_price < 0.3)
        )
    assert shares == [(50, False), (75, True), (75, True)]


def test_what_is_sold_keeps_price_version_and_words(pensioner: Benefit) -> None:
    sold = price(CHANGE).passengers.get()
    new = revise(pensioner, discount_percent=75, act_ru="Новый указ", from_day=TODAY + timedelta(days=1))
    sold.refresh_from_db()
    assert new.pk != pensioner.pk
    assert sold.granted_benefit == pensioner
    assert sold.price_lines["lines"][-2]["percent"] == "50"


def test_a_held_booking_priced_again_takes_the_version_in_force_on_its_day(pensioner: Benefit) -> None:
    booking = price(DAY)
    revise(pensioner, discount_percent=75)
    result = complete_passengers(
        booking=booking, details={1: PassengerDetails(birth_date=date(1950, 1, 1))}, now=NOW
    )
    assert result.price_changed is None


def test_a_new_version_is_compared_with_no_act_yet(pensioner: Benefit) -> None:
    pensioner.checked_source, pensioner.checked_at = "pravo.by", NOW
    pensioner.save()
    new = revise(pensioner, season_to="09-30")
    assert (new.checked_at, new.checked_source) == (None, "")
    pensioner.refresh_from_db()
    assert pensioner.checked_at == NOW


@pytest.mark.parametrize("values", [{"quality": "S"}, {"note": "B7"}, {"checked_source": "pravo.by"}])
def test_what_is_noted_about_a_rule_makes_no_version(pensioner: Benefit, values: dict[str, object]) -> None:
    assert revise(pensioner, from_day=None, **values).pk == pensioner.pk
    assert Benefit.objects.filter(code=pensioner.code).count() == 1


def test_a_rule_not_offered_and_never_sold_is_changed_in_place(pensioner: Benefit) -> None:
    idle = Benefit.objects.get(code="BY_LARGE_FAMILY")
    assert revise(idle, from_day=None, discount_percent=30).pk == idle.pk


def test_a_rule_not_offered_any_more_but_sold_is_not_changed_in_place(pensioner: Benefit) -> None:
    price(DAY)
    ended = revise(pensioner, is_active=False)
    price_again = revise(pensioner, discount_percent=10, from_day=TODAY)
    assert len({pensioner.pk, ended.pk, price_again.pk}) == 3


@pytest.mark.parametrize("from_day", [None, TODAY - timedelta(days=1)])
def test_a_change_begins_on_no_past_day(pensioner: Benefit, from_day: date | None) -> None:
    with pytest.raises(OutsideVersion):
        revise(pensioner, from_day=from_day, discount_percent=75)
    assert Benefit.objects.filter(code=pensioner.code).count() == 1


def test_a_change_before_a_later_version_ends_where_that_begins(pensioner: Benefit) -> None:
    later = revise(pensioner, discount_percent=75, from_day=date(2028, 1, 1))
    pensioner.refresh_from_db()
    between = revise(pensioner, discount_percent=60)
    assert (between.valid_from, between.valid_until) == (CHANGE, later.valid_from)
    with pytest.raises(OutsideVersion):
        revise(pensioner, discount_percent=61, from_day=date(2028, 2, 1))


def test_who_changed_it_stands_in_the_history_of_both_versions(pensioner: Benefit) -> None:
    lawyer = User.objects.create_user("lawyer")
    new = revise_benefit(
        benefit=pensioner, values={"discount_percent": 75}, from_day=CHANGE, actor=lawyer, today=TODAY
    )
    assert {row.history.latest().history_user for row in (pensioner, new)} == {lawyer}
