"""What a desk clerk may do to a booking; each button calls one operation and leaves a line in the staff's journal."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from bookings.models import Booking, Notification, RefundOffer
from bookings.notifications.outbox import enqueue
from bookings.operations.confirm_refund import RefundOfferExpired, confirm_refund
from bookings.operations.offer_refund import RefundRefused, offer_refund
from bookings.operations.release_booking import NotReleasable, release_booking
from railway.accounts.signed_in import signed_in

REFUSALS: dict[str, Any] = {
    "not_paid": gettext_lazy("Only a paid booking can be returned."),
    "departed": gettext_lazy("The train has departed."),
    "nothing_left": gettext_lazy("There is no ticket left to return."),
}


@require_POST
@permission_required("bookings.change_booking", raise_exception=True)
def press_button(request: HttpRequest, pk: int, button: str) -> HttpResponse:
    """Carry out a button of a booking's page.

    This function answers 404 for an unknown button and goes back to the booking with a message otherwise.
    """
    booking = get_object_or_404(Booking.objects.select_related("dated_trip", "origin"), pk=pk)
    if button not in BUTTONS:
        raise Http404
    return BUTTONS[button](request, booking, timezone.now())


def _release(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    try:
        release_booking(booking=booking, now=now, by=signed_in(request).username)
    except NotReleasable:
        messages.error(request, _("Only a booking that is held and not paid can be let go."))
    else:
        _record(request, booking, gettext_noop("Let the seats go"))
        messages.success(request, _("The seats are free again."))
    return _back(booking)


def _send_again(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    key = f"confirmed-again:{booking.pk}:{now.timestamp():.0f}"
    if enqueue(booking=booking, kind=Notification.Kind.CONFIRMED, dedupe_key=key, now=now):
        _record(request, booking, gettext_noop("Sent the tickets again"))
        messages.success(request, _("The tickets go to %(email)s.") % {"email": booking.email})
    else:
        messages.error(request, _("The booking has no e-mail address."))
    return _back(booking)


def _offer(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    chosen = [int(number) for number in request.POST.getlist("passenger") if number.isdecimal()]
    try:
        offer = offer_refund(booking=booking, passenger_numbers=chosen or None, now=now)
    except RefundRefused as refusal:
        messages.error(request, REFUSALS[refusal.code])
        return _back(booking)
    context = admin.site.each_context(request) | {
        "title": _("Return the tickets of %(reference)s") % {"reference": booking},
        "opts": Booking._meta,
        "booking": booking,
        "offer": offer,
    }
    return TemplateResponse(request, "admin/bookings/booking/refund.html", context)


def _confirm(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    offer = _find_offer(booking, request.POST.get("offer", ""))
    try:
        confirm_refund(offer=offer, now=now)
    except RefundOfferExpired:
        messages.error(request, _("The offer has ended. Ask for a new one."))
    else:
        _record(request, booking, gettext_noop("Returned tickets"))
        returned = {"amount": offer.amount, "currency": offer.currency}
        messages.success(request, _("%(amount)s %(currency)s go back.") % returned)
    return _back(booking)


def _find_offer(booking: Booking, uuid: str) -> RefundOffer:
    try:
        return get_object_or_404(RefundOffer.objects.filter(booking=booking), uuid=uuid)
    except ValidationError as error:
        raise Http404 from error


def _record(request: HttpRequest, booking: Booking, message: str) -> None:
    LogEntry.objects.log_actions(signed_in(request).pk, [booking], CHANGE, change_message=message)


def _back(booking: Booking) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:bookings_booking_change", args=[booking.pk]), status=303)


BUTTONS: dict[str, Callable[[HttpRequest, Booking, datetime], HttpResponse]] = {
    "release": _release,
    "send": _send_again,
    "offer-refund": _offer,
    "confirm-refund": _confirm,
}
