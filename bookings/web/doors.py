"""Who may open an order in this browser: whoever made it here, followed its secret link, or knew a surname on it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from bookings.access import BookingNotFound, find_booking, plain_reference
from bookings.models import Booking
from bookings.web.account_doors import person_of
from bookings.web.addresses import shown_reference, with_query
from bookings.web.live import live_tag
from bookings.web.remembered import Remembered
from railway.lib.live import is_unchanged, unchanged
from railway.lib.see_other import see_other

SESSION_KEY = "orders"
ORDERS = Remembered(SESSION_KEY)

P = ParamSpec("P")
OrderView = Callable[Concatenate[HttpRequest, Booking, P], HttpResponse]


def remember_order(request: HttpRequest, reference: str) -> None:
    """This function lets this browser open the order from now on; the newest stands first."""
    ORDERS.add(request, reference)


def opened_orders(request: HttpRequest) -> list[str]:
    """This function lists the references this browser may open, the newest first."""
    return ORDERS.names(request)


def of_order(view: OrderView[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """This function gives a view the booking named in its address, when this browser may open it.

    A link with the secret in `k` is taken in and led to the clean address; who has neither is led to the page that
    asks for the surname, the same whether or not the booking exists. A page that asks whether anything changed since it
    was written is answered here.
    """

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, reference: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        plain = plain_reference(reference)
        if "k" in request.GET:
            return _take_link(request, plain)
        booking = _of_this_browser(request, plain)
        if booking is None or booking.erased_at:
            return HttpResponseRedirect(
                with_query(reverse("bookings:orders"), {"ref": shown_reference(plain)})
            )
        if reference != booking.shown_reference and request.method == "GET":
            return HttpResponseRedirect(
                request.get_full_path().replace(reference, booking.shown_reference, 1)
            )
        tag = live_tag(booking)
        return unchanged(tag) if is_unchanged(request, tag) else view(request, booking, *args, **kwargs)

    return opened


def _of_this_browser(request: HttpRequest, reference: str) -> Booking | None:
    opened = opened_orders(request)
    found = Booking.objects.select_related("dated_trip", "origin", "destination").filter(reference=reference)
    if reference in opened:
        return found.first()
    # Whoever may open one order of a trip may open the others: they were made in one go, by one purchaser.
    trips = Booking.objects.filter(reference__in=opened, journey__isnull=False).values("journey")
    if opened and (part := found.filter(journey__in=trips).first()):
        return part
    person = person_of(request)
    return found.filter(account=person).first() if person else None


def _take_link(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        booking = find_booking(reference=reference, token=request.GET["k"])
    except BookingNotFound:
        return HttpResponseRedirect(
            with_query(reverse("bookings:orders"), {"ref": shown_reference(reference)})
        )
    remember_order(request, booking.reference)
    return see_other(request.path)


def now_holding(request: HttpRequest) -> Booking | None:
    """This function finds the order whose seats this browser is keeping now, if any."""
    return (
        Booking.objects.filter(
            reference__in=opened_orders(request),
            state=Booking.State.PREBOOKED,
            hold_expires_at__gt=timezone.now(),
        )
        .order_by("-created_at")
        .first()
    )
