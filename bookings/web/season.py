"""Season tickets on sale: section and day, the kinds with their prices explained, the holder, and on to the bank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.fares import NoRate
from bookings.models import Booking, SeasonDays, SeasonTicket
from bookings.offers.season import NoSeasonSection, SeasonOffer, season_offers, season_section
from bookings.offers.wording import (
    Glossary,
    ShownLine,
    ShownReason,
    fare_lines,
    fare_reason,
    load_glossary,
    problem_text,
)
from bookings.operations.create_booking import OfferStale
from bookings.operations.create_season_ticket import SeasonRefused, SeasonWish, create_season_ticket
from bookings.operations.passenger_details import PassengerDetails
from bookings.web.addresses import with_query
from bookings.web.once import once, scope_of
from bookings.web.party import category_groups
from bookings.web.passenger_fields import document_groups, input_of, proof_groups
from bookings.web.passenger_form import label_of
from bookings.web.problems import FieldProblem, by_field
from bookings.web.season_doors import SEASON_TICKETS, season_tickets_here
from bookings.web.season_form import (
    HolderForm,
    SeasonForm,
    day_limits,
    empty_holder,
    read_holder,
    understand_season,
)
from bookings.web.season_ticket import pay_at_bank
from railway.lib.see_other import see_other
from railway.lib.template_words import language
from timetables.web.find import passenger_stops


@dataclass(frozen=True)
class SeasonCard:
    """One kind of ticket on the page: its price explained, or why it isn't for this passenger."""

    offer: SeasonOffer
    name: str
    days: str
    lines: Sequence[ShownLine]
    reason: ShownReason | None
    refused: str
    url: str
    is_chosen: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def season(request: HttpRequest) -> HttpResponse:
    """This function shows the kinds of season tickets for a section; of a chosen one it asks who the holder is."""
    now = timezone.now()
    form = understand_season(request.GET, now=now)
    offers = _offers(form, now)
    chosen = next((offer for offer in offers if offer.code == request.GET.get("kind") and offer.price), None)
    if request.method != "POST" or chosen is None:
        holder = empty_holder(form) if chosen else None
        return _show(request, form, offers, chosen, holder, now)
    holder = read_holder(form, request.POST, today=timezone.localdate(now))
    if holder.problems:
        return _show(request, form, offers, chosen, holder, now)
    return _buy(request, form, offers, chosen, holder, now)


def _offers(form: SeasonForm, now: datetime) -> list[SeasonOffer]:
    if not form.is_understood or form.origin is None or form.destination is None or form.day is None:
        return []
    try:
        section = season_section(origin=form.origin, destination=form.destination, day=form.day)
        return season_offers(
            section=section, first_day=form.day, passenger=form.member, currency=form.currency, now=now
        )
    except NoSeasonSection:
        words = _(
            "No line goes from the one station to the other without a change. Choose stations of one line."
        )
        form.problems.append(FieldProblem("destination", words, pgettext("search", "To")))
    except NoRate:
        words = _("The price of this trip isn't known, so we can't sell it.")
        form.problems.append(FieldProblem("day", words, _("First day")))
    return []


def _buy(
    request: HttpRequest,
    form: SeasonForm,
    offers: Sequence[SeasonOffer],
    chosen: SeasonOffer,
    holder: HolderForm,
    now: datetime,
) -> HttpResponse:
    def create() -> str:
        return _create(form, chosen, holder, request.POST.get("price", ""), now).reference

    try:
        reference = once(scope=scope_of(request, "season"), key=request.POST.get("key", ""), work=create)
    except SeasonRefused as refused:
        for problem in refused.problems:
            name = f"{problem.pointer}-1" if problem.pointer != "email" else "email"
            holder.problems.append(FieldProblem(name, problem_text(problem), label_of(problem.pointer)))
        return _show(request, form, offers, chosen, holder, now)
    except OfferStale:
        messages.warning(
            request, _("The price has changed since you looked. Here is the new one: choose again.")
        )
        return see_other(request.get_full_path())
    SEASON_TICKETS.add(request, reference)
    return pay_at_bank(request, SeasonTicket.objects.get(reference=reference), now)


