"""Offers and prices as the API's outputs take them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bookings.api.v1.offer_outputs import ONE_SEAT, SEATS_IN_TURN
from bookings.api.v1.pointers import shown_problem
from bookings.fares import FareLine, FarePrice, Money
from bookings.inventory import SeatPart, changes_in
from bookings.inventory.types import QUOTA_COACH
from bookings.offers import AncillaryOffer, Offer
from bookings.offers.wording import Glossary, ShownLine, ShownReason, fare_lines, fare_reason, load_glossary
from bookings.queries import TripView, price_problems
from timetables.queries import TripOption, TripStop


def shown_money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    """This function writes an amount with two places; None stays None."""
    return None if amount is None else {"amount": f"{amount:.2f}", "currency": currency}


def shown_offers(offers: Sequence[Offer]) -> list[dict[str, Any]]:
    """This function shows offers with each passenger's explained price, in two queries."""
    prices = [fare.to_json() for offer in offers if offer.price for fare in offer.price.fares]
    names = load_glossary(prices)
    return [_offer(offer, names) for offer in offers]


def _offer(offer: Offer, names: Glossary) -> dict[str, Any]:
    price, option = offer.price, offer.option
    fares = price.fares if price else ()
    return {
        "id": offer.id or None,
        "expires": offer.expires_at.astimezone(option.departure.tzinfo),
        "trip": shown_trip(option, option.train_number),
        "total": shown_money(price.total, price.currency) if price else None,
        "other_total": shown_money(price.other_total, price.other_currency) if price else None,
        "passengers": [
            shown_fare(number, fare.to_json(), names, travel_date=option.departure.date())
            for number, fare in enumerate(fares, start=1)
        ],
        "seats_left": offer.seats_left,
        "kind": SEATS_IN_TURN if offer.plan else ONE_SEAT,
        "seat_changes": changes_in(offer.plan),
        "seat_plan": [shown_parts(parts, option.stops) for parts in offer.plan],
        "ancillaries": [_ancillary(each) for each in offer.ancillaries],
        "available": offer.on_sale,
        "refusal": offer.refusal,
    }


def _ancillary(offer: AncillaryOffer) -> dict[str, Any]:
    prices = {"price": _money(offer.price), "other_price": _money(offer.other_price)}
    return {"kind": offer.kind, **prices, "most": offer.most, "left": offer.left}


def shown_parts(parts: Sequence[SeatPart], stops: Iterable[TripStop]) -> list[dict[str, Any]]:
    """This function shows a passenger's seats in the order of the way; none on trains without seat numbers."""
    codes = {stop.position: stop.stop.stop_id for stop in stops}
    return [
        {
            "coach": part.seat.coach,
            "number": part.seat.number,
            "origin": codes[part.start],
            "destination": codes[part.end],
        }
        for part in parts
        if part.seat.coach != QUOTA_COACH
    ]


def shown_trip(trip: TripOption | TripView, train: str) -> dict[str, Any]:
    """This function shows the train of an offer or a booking, times local to the stops."""
    origin, destination = trip.origin, trip.destination
    return {
        "dated_trip": trip.dated_trip_id,
        "train": train,
        "route": trip.route.route_id,
        "service_date": trip.service_date,
        "origin": _station(origin.stop_id, origin.name, trip.departure, trip.expected_departure),
        "destination": _station(destination.stop_id, destination.name, trip.arrival, trip.expected_arrival),
        "seat_mode": trip.seat_mode,
        "state": trip.state,
        "delay_minutes": int(trip.delay_s / 60),
        "part_cancelled": _part(trip),
        "platform": trip.stops[0].platform,
        "buses": trip.buses,
        "demonstration": trip.demonstration,
    }


def _part(trip: TripOption | TripView) -> list[str] | None:
    part = trip.part_cancelled
    return [stop.stop_id for stop in part] if part else None


def _station(code: str, name: str, time: Any, expected: Any) -> dict[str, Any]:
    return {"code": code, "name": name, "time": time, "expected": expected}


def shown_fare(
    number: int, stored: Mapping[str, Any], names: Glossary, *, travel_date: date | None
) -> dict[str, Any] | None:
    """This function explains the price of passenger `number` (from 1), given in its stored form; None without one.

    `travel_date` is the local date at the first stop; none where it isn't of one trip.
    """
    if not stored:
        return None
    fare = FarePrice.from_json(stored)
    return {
        "price": _money(fare.price),
        "full_price": _money(fare.full_price),
        "other_price": _money(fare.other_price),
        "benefit": fare.reduction.benefit if fare.reduction else None,
        "lines": [
            _line(line, told)
            for line, told in zip(fare.lines, fare_lines(stored, glossary=names), strict=True)
        ],
        "reason": _reason(fare_reason(stored, travel_date=travel_date, glossary=names)),
        "warnings": [shown_problem(problem, names) for problem in price_problems(number, fare)],
    }


def _line(line: FareLine, told: ShownLine) -> dict[str, Any]:
    sums = {"amount": _money(told.amount), "other": _money(told.other_amount)}
    words = {"kind": told.kind, "text": told.text, "hint": told.hint, "legal": told.legal}
    return {**words, **sums, **_facts(line)}


def _facts(line: FareLine) -> dict[str, Any]:
    """This function gives what a line's words are made of, for clients that write their own; null where it isn't so."""
    return {
        "country": line.country or None,
        "kilometres": f"{line.km.normalize():f}" if line.km is not None else None,
        "tariff": line.tariff or None,
        "tariff_since": line.tariff_since or None,
        "benefit": line.benefit or None,
        "percent": f"{line.percent.normalize():f}" if line.percent is not None else None,
        "ancillary": line.ancillary or None,
        "quantity": int(line.times) if line.ancillary and line.times else None,
        "rate": f"{line.rate.byn_for_100_rub:f}" if line.rate else None,
        "rate_date": line.rate.date if line.rate else None,
    }


def _reason(reason: ShownReason | None) -> dict[str, Any] | None:
    if reason is None:
        return None
    names = ("is_granted", "name", "text", "where", "carry", "without", "legal")
    return {name: getattr(reason, name) for name in names}


def _money(money: Money) -> dict[str, str] | None:
    return shown_money(money.amount, money.currency)
