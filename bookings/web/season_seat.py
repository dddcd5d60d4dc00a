"""Reserving a seat with a season ticket: the trains of a day, and a free reservation on those with numbered seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.models import Booking, SeasonTicket, SeasonTrip
from bookings.offers.problem_words import SEASON_NOT_VALID
from bookings.offers.season import valid_days
from bookings.offers.selection import refusal_of
from bookings.offers.wording import refusal_text
from bookings.operations.check_season_trip import SeasonNotValid
from bookings.operations.reserve_season_seat import NoSeatNeeded, reserve_season_seat
from bookings.queries.season import effective_season_state, today_of
from bookings.web.doors import remember_order
from bookings.web.once import once, scope_of
from bookings.web.refusals import REFUSALS, refusal_words
from bookings.web.season_doors import of_season, season_page
from railway.lib.see_other import see_other
from railway.lib.template_words import language
from railway.lib.wording import write_day
from timetables.models import SeatMode, Stop
from timetables.queries import TripOption, find_trips

DAYS_LOOKED_AT = 7


@dataclass(frozen=True)
class SeasonTrain:
    """A train of the day: what is to be done to travel on it with the season ticket."""

    option: TripOption
    words: str
    can_reserve: bool
    order: Booking | None


@dataclass(frozen=True)
class Choice:
    """An option of a select."""

    value: str
    label: str
    is_chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
@of_season
def season_seat(request: HttpRequest, ticket: SeasonTicket) -> HttpResponse:
    """This function shows the trains of a day between two stops of the section, and reserves a seat on one."""
    now = timezone.now()
    if effective_season_state(ticket, now) != SeasonTicket.State.FULFILLED:
        return season_page(ticket)
    days = _days(ticket, now)
    if not days:
        messages.info(request, _("This season ticket has no day left on which it holds."))
        return season_page(ticket)
    stops = _stops(ticket)
    start, end = _way(request, ticket, stops)
    if request.method == "POST":
        return _reserve(request, ticket, start, end)
    day, trains = _first_of_use(request.GET.get("day", ""), days, ticket, start, end, now)
    context = {
        "ticket": ticket,
        "day": day,
        "start": start,
        "end": end,
        "days": [Choice(one.isoformat(), write_day(one, language(), year=False), one == day) for one in days],
        "starts": [Choice(stop.stop_id, stop.name, stop == start) for stop in stops.values()],
        "ends": [Choice(stop.stop_id, stop.name, stop == end) for stop in stops.values()],
        "trains": trains,
        "key": uuid4().hex,
    }
    return render(request, "bookings/season_seat.html", context)


def _reserve(request: HttpRequest, ticket: SeasonTicket, start: Stop, end: Stop) -> HttpResponse:
    train = request.POST.get("train", "")
    if not (train.isascii() and train.isdecimal() and len(train) < 19):
        return see_other(request.get_full_path())

    def reserve() -> str:
        booking = reserve_season_seat(
            ticket=ticket,
            dated_trip_id=int(train),
            origin=start.stop_id,
            destination=end.stop_id,
            channel=Booking.Channel.WEB,
            now=timezone.now(),
        )
        return booking.reference

    try:
        reference = once(
            scope=scope_of(request, f"season {ticket.reference}"),
            key=f"{request.POST.get('key', '')[:60]} {train}",
            work=reserve,
        )
    except SeasonNotValid as refused:
        messages.warning(request, str(SEASON_NOT_VALID[refused.code]))
        return see_other(request.get_full_path())
    except NoSeatNeeded:
        messages.info(request, _("This train has no numbered seats: board with your season ticket."))
        return see_other(request.get_full_path())
    except REFUSALS as refusal:
        messages.warning(request, refusal_words(refusal))
        return see_other(request.get_full_path())
    remember_order(request, reference)
    return see_other(reverse("bookings:order", args=[f"{reference[:3]}-{reference[3:]}"]))


def _trains(ticket: SeasonTicket, options: Sequence[TripOption], now: datetime) -> list[SeasonTrain]:
    """The trains with what was reserved on them, in one query."""
    keys = [option.dated_trip_id for option in options]
    made = ticket.trips.filter(dated_trip__in=keys).exclude(state=SeasonTrip.State.RETURNED)
    known = {trip.dated_trip_id: trip for trip in made.select_related("booking")}
    return [_train(option, ticket, known.get(option.dated_trip_id), now) for option in options]


def _train(option: TripOption, ticket: SeasonTicket, made: SeasonTrip | None, now: datetime) -> SeasonTrain:
    if made is not None:
        words = _("A seat is reserved") if made.booking else _("This trip was checked on the train")
        return SeasonTrain(option, words, can_reserve=False, order=made.booking)
    if refusal := refusal_of(option, now):
        return SeasonTrain(option, refusal_text(refusal), can_reserve=False, order=None)
    if option.seat_mode != SeatMode.NUMBERED:
        return SeasonTrain(option, _("Board without a booking, show the code"), can_reserve=False, order=None)
    if ticket.trips_left == 0:
        words = _("All trips of this season ticket are used.")
        return SeasonTrain(option, words, can_reserve=False, order=None)
    return SeasonTrain(option, "", can_reserve=True, order=None)


def _days(ticket: SeasonTicket, now: datetime) -> list[date]:
    """The days still to come on which it holds and trains are on sale."""
    today = today_of(ticket, now)
    last = today + timedelta(days=settings.SALES_HORIZON_DAYS)
    return [day for day in valid_days(ticket) if today <= day <= last]


def _first_of_use(
    text: str, days: list[date], ticket: SeasonTicket, start: Stop, end: Stop, now: datetime
) -> tuple[date, list[SeasonTrain]]:
    """The day asked for with its trains; without one the first day that still has a train, a week ahead at most."""
    asked = [day for day in days if day.isoformat() == text]
    looked_at = asked or days[:DAYS_LOOKED_AT]
    found = []
    for day in looked_at:
        trains = _trains(ticket, find_trips(origin=start, destination=end, date=day), now)
        if asked or any(not refusal_of(train.option, now) for train in trains):
            return day, trains
        found.append((day, trains))
    return found[0]


def _stops(ticket: SeasonTicket) -> dict[str, Stop]:
    found = {stop.stop_id: stop for stop in Stop.objects.filter(stop_id__in=ticket.stops)}
    return {code: found[code] for code in ticket.stops if code in found}


def _way(request: HttpRequest, ticket: SeasonTicket, stops: dict[str, Stop]) -> tuple[Stop, Stop]:
    """The stops chosen; where they are one, the whole section in its own direction."""
    start = stops.get(request.GET.get("from", ""), ticket.origin)
    end = stops.get(request.GET.get("to", ""), ticket.destination)
    return (start, end) if start != end else (ticket.origin, ticket.destination)