def _create(
    form: SeasonForm, chosen: SeasonOffer, holder: HolderForm, seen: str, now: datetime
) -> SeasonTicket:
    if form.origin is None or form.destination is None:
        raise RuntimeError("offers were made without a section")
    wish = SeasonWish(
        product=chosen.code,
        origin=form.origin,
        destination=form.destination,
        first_day=chosen.first_day,
        currency=form.currency,
    )
    return create_season_ticket(
        wish=wish,
        holder=_details(form, holder),
        purchaser=holder.purchaser,
        channel=Booking.Channel.WEB,
        now=now,
        expected_price=_seen_price(seen),
    )


def _details(form: SeasonForm, holder: HolderForm) -> PassengerDetails:
    """The benefit is the one the price was shown for; the law is that of its holder."""
    told = holder.passenger.details or PassengerDetails()
    names = {name: getattr(told, name) for name in PassengerDetails.__dataclass_fields__}
    if form.benefit is None:
        return PassengerDetails(**names | {"benefit_code": ""})
    return PassengerDetails(**names | {"benefit_code": form.benefit.code, "country": form.benefit.country})


def _seen_price(text: str) -> Decimal | None:
    return Decimal(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else None


def _show(
    request: HttpRequest,
    form: SeasonForm,
    offers: Sequence[SeasonOffer],
    chosen: SeasonOffer | None,
    holder: HolderForm | None,
    now: datetime,
) -> HttpResponse:
    problems = [*form.problems, *(holder.problems if holder else ())]
    errors, today = by_field(problems), timezone.localdate(now)
    cards = _cards(form, offers, chosen)
    context = {
        "form": form,
        "typed": {"day": today.isoformat()} | form.query(),
        "categories": category_groups(form.benefits),
        "chosen_benefit": form.benefit.code.lower() if form.benefit else "",
        "cards": cards,
        "chosen": next((card for card in cards if card.is_chosen), None),
        "holder": holder,
        "inputs": {name: input_of(holder.passenger, name, errors) for name in holder.passenger.values}
        if holder
        else {},
        "documents": document_groups(holder.passenger.values["document_type"]) if holder else (),
        "proofs": proof_groups(holder.passenger.values["proof_kind"]) if holder else (),
        "problems": problems,
        "errors": errors,
        "failed": bool(problems),
        "key": request.POST.get("key") or uuid4().hex,
        "stop_names": [stop.name for stop in passenger_stops()],
        "mine": season_tickets_here(request),
        "other_url": _in_other_currency(form),
        **day_limits(now),
    }
    return render(request, "bookings/season.html", context)


def _cards(form: SeasonForm, offers: Sequence[SeasonOffer], chosen: SeasonOffer | None) -> list[SeasonCard]:
    fares = [offer.price.to_json() for offer in offers if offer.price]
    names = load_glossary(fares) if fares else None
    return [_card(form, offer, names, offer is chosen) for offer in offers]


def _card(form: SeasonForm, offer: SeasonOffer, names: Glossary | None, is_chosen: bool) -> SeasonCard:
    fare = offer.price.to_json() if offer.price else None
    return SeasonCard(
        offer=offer,
        name=offer.name_in(language()),
        days=str(SeasonDays(offer.shape.days).label),
        lines=fare_lines(fare, glossary=names) if fare else (),
        reason=fare_reason(fare, glossary=names) if fare else None,
        refused=" ".join(problem_text(problem) for problem in offer.refused),
        url=with_query(reverse("bookings:season"), form.query(kind=offer.code)) + "#holder",
        is_chosen=is_chosen,
    )


def _in_other_currency(form: SeasonForm) -> str:
    other = "RUB" if form.currency == "BYN" else "BYN"
    return with_query(reverse("bookings:season"), form.query(cur=other)) if form.is_understood else ""
