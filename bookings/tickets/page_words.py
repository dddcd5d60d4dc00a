"""The words of the printed ticket, ready in the active language; the template only places them."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bookings.tickets.view import TicketStation, TicketStatus, TicketView
from railway.lib import wording


def page_words(view: TicketView) -> dict[str, Any]:
    """This function returns every text of the page by its place.

    Times are the stations' own, money is in the booking's currency.
    """
    return {
        "brand": view.brand,
        "title": _("Ticket %(number)s") % {"number": view.number},
        "route_letter": view.route_letter,
        "route_name": view.route_name,
        "code_title": _("Ticket code for inspection"),
        "passenger_label": _("Passenger"),
        "passenger": view.passenger,
        "document_label": _("Document"),
        "document": view.document,
        "alert": _alert(view),
        "stamp": _stamp(view),
        "day": wording.write_day(
            view.departs_at.astimezone(ZoneInfo(view.origin.timezone)).date(), view.language
        ),
        "duration": wording.write_duration(view.arrives_at - view.departs_at, view.language),
        "facts": _facts(view),
        **_ends(view),
        **_lower_half(view),
    }


def seat_words(view: TicketView) -> str:
    """This function says where to sit on a train without seat numbers, else returns nothing."""
    if view.seat_mode == "numbered":
        return ""
    if view.seat_mode == "quota":
        return _("A place is kept for you, sit anywhere")
    return _("Sit anywhere")


def _ends(view: TicketView) -> dict[str, Any]:
    show_zone = wording.zones_differ(
        view.departs_at, view.origin.timezone, view.arrives_at, view.destination.timezone
    )
    return {
        "from": {"label": _("Departure"), **_end(view, view.origin, view.departs_at, show_zone)},
        "to": {"label": _("Arrival"), **_end(view, view.destination, view.arrives_at, show_zone)},
    }


def _end(view: TicketView, station: TicketStation, instant: Any, show_zone: bool) -> dict[str, str]:
    return {
        "time": wording.write_clock(instant, station.timezone),
        "name": station.name,
        "sign": station.other_sign,
        "zone": wording.write_zone(instant, station.timezone, view.language) if show_zone else "",
    }


def _facts(view: TicketView) -> list[dict[str, Any]]:
    train = {"label": _("Train"), "value": view.train}
    if view.seat is None:
        return [train, {"label": _("Seat"), "value": seat_words(view)}]
    if view.seats_in_turn:
        return [train, {"label": _("Your seats, one after the other"), "value": "", "lines": turns(view)}]
    coach = {"label": _("Coach"), "value": str(view.coach)}
    return [train, coach, {"label": _("Seat"), "value": str(view.seat), "note": view.seat_note}]


def turns(view: TicketView) -> list[str]:
    """This function writes each of several seats in turn with the stops between which it is the passenger's."""
    words = _("coach %(coach)s, seat %(seat)s")
    return [
        f"{each.start} – {each.end}: {words % {'coach': each.coach, 'seat': each.seat}}"
        for each in view.seats_in_turn
    ]


def _alert(view: TicketView) -> str:
    if view.status is TicketStatus.TRAIN_CANCELLED:
        return _("This train doesn't run. You can move to another train or get your money back.")
    if view.status is TicketStatus.VOID:
        return _("This ticket was refunded or replaced. It doesn't let you travel.")
    return ""


def _stamp(view: TicketView) -> str:
    if view.status is TicketStatus.TRAIN_CANCELLED:
        return _("train doesn't run")
    return _("ticket is void") if view.status is TicketStatus.VOID else ""


def _lower_half(view: TicketView) -> dict[str, Any]:
    return {
        "fold": _("fold here"),
        "carry_label": _("Carry with you"),
        "carry": [*view.carry, *_along(view)],
        "benefit": _benefit(view),
        "journey_label": _("Your journey"),
        "journey": _journey(view),
        "price_label": _("Price"),
        "fare_lines": _fare_lines(view),
        "total_label": _("Paid"),
        "total": wording.write_money(view.price, view.currency, view.language),
        "about": _about(view),
        "footer": _footer(view),
        "demonstration": view.demonstration,
    }


def _along(view: TicketView) -> list[str]:
    return [_("paid with this ticket: %(things)s") % {"things": view.along}] if view.along else []


def _benefit(view: TicketView) -> str:
    if view.benefit and view.proof:
        return f"{view.benefit}. {view.proof}"
    return view.benefit or view.proof


def _journey(view: TicketView) -> list[str]:
    notes = [_("Times are local to each station.")]
    if view.border:
        ends = {"before": view.border.before, "after": view.border.after}
        notes.append(_("Border: %(before)s – %(after)s. Keep your document at hand.") % ends)
    if view.seats_in_turn:
        stops = ", ".join(each.start for each in view.seats_in_turn[1:])
        notes.append(
            _("You change seats here: %(stops)s. You agreed to it when you booked.") % {"stops": stops}
        )
    notes.append(_("This ticket is for the train, day and person named on it."))
    notes.append(_("Show the code on paper or on a screen; it is checked without a network."))
    return notes


def _fare_lines(view: TicketView) -> list[dict[str, str]]:
    return [
        {
            "text": line.text,
            "amount": ""
            if line.amount is None
            else wording.write_money(line.amount, view.currency, view.language),
        }
        for line in view.fare_lines
    ]


def _about(view: TicketView) -> str:
    if view.other_price is None:
        return ""
    return wording.write_about(view.other_price, view.other_currency, view.language)


def _footer(view: TicketView) -> list[str]:
    day = wording.write_day(view.issued_at.date(), view.language)
    issued = _("Issued on %(day)s") % {"day": day}
    order = _("Order %(reference)s") % {"reference": view.reference}
    returns = _("Refund and exchange: %(url)s") % {"url": view.url} if view.url else ""
    return [line for line in (order, issued, returns) if line]
