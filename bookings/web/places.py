"""Seats and passengers on one page: the party sits already; names, documents and benefits are written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.inventory import (
    Busy,
    CoachMap,
    HoldLost,
    SeatsKept,
    SeatState,
    SeatTaken,
    Span,
    WrongSeat,
    seat_map,
)
from bookings.models import Benefit, Booking
from bookings.offers import NotOnSale, PartyRefused, ancillaries_of
from bookings.operations.complete_journey import complete_journey
from bookings.operations.complete_passengers import CompletionResult
from bookings.operations.lock_booking import NotHeld
from bookings.operations.passenger_details import PassengerDetails
from bookings.queries import BookingView, Problem, booking_page
from bookings.web.account_doors import person_of
from bookings.web.along import along_problems
from bookings.web.doors import of_order
from bookings.web.frame import order_context
from bookings.web.party import offered_benefits
from bookings.web.passenger_fields import shown_passengers
from bookings.web.passenger_form import PassengerForm, label_of, read_form, required_words, saved_form
from bookings.web.problems import FieldProblem, by_field
from bookings.web.refusals import refusal_words
from bookings.web.saved_choice import fill_chosen, keep_ticked, saved_of
from bookings.web.seat_choice import change_chosen, choice_problems, read_places
from bookings.web.seat_plan import draw_coaches, seats_anywhere, seats_together
from bookings.web.trip_card import seats_mode_words
from railway.lib.see_other import see_other
from railway.lib.template_words import language
from railway.lib.wording import write_money
from timetables.models import SeatMode

DOUBTS = {"document_format", "document_check_digit"}
SURE = {"document_number": "sure", "proof_number": "sure-proof"}


@dataclass
class Attempt:
    """What came of a post: the forms as typed, what to correct, why the seats could not be changed."""

    forms: Sequence[PassengerForm]
    problems: list[FieldProblem] = field(default_factory=list)
    refusal: str = ""
    offer_others: bool = False
    opened_plan: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@of_order
def places(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function shows the seats and the passengers' forms, and takes in what was chosen and typed.

    The button that was pressed says what for: seats, save (the price anew), pay (everything must be there).
    """
    now = timezone.now()
    view, benefits = booking_page(booking, now=now), offered_benefits()
    order_page = reverse("bookings:order", args=[view.reference])
    if not view.is_held or view.trip.is_cancelled:
        return see_other(order_page)
    saved = [saved_form(view, each) for each in view.passengers]
    if request.method != "POST":
        return _show(request, view, Attempt(saved), benefits, now)
    today = timezone.localdate(now)
    attempt = Attempt([read_form(form, request.POST, benefits, today) for form in saved])
    if _wish(request) == "fill":
        fill_chosen(request, attempt.forms)
    try:
        _write(request, view, attempt, now)
    except NotHeld:
        return see_other(order_page)
    return _lead_on(request, booking_page(booking, now=now), attempt, benefits, now)


def _write(request: HttpRequest, view: BookingView, attempt: Attempt, now: datetime) -> None:
    """This function writes down all that could be understood: names first, so that a lost seat loses no name."""
    attempt.problems += [problem for form in attempt.forms for problem in form.problems]
    details = {form.number: form.details for form in attempt.forms if form.details}
    try:
        result = _complete(view, attempt, details, now)
    except (PartyRefused, NotOnSale) as refusal:
        attempt.problems.append(FieldProblem("main", refusal_words(refusal)))
        return
    if result.price_changed and _wish(request) == "pay":
        _tell_price(request, view, *result.price_changed)
    if _wish(request) == "pay":
        attempt.problems += _doubts(request, attempt, result.warnings)
    if view.trip.seat_mode == SeatMode.NUMBERED:
        _change_seats(request, view, attempt, now)


def _complete(
    view: BookingView, attempt: Attempt, details: Mapping[int, PassengerDetails], now: datetime
) -> CompletionResult:
    """Where only a bicycle, pet or baggage is refused the rest is written down all the same."""
    try:
        return complete_journey(booking=view.booking, details=details, now=now)
    except PartyRefused as refusal:
        if not (problems := along_problems(refusal)):
            raise
        attempt.problems += problems
    as_before = {number: replace(told, ancillaries=None) for number, told in details.items()}
    return complete_journey(booking=view.booking, details=as_before, now=now)


