"""The trains from one stop to another on a day, with the price of the whole party."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bookings.fares import CURRENCIES, NoRate, PassengerFacts, format_party
from bookings.models import Benefit
from bookings.offers import JourneyOffer, Offer, PartyMember, search_journeys, search_offers
from bookings.offers.wording import Glossary, problem_text
from bookings.web.addresses import Told, read_currency, read_way, results_url, wait_url, with_query
from bookings.web.days_strip import StripDay, days_strip, nearest_days
from bookings.web.journey_card import JourneyCard, journey_card, offers_of, zone_words
from bookings.web.last_search import remember_search
from bookings.web.party import offered_benefits, party_words, read_party
from bookings.web.return_trip import NextStep, OutwardGone, after_outward, asked_back, read_outward
from bookings.web.search import last_day
from bookings.web.trip_card import TripCard, trip_card
from bookings.web.usual_train import LONGEST_TRAINS, mark_usual, usual_words
from railway.lib import wording
from railway.lib.live import is_unchanged, unchanged
from railway.lib.template_words import day as write_day
from railway.lib.template_words import language
from timetables.models import Alert, Stop
from timetables.queries import (
    alerts_for,
    days_with_journeys,
    days_with_trains,
    live_version,
)
from timetables.queries.days import day_bounds
from timetables.web.alerts import shown_alerts

ONE_ADULT = (PassengerFacts(),)


@dataclass(frozen=True)
class Journey:
    """What is looked for."""

    origin: Stop
    destination: Stop
    day: date
    party: Sequence[PassengerFacts]
    currency: str
    back: date | None = None
    usual: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, Told] = field(default_factory=dict)

    def url(self, *, day: date | None = None, currency: str = "") -> str:
        """This function is the address of this journey, or of the same on another day or in another currency."""
        ends, on = (self.origin.stop_id, self.destination.stop_id), day or self.day
        back = {"back": max(self.back, on).isoformat()} if self.back else {}
        query: dict[str, Any] = {
            "p": self._party,
            "cur": currency or self.currency,
            **back,
            **self.usual,
            **self.chosen,
        }
        return results_url(*ends, on, **query)

    def way_back(self) -> NextStep | None:
        """This function leads from a choice of the way there to the trains of the way back."""
        if self.back is None:
            return None
        address = results_url(self.destination.stop_id, self.origin.stop_id, self.back)
        told = {"p": self._party, "cur": self.currency, "out": self.day.isoformat()}
        told |= {"out_train": self.usual.get("train", ""), "train": self.usual.get("back_train", "")}
        return NextStep(address, [(name, value) for name, value in told.items() if value])

    def way_there(self, out: date) -> str:
        """This function is, on the page of the way back, the address of the trains of the way there."""
        ends = self.destination.stop_id, self.origin.stop_id
        query = {"p": self._party, "cur": self.currency, "back": self.day.isoformat()}
        return results_url(*ends, out, **query)

    def wait_url(self) -> str:
        """This function is the address at which one waits for seats on these trains."""
        ends = self.origin.stop_id, self.destination.stop_id
        return wait_url(*ends, self.day, p=self._party, cur=self.currency)

    @property
    def _party(self) -> str:
        party = format_party(self.party)
        return "" if party == "adult" else party


@dataclass(frozen=True)
class CurrencyChip:
    """A choice of the currency to pay in."""

    name: str
    url: str
    is_current: bool


@never_cache
@require_safe
def results(request: HttpRequest, pair: str, day: str) -> HttpResponse:
    """This function shows the day's trains and journeys with changes in order of departure, or why there is none."""
    now, tag = timezone.now(), live_version()
    if is_unchanged(request, tag):
        return unchanged(tag)
    benefits = offered_benefits()
    party = read_party(request.GET.get("p", ""), benefits)
    journey = _journey(request, pair, day, party or ONE_ADULT, now)
    try:
        outward = read_outward(request, now)
    except OutwardGone:
        words = _(
            "The train there can't be had any longer as you chose it. Here are the trains afresh: choose again."
        )
        messages.info(request, words)
        return HttpResponseRedirect(journey.way_there(_day_there(request, journey)))
    direct, changing = _offers(journey, now)
    size, offers = len(journey.party), [*direct, *offers_of(changing)]
    cards: list[TripCard | JourneyCard] = [trip_card(offer, size) for offer in direct]
    cards += [journey_card(offer, size) for offer in changing]
    if outward:
        cards = [after_outward(card, outward) for card in cards]
    cards = [mark_usual(card, journey.usual.get("train", "")) for card in cards]
    can_be_bought = any(one.on_sale for one in direct) or any(one.on_sale for one in changing)
    context = _frame(journey, benefits, now) | {
        "cards": sorted(cards, key=lambda card: (card.departure, card.arrival)),
        "outward": outward,
        "there_url": journey.way_there(_day_there(request, journey)) if outward else "",
        "choose": journey.way_back(),
        "back_day": journey.back,
        "usual": usual_words(cards, journey.usual.get("train", "")),
        "trains": len(direct),
        "journeys": len(changing),
        "party_unknown": party is None,
        "notes": _notes(offers, benefits),
        "back": request.get_full_path(),
        "wait_url": journey.wait_url()
        if any(one.refusal == "sold_out" or one.plan for one in direct)
        else "",
        "zones": _zones(direct)
        or next((words for one in changing if (words := zone_words(one.journey))), ""),
        "tag": tag,
        "now": now,
        "alerts": shown_alerts(_alerts(journey, offers, now)),
        "full_price": _full_price(direct),
        "demonstration": any(offer.option.demonstration for offer in offers),
        "nearest": [] if can_be_bought else _nearest(journey, now),
        "none_reason": "" if cards else _why_none(journey, timezone.localdate(now)),
    }
    answer = render(request, "bookings/results.html", context)
    if outward:  # the search that is remembered is that of the way there
        return answer
    remember_search(
        answer,
        origin=journey.origin.stop_id,
        destination=journey.destination.stop_id,
        p=format_party(journey.party),
        cur=journey.currency,
    )
    return answer


