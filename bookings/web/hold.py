"""Keeping seats: the press of "Choose", and what may be done with a hold afterwards."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.models import Booking
from bookings.offers import OfferBroken, OfferContent, OfferExpired, open_offer
from bookings.operations.create_journey import create_journey
from bookings.operations.hold_journey import extend_journey, release_journey, retake_journey
from bookings.web.account_doors import belong_to_account
from bookings.web.addresses import shown_reference
from bookings.web.doors import now_holding, of_order, remember_order
from bookings.web.once import once, scope_of
from bookings.web.refusals import REFUSALS, refusal_words
from railway.lib.see_other import see_other
from railway.lib.template_words import language


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest) -> HttpResponse:
    """This function keeps seats for a chosen offer, or for those of all trains of a trip, and leads to them.

    While another order's seats are kept for this browser it first asks what shall become of them.
    """
    if request.method != "POST":  # the question below, read again in another language
        return see_other(reverse("bookings:home"))
    now = timezone.now()
    try:
        offers = [open_offer(sealed, now=now) for sealed in request.POST.getlist("offer") or [""]]
    except (OfferExpired, OfferBroken):
        messages.info(request, _("The prices were too old, here they are afresh. Choose again."))
        return see_other(_back(request))
    if any(offer.plan for offer in offers) and request.POST.get("seat_changes") != "accept":
        messages.info(
            request, _("On this train you would change seats. Look where, and choose it if that suits you.")
        )
        return see_other(_back(request))
    held = now_holding(request)
    if held and "beside" not in request.POST:
        return render(request, "bookings/already_holding.html", _question(request, held))
    try:
        references = once(
            scope=scope_of(request, "hold"),
            key=request.POST.get("key", ""),
            work=lambda: _keep(offers, _trains_there(request)),
        )
    except REFUSALS as refusal:
        messages.warning(request, refusal_words(refusal))
        return see_other(_back(request))
    if held and request.POST["beside"] == "free":
        release_journey(booking=held, now=now)
    for reference in reversed(references.split()):
        remember_order(request, reference)
    belong_to_account(request, references.split())
    return see_other(reverse("bookings:places", args=[shown_reference(references.split()[0])]))


@require_POST
@of_order
def change_hold(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function keeps the seats longer, takes them back after the hold ended, or lets them go."""
    now, wish = timezone.now(), request.POST.get("do")
    step = "pay" if request.POST.get("step") == "pay" else "places"
    try:
        if wish == "extend":
            extend_journey(booking=booking, now=now)
        elif wish in ("retake", "anew"):
            retake_journey(booking=booking, now=now, same_seats=wish == "retake")
        elif wish == "release":
            release_journey(booking=booking, now=now)
            messages.success(request, _("The seats are free again. Nothing was charged."))
            return see_other(reverse("bookings:home"))
    except REFUSALS as refusal:
        messages.warning(request, refusal_words(refusal))
    return see_other(reverse(f"bookings:{step}", args=[booking.shown_reference]))


def _trains_there(request: HttpRequest) -> int | None:
    """How many of the offers are the way there, where some are the way back."""
    told = request.POST.get("there", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) == 1 else None


def _keep(offers: Sequence[OfferContent], trains_there: int | None) -> str:
    bookings = create_journey(
        offers=offers,
        channel=Booking.Channel.WEB,
        language=language(),
        now=timezone.now(),
        trains_there=trains_there,
    )
    return " ".join(booking.reference for booking in bookings)


def _back(request: HttpRequest) -> str:
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, None) and back.startswith("/")
    return back if is_ours else reverse("bookings:home")


def _question(request: HttpRequest, held: Booking) -> dict[str, object]:
    fields = [("offer", sealed) for sealed in request.POST.getlist("offer")]
    fields += [(name, request.POST.get(name, "")) for name in ("key", "back", "seat_changes", "there")]
    return {"held": held, "fields": fields, "back": _back(request)}
