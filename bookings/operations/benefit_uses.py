"""Trips by benefits that a law gives so many times only: counted by person, taken with the seats, free again with them.

A person is known by the document they travel by. A trip counts while its passenger travels and the booking is paid or
held by the clock; rows of others are swept by whoever needs their place. One person's trips are taken one booking after
the other (an advisory lock), and the database refuses the same trip twice (BenefitUse).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from bookings.documents import decrypt
from bookings.fares import PassengerFacts, TripLimit, trip_limits
from bookings.models import PAID_STATES, Benefit, BenefitUse, Booking, Passenger
from bookings.offers import PriceTables
from bookings.offers.price_tables import benefit_rule
from bookings.queries import journey_stops

SALT = "bookings.benefit_use"
Place = tuple[str, str, str]  # benefit's code, person, period


def with_spent(
    facts: Sequence[PassengerFacts],
    passengers: Sequence[Passenger],
    *,
    tables: PriceTables,
    day: date,
    now: datetime,
) -> tuple[PassengerFacts, ...]:
    """This function tells the fares which limits the passengers have reached by other journeys, for a trip on a day.

    `facts` and `passengers` stand in the same order; passengers need not be saved, and what they replace in an exchange
    is their own. It makes one query, none where no benefit that can matter is limited.
    """
    limits = _limits(facts, tables, day)
    if not any(limits):
        return tuple(facts)
    people = [person_of(each) if some else "" for each, some in zip(passengers, limits, strict=True)]
    used, told = _used(people, limits, passengers, now), []
    for fact, person, some in zip(facts, people, limits, strict=True):
        told.append(replace(fact, spent=_spent(person, some, used) if person else ()))
        # One person twice in a party: the first place takes the trip.
        used.update((code, person, limit.period) for code, limit in some)
    return tuple(told)


def take_uses(*, booking: Booking, passengers: Sequence[Passenger], now: datetime) -> bool:
    """Take the trips that the benefits given to a locked booking's passengers use up, in the caller's transaction.

    Called again it changes nothing. This function returns False, having given back what it took, where another booking
    was quicker: the price has to be worked out again.
    """
    limited = [each for each in passengers if is_limited(each.granted_benefit)]
    day = journey_stops(booking)[0].departure.date() if limited else date.min
    wanted = {each.pk: _wanted(each, day) for each in limited}
    _lock_people({(code, person) for places in wanted.values() for code, person, _period in places})
    BenefitUse.objects.filter(passenger__in=passengers).exclude(_any_of(wanted)).delete()
    if all(_take(each, wanted[each.pk], now) for each in limited):
        return True
    BenefitUse.objects.filter(passenger__in=passengers).delete()
    return False


def is_limited(benefit: Benefit | None) -> bool:
    """This function tells whether a benefit is given for so many trips only."""
    return benefit is not None and (benefit.trips_per_day is not None or benefit.free_trips is not None)


def person_of(passenger: Passenger) -> str:
    """This function gives the keyed hash that a person is counted under, "" before they told a document's number."""
    sealed = passenger.document_number_encrypted
    if not sealed:
        return ""
    told = f"{passenger.document_type} {decrypt(sealed)}"
    return salted_hmac(SALT, told, algorithm="sha256").hexdigest()


def _limits(
    facts: Sequence[PassengerFacts], tables: PriceTables, day: date
) -> list[list[tuple[str, TripLimit]]]:
    limited = [rule for rule in tables.benefits if rule.is_limited and rule.in_force(day)]
    return [
        [
            (rule.code, limit)
            for rule in limited
            if rule.automatic or rule.code == each.claimed_benefit
            for limit in trip_limits(rule, day)
        ]
        for each in facts
    ]


def _used(
    people: Sequence[str],
    limits: Sequence[Sequence[tuple[str, TripLimit]]],
    passengers: Sequence[Passenger],
    now: datetime,
) -> Counter[Place]:
    own = {each.pk for each in passengers} | {each.replaces_id for each in passengers}
    periods = {limit.period for some in limits for _code, limit in some}
    codes = {code for some in limits for code, _limit in some}
    found = _live(now).filter(person__in=set(people) - {""}, benefit_code__in=codes, period__in=periods)
    rows = found.exclude(passenger__in=own - {None})
    return Counter(rows.values_list("benefit_code", "person", "period"))


def _spent(person: str, limits: Iterable[tuple[str, TripLimit]], used: Counter[Place]) -> tuple[str, ...]:
    return tuple(
        limit.spent_by(code) for code, limit in limits if used[code, person, limit.period] >= limit.trips
    )


def _live(now: datetime) -> QuerySet[BenefitUse]:
    held = Q(passenger__booking__state=Booking.State.PREBOOKED, passenger__booking__hold_expires_at__gt=now)
    paid = Q(passenger__booking__state__in=PAID_STATES)
    return BenefitUse.objects.filter(held | paid, passenger__state=Passenger.State.ACTIVE)


def _wanted(passenger: Passenger, day: date) -> dict[Place, int]:
    """The trips a passenger uses up, each with the number allowed."""
    benefit, person = passenger.granted_benefit, person_of(passenger)
    if benefit is None or not person:
        return {}
    limits = trip_limits(benefit_rule(benefit), day)
    return {(benefit.code, person, limit.period): limit.trips for limit in limits}


def _lock_people(people: Iterable[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        # Sorted, or two parties of the same people could wait for each other.
        for code, person in sorted(people):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{code} {person}"])


def _any_of(wanted: dict[int, dict[Place, int]]) -> Q:
    kept = Q(pk=None)
    for passenger_id, places in wanted.items():
        for code, person, period in places:
            kept |= Q(passenger=passenger_id, benefit_code=code, person=person, period=period)
    return kept


def _take(passenger: Passenger, places: dict[Place, int], now: datetime) -> bool:
    return all(_take_place(passenger, place, trips, now) for place, trips in places.items())


def _take_place(passenger: Passenger, place: Place, trips: int, now: datetime) -> bool:
    code, person, period = place
    there = BenefitUse.objects.filter(benefit_code=code, person=person, period=period)
    mine = Q(passenger=passenger) | Q(passenger=passenger.replaces_id)
    # The trip of a ticket about to be exchanged is its owner's until it is given up.
    if there.filter(passenger=passenger).exists() or _live(now).filter(mine, pk__in=there).exists():
        return True
    # One statement: a trip that another booking takes at this moment is not swept for having been unknown before.
    there.exclude(pk__in=_live(now).values("pk")).delete()
    taken = set(there.values_list("slot", flat=True))
    free = next((slot for slot in range(1, trips + 1) if slot not in taken), None)
    if free is None:
        return False
    use = BenefitUse(passenger=passenger, benefit_code=code, person=person, period=period, slot=free)
    BenefitUse.objects.bulk_create([use], ignore_conflicts=True)
    return there.filter(passenger=passenger).exists()
