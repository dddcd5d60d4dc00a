"""What became of a booking's train, in words: the one place for letters, pages, history and API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from bookings.models import AncillaryKind, Booking
from railway.lib import wording

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A change with its headline and its sentences; `right` says what may be done about it, "" for nothing."""

    title: str
    text: str
    right: str


def change_words(data: Facts, booking: Booking, *, language: str | None = None) -> ChangeWords:
    """This function tells a change, as a booking's history keeps it, in the given or the active language."""
    code = (language or get_language() or "ru")[:2]
    with override(code):
        write = WRITERS.get(data.get("change", ""), _retimed)
        title, text = write(data, booking, code)
        return ChangeWords(title, text, right_words(data))


def right_words(data: Facts) -> str:
    """This function says in the active language what a passenger may do about a change, "" for nothing."""
    if data.get("refunded"):
        return _("We return the full price of the tickets by ourselves, you need not do anything.")
    if data.get("free_exchange"):
        return _("You can exchange the tickets without a fee, or return them for their full price.")
    return (
        _("You can return the tickets for their full price, without a fee.")
        if data.get("free_refund")
        else ""
    )


def times_words(data: Facts, booking: Booking) -> str:
    """This function says from which times to which a booking's train was moved, "" where a change didn't move it."""
    if "old" not in data:
        return ""
    clocks = {name: _clocks(data[name], booking) for name in ("old", "new")}
    return _("It was %(old)s, now it is %(new)s.") % clocks


def _clocks(times: Mapping[str, str], booking: Booking) -> str:
    departs, arrives = (datetime.fromisoformat(times[name]) for name in ("departs_at", "arrives_at"))
    from_zone, to_zone = booking.origin.timezone, booking.destination.timezone
    return f"{wording.write_clock(departs, from_zone)} – {wording.write_clock(arrives, to_zone)}"


def _retimed(_data: Facts, _booking: Booking, _code: str) -> tuple[str, str]:
    return _("The train's time has changed"), _("Your tickets and seats stay valid.")


def _cancelled(_data: Facts, _booking: Booking, _code: str) -> tuple[str, str]:
    return _("The train is cancelled"), ""


def _delayed(data: Facts, booking: Booking, _code: str) -> tuple[str, str]:
    late = data.get("departure_delay", data.get("delay_minutes", 0))
    sentences = [_late_sentence(late, data.get("arrival_delay", late)), _expected(data, booking)]
    sentences.append(_("It may catch up: be at the station in good time."))
    return _("The train is late"), " ".join(filter(None, sentences))


def _late_sentence(departure: int, arrival: int) -> str:
    if departure > 0:
        words = ngettext(
            "The train is %(count)s minute late.", "The train is %(count)s minutes late.", departure
        )
        return words % {"count": departure}
    words = ngettext(
        "The train leaves on time and arrives %(count)s minute late.",
        "The train leaves on time and arrives %(count)s minutes late.",
        arrival,
    )
    return words % {"count": arrival}


def _expected(data: Facts, booking: Booking) -> str:
    if "expected" not in data:
        return ""
    departs, arrives = (
        datetime.fromisoformat(data["expected"][name]) for name in ("departs_at", "arrives_at")
    )
    clocks = {
        "departs": wording.write_clock(departs, booking.origin.timezone),
        "arrives": wording.write_clock(arrives, booking.destination.timezone),
    }
    return _("It is expected to leave at %(departs)s and to arrive at %(arrives)s.") % clocks


def _early(data: Facts, booking: Booking, _code: str) -> tuple[str, str]:
    minutes = -data["departure_delay"]
    words = ngettext(
        "The train leaves %(count)s minute before the time on your ticket.",
        "The train leaves %(count)s minutes before the time on your ticket.",
        minutes,
    )
    return _("The train leaves earlier"), f"{words % {'count': minutes}} {_expected(data, booking)}".strip()


def _on_time(_data: Facts, _booking: Booking, _code: str) -> tuple[str, str]:
    return _("The train is on time again"), _("It leaves at the time on your ticket.")


def _stop_dropped(data: Facts, _booking: Booking, code: str) -> tuple[str, str]:
    text = _("On this day the train passes your station without calling there.")
    return _("The train passes your station"), f"{text} {_bus(data, code)}".strip()


def _part_cancelled(data: Facts, _booking: Booking, code: str) -> tuple[str, str]:
    part = data["part"]
    names = {"start": part["from"][code], "end": part["to"][code]}
    text = _("The train does not run between %(start)s and %(end)s on this day.") % names
    return _("A part of your way is cancelled"), f"{text} {_bus(data, code)}".strip()