def _journey(
    request: HttpRequest, pair: str, day: str, party: Sequence[PassengerFacts], now: datetime
) -> Journey:
    way, asked = read_way(pair, day), request.GET
    chosen: dict[str, Told] = {}
    if "there" in asked:
        told = {name: asked.get(name, "") for name in ("out", "seat_changes")}
        chosen = {"there": asked.getlist("there"), **told}
    back = None if chosen else asked_back(request, way.day, last_day(timezone.localdate(now)))
    usual = {name: asked[name][:LONGEST_TRAINS] for name in ("train", "back_train") if asked.get(name)}
    return Journey(*way, party, read_currency(asked.get("cur", "")), back, usual, chosen)


def _day_there(request: HttpRequest, journey: Journey) -> date:
    try:
        return min(date.fromisoformat(request.GET.get("out", "")), journey.day)
    except ValueError:
        return journey.day


def _offers(journey: Journey, now: datetime) -> tuple[list[Offer], list[JourneyOffer]]:
    """This function offers the direct trains of the day, and the journeys with changes that are worth it."""
    if not _in_sale(journey.day, timezone.localdate(now)):
        return [], []
    asked: dict[str, Any] = {
        "origin": journey.origin,
        "destination": journey.destination,
        "date": journey.day,
        "party": [PartyMember(one.country, one.claimed_benefit) for one in journey.party],
        "currency": journey.currency,
        "now": now,
        "with_changes_of_seat": True,
    }
    try:
        return search_offers(**asked), search_journeys(**asked)
    except NoRate:
        return [], []


def _in_sale(day: date, today: date) -> bool:
    return today <= day <= last_day(today)


