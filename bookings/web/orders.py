"""My orders: those of this browser, one by number and surname, and the link sent again."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.access import plain_reference
from bookings.models import Booking, SeasonTicket
from bookings.operations.recover_link import recover_link
from bookings.queries import effective_state
from bookings.web.doors import opened_orders, remember_order
from bookings.web.passenger_form import required_words
from bookings.web.patience import count_wrong, is_paused
from bookings.web.problems import FieldProblem, by_field
from bookings.web.season_doors import SEASON_TICKETS, season_page, season_tickets_here
from bookings.web.states import StateTag, state_tag
from bookings.web.typed import typed
from railway.lib.see_other import see_other
from railway.lib.template_words import language

LONGEST_REFERENCE, LONGEST_NAME, LONGEST_EMAIL = 20, 100, 254


@dataclass(frozen=True)
class OrderRow:
    """An order of this browser."""

    booking: Booking
    tag: StateTag


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def orders(request: HttpRequest) -> HttpResponse:
    """This function lists the orders this browser may open, and opens one more for who knows a surname on it.

    Five wrong tries pause it for fifteen minutes. It never tells which part was wrong.
    """
    reference = typed(request.POST, "reference", limit=LONGEST_REFERENCE, default=request.GET.get("ref", ""))
    surname = typed(request.POST, "surname", limit=LONGEST_NAME)
    fields = {"typed_reference": reference, "typed_surname": surname}
    if request.method != "POST":
        return _show(request, fields, [])
    if is_paused(request):
        words = _("Too many tries. Wait 15 minutes, or let us send the link by mail.")
        return _show(request, fields, [FieldProblem("reference", words)], status=429)
    booking = _find(plain_reference(reference), surname)
    season = None if booking else _find_season(plain_reference(reference), surname)
    if season is not None:
        SEASON_TICKETS.add(request, season.reference)
        return season_page(season)
    if booking is None:
        count_wrong(request)
        words = _(
            "No order fits this number and surname together. Check both, as in the letter or on the ticket."
        )
        return _show(request, fields, [FieldProblem("reference", words)])
    remember_order(request, booking.reference)
    return see_other(reverse("bookings:order", args=[booking.shown_reference]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """This function asks for the order's link by mail and answers the same whether or not there is such an order."""
    email = typed(request.POST, "email", limit=LONGEST_EMAIL)
    reference = typed(request.POST, "reference", limit=LONGEST_REFERENCE)
    context = {"email": email, "typed_reference": reference, "is_sent": "sent" in request.GET}
    if request.method != "POST":
        return render(request, "bookings/lost.html", context)
    try:
        validate_email(email)
    except ValidationError:
        problems = [FieldProblem("email", required_words("email"), _("E-mail"))]
        context |= {"problems": problems, "errors": by_field(problems), "failed": True}
        return render(request, "bookings/lost.html", context)
    recover_link(email=email, reference=plain_reference(reference), language=language(), now=timezone.now())
    return see_other(reverse("bookings:lost") + "?sent")


def _find(reference: str, surname: str) -> Booking | None:
    named = Booking.objects.filter(reference=reference, passengers__family_name__iexact=surname)
    return named.first() if reference and surname else None


def _find_season(reference: str, surname: str) -> SeasonTicket | None:
    named = SeasonTicket.objects.filter(reference=reference, family_name__iexact=surname)
    return named.first() if reference and surname else None


def _show(
    request: HttpRequest, fields: dict[str, str], problems: list[FieldProblem], status: int = 200
) -> HttpResponse:
    context = {
        **fields,
        "rows": _rows(request),
        "seasons": season_tickets_here(request),
        "problems": problems,
        "errors": by_field(problems),
        "failed": bool(problems),
        "asked": bool(fields["typed_reference"]) and request.method == "GET",
    }
    return render(request, "bookings/orders.html", context, status=status)


def _rows(request: HttpRequest) -> list[OrderRow]:
    now, references = timezone.now(), opened_orders(request)
    related = ("dated_trip__trip", "origin", "destination")
    found = Booking.objects.filter(reference__in=references).select_related(*related)
    newest_first = sorted(found, key=lambda booking: references.index(booking.reference))
    return [
        OrderRow(
            booking, state_tag(effective_state(booking, now), booking.dated_trip, booking.departs_at, now)
        )
        for booking in newest_first
    ]
