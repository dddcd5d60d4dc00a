"""What exchanges cost, ready to be shown: trains with their difference, an offer's table with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from bookings.models import Booking, ExchangeOffer
from bookings.offers.wording import ShownReason, fare_reason, load_glossary, refusal_text
from bookings.operations.offer_exchange import ExchangeOption, is_own_trip
from bookings.queries import BookingView
from bookings.tickets.along_words import along_words
from bookings.web.trip_card import FEW_SEATS
from railway.lib.template_words import language
from railway.lib.wording import write_money
from timetables.models import Stop
from timetables.web.looks import Badge, badge


@dataclass(frozen=True)
class ExchangeCard:
    """A train that the tickets can be exchanged for; `why_not` says why it can't be had."""

    id: int
    train: str
    badge: Badge
    origin: Stop
    destination: Stop
    departure: datetime
    arrival: datetime
    duration: timedelta
    late_minutes: int
    is_cancelled: bool
    is_own: bool
    seats_left: int | None
    difference: str
    price: Decimal | None
    fee: Decimal | None
    currency: str
    why_not: str

    @property
    def are_few(self) -> bool:
        """This property tells that the number of seats left matters."""
        return self.seats_left is not None and 0 < self.seats_left <= FEW_SEATS


@dataclass(frozen=True)
class ExchangeLine:
    """One passenger's part of an offer."""

    name: str
    paid: Decimal
    fee: Decimal
    price: Decimal
    difference: Decimal
    reason: ShownReason | None
    left_behind: str


def exchange_card(option: ExchangeOption, booking: Booking) -> ExchangeCard:
    """This function makes a train ready to be shown."""
    trip, price = option.option, option.price
    return ExchangeCard(
        id=trip.dated_trip_id,
        train=trip.train_number,
        badge=badge(trip.route),
        origin=trip.origin,
        destination=trip.destination,
        departure=trip.departure,
        arrival=trip.arrival,
        duration=trip.duration,
        late_minutes=trip.delay_s // 60,
        is_cancelled=trip.is_cancelled,
        is_own=is_own_trip(booking, trip),
        seats_left=option.seats_left,
        difference=difference_words(price.difference, booking.currency) if price else "",
        price=price.price if price else None,
        fee=price.fee if price else None,
        currency=booking.currency,
        why_not=refusal_text(option.refusal) if option.refusal else "",
    )


def difference_words(difference: Decimal, currency: str) -> str:
    """This function says what an exchange costs: so much more to pay, so much back, or nothing."""
    if not difference:
        return _("nothing more to pay")
    words = _("to pay %(sum)s") if difference > 0 else _("%(sum)s comes back")
    return words % {"sum": write_money(abs(difference), currency, language())}


def exchange_lines(offer: ExchangeOffer, view: BookingView, travel_date: date) -> Sequence[ExchangeLine]:
    """This function explains an offer for each passenger, the names in two queries."""
    names = {each.number: each.name or str(each.number) for each in view.passengers}
    glossary = load_glossary([line["fare"] for line in offer.passengers])
    sums = ("paid", "fee", "price", "difference")
    return [
        ExchangeLine(
            name=names.get(line["number"], ""),
            **{name: Decimal(line[name]) for name in sums},
            reason=fare_reason(line["fare"], travel_date=travel_date, glossary=glossary),
            left_behind=along_words(line.get("left_behind", {})),
        )
        for line in offer.passengers
    ]
