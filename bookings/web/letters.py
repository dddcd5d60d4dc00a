"""The letters about an order: what shall come and how, the browser that is told, ending what isn't obligatory."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from bookings.access import BookingNotFound, find_scoped
from bookings.models import Booking, Notification
from bookings.notifications.choices import OPTIONAL, UNSUBSCRIBE
from bookings.notifications.push import public_key
from bookings.operations.choose_letters import (
    choose_letters,
    stop_optional_mail,
    subscribe_browser,
    unsubscribe_browser,
)
from bookings.queries import booking_page
from bookings.web.calendar import calendar_addresses
from bookings.web.doors import of_order
from bookings.web.frame import order_context
from bookings.web.letters_form import LettersForm, form_of
from railway.lib.outgoing import AddressRefused
from railway.lib.see_other import see_other

LONGEST = {"endpoint": 600, "p256dh": 100, "auth": 40}


@require_http_methods(["GET", "HEAD", "POST"])
@of_order
def letters(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function shows what was chosen for an order and keeps another choice."""
    now = timezone.now()
    form = form_of(booking)
    if request.method == "POST":
        form.read(request.POST)
        if not form.problems:
            choose_letters(booking=booking, wishes=form.wishes(), now=now)
            messages.success(request, _("Kept. It holds for the letters from now on."))
            return see_other(reverse("bookings:letters", args=[booking.shown_reference]))
    return render(request, "bookings/letters.html", _context(booking, form, now))


@require_POST
@of_order
def push(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function takes a browser's subscription, or forgets it; the page's script asks."""
    told = {name: request.POST.get(name, "") for name in LONGEST}
    if not told["endpoint"] or any(len(told[name]) > longest for name, longest in LONGEST.items()):
        return JsonResponse({"code": "not_understood"}, status=400)
    if request.POST.get("do") == "off":
        unsubscribe_browser(booking=booking, endpoint=told["endpoint"], now=timezone.now())
        return JsonResponse({"on": False})
    if not (told["p256dh"] and told["auth"] and public_key()):
        return JsonResponse({"code": "not_understood"}, status=400)
    try:
        subscribe_browser(booking=booking, **told, now=timezone.now())
    except AddressRefused:
        return JsonResponse({"code": "address_refused"}, status=400)
    return JsonResponse({"on": True})


@csrf_exempt  # a mail program posts without having seen a page (RFC 8058); the token in the address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letters_off(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """This function ends the mail that isn't obligatory: at once when posted, with one more press when followed."""
    try:
        booking = find_scoped(reference=reference, token=token, scope=UNSUBSCRIBE)
    except BookingNotFound:
        raise Http404 from None
    if request.method == "POST":
        stop_optional_mail(booking=booking, now=timezone.now())
    context = {"reference": booking.shown_reference, "done": request.method == "POST", "kinds": _kinds()}
    return render(request, "bookings/letters_off.html", context)


def _context(booking: Booking, form: LettersForm, now: datetime) -> dict[str, object]:
    view = booking_page(booking, now=now)
    sent = (
        booking.notifications.filter(state=Notification.State.SENT)
        .exclude(subject="")
        .order_by("-sent_at", "-id")
    )
    return (
        order_context(view, "ticket", now)
        | form.context()
        | {
            "push_key": public_key(),
            "browsers": booking.push_subscriptions.count(),
            "sent": list(sent[:20]),
            "feed": calendar_addresses(booking) if view.is_paid else None,
        }
    )


def _kinds() -> list[str]:
    of_orders = OPTIONAL - {Notification.Kind.SEASON_ENDING}
    return [str(kind.label) for kind in Notification.Kind if kind in of_orders]
