"""How each kind of data is found when its time is over, and how it is forgotten."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet
from django.utils import timezone

from bookings.models import (
    BenefitUse,
    Booking,
    Consent,
    ContactChoice,
    ExchangeOffer,
    IdempotencyKey,
    Notification,
    Passenger,
    PaymentCallback,
    PersonalDataLookup,
    PrivacyRequest,
    ProofAnswer,
    ProofSeen,
    PushSubscription,
    SeasonTicket,
    WaitingEntry,
)
from bookings.operations.blank_personal import (
    DOCUMENT,
    ENDED_LETTERS,
    LETTER,
    PROOF,
    blank_bookings,
    blank_season_tickets,
    forget_season_proofs,
)
from bookings.privacy import kept_longer

UNPAID = (Booking.State.RELEASED, Booking.State.CANCELLED)
SEASON_UNPAID = (SeasonTicket.State.RELEASED, SeasonTicket.State.CANCELLED)
LOOKUPS_AT_LEAST = timedelta(days=366)  # the database refuses to forget younger ones

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Way:
    """Where rows past a limit stand now, what forgetting them means, and by which field a person may know one."""

    find: Callable[[datetime, datetime], Rows]
    forget: Callable[[Rows, datetime], int]
    named_by: str = "pk"


def _over(limit: datetime, now: datetime) -> QuerySet[Booking]:
    """Bookings whose trip is over, or that ended unpaid, before the limit, and that nothing keeps longer."""
    over = Q(departs_at__lt=limit) | Q(state__in=UNPAID, ended_at__lt=limit)
    return _kept_out(Booking.objects.filter(over), now)


def _kept_out(bookings: QuerySet[Booking], now: datetime) -> QuerySet[Booking]:
    return bookings.exclude(kept_longer(timezone.localdate(now)))


def _season_over(limit: datetime) -> QuerySet[SeasonTicket]:
    over = Q(valid_until__lt=limit.date()) | Q(state__in=SEASON_UNPAID, ended_at__lt=limit)
    return SeasonTicket.objects.filter(over)


def _documents(limit: datetime, now: datetime) -> Rows:
    return Passenger.objects.filter(booking__in=_over(limit, now)).exclude(**DOCUMENT)


def _season_proofs(limit: datetime, _now: datetime) -> Rows:
    answered = Q(pk__in=ProofAnswer.objects.exclude(season_ticket=None).values("season_ticket"))
    return _season_over(limit).filter(answered | ~Q(proof_kind=""))


def _proofs(limit: datetime, now: datetime) -> Rows:
    answered = Q(pk__in=ProofAnswer.objects.exclude(passenger=None).values("passenger"))
    return Passenger.objects.filter(booking__in=_over(limit, now)).filter(answered | ~Q(proof_kind=""))


def _forget_proofs(people: Rows, _now: datetime) -> int:
    """With the hashes go the registries' answers: without the journey neither serves anything."""
    ProofAnswer.objects.filter(passenger__in=people).delete()
    return people.update(**PROOF)


def _seen(limit: datetime, _now: datetime) -> Rows:
    """What was seen outlives its journeys, to its own end: that is what it is for."""
    return ProofSeen.objects.filter(Q(until__lt=limit.date()) | Q(withdrawn_at__lt=limit))


def _uses(limit: datetime, now: datetime) -> Rows:
    unpaid = Q(passenger__booking__state__in=UNPAID, passenger__booking__ended_at__lt=now)
    return BenefitUse.objects.filter(Q(passenger__booking__departs_at__lt=limit) | unpaid)


def _paid_bookings(limit: datetime, now: datetime) -> Rows:
    return _kept_out(Booking.objects.filter(departs_at__lt=limit, erased_at=None), now)


def _unpaid_bookings(limit: datetime, now: datetime) -> Rows:
    ended = Booking.objects.filter(state__in=UNPAID, ended_at__lt=limit, erased_at=None)
    return _kept_out(ended.exclude(payments__status__in=["captured", "refunded"]), now)


def _letters(limit: datetime, _now: datetime) -> Rows:
    return Notification.objects.filter(state__in=ENDED_LETTERS, created_at__lt=limit).exclude(
        email="", phone=""
    )


def _browsers(limit: datetime, now: datetime) -> Rows:
    return PushSubscription.objects.filter(booking__in=_over(limit, now))


