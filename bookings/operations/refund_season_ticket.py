"""A season ticket given back: first the sum, by the dated rule, then the confirmation."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from bookings import fares, ledger
from bookings.models import (
    Notification,
    Payment,
    Refund,
    SeasonRefundOffer,
    SeasonRefundRule,
    SeasonTicket,
)
from bookings.notifications.season import enqueue_season
from bookings.offers.season import valid_days
from bookings.operations.lock_season import lock_season
from bookings.queries.season import reserved_ahead, today_of

State = SeasonTicket.State
Status = SeasonRefundOffer.Status


class SeasonRefundRefused(Exception):
    """Nothing can be returned; `code` says why: not_paid, over, used_up, reserved (seats go back first)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SeasonRefundExpired(Exception):
    """The offer no longer holds: its time is over, or the ticket was used or returned since."""


def offer_season_refund(*, ticket: SeasonTicket, now: datetime) -> SeasonRefundOffer:
    """This function writes down what giving a season ticket back brings at this moment, in the currency of the sale.

    Unused are the trips left; without a number of trips the days left on which it holds, today counting as used once
    it began. The offer holds REFUND_OFFER_SECONDS. Raises SeasonRefundRefused.
    """
    began, left, whole = _judge(ticket, now)
    rule = _rule(now)
    currency = fares.as_currency(ticket.currency)
    paid = fares.Money(ticket.price, currency)
    back = fares.season_refund(paid, rule, began=began, left=left, whole=whole)
    return SeasonRefundOffer.objects.create(
        season_ticket=ticket,
        paid=paid.amount,
        amount=back.amount,
        fee=(paid - back).amount,
        currency=ticket.currency,
        reckoned=_reckoned(ticket, rule, began=began, left=left, whole=whole),
        created_at=now,
        expires_at=now + timedelta(seconds=settings.REFUND_OFFER_SECONDS),
    )


@transaction.atomic
def confirm_season_refund(*, offer: SeasonRefundOffer, now: datetime) -> SeasonRefundOffer:
    """This function carries out a refund offer, once however often it is confirmed, and returns it.

    The ticket ends at once; the money is sent by `pay_refunds`. Raises SeasonRefundExpired.
    """
    ticket = lock_season(offer.season_ticket_id)
    offer = SeasonRefundOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    offer.season_ticket = ticket
    if offer.status == Status.CONFIRMED:
        return offer
    _refuse_changed(offer, ticket, now)
    offer.status, offer.confirmed_at = Status.CONFIRMED, now
    offer.save(update_fields=["status", "confirmed_at"])
    ticket.state, ticket.ended_at = State.REFUNDED, now
    ticket.save(update_fields=["state", "ended_at"])
    ledger.post_season_return(offer=offer, at=now)
    if offer.amount:
        _order_refund(ticket, offer, now)
    data = {"amount": str(offer.amount), "fee": str(offer.fee), "currency": offer.currency}
    key = f"season_refunded:{offer.uuid}"
    enqueue_season(ticket=ticket, kind=Notification.Kind.SEASON_REFUNDED, dedupe_key=key, data=data, now=now)
    return offer


def season_refund_rule(row: SeasonRefundRule) -> fares.SeasonRefundRule:
    """This function gives a rule's row as the fares take it."""
    return fares.SeasonRefundRule(
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        before_start_percent=Decimal(row.before_start_percent),
        unused_percent=Decimal(row.unused_percent),
        fee_byn=row.fee_byn,
        fee_rub=row.fee_rub,
        act=row.act,
        article=row.article,
        quality=row.quality,
    )


def _judge(ticket: SeasonTicket, now: datetime) -> tuple[bool, int, int]:
    """Whether it began, and of how many parts how many are left. Raises SeasonRefundRefused."""
    today = today_of(ticket, now)
    if ticket.state != State.FULFILLED:
        raise SeasonRefundRefused("not_paid")
    if today > ticket.valid_until:
        raise SeasonRefundRefused("over")
    if reserved_ahead(ticket, now).exists():
        raise SeasonRefundRefused("reserved")
    began = today >= ticket.valid_from
    if ticket.trips_allowed is not None:
        left, whole = ticket.trips_allowed - ticket.trips_used, ticket.trips_allowed
        began = began or ticket.trips_used > 0
    else:
        days = valid_days(ticket)
        left, whole = sum(day > today for day in days), len(days)
    if began and left < 1:
        raise SeasonRefundRefused("used_up")
    return began, left, whole


def _rule(now: datetime) -> fares.SeasonRefundRule | None:
    rows = [season_refund_rule(row) for row in SeasonRefundRule.objects.all()]
    return fares.season_refund_rule_on(rows, now.date())


def _reckoned(
    ticket: SeasonTicket, rule: fares.SeasonRefundRule | None, *, began: bool, left: int, whole: int
) -> dict[str, Any]:
    """This function keeps what the page must say about the amount, and by what the ledger divides it."""
    share = (rule.unused_percent if began else rule.before_start_percent) if rule else Decimal(0)
    return {
        "unit": "trips" if ticket.trips_allowed is not None else "days",
        "began": began,
        "left": left if began else 1,
        "whole": max(whole, 1) if began else 1,
        "trips_used": ticket.trips_used,
        "share_percent": str(share),
        "act": rule.act if rule else "",
        "article": rule.article if rule else "",
        "quality": rule.quality if rule else "",
    }


def _refuse_changed(offer: SeasonRefundOffer, ticket: SeasonTicket, now: datetime) -> None:
    stands = offer.status == Status.OFFERED and offer.expires_at > now
    if not stands or ticket.state != State.FULFILLED or reserved_ahead(ticket, now).exists():
        raise SeasonRefundExpired
    if ticket.trips_used != offer.reckoned["trips_used"]:
        raise SeasonRefundExpired


def _order_refund(ticket: SeasonTicket, offer: SeasonRefundOffer, now: datetime) -> None:
    payment = ticket.payments.select_for_update(of=("self",)).get(status=Payment.Status.CAPTURED)
    refund = Refund.objects.create(
        payment=payment,
        amount=offer.amount,
        currency=offer.currency,
        reason=Refund.Reason.PASSENGER,
        created_at=now,
    )
    ledger.post_refund(refund=refund, at=now)
