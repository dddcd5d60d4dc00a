"""Another trip for tickets that are paid: choose it, see the difference, confirm, pay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.inventory import CoachMap, seat_map
from bookings.models import Booking, ExchangeOffer
from bookings.offers import PartyRefused, TripNotFound, TripSelection, select_trip
from bookings.offers.wording import problem_text
from bookings.operations.confirm_exchange import ExchangeOfferExpired, confirm_exchange
from bookings.operations.exchange_terms import ExchangeRefused, ExchangeTerms, exchange_terms
from bookings.operations.lock_booking import NotHeld
from bookings.operations.offer_exchange import is_own_trip, offer_exchange, search_exchanges
from bookings.operations.settle_benefits import PriceChanged
from bookings.operations.start_payment import AlreadyPaid, InformationMissing, start_payment
from bookings.payments.gateway import BankRefused
from bookings.payments.registry import UnknownGateway, gateway_names
from bookings.queries import BookingView, booking_page
from bookings.queries.state import is_held
from bookings.web.addresses import with_query
from bookings.web.doors import of_order, remember_order
from bookings.web.exchange_cards import exchange_card, exchange_lines
from bookings.web.exchange_wish import ExchangeWish, read_wish
from bookings.web.frame import order_context
from bookings.web.leading import lead_to_bank
from bookings.web.refusals import REFUSALS, refusal_words
from bookings.web.search_form import day_choices
from bookings.web.seat_choice import choice_problems, read_places, seat_refs
from bookings.web.seat_plan import draw_coaches
from railway.lib.see_other import see_other
from timetables.models import SeatMode

ALONG = "confirm-along"  # on to the page where bicycles, pets and baggage are added before payment
CONFIRMED = {"confirm", ALONG}


@require_http_methods(["GET", "HEAD", "POST"])
@of_order
def exchange(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function shows the trains that tickets can be exchanged for, then an offer, and carries it out."""
    now = timezone.now()
    view = booking_page(booking, now=now)
    if request.method == "POST":
        act = _confirm if request.POST.get("do") in CONFIRMED else _offer
        return act(request, view, now)
    offer = _find(view, request.GET.get("offer", ""))
    if offer and offer.new_booking:
        return _to_order(request, offer.new_booking)
    if offer and offer.expires_at > now:
        return _show_offer(request, view, offer, now)
    if offer:
        messages.warning(request, _expired_words())
    return _choose(request, view, now)


def _choose(request: HttpRequest, view: BookingView, now: datetime) -> HttpResponse:
    wish = read_wish(request.GET, view, now)
    try:
        terms = exchange_terms(booking=view.booking, passenger_numbers=wish.numbers, now=now)
    except ExchangeRefused as refusal:
        messages.warning(request, refused_words(refusal.code))
        return see_other(_order_url(view))
    today = timezone.localdate(now)
    context = order_context(view, "ticket", now) | _trains(wish, terms, now)
    context |= {
        "wish": wish,
        "terms": terms,
        "strip": wish.strip(today),
        "months": day_choices(wish.origin, wish.destination, today),
        "travelling": [each for each in view.passengers if each.is_travelling],
    }
    return render(request, "bookings/exchange.html", context)


def _trains(wish: ExchangeWish, terms: ExchangeTerms, now: datetime) -> dict[str, Any]:
    try:
        found = search_exchanges(
            terms=terms, origin=wish.origin, destination=wish.destination, date=wish.day, now=now
        )
    except PartyRefused as refusal:
        return {"cards": [], "party_problems": [problem_text(problem) for problem in refusal.problems]}
    return {"cards": [exchange_card(each, terms.booking) for each in found]}


def _offer(request: HttpRequest, view: BookingView, now: datetime) -> HttpResponse:
    wish, train = read_wish(request.POST, view, now), request.POST.get("train", "")
    try:
        offer = offer_exchange(
            booking=view.booking,
            dated_trip_id=int(train) if train.isascii() and train.isdigit() and len(train) < 19 else 0,
            origin=wish.origin.stop_id,
            destination=wish.destination.stop_id,
            passenger_numbers=wish.numbers,
            now=now,
        )
    except ExchangeRefused as refusal:
        messages.warning(request, refused_words(refusal.code))
        return see_other(_order_url(view))
    except REFUSALS as refusal:
        messages.warning(request, refusal_words(refusal))
        return see_other(wish.url())
    return see_other(_offer_url(view, offer))


def _show_offer(
    request: HttpRequest, view: BookingView, offer: ExchangeOffer, now: datetime, problem: str = ""
) -> HttpResponse:
    try:
        selection = _selection(offer)
    except TripNotFound as gone:
        messages.warning(request, refusal_words(gone))
        return see_other(reverse("bookings:exchange", args=[view.reference]))
    context = order_context(view, "ticket", now) | {
        "offer": offer,
        "new": selection.option,
        "lines": exchange_lines(offer, view, selection.travel_date),
        "must_choose": is_own_trip(view.booking, selection.option),
        "coaches": draw_coaches(_coaches(selection)),
        "problem": problem,
        "size": len(offer.passengers),
        "sum": abs(offer.difference),
        "back_url": reverse("bookings:exchange", args=[view.reference]),
    }
    return render(request, "bookings/exchange_offer.html", context)


