"""Waiting for seats: joining the queue, the page that shows the place in it, another wish, leaving."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.access import access_token
from bookings.fares import NoRate, PassengerFacts, format_party
from bookings.models import Benefit, Booking, WaitingEntry
from bookings.notifications.waiting import window_words
from bookings.operations.join_queue import (
    NothingToWaitFor,
    NotWaiting,
    SeatsFree,
    TooManyWaiting,
    change_waiting,
    join_queue,
)
from bookings.operations.leave_queue import leave_queue
from bookings.queries.waiting import QueueStand, effective_entry_state, stand_of
from bookings.web.addresses import read_currency, read_way, results_url, wait_url, with_query
from bookings.web.once import once, scope_of
from bookings.web.party import offered_benefits, party_words, read_party
from bookings.web.passenger_form import label_of
from bookings.web.refusals import REFUSALS, refusal_words
from bookings.web.search import last_day
from bookings.web.waiting_doors import ENTRIES, of_entry
from bookings.web.waiting_form import WaitingForm, form_of, queue_rule
from railway.lib.live import is_unchanged, unchanged
from railway.lib.see_other import see_other
from timetables.queries import find_rides

LIVE = frozenset({WaitingEntry.State.WAITING, WaitingEntry.State.OFFERED})


@dataclass(frozen=True)
class WaitedTrain:
    """A train that is waited for, and how many parties are asked before."""

    number: str
    departure: datetime
    arrival: datetime
    origin_zone: str
    destination_zone: str
    parties_before: int


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, pair: str, day: str) -> HttpResponse:
    """This function asks what shall be waited for, and puts the party at the end of the queue."""
    benefits = offered_benefits()
    form = _new_form(request, pair, day)
    today = timezone.localdate()
    if not today <= form.day <= last_day(today):
        return see_other(_results(form))
    if request.method != "POST":
        return _show_form(request, form, benefits)
    form.read(request.POST, benefits)
    if form.problems:
        return _show_form(request, form, benefits)

    def join() -> str:
        entry = join_queue(wish=form.wish(benefits), channel=Booking.Channel.WEB, now=timezone.now())
        return str(entry.uuid)

    def keep() -> HttpResponse:
        name = once(scope=scope_of(request, "wait"), key=request.POST.get("key", ""), work=join)
        ENTRIES.add(request, name)
        return see_other(reverse("bookings:waiting", args=[name]))

    return _try(request, form, benefits, keep)


@require_safe
@of_entry
def waiting(request: HttpRequest, entry: WaitingEntry) -> HttpResponse:
    """This function shows the place in the queue, the offer when there is one, or how the waiting ended."""
    now = timezone.now()
    state = effective_entry_state(entry, now)
    stand = stand_of(entry, now=now) if state == WaitingEntry.State.WAITING else QueueStand(0, ())
    tag = _tag(entry, state, stand)
    if is_unchanged(request, tag):
        return unchanged(tag)
    return render(request, "bookings/waiting_list.html", _context(entry, state, stand, now) | {"tag": tag})


@require_http_methods(["GET", "HEAD", "POST"])
@of_entry
def change(request: HttpRequest, entry: WaitingEntry) -> HttpResponse:
    """This function lets a party wait for something else, and says beforehand when that costs its place."""
    benefits, form = offered_benefits(), form_of(entry)
    page = reverse("bookings:waiting", args=[entry.uuid])
    if effective_entry_state(entry, timezone.now()) != WaitingEntry.State.WAITING:
        return see_other(page)
    if request.method != "POST":
        return _show_form(request, form, benefits, entry)
    form.read(request.POST, benefits)
    if form.problems:
        return _show_form(request, form, benefits, entry)

    def keep() -> HttpResponse:
        changed = change_waiting(entry=entry, wish=form.wish(benefits), now=timezone.now())
        kept = changed.joined_at == entry.joined_at
        words = (
            _("Changed. You keep your place.") if kept else _("Changed. You are now at the end of the queue.")
        )
        messages.success(request, words)
        return see_other(page)

    return _try(request, form, benefits, keep, entry)


@require_POST
@of_entry
def leave(request: HttpRequest, entry: WaitingEntry) -> HttpResponse:
    """This function takes a party out of the queue, or lets its offered seats go on to the next."""
    try:
        leave_queue(entry=entry, now=timezone.now())
    except (*REFUSALS, NotWaiting) as refusal:
        messages.warning(request, refusal_words(refusal))
    return see_other(reverse("bookings:waiting", args=[entry.uuid]))


def _new_form(request: HttpRequest, pair: str, day: str) -> WaitingForm:
    way, currency = read_way(pair, day), read_currency(request.GET.get("cur", ""))
    return WaitingForm(*way, currency, party=request.GET.get("p", "") or "adult")


def _try(
    request: HttpRequest,
    form: WaitingForm,
    benefits: Sequence[Benefit],
    act: Callable[[], HttpResponse],
    entry: WaitingEntry | None = None,
) -> HttpResponse:
    try:
        return act()
    except SeatsFree:
        messages.info(request, _("There are seats for all of you now: no need to wait."))
        return see_other(_results(form))
    except NothingToWaitFor:
        form.add_problem("start", _("No train leaves then. Choose other hours."), _("Departure from"))
    except TooManyWaiting:
        form.add_problem(
            "email", _("This address waits in four queues already. Leave one first."), label_of("email")
        )
    except (*REFUSALS, NoRate, NotWaiting) as refusal:
        messages.warning(request, refusal_words(refusal))
    return _show_form(request, form, benefits, entry)


def _show_form(
    request: HttpRequest, form: WaitingForm, benefits: Sequence[Benefit], entry: WaitingEntry | None = None
) -> HttpResponse:
    shown = {"entry": entry, "key": request.POST.get("key") or uuid4().hex, "back": _results(form)}
    return render(request, "bookings/wait.html", form.context(benefits) | shown)


def _results(form: WaitingForm) -> str:
    party = "" if form.party == "adult" else form.party
    return results_url(form.origin.stop_id, form.destination.stop_id, form.day, p=party, cur=form.currency)


def _tag(entry: WaitingEntry, state: WaitingEntry.State, stand: QueueStand) -> str:
    places = "-".join(f"{one.dated_trip_id}.{one.parties_before}" for one in stand.trains)
    named = f"{state}{entry.joined_at.timestamp()}{entry.departs_before.timestamp()}{places}{stand.parties_before}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def _context(
    entry: WaitingEntry, state: WaitingEntry.State, stand: QueueStand, now: datetime
) -> dict[str, object]:
    benefits, form = offered_benefits(), form_of(entry)
    party = read_party(form.party, benefits) or (PassengerFacts(),)
    return {
        "entry": entry,
        "state": state.value,
        "is_live": state in LIVE,
        "now": now,
        "day": form.day,
        "window": window_words(entry),
        "party_words": party_words(party, benefits),
        "stand": stand,
        "trains": _trains(stand),
        "offer_url": _offer_url(entry),
        "results_url": _results(form),
        "rule": queue_rule(),
        "again_url": _again_url(form, format_party(party)),
    }


def _trains(stand: QueueStand) -> list[WaitedTrain]:
    """This function reads the trains that are waited for, in order of departure; of one it makes as many queries."""
    ways = {(one.dated_trip_id, one.party.span.start, one.party.span.end): one for one in stand.trains}
    rides = find_rides(list(ways))
    shown = [
        WaitedTrain(
            ride.train_number,
            ride.departure,
            ride.arrival,
            ride.origin.timezone,
            ride.destination.timezone,
            ways[way].parties_before,
        )
        for way, ride in rides.items()
    ]
    return sorted(shown, key=lambda train: train.departure)


def _offer_url(entry: WaitingEntry) -> str:
    if entry.booking is None:
        return ""
    address = reverse("bookings:order", args=[entry.booking.shown_reference])
    return with_query(address, {"k": access_token(entry.booking)})


def _again_url(form: WaitingForm, party: str) -> str:
    shown = "" if party == "adult" else party
    return wait_url(form.origin.stop_id, form.destination.stop_id, form.day, p=shown, cur=form.currency)
