"""Tickets to test with: the journey of the pictures, Vitebsk to Smolensk."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bookings.tickets.view import (
    TicketBorder,
    TicketFareLine,
    TicketSeat,
    TicketStation,
    TicketStatus,
    TicketView,
)

NAMES = {
    "ru": ("Витебск", "Смоленск-Центральный", "Заольша", "Рудня", "Витебск – Смоленск", "В"),
    "be": ("Віцебск", "Смаленск-Цэнтральны", "Заольша", "Рудня", "Віцебск – Смаленск", "В"),
    "en": ("Vitebsk", "Smolensk-Tsentralny", "Zaolsha", "Rudnya", "Vitebsk – Smolensk", "V"),
}
CARRY = {
    "ru": ("паспорт Республики Беларусь BM•••••67", "пенсионное удостоверение, оригинал"),
    "be": ("пашпарт Рэспублікі Беларусь BM•••••67", "пенсіённае пасведчанне, арыгінал"),
    "en": ("passport of Belarus BM•••••67", "pension certificate, the original"),
}
FARE = {
    "ru": (
        "Витебск – граница, 60 км",
        "Граница – Смоленск, 79 км: 232,89 RUB",
        "Льгота: минус 50 % на всём пути",
    ),
    "be": ("Віцебск – мяжа, 60 км", "Мяжа – Смаленск, 79 км: 232,89 RUB", "Льгота: мінус 50 % на ўсім шляху"),
    "en": (
        "Vitebsk – border, 60 km",
        "Border – Smolensk, 79 km: 232.89 RUB",
        "Benefit: 50% off the whole way",
    ),
}
DEMONSTRATION = {
    "ru": "Время этого поезда учебное: настоящее расписание ещё не объявлено.",
    "be": "Час гэтага цягніка вучэбны: сапраўдны расклад яшчэ не абвешчаны.",
    "en": "The times of this train are demonstration data: the real timetable is not announced yet.",
}


IN_TURN = (
    TicketSeat(coach=1, seat=25, start="Vitebsk", end="Rudnya", start_code="VITEBSK", end_code="RUDNYA"),
    TicketSeat(coach=2, seat=7, start="Rudnya", end="Smolensk", start_code="RUDNYA", end_code="SMOLENSK"),
)


def make_view(language: str = "ru", **changes: Any) -> TicketView:
    """This function returns a valid ticket of a pensioner in seat 25, with the given fields changed."""
    origin, destination, before, after, route, letter = NAMES[language]
    lines = zip(FARE[language], ("2.97", "8.44", "-5.71"), strict=True)
    values: dict[str, Any] = {
        "language": language,
        "brand": "Перегон",
        "status": TicketStatus.VALID,
        "reference": "K7M-4TQ9",
        "number": "K7M-4TQ9-1",
        "passenger": "Ковалёва Анна Петровна",
        "document": "BM•••••67",
        "train": "6722",
        "route_letter": letter,
        "route_name": route,
        "service_date": date(2027, 5, 15),
        "origin": TicketStation(code="VITEBSK", name=origin, sign="Віцебск", timezone="Europe/Minsk"),
        "destination": TicketStation(
            code="SMOLENSK", name=destination, sign="Смоленск-Центральный", timezone="Europe/Moscow"
        ),
        "border": TicketBorder(before=before, after=after, share=60 / 139),
        "departs_at": datetime(2027, 5, 15, 4, 12, tzinfo=UTC),
        "arrives_at": datetime(2027, 5, 15, 6, 47, tzinfo=UTC),
        "seat_mode": "numbered",
        "coach": 1,
        "seat": 25,
        "price": Decimal("5.70"),
        "currency": "BYN",
        "other_price": Decimal("158.2"),
        "other_currency": "RUB",
        "fare_lines": tuple(TicketFareLine(text=text, amount=Decimal(amount)) for text, amount in lines),
        "carry": CARRY[language],
        "issued_at": datetime(2027, 5, 10, 9, 30, tzinfo=UTC),
        "payload": bytes(range(160)),
        "demonstration": DEMONSTRATION[language],
        "url": "https://trains.example/ru/o/K7M-4TQ9",
    }
    return TicketView(**{**values, **changes})