def _confirm(request: HttpRequest, view: BookingView, now: datetime) -> HttpResponse:
    offer = _find(view, request.POST.get("offer", ""))
    if offer is None:
        return see_other(reverse("bookings:exchange", args=[view.reference]))
    chosen = read_places(request.POST.getlist("seat"))
    try:
        if problem := _choice_problem(request, view, offer, chosen):
            return _show_offer(request, view, offer, now, problem)
        channel = Booking.Channel.WEB
        done = confirm_exchange(offer=offer, channel=channel, seats=seat_refs(chosen), now=now)
    except (ExchangeOfferExpired, ExchangeRefused) as refusal:
        messages.warning(
            request, refused_words(refusal.code) if isinstance(refusal, ExchangeRefused) else _expired_words()
        )
        return see_other(reverse("bookings:exchange", args=[view.reference]))
    except REFUSALS as refusal:
        stays = _("Your tickets are as valid as before.")
        messages.warning(request, f"{refusal_words(refusal)} {stays}")
        return see_other(_offer_url(view, offer))
    booking = done.new_booking or view.booking
    if request.POST.get("do") == ALONG and is_held(booking, now):
        remember_order(request, booking.reference)
        return see_other(reverse("bookings:places", args=[booking.shown_reference]) + "#bicycle-1")
    return _lead_on(request, booking, now)


def _choice_problem(
    request: HttpRequest, view: BookingView, offer: ExchangeOffer, chosen: Sequence[tuple[int, int]]
) -> str:
    selection = _selection(offer)
    if not chosen and is_own_trip(view.booking, selection.option) and not offer.new_booking:
        return _("Choose the seats you want instead of yours.")
    if not chosen:
        return ""
    found = choice_problems(
        chosen, len(offer.passengers), _coaches(selection), in_wheelchair="wheelchair" in request.POST
    )
    return found[0].text if found else ""


def _lead_on(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    """This function leads to the bank where something is to be paid, else to the new tickets."""
    remember_order(request, booking.reference)
    try:
        payment = start_payment(
            booking=booking,
            method=next(iter(gateway_names(booking.currency)), ""),
            return_url=reverse("bookings:order", args=[booking.shown_reference]),
            now=now,
        )
    except InformationMissing:
        return see_other(reverse("bookings:places", args=[booking.shown_reference]))
    except (BankRefused, UnknownGateway, PriceChanged):
        return see_other(reverse("bookings:pay", args=[booking.shown_reference]))
    except (AlreadyPaid, NotHeld):
        return _to_order(request, booking)
    return lead_to_bank(request, payment.redirect_url)


def _to_order(request: HttpRequest, booking: Booking) -> HttpResponse:
    remember_order(request, booking.reference)
    return see_other(reverse("bookings:order", args=[booking.shown_reference]))


def _find(view: BookingView, text: str) -> ExchangeOffer | None:
    try:
        uuid = UUID(text)
    except ValueError:
        return None
    offers = ExchangeOffer.objects.select_related("booking", "origin", "destination", "new_booking")
    return offers.filter(booking=view.booking, uuid=uuid).first()


def _selection(offer: ExchangeOffer) -> TripSelection:
    return select_trip(
        dated_trip_id=offer.dated_trip_id,
        origin_code=offer.origin.stop_id,
        destination_code=offer.destination.stop_id,
    )


def _coaches(selection: TripSelection) -> list[CoachMap]:
    if selection.option.seat_mode != SeatMode.NUMBERED:
        return []
    return seat_map(dated_trip_id=selection.dated_trip_id, span=selection.span)


def _order_url(view: BookingView) -> str:
    return reverse("bookings:order", args=[view.reference])


def _offer_url(view: BookingView, offer: ExchangeOffer) -> str:
    return with_query(reverse("bookings:exchange", args=[view.reference]), {"offer": str(offer.uuid)})


def _expired_words() -> str:
    return _(
        "This sum was good for a short time and that is over. Choose again; your tickets are as they were."
    )


def refused_words(code: str) -> str:
    """This function says why tickets can't be exchanged."""
    return {
        "not_paid": _("This order isn't paid, there is nothing to exchange."),
        "departed": _("The train has left, its tickets can't be exchanged any more."),
        "nothing_left": _("These tickets are returned or exchanged already."),
        "season_ticket": _(
            "This seat was reserved with a season ticket: give it back and reserve another one."
        ),
        "same_trip": _("You have tickets for this trip. Choose another train, or other seats of this one."),
    }.get(code, _("These tickets can't be exchanged now."))
