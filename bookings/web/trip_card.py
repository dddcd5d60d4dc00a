"""A train of the results page, every value ready to be shown."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import AncillaryKind
from bookings.offers import Offer
from bookings.offers.wording import refusal_text
from bookings.web.seat_changes import SeatChanges, shown_changes
from railway.lib.template_words import language
from railway.lib.wording import write_clock, write_money
from timetables.models import DatedTrip, SeatMode, Stop
from timetables.queries import TripOption
from timetables.web.looks import Badge, badge, board_url

FEW_SEATS = 9


@dataclass(frozen=True)
class LineStop:
    """A stop on the line diagram of the journey."""

    name: str
    time: datetime
    zone: str
    km: Decimal | None
    is_border: bool
    is_end: bool


@dataclass(frozen=True)
class SeatsTag:
    """What is said about seats: words and the class of their colour."""

    words: str
    style: str


@dataclass(frozen=True)
class TripCard:
    """One train; `offer` is empty when it can't be bought now, and `why_not` says why."""

    id: int
    train: str
    stock: str
    badge: Badge
    origin: Stop
    destination: Stop
    departure: datetime
    arrival: datetime
    duration: timedelta
    next_day: date | None
    late_minutes: int
    is_cancelled: bool
    is_off: bool
    has_border: bool
    stop_count: int
    line: Sequence[LineStop]
    tag: str
    tag_style: str
    seats_words: str
    offer: str
    key: str
    total: Decimal | None
    currency: str
    other_total: Decimal | None
    other_currency: str
    size: int
    why_not: str
    instead: str
    instead_url: str
    live: str = ""
    is_full: bool = False
    changes: SeatChanges | None = None
    bicycle_words: str = ""
    together: Decimal | None = None
    is_usual: bool = False

    @property
    def id_text(self) -> str:
        """This property is its key as text, for the ids of a page."""
        return str(self.id)

    @property
    def offers(self) -> list[str]:
        """This property lists the sealed offers that are bought with it: one, or none."""
        return [self.offer] if self.offer else []

    @property
    def trains(self) -> list[str]:
        """This property lists its trains by number."""
        return [self.train]

    @property
    def changes_of_seat(self) -> str:
        """This property says how often one changes seats, "" where one keeps the same."""
        return self.changes.count if self.changes else ""

    def taken_off(self, reason: str) -> Self:
        """This method gives the same train as one that can't be bought, and why."""
        return replace(self, offer="", why_not=reason, is_off=True)


def trip_card(offer: Offer, party_size: int) -> TripCard:
    """This function makes an offer ready to be shown: its times, stops, seats left, price or reason."""
    option, price = offer.option, offer.price
    tag = _tag(offer)
    return TripCard(
        id=option.dated_trip_id,
        train=option.train_number,
        stock=option.rolling_stock.name if option.rolling_stock else "",
        badge=badge(option.route),
        origin=option.origin,
        destination=option.destination,
        departure=option.departure,
        arrival=option.arrival,
        duration=option.duration,
        next_day=option.arrival.date() if option.arrival.date() != option.departure.date() else None,
        late_minutes=int(option.delay_s / 60),
        is_cancelled=option.is_cancelled,
        is_off=not offer.on_sale,
        has_border=option.border_km is not None,
        stop_count=option.stop_count,
        line=_line(option),
        tag=tag.words,
        tag_style=tag.style,
        seats_words=seats_mode_words(option.seat_mode),
        offer=offer.id if offer.on_sale else "",
        key=uuid.uuid4().hex,
        total=price.total if price else None,
        currency=price.currency if price else "",
        other_total=price.other_total if price else None,
        other_currency=price.other_currency if price else "",
        size=party_size,
        why_not=_why_not(offer),
        instead=_("Station board") if option.is_cancelled else "",
        instead_url=board_url(option.origin) if option.is_cancelled else "",
        live=_live(option),
        is_full=offer.refusal == "sold_out",
        changes=shown_changes(offer.plan, option.stops),
        bicycle_words=_bicycle_words(offer),
    )


def seats_mode_words(seat_mode: str) -> str:
    """This function says how a train is sold: with seat numbers, with a place but no number, or without a limit."""
    if seat_mode == SeatMode.NUMBERED:
        return _("Numbered seats: we seat you together, you may choose others on the plan.")
    if seat_mode == SeatMode.QUOTA:
        return _("A place is kept for you without a number: sit anywhere.")
    return _("No seat numbers: sit anywhere.")


def _bicycle_words(offer: Offer) -> str:
    """This function says what a bicycle costs and how many places are left, "" where that isn't known."""
    found = next((each for each in offer.ancillaries if each.kind == AncillaryKind.BICYCLE), None)
    if found is None or not offer.on_sale:
        return ""
    if not found.on_sale:
        return _("No place for a bicycle on this train.")
    words = ngettext("%(count)s place left, %(price)s.", "%(count)s places left, %(price)s.", found.left)
    price = write_money(found.price.amount, found.price.currency, language()) if found.price else _("free")
    return words % {"count": found.left, "price": price}


def _why_not(offer: Offer) -> str:
    if offer.option.part_cancelled and offer.option.state == DatedTrip.State.SCHEDULED:
        return _("It does not run all the way on this day.")
    return refusal_text(offer.refusal) if offer.refusal else ""


def _live(option: TripOption) -> str:
    """This function says how the train differs on its day: expected at other times, or not running on a part."""
    if option.part_cancelled and option.state == DatedTrip.State.SCHEDULED:
        start, end = option.part_cancelled
        return _("The train does not run between %(start)s and %(end)s.") % {
            "start": start.name,
            "end": end.name,
        }
    if option.is_cancelled or not (int(option.delay_s / 60) or int(option.arrival_delay_s / 60)):
        return ""
    clocks = {
        "departs": write_clock(option.expected_departure, option.origin.timezone),
        "arrives": write_clock(option.expected_arrival, option.destination.timezone),
    }
    return _("It is expected to leave at %(departs)s and to arrive at %(arrives)s.") % clocks


def _line(option: TripOption) -> list[LineStop]:
    last = len(option.stops) - 1
    start = option.from_km or Decimal(0)
    return [
        LineStop(
            stop.stop.name,
            stop.arrival if place == last else stop.departure,
            stop.stop.timezone,
            None if stop.km is None else stop.km - start,
            stop.is_border,
            place in (0, last),
        )
        for place, stop in enumerate(option.stops)
        if stop.calls or stop.is_border
    ]


def _tag(offer: Offer) -> SeatsTag:
    left = offer.seats_left
    if offer.refusal == "cancelled":
        return SeatsTag(_("cancelled"), "bad")
    if offer.refusal == "departed":
        return SeatsTag(_("departed"), "")
    if offer.refusal == "sold_out" and not left:
        return SeatsTag(_("no seats"), "")
    if offer.plan:
        return SeatsTag(_("with a change of seat"), "warn")
    if left is None or left > FEW_SEATS:
        return SeatsTag(_("seats available"), "ok")
    return SeatsTag(
        ngettext("%(number)s seat left", "%(number)s seats left", left) % {"number": left}, "warn"
    )
