"""The clerk's first page: a shift is opened; then trains, prices and their reasons, and an order by its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import ledger
from bookings.desk.doors import booking_at_desk, for_clerks, in_shift, see_other, show
from bookings.desk.forms import OpenForm, SearchForm
from bookings.desk.refusals import desk_refusal_words
from bookings.models import Booking, Shift
from bookings.offers import Offer, PartyMember, PartyRefused, open_offer, search_offers
from bookings.offers.seal import OfferBroken, OfferExpired
from bookings.offers.wording import (
    ShownLine,
    ShownReason,
    fare_lines,
    fare_reason,
    load_glossary,
    refusal_text,
)
from bookings.operations.create_booking import create_booking
from bookings.operations.open_shift import (
    NotAsLeft,
    ShiftOpen,
    TillUnused,
    left_in,
    open_shift,
    open_shift_of,
)
from bookings.web.once import once, scope_of
from bookings.web.party import read_party
from bookings.web.refusals import REFUSALS
from railway.accounts.signed_in import signed_in
from railway.lib.template_words import language
from railway.lib.wording import write_money


@dataclass(frozen=True)
class ShownFare:
    """One passenger's price on a train: its lines and why."""

    number: int
    lines: Sequence[ShownLine]
    reason: ShownReason | None


@dataclass(frozen=True)
class ShownOffer:
    """A train for the clerk; `refusal` says why it can't be sold."""

    offer: Offer
    fares: Sequence[ShownFare]
    refusal: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
def home(request: HttpRequest) -> HttpResponse:
    """This function opens a shift, or shows what can be sold in the one that is open."""
    shift = open_shift_of(signed_in(request))
    if shift is None:
        return _open(request)
    form = SearchForm(request.GET if "origin" in request.GET else None, initial=_first(shift))
    offers: list[ShownOffer] = []
    if form.is_bound and form.is_valid():
        offers = _offers(form, timezone.now())
    context = {
        "shift": shift,
        "form": form,
        "offers": offers,
        "key": uuid4(),
        "papers": next((each.fares for each in offers if each.fares), []),
        "held": ledger.till_amounts(shift),
        "last": shift.receipts.select_related("payment__booking", "refund__payment__booking").order_by(
            "-number"
        )[:5],
    }
    return show(request, "home", _("Ticket desk"), context, status=422 if form.errors else 200)


def _open(request: HttpRequest) -> HttpResponse:
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            shift = open_shift(
                till=form.cleaned_data["till"],
                clerk=signed_in(request),
                counted=form.counted(),
                now=timezone.now(),
                differs=form.cleaned_data["differs"],
            )
        except NotAsLeft as found:
            for currency, amount in found.left.items():
                words = _("The last shift left %(amount)s. Count again, or tick the box below.")
                if form.counted()[currency] != amount:
                    form.add_error(currency, words % {"amount": write_money(amount, currency, language())})
        except (ShiftOpen, TillUnused) as refusal:
            form.add_error("till", desk_refusal_words(refusal))
        else:
            messages.success(request, _("Shift %(number)s is open.") % {"number": shift.number})
            return see_other("home")
    free = form.fields["till"].queryset  # type: ignore[attr-defined]  # a choice of rows
    tills = [(till, left_in(till.shifts.order_by("-number").first())) for till in free]
    context = {"form": form, "tills": tills}
    return show(request, "open", _("Open a shift"), context, status=422 if form.errors else 200)


def _first(shift: Shift) -> dict[str, str]:
    stop = shift.till.stop.stop_id
    return {
        "origin": stop,
        "destination": "VITEBSK" if stop.startswith("SMOLENSK") else "SMOLENSK",
        "date": f"{timezone.localdate():%Y-%m-%d}",
        "currency": "RUB" if shift.till.stop.country == "RU" else "BYN",
        "p1": "adult",
    }


def _offers(form: SearchForm, now: datetime) -> list[ShownOffer]:
    facts = read_party(form.party(), form.benefits)
    if facts is None:
        form.add_error("p1", _("Choose who travels."))
        return []
    party = [PartyMember(each.country, each.claimed_benefit, each.birth_date) for each in facts]
    try:
        offers = search_offers(
            origin=form.stop("origin"),
            destination=form.stop("destination"),
            date=form.cleaned_data["date"],
            party=party,
            currency=form.cleaned_data["currency"],
            now=now,
        )
    except PartyRefused as refusal:
        form.add_error("p1", desk_refusal_words(refusal))
        return []
    return [_shown(offer) for offer in offers]


def _shown(offer: Offer) -> ShownOffer:
    fares = [fare.to_json() for fare in offer.price.fares] if offer.price else []
    names = load_glossary(fares)
    day = offer.option.departure.date()
    shown = [
        ShownFare(
            number,
            fare_lines(fare, glossary=names),
            fare_reason(fare, travel_date=day, glossary=names),
        )
        for number, fare in enumerate(fares, start=1)
    ]
    words = _("All seats are taken.") if offer.refusal == "sold_out" else ""
    return ShownOffer(offer, shown, (words or refusal_text(offer.refusal)) if offer.refusal else "")


@require_POST
@in_shift
def hold(request: HttpRequest, shift: Shift) -> HttpResponse:
    """This function keeps seats for a party by the offer that was chosen; pressed twice, it keeps them once."""
    try:
        reference = once(
            scope=scope_of(request, "desk hold"),
            key=request.POST.get("key", "") or str(uuid4()),
            work=lambda: _keep(request.POST.get("offer", "")).shown_reference,
        )
    except (OfferBroken, OfferExpired):
        messages.error(request, _("The offer is too old. Ask for the trains again."))
    except REFUSALS as refusal:
        messages.error(request, desk_refusal_words(refusal))
    else:
        return see_other("order", reference)
    return see_other("home")


def _keep(sealed: str) -> Booking:
    now = timezone.now()
    offer = open_offer(sealed, now=now)
    return create_booking(
        dated_trip_id=offer.dated_trip_id,
        origin=offer.origin,
        destination=offer.destination,
        party=offer.party,
        currency=offer.currency,
        channel=Booking.Channel.DESK,
        language=language(),
        expected_total=offer.total,
        now=now,
    )


@require_safe
@in_shift
def find(request: HttpRequest, shift: Shift) -> HttpResponse:
    """This function leads to an order by the number that was typed."""
    typed = request.GET.get("reference", "")
    try:
        return see_other("order", booking_at_desk(typed).shown_reference)
    except Http404:
        messages.error(request, _("There is no order %(reference)s.") % {"reference": typed[:20]})
        return see_other("home")