def _phones(limit: datetime, now: datetime) -> Rows:
    return ContactChoice.objects.filter(booking__in=_over(limit, now)).exclude(phone="")


def _link_requests(limit: datetime, _now: datetime) -> Rows:
    kinds = (Notification.Kind.LINK, Notification.Kind.PRIVACY)
    return Notification.objects.filter(
        kind__in=kinds, booking=None, state__in=ENDED_LETTERS, created_at__lt=limit
    )


def _lookups(limit: datetime, now: datetime) -> Rows:
    return PersonalDataLookup.objects.filter(at__lt=min(limit, now - LOOKUPS_AT_LEAST))


def _consents(limit: datetime, now: datetime) -> Rows:
    return Consent.objects.filter(booking__in=_over(limit, now))


def _sign_ins(model: Any) -> Way:
    return Way(lambda limit, _now: model.objects.filter(attempt_time__lt=limit), _delete)


def _delete(rows: Rows, _now: datetime) -> int:
    return rows.delete()[0]


def _blank(**values: Any) -> Callable[[Rows, datetime], int]:
    return lambda rows, _now: rows.update(**values)


def _blank_bookings(rows: Rows, now: datetime) -> int:
    return blank_bookings(keys=list(rows.values_list("pk", flat=True)), now=now)["bookings"]


OF_BOOKING = "booking__reference"
OF_SEASON = "season_ticket__reference"
WAYS: Mapping[str, list[Way]] = MappingProxyType(
    {
        "documents": [
            Way(_documents, _blank(**DOCUMENT), OF_BOOKING),
            Way(lambda limit, _now: _season_over(limit).exclude(**DOCUMENT), _blank(**DOCUMENT), "reference"),
        ],
        "proofs": [
            Way(_proofs, _forget_proofs, OF_BOOKING),
            Way(_season_proofs, lambda rows, _now: forget_season_proofs(rows), "reference"),
        ],
        "seen_proofs": [Way(_seen, _delete)],
        "benefit_uses": [Way(_uses, _delete, "passenger__booking__reference")],
        "consents": [
            Way(_consents, _delete, OF_BOOKING),
            Way(
                lambda limit, _now: Consent.objects.filter(season_ticket__in=_season_over(limit)),
                _delete,
                OF_SEASON,
            ),
        ],
        "names": [
            Way(_paid_bookings, _blank_bookings, "reference"),
            Way(
                lambda limit, _now: _season_over(limit).exclude(email="", family_name=""),
                lambda rows, _now: blank_season_tickets(rows),
                "reference",
            ),
        ],
        "unpaid": [Way(_unpaid_bookings, _blank_bookings, "reference")],
        "waiting": [Way(lambda limit, _now: WaitingEntry.objects.filter(ended_at__lt=limit), _delete)],
        "letters": [Way(_letters, _blank(**LETTER), OF_BOOKING)],
        "contacts": [
            Way(_browsers, _delete, OF_BOOKING),
            Way(_phones, _blank(phone="", sms=False), OF_BOOKING),
            Way(
                lambda limit, _now: ContactChoice.objects.filter(season_ticket__in=_season_over(limit)),
                _delete,
                OF_SEASON,
            ),
        ],
        "link_requests": [Way(_link_requests, _delete)],
        "answers": [Way(lambda limit, _now: IdempotencyKey.objects.filter(created_at__lt=limit), _delete)],
        # One search makes an offer for each train of a day; those nobody took are of no use when they are over.
        "exchange_offers": [
            Way(
                lambda limit, _now: ExchangeOffer.objects.filter(new_booking=None, expires_at__lt=limit),
                _delete,
                OF_BOOKING,
            )
        ],
        "bank_answers": [
            Way(
                lambda limit, _now: PaymentCallback.objects.filter(received_at__lt=limit).exclude(content={}),
                _blank(content={}),
                "payment__booking__reference",
            )
        ],
        "requests": [
            Way(lambda limit, _now: PrivacyRequest.objects.filter(done_at__lt=limit), _delete, OF_BOOKING)
        ],
        "lookups": [Way(_lookups, _delete, OF_BOOKING)],
        "staff_log": [Way(lambda limit, _now: LogEntry.objects.filter(action_time__lt=limit), _delete)],
        "sign_ins": [_sign_ins(AccessAttempt), _sign_ins(AccessFailureLog), _sign_ins(AccessLog)],
    }
)
