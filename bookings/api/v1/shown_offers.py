"""Offers and prices as the API's outputs take them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bookings.api.v1.pointers import shown_problem
from bookings.fares import FarePrice, Money
from bookings.offers import Offer
from bookings.offers.wording import Glossary, ShownLine, ShownReason, fare_lines, fare_reason, load_glossary
from bookings.queries import TripView, price_problems
from timetables.queries import TripOption


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
            shown_fare(number, fare.to_json(), names) for number, fare in enumerate(fares, start=1)
        ],
        "seats_left": offer.seats_left,
        "available": offer.on_sale,
        "refusal": offer.refusal,
    }


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


def shown_fare(number: int, stored: Mapping[str, Any], names: Glossary) -> dict[str, Any] | None:
    """This function explains the price of passenger `number` (from 1), given in its stored form; None without one."""
    if not stored:
        return None
    fare = FarePrice.from_json(stored)
    return {
        "price": _money(fare.price),
        "full_price": _money(fare.full_price),
        "other_price": _money(fare.other_price),
        "benefit": fare.reduction.benefit if fare.reduction else None,
        "lines": [_line(line) for line in fare_lines(stored, glossary=names)],
        "reason": _reason(fare_reason(stored, glossary=names)),
        "warnings": [shown_problem(problem, names) for problem in price_problems(number, fare)],
    }


def _line(line: ShownLine) -> dict[str, Any]:
    sums = {"amount": _money(line.amount), "other": _money(line.other_amount)}
    return {"kind": line.kind, "text": line.text, "hint": line.hint, "legal": line.legal, **sums}


def _reason(reason: ShownReason | None) -> dict[str, Any] | None:
    if reason is None:
        return None
    names = ("is_granted", "name", "text", "where", "carry", "without", "legal")
    return {name: getattr(reason, name) for name in names}


def _money(money: Money) -> dict[str, str] | None:
    return shown_money(money.amount, money.currency)
