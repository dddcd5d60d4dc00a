"""Made-up travellers for the proofs."""

from collections.abc import Mapping
from datetime import date
from random import Random

from bookings.offers import PartyMember
from bookings.operations.passenger_details import PassengerDetails


def party_of(size: int, chance: Random) -> list[PartyMember]:
    """This function makes a party of adults of both countries."""
    return [
        PartyMember(chance.choice(["BY", "RU"]), None, date(1990, 5, number)) for number in range(1, 1 + size)
    ]


def details_of(size: int, *, ancillaries: Mapping[str, int] | None = None) -> list[PassengerDetails]:
    """This function gives everything about a party that must be told before it can pay.

    The first of it takes `ancillaries` along.
    """
    return [
        PassengerDetails(
            given_name="Анна",
            family_name="Пробная",
            birth_date=date(1990, 5, number),
            document_type="OTHER",
            document_number=f"X12345{number:02d}",
            ancillaries=ancillaries if number == 1 else None,
        )
        for number in range(1, 1 + size)
    ]
