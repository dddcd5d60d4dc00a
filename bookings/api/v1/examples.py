"""Examples of requests for the published schema."""

from drf_spectacular.utils import OpenApiExample

OFFERS = [
    OpenApiExample(
        "An adult, a pensioner of Belarus and a child",
        {
            "origin": "VITEBSK",
            "destination": "SMOLENSK",
            "date": "2027-05-22",
            "currency": "BYN",
            "passengers": [
                {"birth_date": "1990-04-12", "country": "BY"},
                {"birth_date": "1958-02-03", "country": "BY", "benefit": "BY_PENSIONER_SEASON"},
                {"birth_date": "2020-05-22", "country": "RU"},
            ],
        },
        request_only=True,
    ),
    OpenApiExample(
        "Full trains too, with a change of seat on the way",
        {
            "origin": "VITEBSK",
            "destination": "SMOLENSK",
            "date": "2027-05-22",
            "passengers": [{"birth_date": "1990-04-12", "country": "BY"}],
            "with_seat_changes": True,
        },
        request_only=True,
    ),
]
BOOKINGS = [
    OpenApiExample(
        "Names may follow later",
        {
            "offer": "eyJvZmZlciI6 … (the id of an offer)",
            "passengers": [{"birth_date": "1990-04-12", "country": "BY"}],
            "purchaser": {"email": "kovaleva@example.org", "language": "be"},
        },
        request_only=True,
    ),
    OpenApiExample(
        "All at once, with a chosen seat",
        {
            "offer": "eyJvZmZlciI6 … (the id of an offer)",
            "passengers": [
                {
                    "given_name": "Анна",
                    "family_name": "Ковалёва",
                    "birth_date": "1990-04-12",
                    "country": "BY",
                    "document": {"type": "BY_PASSPORT", "number": "MP1234567"},
                }
            ],
            "purchaser": {"email": "kovaleva@example.org", "phone": "+375 29 123-45-67", "language": "ru"},
            "seats": [{"coach": 1, "number": 12}],
        },
        request_only=True,
    ),
    OpenApiExample(
        "With a bicycle, and two pets of another passenger",
        {
            "offer": "eyJvZmZlciI6 … (the id of an offer)",
            "passengers": [
                {"birth_date": "1990-04-12", "country": "BY", "ancillaries": {"bicycle": 1}},
                {"birth_date": "1988-11-30", "country": "RU", "ancillaries": {"pet": 2}},
            ],
            "purchaser": {"email": "kovaleva@example.org", "language": "ru"},
        },
        request_only=True,
    ),
    OpenApiExample(
        "There and back, held at once and paid once",
        {
            "offers": [
                "eyJvZmZlciI6 … (the id of an offer of the way there)",
                "eyJvZmZlciI6 … (the id of an offer of the way back)",
            ],
            "passengers": [{"birth_date": "1990-04-12", "country": "BY"}],
            "purchaser": {"email": "kovaleva@example.org", "language": "ru"},
        },
        request_only=True,
    ),
    OpenApiExample(
        "Seats in turn, as the passengers agreed",
        {
            "offer": "eyJvZmZlciI6 … (the id of an offer of the kind seats_in_turn)",
            "passengers": [{"birth_date": "1990-04-12", "country": "BY"}],
            "purchaser": {"email": "kovaleva@example.org"},
            "accept_seat_changes": True,
        },
        request_only=True,
    ),
]
PASSENGERS = [
    OpenApiExample(
        "Name and document",
        {
            "given_name": "Анна",
            "family_name": "Ковалёва",
            "document": {"type": "BY_PASSPORT", "number": "MP1234567"},
        },
        request_only=True,
    )
]
PAYMENTS = [
    OpenApiExample(
        "By the bank's page",
        {"method": "sandbox", "return_url": "https://app.example.org/paid"},
        request_only=True,
    ),
    OpenApiExample(
        "The sandbox bank accepts by itself", {"method": "sandbox", "outcome": "accept"}, request_only=True
    ),
]
WAITING = [
    OpenApiExample(
        "Two adults and a child, together, before 18:00",
        {
            "origin": "RUDNYA",
            "destination": "SMOLENSK",
            "date": "2027-05-22",
            "departs_before": "18:00",
            "passengers": [
                {"birth_date": "1990-04-12", "country": "BY"},
                {"birth_date": "1988-09-30", "country": "BY"},
                {"birth_date": "2020-05-22", "country": "BY"},
            ],
            "together": True,
            "purchaser": {"email": "kovaleva@example.org", "language": "be"},
        },
        request_only=True,
    )
]
SEASON_OFFERS = [
    OpenApiExample(
        "From the first of June, for a pensioner of Belarus",
        {
            "origin": "VITEBSK",
            "destination": "SMOLENSK",
            "first_day": "2027-06-01",
            "passenger": {"country": "BY", "benefit": "BY_PENSIONER_SEASON", "birth_date": "1956-03-01"},
        },
        request_only=True,
    )
]
SEASON_TICKETS = [
    OpenApiExample(
        "Ten trips in thirty days",
        {
            "product": "TRIPS_10",
            "origin": "VITEBSK",
            "destination": "RUDNYA",
            "first_day": "2027-06-01",
            "currency": "BYN",
            "passenger": {
                "given_name": "Анна",
                "family_name": "Ковалёва",
                "country": "BY",
                "document": {"type": "BY_PASSPORT", "number": "MP1234567"},
            },
            "purchaser": {"email": "kovaleva@example.org", "language": "be"},
        },
        request_only=True,
    )
]
SEASON_RESERVATIONS = [
    OpenApiExample(
        "Any seat", {"dated_trip": 71, "origin": "VITEBSK", "destination": "RUDNYA"}, request_only=True
    )
]
EXCHANGES = [
    OpenApiExample("Another day", {"date": "2027-05-23"}, request_only=True),
    OpenApiExample(
        "One of the party to a nearer station",
        {"date": "2027-05-22", "destination": "RUDNYA", "passengers": [2]},
        request_only=True,
    ),
]
