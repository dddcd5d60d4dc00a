"""An order at the desk: who travels, where they sit, what they pay and why, and the buttons that take the money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from bookings.desk.doors import booking_at_desk, in_shift, see_other, show
from bookings.desk.refusals import desk_refusal_words
from bookings.fares import CURRENCIES
from bookings.inventory import CoachMap, SeatRef, Span, seat_map
from bookings.models import Booking, Payment, Shift, TillReceipt
from bookings.offers import NotOnSale, PartyRefused
from bookings.offers.problem_words import problem_text
from bookings.operations.change_currency import change_currency
from bookings.operations.change_seats import change_seats
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.lock_booking import NotHeld
from bookings.operations.passenger_details import Purchaser
from bookings.operations.pay_out import cash_due
from bookings.operations.release_booking import NotReleasable, release_booking
from bookings.payments.desk import TERMINAL
from bookings.payments.desk.simulator import OUTCOMES_TO_TELL
from bookings.payments.registry import UnknownGateway, gateway_named
from bookings.queries import BookingView, booking_page
from bookings.web.fare_card import FareCard, fare_cards
from bookings.web.party import offered_benefits
from bookings.web.passenger_fields import benefit_groups, document_groups
from bookings.web.passenger_form import PassengerForm, label_of, read_form, required_words, saved_form
from bookings.web.pay import is_email
from bookings.web.problems import FieldProblem, by_field
from bookings.web.refusals import REFUSALS
from bookings.web.typed import typed
from railway.accounts.signed_in import signed_in
from railway.lib.template_words import language
from railway.lib.wording import write_money
from timetables.models import SeatMode

TEXTS = ("family_name", "given_name", "patronymic", "birth_date", "document_number")


@dataclass(frozen=True)
class Field:
    """An input of a passenger as the page shows it."""

    id: str
    label: str
    value: str
    error: str
    needed: bool


@dataclass(frozen=True)
class Row:
    """One passenger: what is typed, seats to choose from, the price and why."""

    form: PassengerForm
    fields: Mapping[str, Field]
    documents: Any
    benefits: Any
    seats: Sequence[tuple[str, str, bool]]
    card: FareCard


@require_http_methods(["GET", "HEAD", "POST"])
@in_shift
def order(request: HttpRequest, shift: Shift, reference: str) -> HttpResponse:
    """This function shows an order to the clerk, and writes down what was typed about those who travel."""
    booking, now = booking_at_desk(reference), timezone.now()
    view = booking_page(booking, now=now)
    forms = [saved_form(view, each) for each in view.passengers]
    problems: list[FieldProblem] = []
    if request.method == "POST" and view.is_held:
        today, benefits = timezone.localdate(now), offered_benefits()
        forms = [read_form(form, request.POST, benefits, today) for form in forms]
        problems = _write(request, view, forms, now)
        if not problems:
            return see_other("order", view.reference)
        booking.refresh_from_db()
        view = booking_page(booking, now=now)
    else:
        user = signed_in(request)
        LogEntry.objects.log_actions(user.pk, [booking], CHANGE, change_message=gettext_noop("Looked at"))
    return show_order(request, shift, view, forms=forms, problems=problems, now=now)


def show_order(
    request: HttpRequest,
    shift: Shift,
    view: BookingView,
    *,
    now: datetime,
    forms: Sequence[PassengerForm] | None = None,
    problems: Sequence[FieldProblem] = (),
    handed: str = "",
) -> HttpResponse:
    """This function shows the page of an order with what was typed and what is wrong with it."""
    booking, errors = view.booking, by_field(problems)
    missing = [problem for problem in view.requested if problem.pointer != "purchaser/email"]
    pending = booking.payments.filter(status=Payment.Status.PENDING, gateway=TERMINAL, shift=shift).first()
    context = {
        "shift": shift,
        "order": view,
        "rows": _rows(view, forms or [saved_form(view, each) for each in view.passengers], errors),
        "problems": problems,
        "errors": errors,
        "missing": _missing_words(view),
        "may_pay": view.is_held and not missing and not view.trip.is_cancelled,
        "due": max(booking.due, 0),
        "handed": handed,
        "pending": pending,
        "has_terminal": _has_terminal(),
        "outcomes": OUTCOMES_TO_TELL if _is_simulated() else (),
        "cash_due": sorted(cash_due(booking).items()),
        "receipts": _receipts(booking),
        "other_currency": next(each for each in CURRENCIES if each != booking.currency),
        "state": view.state.label,
    }
    title = _("Order %(reference)s") % {"reference": view.reference}
    return show(request, "order", title, context, status=422 if problems else 200)


@require_POST
@in_shift
def act(request: HttpRequest, shift: Shift, reference: str) -> HttpResponse:
    """This function lets held seats go, or shows the price in the other currency."""
    booking, now = booking_at_desk(reference), timezone.now()
    try:
        if "release" in request.POST:
            release_booking(booking=booking, now=now, by=signed_in(request).username)
            messages.success(request, _("The seats are free again."))
            return see_other("home")
        if (currency := request.POST.get("currency", "")) in CURRENCIES:
            change_currency(booking=booking, currency=currency, now=now)
    except NotReleasable:
        messages.error(request, _("Only a booking that is held and not paid can be let go."))
    except (NotHeld, NotOnSale) as refusal:
        messages.error(request, desk_refusal_words(refusal))
    return see_other("order", booking.shown_reference)


def _write(
    request: HttpRequest, view: BookingView, forms: Sequence[PassengerForm], now: datetime
) -> list[FieldProblem]:
    problems = [problem for form in forms for problem in form.problems]
    email = typed(request.POST, "email", limit=255)
    if email and not is_email(email):
        problems.append(FieldProblem("email", required_words("email"), label_of("email")))
        email = view.booking.email
    details = {form.number: form.details for form in forms if form.details}
    phone = typed(request.POST, "phone", limit=32)
    purchaser = Purchaser(email, phone, view.booking.language or language())
    try:
        told = complete_passengers(booking=view.booking, details=details, purchaser=purchaser, now=now)
        if told.price_changed:
            _tell_price(request, view, *told.price_changed)
        _seat(request, view, now)
    except PartyRefused as refusal:
        words = [problem_text(problem) for problem in refusal.problems]
        problems.append(FieldProblem("main", " ".join(words) or desk_refusal_words(refusal)))
    except REFUSALS as refusal:
        problems.append(FieldProblem("main", desk_refusal_words(refusal)))
    return problems


def _seat(request: HttpRequest, view: BookingView, now: datetime) -> None:
    wanted = {}
    for each in view.passengers:
        coach, _dash, number = request.POST.get(f"seat-{each.number}", "").partition("-")
        if not (coach.isdecimal() and number.isdecimal() and len(coach + number) <= 8) or not each.seat:
            continue
        if (int(coach), int(number)) != each.seat.place:
            wanted[each.number] = SeatRef(int(coach), int(number))
    if wanted:
        change_seats(booking=view.booking, wanted=wanted, now=now)


def _tell_price(request: HttpRequest, view: BookingView, old: Any, new: Any) -> None:
    sums = {name: write_money(each, view.currency, language()) for name, each in (("old", old), ("new", new))}
    words = _("The price has changed with the passengers' data: it was %(old)s, now it is %(new)s.")
    messages.warning(request, words % sums)


def _rows(view: BookingView, forms: Sequence[PassengerForm], errors: Mapping[str, str]) -> list[Row]:
    coaches = _coaches(view)
    benefits = offered_benefits() if view.is_held else []
    return [
        Row(
            form,
            {name: _field(form, name, errors) for name in TEXTS},
            document_groups(form.values["document_type"]),
            benefit_groups(form.values["benefit"], benefits),
            _seats(coaches, card),
            card,
        )
        for form, card in zip(forms, fare_cards(view), strict=True)
    ]


def _field(form: PassengerForm, name: str, errors: Mapping[str, str]) -> Field:
    key = form.id_of(name)
    return Field(key, label_of(name), form.values[name], errors.get(key, ""), name in form.needed)


def _coaches(view: BookingView) -> Sequence[CoachMap]:
    booking = view.booking
    if not view.is_held or view.trip.seat_mode != SeatMode.NUMBERED:
        return ()
    span = Span(booking.from_position, booking.to_position)
    return seat_map(dated_trip_id=booking.dated_trip_id, span=span, booking_id=booking.pk)


def _seats(coaches: Sequence[CoachMap], card: FareCard) -> list[tuple[str, str, bool]]:
    """Value, words, chosen. Two of a party may exchange seats, so all of the party's may be chosen."""
    own = card.each.seat.place if card.each.seat and not card.each.changes_seats else None
    return [
        (
            f"{seat.coach}-{seat.number}",
            _("coach %(coach)s, seat %(number)s") % {"coach": seat.coach, "number": seat.number},
            (seat.coach, seat.number) == own,
        )
        for coach in coaches
        for seat in coach.seats
        if seat.state in {"free", "yours"} and (seat.kind == "seat" or (seat.coach, seat.number) == own)
    ]


def _missing_words(view: BookingView) -> list[str]:
    words = []
    for problem in view.requested:
        kind, _slash, rest = problem.pointer.partition("/")
        number, _slash, name = rest.partition("/")
        if kind == "passengers":
            told = label_of(name) or problem_text(problem)
            words.append(_("passenger %(number)s: %(field)s") % {"number": number, "field": told})
    return words


def _receipts(booking: Booking) -> list[TillReceipt]:
    of_sale = TillReceipt.objects.filter(payment__booking=booking)
    found = of_sale | TillReceipt.objects.filter(refund__payment__booking=booking)
    return list(found.select_related("shift__till__stop").order_by("at", "pk"))


def _has_terminal() -> bool:
    try:
        return bool(gateway_named(TERMINAL, at_desk=True))
    except UnknownGateway:
        return False


def _is_simulated() -> bool:
    return _has_terminal() and type(gateway_named(TERMINAL, at_desk=True)).__name__ == "SimulatedTerminal"
