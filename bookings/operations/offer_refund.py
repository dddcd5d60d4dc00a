"""What a passenger would get back for tickets they no longer need."""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings

from bookings import fares
from bookings.models import PAID_STATES, Booking, Passenger, RefundOffer, RefundRule
from bookings.models.tariff import TimeRule
from bookings.queries.rights import free_refund
from timetables.models import DatedStop

AnyRule = TypeVar("AnyRule", bound=fares.RefundRule)


class RefundRefused(Exception):
    """Nothing can be returned; `code` says why: not_paid, departed or nothing_left."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def offer_refund(
    *, booking: Booking, passenger_numbers: Collection[int] | None = None, now: datetime
) -> RefundOffer:
    """This function writes down what returning these passengers' tickets (all, unless told) brings at this moment.

    By the dated rules of the way the train is sold; in full where the train is cancelled or was moved so far that the
    passenger may return free. A fee for an exchange counts as paid, but comes back only in full refunds. Amounts are
    in the booking's currency. The offer holds REFUND_OFFER_SECONDS, but not
    past the departure. Raises RefundRefused.
    """
    if booking.state not in PAID_STATES:
        raise RefundRefused("not_paid")
    departs_at = departure_of(booking)
    free = free_refund_reason(booking)
    if departs_at <= now and not free:
        raise RefundRefused("departed")
    passengers = travelling(booking, passenger_numbers)
    if passengers is None:
        raise RefundRefused("nothing_left")
    rule = None if free else _rule(booking, departs_at, now)
    lines = [_line(passenger, booking, rule, free=bool(free)) for passenger in passengers]
    return RefundOffer.objects.create(
        booking=booking,
        passengers=lines,
        **{
            name: sum((Decimal(line[name]) for line in lines), Decimal(0))
            for name in ("paid", "fee", "amount")
        },
        currency=booking.currency,
        rule=_describe(rule, free),
        created_at=now,
        expires_at=_expiry(departs_at, now, free=bool(free)),
    )


def free_refund_reason(booking: Booking) -> str:
    """This function tells why a paid booking may be returned in full (see bookings.queries.rights), "" if it may not.

    A change once told gives the right for good. A cancelled train that runs again takes it back.
    """
    right = free_refund(booking)
    return right.reason if right else ""


def departure_of(booking: Booking) -> datetime:
    """This function tells when the booking's train leaves by the plan in force, where its passengers get on."""
    stop = DatedStop.objects.get(dated_trip_id=booking.dated_trip_id, position=booking.from_position)
    return stop.departure_at


def travelling(booking: Booking, numbers: Collection[int] | None) -> list[Passenger] | None:
    """This function finds those passengers (all, unless told); None when nobody or not all of them travel still."""
    active = booking.passengers.filter(state=Passenger.State.ACTIVE).select_related("benefit")
    if numbers is not None:
        active = active.filter(number__in=numbers)
    found = list(active.order_by("number"))
    return found if found and (numbers is None or len(found) == len(set(numbers))) else None


def _rule(booking: Booking, departs_at: datetime, now: datetime) -> fares.RefundRule | None:
    seat_mode = booking.dated_trip.seat_mode
    rules = [time_rule(row, fares.RefundRule) for row in RefundRule.objects.filter(seat_mode=seat_mode)]
    local_now = now.astimezone(ZoneInfo(booking.origin.timezone))
    return fares.refund_rule_on(rules, seat_mode, local_now, departs_at, booking.origin.country)


def time_rule(row: TimeRule, kind: type[AnyRule]) -> AnyRule:
    """This function gives a rule's row as the fares take it."""
    return kind(
        seat_mode=row.seat_mode,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        minutes_before_departure=row.minutes_before_departure,
        share_percent=Decimal(row.share_percent),
        fee_byn=row.fee_byn,
        fee_rub=row.fee_rub,
        act=row.act,
        article=row.article,
        quality=row.quality,
        country=row.country,
    )


def _line(
    passenger: Passenger, booking: Booking, rule: fares.RefundRule | None, *, free: bool
) -> dict[str, Any]:
    currency = fares.as_currency(booking.currency)
    paid = fares.Money(passenger.worth, currency)
    back = paid if free else fares.refund_amount(fares.Money(passenger.price, currency), rule)
    return {
        "number": passenger.number,
        "paid": str(paid.amount),
        "fee": str((paid - back).amount),
        "amount": str(back.amount),
    }


def _describe(rule: fares.RefundRule | None, free: str) -> dict[str, Any]:
    """This function keeps what the page must say about the amount: `reason` of a full refund, or the rule."""
    if free:
        return {"reason": free, "share_percent": 100}
    if rule is None:
        return {"reason": "no_rule", "share_percent": 0}
    return {
        "reason": "rule",
        "share_percent": int(rule.share_percent),
        "minutes_before_departure": rule.minutes_before_departure,
        "act": rule.act,
        "article": rule.article,
        "quality": rule.quality,
    }


def _expiry(departs_at: datetime, now: datetime, *, free: bool) -> datetime:
    end = now + timedelta(seconds=settings.REFUND_OFFER_SECONDS)
    return end if free else min(end, departs_at)