def _frame(journey: Journey, benefits: Sequence[Benefit], now: datetime) -> dict[str, object]:
    return {
        "origin": journey.origin,
        "destination": journey.destination,
        "day": journey.day,
        "party_words": party_words(journey.party, benefits),
        "change_url": _change_url(journey),
        "currencies": [
            CurrencyChip(code, journey.url(currency=code), code == journey.currency)
            for code in CURRENCIES
            if not journey.chosen  # the way there was chosen at its price in this one
        ],
        "strip": days_strip(
            journey.origin,
            journey.destination,
            journey.day,
            timezone.localdate(now),
            lambda day: journey.url(day=day),
        ),
    }


def _nearest(journey: Journey, now: datetime) -> list[StripDay]:
    return nearest_days(
        journey.origin, journey.destination, journey.day, now, lambda day: journey.url(day=day)
    )


def _notes(offers: Sequence[Offer], benefits: Sequence[Benefit]) -> list[str]:
    """This function tells once what the prices have to say: a benefit out of season, a birth date to come."""
    names = Glossary(benefits={benefit.code: benefit for benefit in benefits})
    prices = [offer.price for offer in offers if offer.price]
    texts = [problem_text(problem, glossary=names) for price in prices for problem in price.problems]
    return list(dict.fromkeys(texts))


def _alerts(journey: Journey, offers: Sequence[Offer], now: datetime) -> list[Alert]:
    """This function lists the alerts that will hold on that day between these stations, or for these trains."""
    start, end = day_bounds(journey.day, journey.origin)
    return alerts_for(
        now=max(now, start),
        until=max(now, end),
        stops=list(dict.fromkeys([journey.origin, journey.destination, *_changed_at(offers)])),
        routes={offer.option.route for offer in offers},
        trip_ids={offer.option.trip_id for offer in offers},
    )


def _changed_at(offers: Sequence[Offer]) -> list[Stop]:
    return [stop for offer in offers for stop in (offer.option.origin, offer.option.destination)]


def _zones(offers: Sequence[Offer]) -> str:
    """This function names the clocks of both ends where they differ."""
    if not offers:
        return ""
    way = offers[0].option
    ends = (way.departure, way.origin.timezone), (way.arrival, way.destination.timezone)
    if not wording.zones_differ(*ends[0], *ends[1]):
        return ""
    names = [wording.write_zone(at, zone, language()) for at, zone in ends]
    return _("Times are local: %(origin)s; %(destination)s.") % {"origin": names[0], "destination": names[1]}


def _full_price(offers: Sequence[Offer]) -> str:
    """This function writes what a seat costs without a benefit, where somebody of the party has one."""
    price = next((offer.price for offer in offers if offer.price), None)
    if price is None or price.total == price.full_total:
        return ""
    full, other = price.fares[0].full_price, price.fares[0].other_full_price
    sums = wording.write_money(full.amount, full.currency, language())
    return f"{sums} ({wording.write_about(other.amount, other.currency, language())})"


def _why_none(journey: Journey, today: date) -> str:
    if journey.day < today:
        return _("That day is over.")
    if journey.day > last_day(today):
        words = _("Tickets are sold %(days)s days ahead, up to %(last)s.")
        return words % {"days": settings.SALES_HORIZON_DAYS, "last": write_day(last_day(today))}
    if days_with_trains(origin=journey.origin, destination=journey.destination, first=journey.day, days=1)[
        journey.day
    ]:
        return _("Prices aren't known now, so tickets can't be sold. Trains run: look at the timetable.")
    if days_with_journeys(origin=journey.origin, destination=journey.destination, dates=[journey.day]):
        return _("The last journey of that day has begun already.")
    return _("By the timetable no train goes from %(origin)s to %(destination)s that day.") % {
        "origin": journey.origin.name,
        "destination": journey.destination.name,
    }


def _change_url(journey: Journey) -> str:
    query = {
        "origin": journey.origin.name,
        "destination": journey.destination.name,
        "date": journey.day.isoformat(),
        "p": format_party(journey.party),
        "cur": journey.currency,
        "back": journey.back.isoformat() if journey.back else "",
    }
    return with_query(reverse("bookings:home"), query) + "#search"
