"""Benefits for so many trips, certain trains, several companions."""

from datetime import date
from decimal import Decimal

import pytest

from bookings.fares import Benefit, PassengerFacts, trip_limits
from tests.bookings.fares.samples import price_of

LIMITED = Benefit("BY_LTD", "BY", Decimal(100), trips_per_day=1, free_trips=20)
MONTHLY = Benefit("BY_MON", "BY", Decimal(100), free_trips=2, trips_period="month")
FULL = "10.68 BYN"


def told(*party: PassengerFacts, rule: Benefit, **options: object) -> tuple[str, list[str]]:
    price = price_of(*party, benefits=(rule,), **options)  # type: ignore[arg-type]  # passed on as they are
    return str(price.price), [problem.code for problem in price.problems]


def test_limits_are_told_while_they_are_not_reached():
    assert told(PassengerFacts("BY", "BY_LTD"), rule=LIMITED) == (
        "0.00 BYN",
        ["trips_of_day", "trips_of_period"],
    )


@pytest.mark.parametrize(("kind", "code"), [("day", "trips_of_day_used"), ("period", "trips_of_period_used")])
def test_a_limit_reached_leaves_the_full_fare_and_says_why(kind, code):
    price, codes = told(PassengerFacts("BY", "BY_LTD", spent=(f"BY_LTD:{kind}",)), rule=LIMITED)
    assert price == FULL
    assert code in codes


def test_a_limit_of_another_benefit_takes_nothing_away():
    assert told(PassengerFacts("BY", "BY_LTD", spent=("BY_MON:day",)), rule=LIMITED)[0] == "0.00 BYN"


def test_somebody_whose_trips_are_used_up_gives_no_right_to_a_companion():
    companion = Benefit("BY_COMP", "BY", Decimal(100), only_with=("BY_LTD",))
    party = PassengerFacts("BY", "BY_COMP"), PassengerFacts("BY", "BY_LTD", number=2, spent=("BY_LTD:day",))
    assert str(price_of(*party, benefits=(companion, LIMITED)).price) == FULL


@pytest.mark.parametrize(
    ("rule", "day", "periods"),
    [
        (LIMITED, date(2026, 12, 31), ["2026-12-31", "2026"]),
        (LIMITED, date(2027, 1, 1), ["2027-01-01", "2027"]),
        (MONTHLY, date(2027, 1, 31), ["2027-01"]),
        (MONTHLY, date(2027, 2, 1), ["2027-02"]),
        (Benefit("BY_ANY", "BY", Decimal(50)), date(2027, 1, 1), []),
    ],
)
def test_trips_are_counted_by_day_month_and_year_of_travel(rule, day, periods):
    assert [limit.period for limit in trip_limits(rule, day)] == periods


@pytest.mark.parametrize(
    ("mode", "price"), [("open", "0.00 BYN"), ("quota", FULL), ("numbered", FULL), ("", FULL)]
)
def test_a_benefit_of_unnumbered_trains_holds_on_no_other(mode, price):
    rule = Benefit("BY_OPEN", "BY", Decimal(100), seat_modes=("open",))
    got = told(PassengerFacts("BY", "BY_OPEN"), rule=rule, seat_mode=mode)
    assert got == (price, [] if mode == "open" else ["train_not_covered"])


@pytest.mark.parametrize(("companions", "free"), [(1, 1), (2, 2), (3, 3)])
def test_so_many_companions_travel_by_each_one_accompanied(companions, free):
    rules = (
        Benefit("BY_ONE", "BY", Decimal(100)),
        Benefit("BY_COMP", "BY", Decimal(100), only_with=("BY_ONE",), companions_each=companions),
    )
    people = [PassengerFacts("BY", "BY_COMP", number=number) for number in (1, 2, 3)]
    everybody = [*people, PassengerFacts("BY", "BY_ONE", number=4)]
    ordered = [[person, *(other for other in everybody if other is not person)] for person in people]
    prices = [str(price_of(*party, benefits=rules).price) for party in ordered]
    assert prices.count("0.00 BYN") == free


@pytest.mark.parametrize("count", [{"companions_each": 0}, {"trips_per_day": 0}, {"free_trips": 0}])
def test_nothing_is_counted_from_zero(count):
    with pytest.raises(ValueError, match="counted from 1"):
        Benefit("BY_X", "BY", Decimal(50), **count)
