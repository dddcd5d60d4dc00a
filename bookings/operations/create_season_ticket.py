"""Somebody asks for a season ticket: named, priced, and waiting to be paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bookings.documents import document_types
from bookings.models import Benefit, SeasonTicket
from bookings.offers import PartyMember
from bookings.offers.season import SeasonOffer, SeasonSection, season_offers, season_section
from bookings.operations.check_proofs import check_season_after_commit
from bookings.operations.create_booking import OfferStale, under_new_reference
from bookings.operations.passenger_details import PassengerDetails, Purchaser, write_details
from bookings.operations.settle_consents import give_season_consent
from bookings.proofs import needs_proof, proof_kinds
from bookings.queries import Problem
from bookings.queries.consents import ConsentNeed, season_consent
from railway.accounts.models import User
from timetables.models import Stop

PAY_WITHIN = timedelta(minutes=30)
NEEDED = ("family_name", "given_name", "document_type", "document_number")


class SeasonRefused(Exception):
    """This season ticket can't be sold as asked for; `problems` name the fields and say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.pointer}: {problem.code}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonWish:
    """Which kind of ticket, between which stops (both directions), from which service day, in which money."""

    product: str
    origin: Stop
    destination: Stop
    first_day: date
    currency: str


def create_season_ticket(
    *,
    wish: SeasonWish,
    holder: PassengerDetails,
    purchaser: Purchaser,
    channel: str,
    now: datetime,
    expected_price: Decimal | None = None,
    account: User | None = None,
) -> SeasonTicket:
    """Write down a season ticket of a named passenger, to be paid within PAY_WITHIN.

    Its price, with benefit, act and exchange rate, is frozen into it. This function raises SeasonRefused with the
    fields to correct, NoSeasonSection, OfferStale when the price isn't `expected_price`, bookings.fares.NoRate.
    """
    problems = [*_missing(holder, purchaser), *day_problems(wish.first_day, now)]
    if problems:
        raise SeasonRefused(problems)
    section = season_section(origin=wish.origin, destination=wish.destination, day=wish.first_day)
    offer = _offer(section, wish, holder, now)
    if offer.price is None:
        raise SeasonRefused([Problem("benefit", each.code, each.params) for each in offer.refused])
    need = _consent(offer, holder, now)
    if expected_price is not None and offer.price.price.amount != expected_price:
        raise OfferStale(expected_price, offer.price.price.amount, wish.currency)
    return under_new_reference(
        partial(_write, wish, section, offer, holder, purchaser, channel, now, need, account)
    )


def first_days(now: datetime) -> tuple[date, date]:
    """This function gives the earliest and the latest day from which a season ticket may be bought now."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return today, today + timedelta(days=settings.SALES_HORIZON_DAYS)


def consent_of(offer: SeasonOffer, birth_date: date | None, now: datetime) -> ConsentNeed | None:
    """This function tells to which text the holder has to agree for the benefit an offer's price gives, if any."""
    return consent_of_benefit(granted_benefit(offer), birth_date, now)


def consent_of_benefit(benefit: Benefit | None, birth_date: date | None, now: datetime) -> ConsentNeed | None:
    """This function tells to which text the holder of a benefit has to agree now, if any."""
    return season_consent(benefit=benefit, birth_date=birth_date, day=timezone.localdate(now))


def granted_benefit(offer: SeasonOffer) -> Benefit | None:
    """This function gives the benefit that reduces an offer's price."""
    return offer.tables.granted_by(offer.price.reduction) if offer.price else None


def _consent(offer: SeasonOffer, holder: PassengerDetails, now: datetime) -> ConsentNeed | None:
    """Who has to agree did, to the text in force; a proof is there where one is asked for. Raises SeasonRefused."""
    benefit, problems = granted_benefit(offer), []
    if settings.PROOF_REQUIRED and benefit and needs_proof(benefit) and not holder.proof_number:
        problems.append(Problem("proof_number", "required"))
    need = consent_of(offer, holder.birth_date, now)
    if need is not None and holder.consent != need.text.code:
        problems.append(Problem("consent", "consent_text_changed" if holder.consent else "consent_required"))
    if problems:
        raise SeasonRefused(problems)
    return need


def _missing(holder: PassengerDetails, purchaser: Purchaser) -> Iterator[Problem]:
    for name in NEEDED:
        if not (getattr(holder, name) or "").strip():
            yield Problem(name, "required")
    if holder.benefit_code and holder.birth_date is None:
        yield Problem("birth_date", "required")
    if holder.document_type and holder.document_type not in document_types():
        yield Problem("document_type", "unknown_document_type")
    if holder.proof_kind and holder.proof_kind not in proof_kinds():
        yield Problem("proof_kind", "unknown_proof_kind")
    if not purchaser.email:
        yield Problem("email", "required")


def day_problems(day: date, now: datetime) -> Iterator[Problem]:
    """This function tells why a season ticket can't begin on a day."""
    first, last = first_days(now)
    if not first <= day <= last:
        yield Problem("first_day", "season_first_day", {"first": first.isoformat(), "last": last.isoformat()})


def _offer(section: SeasonSection, wish: SeasonWish, holder: PassengerDetails, now: datetime) -> SeasonOffer:
    member = PartyMember(holder.country or "", holder.benefit_code or None, holder.birth_date)
    found = season_offers(
        section=section,
        first_day=wish.first_day,
        passenger=member,
        currency=wish.currency,
        now=now,
        code=wish.product,
    )
    if not found:
        raise SeasonRefused([Problem("product", "unknown_season_product")])
    offer = found[0]
    if holder.benefit_code and holder.benefit_code not in offer.tables.benefit_rows:
        raise SeasonRefused([Problem("benefit", "unknown_benefit")])
    if holder.birth_date and holder.birth_date > wish.first_day:
        raise SeasonRefused([Problem("birth_date", "not_born")])
    return offer


@transaction.atomic
def _write(
    wish: SeasonWish,
    section: SeasonSection,
    offer: SeasonOffer,
    holder: PassengerDetails,
    purchaser: Purchaser,
    channel: str,
    now: datetime,
    need: ConsentNeed | None,
    account: User | None,
    reference: str,
) -> SeasonTicket:
    ticket = SeasonTicket(
        reference=reference,
        channel=channel,
        product=offer.code,
        product_names=offer.names,
        days=offer.shape.days,
        route=section.route,
        origin=wish.origin,
        destination=wish.destination,
        stops=list(section.stops),
        valid_from=offer.first_day,
        valid_until=offer.last_day,
        trips_allowed=offer.shape.trips,
        email=purchaser.email,
        phone=purchaser.phone,
        language=purchaser.language,
        account=account,
        created_at=now,
        hold_expires_at=now + PAY_WITHIN,
    )
    _write_price(ticket, offer)
    write_details(ticket, holder, offer.tables)
    ticket.save(force_insert=True)
    give_season_consent(ticket=ticket, need=need, language=holder.consent_language, now=now)
    check_season_after_commit(ticket=ticket, number=holder.proof_number, now=now)
    return ticket


def _write_price(ticket: SeasonTicket, offer: SeasonOffer) -> None:
    fare, tables = offer.price, offer.tables
    if fare is None:
        raise RuntimeError("an offer without a price was not refused")
    ticket.currency = fare.currency
    ticket.price, ticket.full_price = fare.price.amount, fare.full_price.amount
    ticket.price_lines = fare.to_json()
    ticket.granted_benefit = tables.granted_by(fare.reduction)
    ticket.rate, ticket.rate_value = tables.rate_row, tables.rate.byn_for_100_rub
