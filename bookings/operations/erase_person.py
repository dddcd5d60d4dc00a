"""Erasing what is held about a person, as far as nothing forbids it, so that the sums of sales stay the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bookings.models import (
    Booking,
    Notification,
    PrivacyRequest,
    SeasonTicket,
    WaitingEntry,
)
from bookings.operations.blank_personal import PERSON, blank_bookings, blank_letters, blank_season_tickets
from bookings.operations.join_queue import NotWaiting
from bookings.operations.leave_queue import leave_queue
from bookings.operations.settle_consents import forget_proof, forget_season_proof
from bookings.privacy import Keeping, why_kept
from bookings.queries.whose_data import accounts_of, scope_of
from railway.accounts.models import User


@dataclass(frozen=True, slots=True)
class KeptBooking:
    """A booking, or a season ticket, that can't be erased now, and why."""

    reference: str
    reasons: Sequence[Keeping]


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What an erasure would do: bookings and season tickets that lose all that is personal, and those kept for now.

    `others` were made with the same address for other people: each is asked for from its own page.
    """

    erased: Sequence[Booking]
    seasons: Sequence[SeasonTicket]
    kept: Sequence[KeptBooking]
    others: Sequence[str]


def plan_erasure(*, request: PrivacyRequest, now: datetime) -> ErasurePlan:
    """Say what erasing would do now, without doing it.

    Kept are orders for trips to come, which are returned first, held ones, and those with a refund on its way, an open
    difference from the bank or a hold of retention. This function makes a fixed number of queries.
    """
    today = timezone.localdate(now)
    scope = scope_of(email=request.email, booking=request.booking, reads_address=request.by_address)
    bookings, others = scope.bookings, [each.shown_reference for each in scope.others]
    reasons = why_kept(bookings, now=now, today=today)
    seasons = [each for each in scope.seasons if not _is_blank(each)]
    valid = [
        each for each in seasons if each.state == SeasonTicket.State.FULFILLED and each.valid_until >= today
    ]
    kept = [KeptBooking(each.shown_reference, reasons[each.pk]) for each in bookings if each.pk in reasons]
    kept += [KeptBooking(each.shown_reference, [Keeping("travel", each.valid_until)]) for each in valid]
    return ErasurePlan(
        erased=[each for each in bookings if each.pk not in reasons],
        seasons=[each for each in seasons if each not in valid],
        kept=kept,
        others=others + [each.shown_reference for each in scope.other_seasons if not _is_blank(each)],
    )


def erase_person(*, request: PrivacyRequest, now: datetime) -> ErasurePlan:
    """Erase what can be erased now, in one transaction, and return what was erased and what is kept.

    Nobody's place in the queue survives it. Ledger, register, payments and refunds are not touched: the sums stay the
    same to the kopeck. Run again it erases what was kept before and can go now (152-FZ of Russia art. 21; Law 99-Z of
    Belarus art. 13).
    """
    address = request.email if request.by_address else ""
    _leave_queues(address, now)
    with transaction.atomic():
        plan = plan_erasure(request=request, now=now)
        keys = [each.pk for each in plan.erased]
        for booking in plan.erased:
            for passenger in booking.passengers.exclude(proof_kind=""):
                forget_proof(passenger)
        counts = blank_bookings(keys=keys, now=now)
        for ticket in plan.seasons:
            forget_season_proof(ticket)
        seasons = SeasonTicket.objects.filter(pk__in=[each.pk for each in plan.seasons])
        counts["season_tickets"] = blank_season_tickets(seasons)
        counts["waiting"] += _forget_waiting(address)
        counts["letters"] += _forget_letters(address)
        counts["accounts"] = 0 if plan.kept else _close_accounts(address)
        _add_up(request, counts)
    return plan


def _is_blank(ticket: SeasonTicket) -> bool:
    return not any(getattr(ticket, name) for name in (*PERSON, "email", "phone"))


def _leave_queues(email: str, now: datetime) -> None:
    if not email:
        return
    for entry in WaitingEntry.objects.filter(email__iexact=email, state=WaitingEntry.State.WAITING):
        try:
            leave_queue(entry=entry, now=now)
        except NotWaiting:
            continue


def _forget_waiting(email: str) -> int:
    ended = WaitingEntry.objects.filter(email__iexact=email, ended_at__isnull=False)
    return ended.delete()[0] if email else 0


def _close_accounts(email: str) -> int:
    """An account goes when nothing waits any more: its owner still finds their tickets there. Staff stay."""
    if not email:
        return 0
    known = Q(email__iexact=email) | Q(pk__in=accounts_of(email))
    people = User.objects.filter(known, is_staff=False, is_superuser=False)
    return people.delete()[1].get("accounts.User", 0)


def _forget_letters(email: str) -> int:
    """Letters that belong to no booking, those about this request with them; the last word on it is said after this."""
    return blank_letters(Notification.objects.filter(booking=None, email__iexact=email)) if email else 0


def _add_up(request: PrivacyRequest, counts: dict[str, int]) -> None:
    before = dict(request.counts)
    request.counts = {name: before.get(name, 0) + count for name, count in counts.items()}
    request.save(update_fields=["counts"])
