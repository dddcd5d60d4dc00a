"""My trips: those of the account to come and over, and those it could have."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bookings.access import plain_reference
from bookings.models import Booking
from bookings.operations.attach_bookings import (
    AttachedElsewhere,
    attach_booking,
    attach_offered,
    detach_booking,
)
from bookings.queries import effective_state
from bookings.queries.account_trips import trips_over, trips_to_add, trips_to_come
from bookings.web.account_doors import Account, of_account, proven_addresses
from bookings.web.doors import of_order, opened_orders
from bookings.web.patience import count_wrong, is_paused
from bookings.web.problems import FieldProblem, by_field
from bookings.web.season_doors import season_tickets_here
from bookings.web.states import StateTag, state_tag
from bookings.web.typed import typed
from railway.lib.see_other import see_other

ON_A_PAGE = 20
LONGEST_REFERENCE, LONGEST_EMAIL = 20, 254
DECLINED = "declined_trips"


@dataclass(frozen=True)
class TripRow:
    """A booking in the list."""

    booking: Booking
    tag: StateTag


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_account
def my_trips(request: HttpRequest, person: Account) -> HttpResponse:
    """This function lists an account's trips, and adds one more for who knows its number and its address.

    Five wrong tries pause it for fifteen minutes. It never tells which part was wrong.
    """
    reference = typed(request.POST, "reference", limit=LONGEST_REFERENCE)
    email = typed(request.POST, "email", limit=LONGEST_EMAIL)
    if request.method != "POST":
        return _show(request, person, {}, [])
    fields = {"typed_reference": reference, "typed_email": email}
    if is_paused(request):
        words = _("Too many tries. Wait 15 minutes, or open the order by the link in its letter.")
        return _show(request, person, fields, [FieldProblem("reference", words)], status=429)
    booking = _find(plain_reference(reference), email)
    if booking is None or not _attach(person, booking):
        count_wrong(request)
        words = _("No order fits this number and address together. Check both, as in the letter.")
        return _show(request, person, fields, [FieldProblem("reference", words)])
    messages.success(request, _("The order is in your trips now."))
    return see_other(reverse("bookings:my_trips"))


@require_POST
@of_account
def add_offered(request: HttpRequest, person: Account) -> HttpResponse:
    """This function adds all trips that are offered to an account, or offers them no longer in this browser."""
    if request.POST.get("do") == "no":
        request.session[DECLINED] = True
        return see_other(reverse("bookings:my_trips"))
    number = attach_offered(
        account=person, emails=proven_addresses(person), references=opened_orders(request)
    )
    words = ngettext("%(number)s trip was added.", "%(number)s trips were added.", number)
    messages.success(request, words % {"number": number})
    return see_other(reverse("bookings:my_trips"))


@require_POST
@of_account
def change_trip(request: HttpRequest, person: Account, reference: str) -> HttpResponse:
    """This function adds an order that this browser may open to the account, or takes it out of it."""
    return _change(request, reference, person)


@of_order
def _change(request: HttpRequest, booking: Booking, person: Account) -> HttpResponse:
    if request.POST.get("do") == "remove":
        detach_booking(account=person, booking=booking)
        messages.success(request, _("The order is out of your trips. Its link in the letter stays good."))
        return see_other(reverse("bookings:my_trips"))
    if _attach(person, booking):
        messages.success(request, _("The order is in your trips now."))
    else:
        messages.warning(request, _("This order is in another account already."))
    return see_other(reverse("bookings:order", args=[booking.shown_reference]))


def _attach(person: Account, booking: Booking) -> bool:
    try:
        attach_booking(account=person, booking=booking)
    except AttachedElsewhere:
        return False
    return True


def _find(reference: str, email: str) -> Booking | None:
    if not reference or not email:
        return None
    return Booking.objects.filter(reference=reference, email__iexact=email).first()


def _show(
    request: HttpRequest,
    person: Account,
    fields: dict[str, str],
    problems: list[FieldProblem],
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    over = Paginator(trips_over(person, now=now), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **fields,
        "person": person,
        "coming": _rows(list(trips_to_come(person, now=now)), now),
        "over": _rows(list(over.object_list), now),
        "page": over,
        "seasons": season_tickets_here(request),
        "offered": [] if request.session.get(DECLINED) else _rows(_offered(request, person), now),
        "problems": problems,
        "errors": by_field(problems),
        "failed": bool(problems),
    }
    return render(request, "bookings/my_trips.html", context, status=status)


def _offered(request: HttpRequest, person: Account) -> list[Booking]:
    emails, references = proven_addresses(person), opened_orders(request)
    return list(trips_to_add(person, emails=emails, references=references))


def _rows(bookings: list[Booking], now: datetime) -> list[TripRow]:
    return [
        TripRow(each, state_tag(effective_state(each, now), each.dated_trip, each.departs_at, now))
        for each in bookings
    ]
