"""What a desk clerk may do to a booking; each button calls one operation."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings.models import Booking, Notification, RefundOffer
from bookings.notifications.outbox import enqueue
from bookings.operations.confirm_refund import RefundOfferExpired, confirm_refund
from bookings.operations.offer_refund import RefundRefused, offer_refund
from bookings.operations.release_booking import NotReleasable, release_booking


@require_POST
@permission_required("bookings.change_booking", raise_exception=True)
def press_button(request: HttpRequest, pk: int, button: str) -> HttpResponse:
    """Carry out a button of a booking's page.

    This function answers 404 for an unknown button and goes back to the booking with a message otherwise.
    """
    booking = get_object_or_404(Booking, pk=pk)
    if button not in BUTTONS:
        raise Http404
    return BUTTONS[button](request, booking, timezone.now())


def _release(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    try:
        release_booking(booking=booking, now=now)
        messages.success(request, _("The seats are free again."))
    except NotReleasable:
        messages.error(request, _("Only a booking that is held and not paid can be let go."))
    return _back(booking)


def _send_again(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    key = f"confirmed-again:{booking.pk}:{now.timestamp():.0f}"
    if enqueue(booking=booking, kind=Notification.Kind.CONFIRMED, dedupe_key=key, now=now):
        messages.success(request, _("The tickets go to %(email)s.") % {"email": booking.email})
    else:
        messages.error(request, _("The booking has no e-mail address."))
    return _back(booking)


def _offer(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    try:
        offer = offer_refund(booking=booking, now=now)
    except RefundRefused:
        messages.error(request, _("There is no ticket left to return."))
        return _back(booking)
    context = admin.site.each_context(request) | {
        "title": _("Return the tickets of %(reference)s") % {"reference": booking},
        "booking": booking,
        "offer": offer,
    }
    return TemplateResponse(request, "admin/bookings/booking/refund.html", context)


def _confirm(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    uuid = request.POST.get("offer", "")
    offer = get_object_or_404(RefundOffer.objects.filter(booking=booking), uuid=uuid)
    try:
        confirm_refund(offer=offer, now=now)
        messages.success(
            request,
            _("%(amount)s %(currency)s go back.") % {"amount": offer.amount, "currency": offer.currency},
        )
    except RefundOfferExpired:
        messages.error(request, _("The offer has ended. Ask for a new one."))
    return _back(booking)


def _back(booking: Booking) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:bookings_booking_change", args=[booking.pk]), status=303)


BUTTONS: dict[str, Callable[[HttpRequest, Booking, datetime], HttpResponse]] = {
    "release": _release,
    "send": _send_again,
    "offer-refund": _offer,
    "confirm-refund": _confirm,
}
