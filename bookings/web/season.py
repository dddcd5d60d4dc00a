"""Season tickets on sale: section and day, the kinds with their prices explained, the holder, and on to the bank."""

from collections.abc import Mapping, Sequence
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
from bookings.models import Booking, SeasonTicket
from bookings.offers.season import NoSeasonSection, SeasonOffer, season_offers, season_section
from bookings.offers.wording import problem_text
from bookings.operations.create_booking import OfferStale
from bookings.operations.create_season_ticket import (
    SeasonRefused,
    SeasonWish,
    consent_of,
    create_season_ticket,
    granted_benefit,
)
from bookings.operations.passenger_details import PassengerDetails
from bookings.proofs import needs_proof
from bookings.queries.consents import ConsentNeed
from bookings.web.account_doors import person_of
from bookings.web.addresses import with_query
from bookings.web.doubts import doubts, sure_of
from bookings.web.once import once, scope_of
from bookings.web.party import category_groups
from bookings.web.passenger_fields import Input, document_groups, input_of, proof_groups
from bookings.web.passenger_form import label_of, required_words
from bookings.web.problems import FieldProblem, by_field
from bookings.web.season_cards import season_cards, shared_reasons
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
from timetables.web.find import passenger_stops


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
    holder.problems += [*doubts(holder.passenger, request.POST), *_not_agreed(chosen, holder, now)]
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
        return _create(request, form, chosen, holder, now).reference

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
    request: HttpRequest, form: SeasonForm, chosen: SeasonOffer, holder: HolderForm, now: datetime
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
        expected_price=_seen_price(request.POST.get("price", "")),
        account=person_of(request),
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
    need, granted = _need(chosen, holder, now), granted_benefit(chosen) if chosen else None
    cards = season_cards(form, offers, chosen)
    shared = shared_reasons(cards)
    context = {
        "form": form,
        "typed": {"day": today.isoformat()} | form.query(),
        "categories": category_groups(form.benefits),
        "chosen_benefit": form.benefit.code.lower() if form.benefit else "",
        "cards": [card for card in cards if card.is_chosen or chosen is None],
        "chosen": next((card for card in cards if card.is_chosen), None),
        "shared_reasons": [] if chosen else shared,
        "some_reduced": any(card.is_reduced for card in cards),
        "all_url": with_query(reverse("bookings:season"), form.query()) + "#kinds",
        "holder": holder,
        "inputs": _inputs(holder, errors),
        "need": need,
        "asks_proof": bool(granted and needs_proof(granted)),
        "proof_open": bool(holder and _opens_proof(holder, errors)),
        "sure": sure_of(holder.passenger, problems) if holder else (),
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


def _not_agreed(chosen: SeasonOffer, holder: HolderForm, now: datetime) -> list[FieldProblem]:
    """What has to be agreed to is asked for together with all else that is missing."""
    if _need(chosen, holder, now) is None or holder.passenger.agreed:
        return []
    return [FieldProblem(holder.passenger.id_of("consent"), required_words("consent"), label_of("consent"))]


def _need(chosen: SeasonOffer | None, holder: HolderForm | None, now: datetime) -> ConsentNeed | None:
    if chosen is None or holder is None:
        return None
    told = holder.passenger.details
    return consent_of(chosen, told.birth_date if told else None, now)


def _inputs(holder: HolderForm | None, errors: Mapping[str, str]) -> dict[str, Input]:
    if holder is None:
        return {}
    form = holder.passenger
    inputs = {name: input_of(form, name, errors) for name in form.values}
    consent = form.id_of("consent")
    return inputs | {"consent": Input(consent, "", errors.get(consent, ""), is_needed=True)}


def _opens_proof(holder: HolderForm, errors: Mapping[str, str]) -> bool:
    form = holder.passenger
    asked = any(errors.get(form.id_of(name)) for name in ("proof_kind", "proof_number"))
    return asked or bool(form.values["proof_number"]) or "proof_number" in form.needed


def _in_other_currency(form: SeasonForm) -> str:
    other = "RUB" if form.currency == "BYN" else "BYN"
    return with_query(reverse("bookings:season"), form.query(cur=other)) if form.is_understood else ""
