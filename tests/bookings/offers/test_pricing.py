"""What a party pays, by the true tables."""

from datetime import date, time
from decimal import Decimal

import pytest

from bookings.models import ExchangeRate, Tariff
from bookings.offers import NotOnSale, PartyMember, TripSelection, price_party, select_trip
from tests.bookings.true_line import DAY, NOW, make_true_train

pytestmark = pytest.mark.usefixtures("rules")

# Belarus: 0.38 + 50 km at 0.038 is 2.28, up to 5 kopecks 2.30. Russia: 29.48 + 69 km at 2.948 is 232.89 RUB.
BELARUS, RUSSIA = Decimal("2.30"), Decimal("232.89")
RUSSIA_IN_BYN = Decimal("8.38")


def _selection(origin: str = "VITEBSK", destination: str = "SMOLENSK", **train: object) -> TripSelection:
    made = make_true_train(**train)  # type: ignore[arg-type]
    return select_trip(dated_trip_id=made.pk, origin_code=origin, destination_code=destination)


def _price(selection: TripSelection, *party: PartyMember, currency: str = "BYN") -> Decimal:
    return price_party(selection=selection, party=party, currency=currency, now=NOW).total


def test_each_country_is_priced_by_its_own_rule_up_to_the_border() -> None:
    price = price_party(selection=_selection(), party=[PartyMember("BY")], currency="BYN", now=NOW)
    sections = [line for line in price.fares[0].lines if line.kind == "section"]
    assert [(line.country, line.km, line.own.amount if line.own else None) for line in sections] == [
        ("BY", Decimal(60), BELARUS),
        ("RU", Decimal(79), RUSSIA),
    ]
    assert price.total == BELARUS + RUSSIA_IN_BYN
    assert price.other_total == Decimal("63.89") + RUSSIA


def test_the_border_splits_the_way_back_too() -> None:
    # The trip runs from Belarus; the stretch Zaolsha - Rudnya has 2 km before the border and 11 after.
    selection = _selection("ZAOLSHA", "RUDNYA")
    assert [(section.country, section.km) for section in selection.sections] == [("BY", 2), ("RU", 11)]


def test_a_way_within_one_country_is_one_section() -> None:
    selection = _selection("VITEBSK", "ZAOLSHA")
    assert [(section.country, section.km) for section in selection.sections] == [("BY", 58)]


@pytest.mark.parametrize(
    ("day", "share"),
    [(date(2027, 4, 30), 100), (date(2027, 5, 1), 50), (date(2027, 10, 31), 50), (date(2027, 11, 1), 100)],
    ids=["Decree 176: the day before the season", "its first day", "its last day", "the day after"],
)
def test_a_belarusian_pensioner_pays_half_in_season_on_the_whole_way(day: date, share: int) -> None:
    price = _price(_selection(day=day), PartyMember("BY", "BY_PENSIONER_SEASON"))
    assert price == ((BELARUS + RUSSIA_IN_BYN) * share / 100).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("country", "born", "pays"),
    [
        ("RU", DAY.replace(year=DAY.year - 7), False),
        ("RU", date(2020, 5, 14), True),
        ("BY", DAY.replace(year=DAY.year - 7), True),
        ("BY", date(2020, 5, 16), False),
    ],
    ids=[
        "Charter art. 83: exactly seven today",
        "seven yesterday",
        "Belarus: exactly seven",
        "seven tomorrow",
    ],
)
def test_a_child_is_free_by_age_alone(country: str, born: date, pays: bool) -> None:
    adult, child = PartyMember(country), PartyMember(country, None, born)
    selection = _selection()
    assert _price(selection, adult, child) == _price(selection, adult) * (2 if pays else 1)


def test_the_age_counts_on_the_local_day_of_departure_not_on_the_service_date() -> None:
    # 00:30 in Minsk on the 15th is still the 14th in UTC; the child turns seven on the 14th.
    selection = _selection(at=time(0, 30))
    child = PartyMember("RU", None, date(2020, 5, 14))
    assert selection.travel_date == DAY
    assert _price(selection, child) > 0


def test_a_companion_rides_free_only_with_the_one_accompanied() -> None:
    selection = _selection()
    disabled, companion = PartyMember("BY", "BY_DISABLED_1"), PartyMember("BY", "BY_COMPANION")
    assert _price(selection, disabled, companion) == 0
    alone = price_party(selection=selection, party=[companion], currency="BYN", now=NOW)
    assert alone.total == alone.full_total > 0
    assert [problem.code for problem in alone.problems] == ["companion_alone"]


def test_the_rate_is_that_of_the_railways_own_date_of_sale() -> None:
    selection = _selection()
    ExchangeRate.objects.create(date=date(2027, 5, 15), byn_for_100_rub=Decimal(4), source="test")
    before = price_party(selection=selection, party=[PartyMember()], currency="BYN", now=NOW)
    past_midnight = NOW.replace(hour=21, minute=30)  # 00:30 in Minsk on the 15th
    after = price_party(selection=selection, party=[PartyMember()], currency="BYN", now=past_midnight)
    assert (before.rate.byn_for_100_rub, after.rate.byn_for_100_rub) == (Decimal("3.6"), Decimal(4))
    assert after.total > before.total


def test_a_tariff_change_at_new_year_counts_from_the_day_of_travel() -> None:
    old = Tariff.objects.get(country="BY", valid_until=None)
    old.valid_until = date(2028, 1, 1)
    old.save()
    old.pk, old.valid_from, old.valid_until, old.price_per_km = None, date(2028, 1, 1), None, Decimal("0.05")
    old.save()
    now = NOW.replace(month=12, day=1)

    def price(day: date, at: time) -> Decimal:
        selection = _selection(day=day, at=at)
        return price_party(selection=selection, party=[PartyMember()], currency="BYN", now=now).total

    assert price(date(2027, 12, 31), time(23, 59)) == BELARUS + RUSSIA_IN_BYN
    assert price(date(2028, 1, 1), time(0, 1)) == Decimal("2.90") + RUSSIA_IN_BYN


def test_a_way_of_unknown_length_has_no_price() -> None:
    train = make_true_train()
    train.stops.update(km=None)
    selection = select_trip(dated_trip_id=train.pk, origin_code="VITEBSK", destination_code="SMOLENSK")
    with pytest.raises(NotOnSale, match="no_price"):
        _price(selection, PartyMember())