def _bus(data: Facts, code: str) -> str:
    if data.get("bus_change") == "bus_ended":
        return _("The bus that was to run instead does not run any more.")
    bus = data.get("bus")
    if not bus:
        return ""
    facts = {
        "start": bus["from"][code],
        "end": bus["to"][code],
        "departs": wording.write_clock(datetime.fromisoformat(bus["departs_at"]), bus["departs_zone"]),
        "arrives": wording.write_clock(datetime.fromisoformat(bus["arrives_at"]), bus["arrives_zone"]),
    }
    said = _(
        "A bus runs instead: from %(start)s at %(departs)s, at %(end)s by %(arrives)s. Your tickets are valid on it."
    )
    place = bus["place"].get(code, "")
    where = _("The bus waits here: %(place)s.") % {"place": place} if place else ""
    return f"{said % facts} {where}".strip()


def _restored(data: Facts, _booking: Booking, _code: str) -> tuple[str, str]:
    after = data.get("after", "cancelled")
    if after == "stop_dropped":
        return _("The train calls at your station again"), _(
            "It was to pass your station, and now it calls there after all. Your tickets are valid."
        )
    if after == "part_cancelled":
        return _("The train runs all the way again"), _(
            "A part of your way was cancelled, and now the train runs after all. Your tickets are valid."
        )
    return _("The train runs after all"), _(
        "The train was cancelled, and now it runs after all. Your tickets are valid."
    )


def _seats_moved(data: Facts, _booking: Booking, _code: str) -> tuple[str, str]:
    return _(
        "Other seats in your train"
    ), f"{_('The train runs with another train set.')} {_new_seats(data)}".strip()


def _seat_lost(data: Facts, _booking: Booking, _code: str) -> tuple[str, str]:
    count = len(data["lost"])
    lost = ngettext(
        "It has fewer seats: %(count)s passenger of your order has no seat any more.",
        "It has fewer seats: %(count)s passengers of your order have no seats any more.",
        count,
    ) % {"count": count}
    sentences = [_("The train runs with another train set."), lost, _new_seats(data)]
    return _("No seat in your train"), " ".join(filter(None, sentences))


def _place_lost(data: Facts, _booking: Booking, code: str) -> tuple[str, str]:
    labels = dict(AncillaryKind.choices)
    things = ", ".join(str(labels[kind]) for kind in data["places"])
    told = _("It has no place for this of your order any more: %(things)s. Your seats stay yours.")
    sentences = [_("The train runs with another train set."), told % {"things": things}]
    if data.get("paid_for") and Decimal(data["amount"]):
        amount = wording.write_money(Decimal(data["amount"]), data["currency"], code)
        sentences.append(_("What it cost, %(amount)s, comes back to you by itself.") % {"amount": amount})
    return _("No place for what you take along"), " ".join(sentences)


def _new_seats(data: Facts) -> str:
    moved = data.get("moved", {})
    if not moved:
        return ""
    seats = "; ".join(_new_seat(*moved[name]) for name in sorted(moved, key=_by_passenger))
    return _("Your new seats: %(seats)s. The tickets are written anew.") % {"seats": seats}


def passengers_moved(data: Facts) -> list[int]:
    """This function lists the numbers of the passengers who have other seats."""
    return sorted({_by_passenger(name)[0] for name in data.get("moved", {})})


def _by_passenger(name: str) -> tuple[int, int]:
    number, _at, start = name.partition("@")  # "2", or "2@5" for the seat from position 5 on
    return int(number), int(start or 0)


def _new_seat(was: list[Any], to: list[Any], start: Mapping[str, str] | None = None) -> str:
    words = _("coach %(coach)s, seat %(seat)s instead of coach %(old_coach)s, seat %(old_seat)s")
    said = words % {"coach": to[0], "seat": to[1], "old_coach": was[0], "old_seat": was[1]}
    if not start:
        return said
    code = (get_language() or "ru")[:2]
    return _("from %(stop)s on %(seat)s") % {"stop": start[code], "seat": said}


WRITERS: dict[str, Callable[[Facts, Booking, str], tuple[str, str]]] = {
    "cancelled": _cancelled,
    "delayed": _delayed,
    "early": _early,
    "on_time": _on_time,
    "part_cancelled": _part_cancelled,
    "place_lost": _place_lost,
    "restored": _restored,
    "retimed": _retimed,
    "seat_lost": _seat_lost,
    "seats_moved": _seats_moved,
    "stop_dropped": _stop_dropped,
}
