"""An order's page of the passenger's own data: consents taken back, a copy or erasure asked for."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.models import Booking, Consent, PrivacyRequest
from bookings.operations.ask_for_data import OPEN, ask_for_data
from bookings.operations.settle_consents import withdraw_consent
from bookings.queries import booking_page
from bookings.queries.consents import live_consents
from bookings.web.doors import of_order
from bookings.web.frame import order_context
from bookings.web.typed import typed
from railway.lib.see_other import see_other
from railway.lib.template_words import language


@require_http_methods(["GET", "HEAD", "POST"])
@of_order
def your_data(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function shows what was agreed to and what was asked for, and takes both in.

    A consent is taken back in two steps: the page says first what follows from it.
    """
    now = timezone.now()
    if request.method == "POST":
        return _take(request, booking, now)
    return _show(request, booking, now)


def _show(
    request: HttpRequest, booking: Booking, now: datetime, *, error: str = "", status: int = 200
) -> HttpResponse:
    consents = live_consents(booking)
    chosen = request.GET.get("withdraw", "")
    asked = booking.privacy_requests.order_by("-asked_at")
    context = order_context(booking_page(booking, now=now), "ticket", now) | {
        "consents": consents,
        "withdrawing": next((each for each in consents if str(each.pk) == chosen), None),
        "open_requests": [each for each in asked if each.state in OPEN],
        "ended_requests": [each for each in asked if each.state not in OPEN][:5],
        "kinds": PrivacyRequest.Kind,
        "words": typed(request.POST, "words", limit=500, default=""),
        "chosen_kind": request.POST.get("kind", ""),
        "cant_read": "cant_read" in request.POST,
        "error": error,
        "failed": bool(error),
    }
    return render(request, "bookings/your_data.html", context, status=status)


def _take(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    if request.POST.get("do") == "withdraw":
        return _withdraw(request, booking, now)
    kind = request.POST.get("kind", "")
    if kind not in PrivacyRequest.Kind.values:
        return _show(request, booking, now, error=_("Choose what you ask for"), status=422)
    words = typed(request.POST, "words", limit=500, default="")
    by_clerk = "cant_read" in request.POST or not booking.email
    if by_clerk and not words.strip():
        words_needed = _("Write how we can reach you, a phone number for example")
        return _show(request, booking, now, error=words_needed, status=422)
    asked = ask_for_data(
        booking=booking, kind=kind, language=language(), reads_address=not by_clerk, words=words, now=now
    )
    if asked.state == PrivacyRequest.State.ASKED:
        messages.success(request, _("We have sent a link to the order's address. Open it to go on."))
    else:
        messages.success(request, _("We have your request. Our staff reach you to check who asks."))
    return see_other(reverse("bookings:your_data", args=[booking.shown_reference]))


def _withdraw(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    key = request.POST.get("consent", "")
    consent: Consent | None = next((each for each in live_consents(booking) if str(each.pk) == key), None)
    if consent:
        withdraw_consent(consent=consent, now=now)
        messages.success(
            request, _("The consent is withdrawn. Nothing of the benefit's document is kept any longer.")
        )
    return see_other(reverse("bookings:your_data", args=[booking.shown_reference]))
