"""Whose benefit tells of health, radiation or war, and whether they agreed that it is kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bookings.fares.ages import age_on
from bookings.models import Benefit, Booking, Consent, ConsentText, Passenger, SeasonTicket

# Until this age a parent or guardian agrees: Belarus, art. 5 of Law 99-Z; Russia, art. 26 and 28 of the Civil Code.
OF_AGE: Mapping[str, int] = {"BY": 16, "RU": 14}


@dataclass(frozen=True, slots=True)
class ConsentNeed:
    """What a passenger is asked: the text in force, or the one agreed to with `given`; by whom it is to be given."""

    text: ConsentText
    given: Consent | None
    given_as: str

    @property
    def by_guardian(self) -> bool:
        """This property tells that a parent or guardian speaks for the passenger."""
        return self.given_as == Consent.GivenAs.GUARDIAN


def consent_needs(passengers: Sequence[Passenger], *, day: date) -> dict[int, ConsentNeed]:
    """Find who has to agree that what their benefit tells is kept, by their numbers in their booking.

    Only benefits of special categories need it, and only where a text is in force on the day of asking; who came by
    exchange agreed before. This function makes no query where nobody has such a benefit, else two. The granted
    benefits must be read.
    """
    special = [each for each in passengers if is_special(each)]
    if not special:
        return {}
    texts = ConsentText.on(day, purpose=ConsentText.Purpose.SPECIAL)
    given = _given(special)
    needs = {each.number: _need(each, texts, given.get(each.pk), day) for each in special}
    return {number: need for number, need in needs.items() if need is not None}


def season_consent(*, benefit: Benefit | None, birth_date: date | None, day: date) -> ConsentNeed | None:
    """This function tells to which text the holder of a season ticket has to agree, in one query; None to none."""
    if benefit is None or not benefit.sensitive:
        return None
    text = ConsentText.on(day, purpose=ConsentText.Purpose.SPECIAL).get(benefit.country)
    return ConsentNeed(text, None, _given_as(birth_date, benefit.country, day)) if text else None


def live_season_consents(ticket: SeasonTicket) -> list[Consent]:
    """This function lists what was agreed to for a season ticket and still holds."""
    return list(ticket.consents.filter(withdrawn_at=None).select_related("text"))


def is_special(passenger: Passenger) -> bool:
    """This function tells whether the passenger's benefit is of the kind the laws protect most."""
    benefit = passenger.granted_benefit
    return benefit is not None and benefit.sensitive and passenger.replaces_id is None


def live_consents(booking: Booking) -> list[Consent]:
    """This function lists what was agreed to for a booking, and for those it came from by exchange, and still holds."""
    origins: Collection[int] = [key for key in (booking.pk, booking.exchanged_from_id) if key]
    rows = Consent.objects.filter(booking__in=origins, withdrawn_at=None)
    return list(rows.select_related("text", "passenger").order_by("passenger__number"))


def _given(passengers: Sequence[Passenger]) -> dict[int, Consent]:
    keys = [each.pk for each in passengers if each.pk]
    rows = Consent.objects.filter(passenger__in=keys, withdrawn_at=None).select_related("text")
    return {row.passenger_id or 0: row for row in rows if row.text.purpose == ConsentText.Purpose.SPECIAL}


def _need(
    passenger: Passenger, texts: Mapping[str, ConsentText], given: Consent | None, day: date
) -> ConsentNeed | None:
    law = passenger.granted_benefit.country if passenger.granted_benefit else ""
    if given and given.text.law == law:
        return ConsentNeed(given.text, given, given.given_as)
    text = texts.get(law)
    return ConsentNeed(text, None, _given_as(passenger.birth_date, law, day)) if text else None


def _given_as(born: date | None, law: str, day: date) -> str:
    young = born is not None and born <= day and age_on(born, day) < OF_AGE[law]
    return Consent.GivenAs.GUARDIAN if young else Consent.GivenAs.PASSENGER
