"""A party as it stands in an address: "adult,by_pensioner_season", at most four, each the benefit's code in
small letters or "adult".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from bookings.fares.benefit import PassengerFacts
from bookings.fares.tariff import COUNTRIES

ADULT: Final = "adult"
PARTY_MAX: Final = 4


class UnknownPassengerKind(ValueError):
    """A code that is neither "adult" nor a benefit's."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"no passenger kind {code!r}")


class PartyTooLarge(ValueError):
    """More passengers than one order may have."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(f"{size} passengers, at most {PARTY_MAX}")


def parse_party(text: str, known_benefits: Collection[str] | None = None) -> tuple[PassengerFacts, ...]:
    """The passengers of a "p" parameter, numbered from 1; one adult when it is empty.

    This function takes the country from the benefit's code ("by_…", "ru_…"); an adult's is "". With
    `known_benefits` (codes as in the table) a code outside them raises UnknownPassengerKind; more than four
    raise PartyTooLarge.
    """
    codes = [code.strip().lower() for code in text.split(",") if code.strip()] or [ADULT]
    if len(codes) > PARTY_MAX:
        raise PartyTooLarge(len(codes))
    return tuple(_facts(code, number, known_benefits) for number, code in enumerate(codes, start=1))


def format_party(party: Iterable[PassengerFacts]) -> str:
    """This function writes the "p" parameter that parse_party reads."""
    return ",".join(passenger_code(passenger.claimed_benefit) for passenger in party)


def passenger_code(benefit_code: str | None) -> str:
    """This function gives the small-letter code of a benefit, "adult" without one."""
    return benefit_code.lower() if benefit_code else ADULT


def _facts(code: str, number: int, known_benefits: Collection[str] | None) -> PassengerFacts:
    if code == ADULT:
        return PassengerFacts(number=number)
    benefit, country = code.upper(), code[:2].upper()
    known = benefit in known_benefits if known_benefits is not None else code[2:3] == "_"
    if country not in COUNTRIES or not known:
        raise UnknownPassengerKind(code)
    return PassengerFacts(country=country, claimed_benefit=benefit, number=number)
