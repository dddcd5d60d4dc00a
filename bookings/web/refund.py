"""Returning tickets in two steps: the sum first, then the confirmation."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.models import Booking, RefundOffer
from bookings.operations.confirm_refund import RefundOfferExpired, confirm_refund
from bookings.operations.offer_refund import RefundRefused, offer_refund
from bookings.queries import BookingView, booking_page
from bookings.web.addresses import with_query
from bookings.web.doors import of_order
from bookings.web.frame import order_context
from bookings.web.refund_rules import refund_rules
from railway.lib.see_other import see_other


@require_http_methods(["GET", "HEAD", "POST"])
@of_order
def refund(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function asks whose tickets go back, shows the sum of an offer, and carries it out when confirmed."""
    now = timezone.now()
    view = booking_page(booking, now=now)
    if view.season_ticket:
        return _season_seat(request, view, now)
    if request.method == "POST" and request.POST.get("do") == "confirm":
        return _confirm(request, view)
    if request.method == "POST":
        return _offer(request, view)
    if not view.is_refundable:
        return see_other(_order_url(view))
    offer = _find(view, request.GET.get("offer", ""))
    travelling = [each for each in view.passengers if each.is_travelling]
    names = {each.number: each.name or str(each.number) for each in view.passengers}
    context = order_context(view, "ticket", now) | {
        "travelling": travelling,
        "refund_rules": refund_rules(view),
        "offer": offer,
        "lines": [line | {"name": names.get(line["number"], "")} for line in offer.passengers]
        if offer
        else [],
        "is_expired": bool(offer and (offer.status != RefundOffer.Status.OFFERED or offer.expires_at <= now)),
    }
    return render(request, "bookings/refund.html", context)


def _season_seat(request: HttpRequest, view: BookingView, now: datetime) -> HttpResponse:
    """A seat of a season ticket cost nothing: it is given back at one press, and the trip isn't counted."""
    if not view.is_refundable:
        return see_other(_order_url(view))
    if request.method != "POST":
        return render(request, "bookings/season_seat_back.html", order_context(view, "ticket", now))
    try:
        confirm_refund(offer=offer_refund(booking=view.booking, now=now), now=now)
    except (RefundRefused, RefundOfferExpired):
        messages.warning(request, _("These tickets can't be returned."))
    return see_other(_order_url(view))


def _offer(request: HttpRequest, view: BookingView) -> HttpResponse:
    chosen = [int(number) for number in request.POST.getlist("passenger") if number in {"1", "2", "3", "4"}]
    if not chosen:
        messages.warning(request, _("Tick whose tickets you return."))
        return see_other(reverse("bookings:refund", args=[view.reference]))
    try:
        offer = offer_refund(booking=view.booking, passenger_numbers=chosen, now=timezone.now())
    except RefundRefused as refusal:
        messages.warning(request, _refused_words(refusal.code))
        return see_other(_order_url(view))
    address = reverse("bookings:refund", args=[view.reference])
    return see_other(with_query(address, {"offer": str(offer.uuid)}))


def _confirm(request: HttpRequest, view: BookingView) -> HttpResponse:
    offer = _find(view, request.POST.get("offer", ""))
    if offer is None:
        return see_other(reverse("bookings:refund", args=[view.reference]))
    try:
        confirm_refund(offer=offer, now=timezone.now())
    except RefundOfferExpired:
        messages.warning(request, _("The sum was good for a short time and that is over. Ask for it again."))
        return see_other(reverse("bookings:refund", args=[view.reference]))
    if any(each.is_travelling for each in booking_page(view.booking, now=timezone.now()).passengers):
        messages.success(request, _("The tickets are returned. The money goes back the way you paid."))
    return see_other(_order_url(view))


def _find(view: BookingView, text: str) -> RefundOffer | None:
    try:
        uuid = UUID(text)
    except ValueError:
        return None
    return RefundOffer.objects.filter(booking=view.booking, uuid=uuid).first()


def _order_url(view: BookingView) -> str:
    return reverse("bookings:order", args=[view.reference])


def _refused_words(code: str) -> str:
    return {
        "not_paid": _("This order isn't paid, there is nothing to return."),
        "departed": _("The train has left, its tickets can't be returned any more."),
        "nothing_left": _("These tickets are returned already."),
    }.get(code, _("These tickets can't be returned."))
