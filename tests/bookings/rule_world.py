"""Rules made up for tests of what no present law has: benefits for so many trips."""

from datetime import date
from typing import Any

from bookings.models import Benefit, Booking
from bookings.offers import PartyMember
from bookings.operations.passenger_details import PassengerDetails
from tests.bookings.true_line import book
from timetables.models import DatedTrip

LIMITED = "BY_LIMITED"


def make_limited(**fields: Any) -> Benefit:
    """A benefit of Belarus, free once a day unless told otherwise."""
    values = {
        "code": LIMITED, "country": "BY", "discount_percent": 100, "name_ru": "Льгота на поездку", "name_be": "Ільгота",
        "name_en": "Trip benefit", "is_active": True, "trips_per_day": 1,
    }  # fmt: skip
    return Benefit.objects.create(**values | fields)


def holder(number: str = "BM1234567", **fields: Any) -> PassengerDetails:
    """Somebody of Belarus with a passport, who asks for the benefit."""
    values = {
        "given_name": "Анна", "family_name": "Ковалёва", "country": "BY", "benefit_code": LIMITED,
        "birth_date": date(1990, 1, 1), "document_type": "BY_PASSPORT", "document_number": number,
    }  # fmt: skip
    return PassengerDetails(**values | fields)


def book_limited(train: DatedTrip, *, people: int = 1, **fields: Any) -> Booking:
    """A booking of so many who ask for the benefit and have told no document yet."""
    party = [PartyMember("BY", LIMITED)] * people
    return book(train, *party, **{"email": "a@example.org"} | fields)