def _change_seats(request: HttpRequest, view: BookingView, attempt: Attempt, now: datetime) -> None:
    wish, taken = _wish(request), request.POST.get("take", "")
    chosen = read_places(taken.split(",") if taken else request.POST.getlist("seat"))
    # Who changes seats has none ticked: to go on is to keep them.
    in_turn = wish == "pay" and any(each.changes_seats for each in view.passengers)
    if (wish in ("save", "fill") or in_turn) and len(chosen) != len(view.passengers):
        return
    found = choice_problems(
        chosen, len(view.passengers), _coaches(view), in_wheelchair="wheelchair" in request.POST
    )
    attempt.problems += found
    attempt.opened_plan = bool(found)
    if found:
        return
    try:
        change_chosen(view, chosen, now)
    except (SeatTaken, SeatsKept, WrongSeat, HoldLost, Busy) as refusal:
        attempt.refusal = refusal_words(refusal)
        attempt.offer_others = isinstance(refusal, SeatTaken)


def _lead_on(
    request: HttpRequest, view: BookingView, attempt: Attempt, benefits: Sequence[Benefit], now: datetime
) -> HttpResponse:
    if _wish(request) == "pay":
        known = {problem.field for problem in attempt.problems}
        attempt.problems += [problem for problem in _missing(view) if problem.field not in known]
    if attempt.problems or attempt.refusal:
        return _show(request, view, attempt, benefits, now)
    if _wish(request) == "pay":
        keep_ticked(request, view.booking, now)
    step = "pay" if _wish(request) == "pay" else "places"
    return see_other(reverse(f"bookings:{step}", args=[view.reference]))


def _wish(request: HttpRequest) -> str:
    return "seats" if request.POST.get("take") else request.POST.get("do", "pay")


def _missing(view: BookingView) -> list[FieldProblem]:
    pointers = [problem.pointer.split("/") for problem in view.requested]
    return [
        FieldProblem(f"{name}-{number}", required_words(name), _label(view, name, number))
        for kind, number, name in (pointer for pointer in pointers if len(pointer) == 3)
        if kind == "passengers"
    ]


def _label(view: BookingView, name: str, number: str) -> str:
    if len(view.passengers) == 1:
        return label_of(name)
    return f"{number}. {label_of(name)}"


def _doubts(request: HttpRequest, attempt: Attempt, warnings: Sequence[Problem]) -> list[FieldProblem]:
    """This function asks once about a document number that looks odd; the same number sent again is taken."""
    typed = {form.number: form.values for form in attempt.forms}
    found = []
    for warning in warnings:
        _kind, number, name = warning.pointer.split("/")
        if warning.code in DOUBTS and request.POST.get(f"{SURE[name]}-{number}") != typed[int(number)][name]:
            words = _("Such numbers look like this: %(example)s. If yours is right, press the button again.")
            example = {"example": warning.params.get("example", "")}
            found.append(FieldProblem(f"{name}-{number}", words % example, label_of(name)))
    return found


def _tell_price(request: HttpRequest, view: BookingView, old: Any, new: Any) -> None:
    sums = {name: write_money(each, view.currency, language()) for name, each in (("old", old), ("new", new))}
    words = _("The price has changed with the passengers' data: it was %(old)s, now it is %(new)s.")
    messages.info(request, words % sums)


def _coaches(view: BookingView) -> list[CoachMap]:
    if view.trip.seat_mode != SeatMode.NUMBERED:
        return []
    booking = view.booking
    span = Span(booking.from_position, booking.to_position)
    return seat_map(dated_trip_id=booking.dated_trip_id, span=span, booking_id=booking.pk)


def _show(
    request: HttpRequest, view: BookingView, attempt: Attempt, benefits: Sequence[Benefit], now: datetime
) -> HttpResponse:
    coaches = _coaches(view)
    errors = by_field(attempt.problems)
    near = next((each.seat.coach for each in view.passengers if each.seat), None)
    ancillaries = ancillaries_of(view.booking)
    context = order_context(view, "places", now) | {
        "coaches": draw_coaches(coaches),
        "bicycles_left": next((each.left for each in ancillaries if each.kind == "bicycle"), None),
        "passengers": shown_passengers(view, attempt.forms, errors, benefits, coaches, ancillaries),
        "problems": attempt.problems,
        "failed": bool(attempt.problems),
        "errors": errors,
        "refusal": attempt.refusal,
        "others": seats_together(coaches, len(view.passengers), near) if attempt.offer_others else [],
        "plan_open": attempt.opened_plan,
        "whole_way": _whole_way(view, coaches),
        "mode_words": seats_mode_words(view.trip.seat_mode),
        "collects": view.trip.collects_passenger_data,
        "person": person_of(request),
        "saved": saved_of(request),
    }
    return render(request, "bookings/places.html", context)


def _whole_way(view: BookingView, coaches: Sequence[CoachMap]) -> list[SeatState]:
    """This function finds seats for the whole way for a party that has agreed to change seats, if there are any now."""
    if not any(each.changes_seats for each in view.passengers):
        return []
    return seats_anywhere(coaches, len(view.passengers))
