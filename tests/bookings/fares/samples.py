"""What the fare tests share: the project's own tables, and strategies over them."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from bookings.fares import Benefit, FarePrice, PassengerFacts, Rate, Section, TariffVersion, price_passenger
from bookings.fares.tables import BENEFIT_FILES, TARIFFS_FILE, read_benefits, read_tariffs

BENEFITS = tuple(row.benefit for path in BENEFIT_FILES for row in read_benefits(path))
TARIFFS = tuple(row.version for row in read_tariffs(TARIFFS_FILE))
RATE = Rate(Decimal("3.6"), date(2026, 1, 1), "test")
DAY = date(2026, 7, 15)

days = st.dates(date(2026, 1, 1), date(2029, 12, 31))
rates = st.decimals("2.5", "5", places=4).map(lambda rate: Rate(rate, date(2026, 1, 1), "drawn"))
kilometres = st.decimals(0, 300, places=1)


def benefit(code: str) -> Benefit:
    return next(each for each in BENEFITS if each.code == code)


def tariff(**changes: object) -> TariffVersion:
    fields: dict[str, object] = {
        "country": "BY",
        "name": "test",
        "valid_from": date(2026, 1, 1),
        "valid_until": None,
        "currency": "BYN",
        "first_zone_km": Decimal(10),
        "first_zone_price": Decimal("0.40"),
        "price_per_km": Decimal("0.04"),
        "rounding": "up:0.01",
    }
    return TariffVersion(**{**fields, **changes})  # type: ignore[arg-type]  # the fields are named above


def vitebsk_smolensk() -> tuple[Section, ...]:
    return (
        Section("BY", Decimal(60), "VITEBSK", "BORDER_VIT"),
        Section("RU", Decimal(79), "BORDER_VIT", "SMOLENSK"),
    )


def price_of(
    *party: PassengerFacts,
    sections: tuple[Section, ...] | None = None,
    day: date = DAY,
    benefits: tuple[Benefit, ...] = BENEFITS,
    rate: Rate = RATE,
    currency: str = "BYN",
    seat_class: str = "economy",
    seat_mode: str = "numbered",
) -> FarePrice:
    """The price of the first passenger of a party."""
    return price_passenger(
        sections=vitebsk_smolensk() if sections is None else sections,
        passenger=party[0],
        party=party,
        travel_date=day,
        tariffs=TARIFFS,
        benefits=benefits,
        rate=rate,
        currency=currency,
        seat_class=seat_class,
        seat_mode=seat_mode,
    )


passengers = st.builds(
    PassengerFacts,
    country=st.sampled_from(["BY", "RU", ""]),
    claimed_benefit=st.none() | st.sampled_from([each.code for each in BENEFITS]),
    birth_date=st.none() | st.dates(date(1930, 1, 1), date(2026, 1, 1)),
)
journeys = st.tuples(kilometres, kilometres).map(lambda km: (Section("BY", km[0]), Section("RU", km[1])))
