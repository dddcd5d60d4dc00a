"""A booking nobody made, for looking at a letter before it is used."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from bookings.notifications.facts import MailFacts, TravellerFacts
from bookings.notifications.waiting import WaitingFacts
from railway.lib import wording

STATIONS = {
    "ru": ("Витебск", "Смоленск"),
    "be": ("Віцебск", "Смаленск"),
    "en": ("Vitebsk", "Smolensk"),
}
PEOPLE = {"ru": "Анна Ковалёва", "be": "Ганна Кавалёва", "en": "Anna Kovaleva"}
DAY = date(2027, 5, 15)


def sample_context(language: str) -> dict[str, Any]:
    """This function is what a letter of any kind could be written with, in a language that must be active already."""
    price = wording.write_money(Decimal("11.40"), "BYN", language)
    details: dict[str, Any] = dict.fromkeys(("sum", "paid", "price"), price)
    details |= {
        "fee": wording.write_money(Decimal(0), "BYN", language),
        "paid_for": True,
        "reason": "late_payment",
    }
    moved = {"day": _day(language), "departs": "07:22", "arrives": "09:57"}
    details |= {"old": moved | {"departs": "07:12", "arrives": "09:47"}, "new": moved, "free_refund": True}
    words = SimpleNamespace(
        title=_("The train leaves later"),
        text=_("The train leaves %(stop)s at %(time)s.") % {"stop": STATIONS[language][0], "time": "07:22"},
    )
    details |= {"words": words, "passenger_name": PEOPLE[language], "until_day": _day(language)}
    details |= {"until": "18:00", "pay_url": _url(language, "pay"), "waiting_url": _url(language, "wait")}
    return {
        "facts": _facts(language, price),
        "details": details,
        "tickets": [_ticket(language, price)],
        "waiting": _waiting(language),
        "brand": settings.SITE_NAME,
        "language": language,
        "letters_url": _url(language, "letters"),
    }


def _facts(language: str, price: str) -> MailFacts:
    origin, destination = STATIONS[language]
    seat = _("coach %(coach)s, seat %(seat)s") % {"coach": 1, "seat": 25}
    return MailFacts(
        language=language,
        reference="K7M-4TQ9",
        train="6691",
        journey=f"{origin} – {destination}",
        origin=origin,
        destination=destination,
        day=_day(language),
        departs="07:12",
        arrives="09:47",
        departs_zone="",
        arrives_zone="",
        held_until="18:20",
        total=price,
        to_pay=price,
        exchanged_from="",
        travellers=[TravellerFacts(name=PEOPLE[language], seat=seat, price=price, is_travelling=True)],
        manage_url=_url(language, ""),
        other_trains_url=_url(language, "trains"),
        demonstration=True,
    )


def _ticket(language: str, price: str) -> dict[str, Any]:
    line = {"text": f"{' – '.join(STATIONS[language])}", "amount": price}
    return {
        "number": "K7M4TQ9-1",
        "passenger": PEOPLE[language],
        "benefit": "",
        "carry": [],
        "proof": "",
        "price": price,
        "lines": [line],
    }


def _waiting(language: str) -> WaitingFacts:
    return WaitingFacts(
        journey=" – ".join(STATIONS[language]),
        day=_day(language),
        window="",
        size=2,
        together=True,
        parties_before=1,
        url=_url(language, "wait"),
        other_trains_url=_url(language, "trains"),
    )


def _day(language: str) -> str:
    return wording.write_day(DAY, language)


def _url(language: str, page: str) -> str:
    return f"{settings.SITE_URL}/{language}/o/K7M-4TQ9/{page}"
