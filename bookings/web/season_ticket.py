"""A bought season ticket: its page with code and trips, payment, the printed page, return of the unused part."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.documents import mask
from bookings.models import Payment, Refund, SeasonRefundOffer, SeasonTicket
from bookings.offers.season import is_valid_day
from bookings.offers.wording import fare_lines, fare_reason
from bookings.operations.pay_season_ticket import SeasonOver, cancel_season_ticket, start_season_payment
from bookings.operations.refund_season_ticket import (
    SeasonRefundExpired,
    SeasonRefundRefused,
    confirm_season_refund,
    offer_season_refund,
)
from bookings.operations.settle_consents import withdraw_consent
from bookings.operations.start_payment import AlreadyPaid
from bookings.payments.gateway import BankRefused
from bookings.payments.registry import UnknownGateway, gateway_names
from bookings.proofs import season_proof
from bookings.queries.consents import live_season_consents
from bookings.queries.season import effective_season_state, live_trips, today_of
from bookings.tickets import aztec_svg
from bookings.tickets.fare_words import benefit_words, carry_words, masked_document
from bookings.tickets.proof_words import seen_words
from bookings.tickets.season import days_words, kind_words, period_words, render_season_pdf, use_words
from bookings.web.addresses import with_query
from bookings.web.doors import remember_order
from bookings.web.leading import lead_to_bank
from bookings.web.season_doors import of_season, season_page
from railway.lib.see_other import see_other
from railway.lib.template_words import language

State = SeasonTicket.State


@require_safe
@of_season
def season_ticket(request: HttpRequest, ticket: SeasonTicket) -> HttpResponse:
    """This function shows a season ticket as it is now: to be paid, to travel with, or ended."""
    now = timezone.now()
    return render(request, "bookings/season_ticket.html", _context(ticket, now))


@require_POST
@of_season
def pay(request: HttpRequest, ticket: SeasonTicket) -> HttpResponse:
    """This function leads to the bank, or lets an unpaid season ticket go."""
    now = timezone.now()
    if request.POST.get("do") != "cancel":
        return pay_at_bank(request, ticket, now)
    try:
        cancel_season_ticket(ticket=ticket, now=now)
    except (SeasonOver, AlreadyPaid):
        messages.warning(request, _("That is no longer possible. Nothing was charged."))
    return season_page(ticket)


def pay_at_bank(request: HttpRequest, ticket: SeasonTicket, now: datetime) -> HttpResponse:
    """This function starts the payment and leads to the bank's page; where that fails, to the ticket's page."""
    page = reverse("bookings:season_ticket", args=[ticket.shown_reference])
    method = next(iter(gateway_names(ticket.currency)), "")
    try:
        payment = start_season_payment(ticket=ticket, method=method, return_url=page, now=now)
    except (BankRefused, UnknownGateway):
        messages.warning(
            request, _("The bank's page can't be opened now. Press the button again in a minute.")
        )
        return see_other(page)
    except (SeasonOver, AlreadyPaid):
        return see_other(page)
    return lead_to_bank(request, payment.redirect_url)


@require_safe
@of_season
def pdf(request: HttpRequest, ticket: SeasonTicket) -> HttpResponse:
    """This function gives a paid season ticket as PDF in the page's language."""
    if ticket.payload is None:
        raise Http404
    answer = HttpResponse(render_season_pdf(ticket, language()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{ticket.shown_reference}.pdf"'
    return answer


@require_safe
@of_season
def again(request: HttpRequest, ticket: SeasonTicket) -> HttpResponse:
    """This function leads to the same season ticket for the days after this one."""
    query = {
        "origin": ticket.origin.name,
        "destination": ticket.destination.name,
        "p": ticket.benefit.code.lower() if ticket.benefit else "",
        "cur": ticket.currency if ticket.currency != "BYN" else "",
        "day": max(ticket.valid_until, timezone.localdate()).isoformat(),
        "kind": ticket.product,
    }
    return see_other(with_query(reverse("bookings:season"), query))


@require_safe
@of_season
def order(request: HttpRequest, ticket: SeasonTicket) -> HttpResponse:
    """This function opens a reservation made with a season ticket, in any browser that may open the ticket."""
    made = ticket.trips.filter(booking__reference=request.GET.get("b", "")).select_related("booking").first()
    if made is None or made.booking is None:
        raise Http404
    remember_order(request, made.booking.reference)
    return see_other(reverse("bookings:order", args=[made.booking.shown_reference]))


@require_http_methods(["GET", "HEAD", "POST"])
@of_season
def consent(request: HttpRequest, ticket: SeasonTicket) -> HttpResponse:
    """This function says what follows from taking a consent back, and takes it back when that is pressed."""
    given = live_season_consents(ticket)
    if not given:
        return season_page(ticket)
    if request.method != "POST":
        return render(request, "bookings/season_consent.html", {"ticket": ticket, "consents": given})
    for each in given:
        withdraw_consent(consent=each, now=timezone.now())
    messages.success(
        request, _("The consent is withdrawn. Nothing of the benefit's document is kept any longer.")
    )
    return season_page(ticket)


@require_http_methods(["GET", "HEAD", "POST"])
@of_season
def refund(request: HttpRequest, ticket: SeasonTicket) -> HttpResponse:
    """This function shows what comes back of a season ticket, and returns it when that is confirmed."""
    now = timezone.now()
    if request.method == "POST":
        return _confirm(request, ticket) if request.POST.get("do") == "confirm" else _offer(request, ticket)
    offer = _find(ticket, request.GET.get("offer", ""))
    context = {
        **_context(ticket, now),
        "offer": offer,
        "share": Decimal(offer.reckoned["share_percent"]) if offer else None,
        "is_expired": bool(
            offer and (offer.status != SeasonRefundOffer.Status.OFFERED or offer.expires_at <= now)
        ),
    }
    return render(request, "bookings/season_refund.html", context)


def _context(ticket: SeasonTicket, now: datetime) -> dict[str, object]:
    state, code = effective_season_state(ticket, now), language()
    payment = ticket.payments.order_by("-created_at").first()
    today = today_of(ticket, now)
    seen = season_proof(ticket, day=max(today, ticket.valid_from))
    return {
        "ticket": ticket,
        "state": state.value,
        "kind": kind_words(ticket, code),
        "period": period_words(ticket, code),
        "days": days_words(ticket),
        "use": use_words(ticket),
        "document": masked_document(ticket),
        "benefit": benefit_words(ticket, code) or "",
        "carry": carry_words(ticket, seen, code),
        "proof": seen_words(seen, code),
        "told_proof": mask(ticket.proof_last4),
        "consents": live_season_consents(ticket),
        "lines": fare_lines(ticket.price_lines),
        "reason": fare_reason(ticket.price_lines),
        "code": _code(ticket) if state in {State.FULFILLED, State.REFUNDED} else "",
        "trips": list(live_trips(ticket)) if ticket.payload else [],
        "holds_today": state == State.FULFILLED and is_valid_day(ticket, today),
        "not_yet": today < ticket.valid_from,
        "is_over": today > ticket.valid_until,
        "pending": payment.status == Payment.Status.PENDING if payment else False,
        "declined": payment.status == Payment.Status.DECLINED if payment else False,
        "refunds": Refund.objects.filter(payment__season_ticket=ticket).order_by("created_at"),
    }


def _code(ticket: SeasonTicket) -> SafeString:
    drawing = aztec_svg(bytes(ticket.payload or b""), _("Ticket code for inspection"))
    return mark_safe(drawing)  # noqa: S308 # nosec - drawn by us


def _offer(request: HttpRequest, ticket: SeasonTicket) -> HttpResponse:
    try:
        offer = offer_season_refund(ticket=ticket, now=timezone.now())
    except SeasonRefundRefused as refused:
        messages.warning(request, refund_refused_words(refused.code))
        return season_page(ticket)
    address = reverse("bookings:season_refund", args=[ticket.shown_reference])
    return see_other(with_query(address, {"offer": str(offer.uuid)}))


def _confirm(request: HttpRequest, ticket: SeasonTicket) -> HttpResponse:
    offer = _find(ticket, request.POST.get("offer", ""))
    if offer is None:
        return see_other(reverse("bookings:season_refund", args=[ticket.shown_reference]))
    try:
        confirm_season_refund(offer=offer, now=timezone.now())
    except SeasonRefundExpired:
        messages.warning(request, _("The sum was good for a short time and that is over. Ask for it again."))
        return see_other(reverse("bookings:season_refund", args=[ticket.shown_reference]))
    return season_page(ticket)


def _find(ticket: SeasonTicket, text: str) -> SeasonRefundOffer | None:
    try:
        uuid = UUID(text)
    except ValueError:
        return None
    return SeasonRefundOffer.objects.filter(season_ticket=ticket, uuid=uuid).first()


def refund_refused_words(code: str) -> str:
    """This function says why a season ticket can't be returned."""
    return {
        "not_paid": _("This season ticket isn't paid, or is returned already."),
        "over": _("The last day of this season ticket is over: there is nothing left to return."),
        "used_up": _("All of this season ticket is used: there is nothing left to return."),
        "reserved": _("Seats are reserved with this season ticket. Return them first, then the ticket."),
    }.get(code, _("These tickets can't be returned."))
