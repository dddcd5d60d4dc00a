"""What is refused at a desk, in a clerk's words."""

from typing import Any

from django.utils.translation import gettext as _

from bookings.inventory import Busy
from bookings.operations.close_shift import CardOpen, ReasonMissing
from bookings.operations.confirm_refund import RefundOfferExpired
from bookings.operations.lock_booking import NotHeld
from bookings.operations.lock_shift import ShiftClosed
from bookings.operations.move_cash import NothingMoved
from bookings.operations.open_shift import ShiftOpen, TillUnused
from bookings.operations.pay_out import TillTooEmpty
from bookings.operations.settle_benefits import PriceChanged
from bookings.operations.start_payment import AlreadyPaid, AtAnotherDesk, InformationMissing
from bookings.operations.take_at_desk import NotEnoughHanded, NotTaken
from bookings.payments.gateway import BankRefused
from bookings.payments.registry import UnknownGateway
from bookings.web.refusals import refusal_words
from railway.lib.template_words import language
from railway.lib.wording import write_money

MONEY_REFUSALS = (
    AlreadyPaid, AtAnotherDesk, BankRefused, Busy, InformationMissing, NotEnoughHanded, NotHeld, NotTaken, PriceChanged,
    RefundOfferExpired, ShiftClosed, TillTooEmpty, UnknownGateway,
)  # fmt: skip


def desk_refusal_words(refusal: Exception, currency: str = "") -> str:
    """This function says what was refused and what became of the money."""
    if isinstance(refusal, TillTooEmpty):
        return _too_empty(refusal)
    if isinstance(refusal, NotEnoughHanded):
        lacks = write_money(refusal.due - refusal.handed, currency, language())
        return _("%(amount)s is missing. Nothing was taken.") % {"amount": lacks}
    if isinstance(refusal, ShiftOpen):
        who = {"till": refusal.shift.till, "clerk": refusal.shift.clerk}
        return _("A shift is open already: %(till)s, %(clerk)s.") % who
    for kind, words in _plain().items():
        if isinstance(refusal, kind):
            return words
    return refusal_words(refusal)


def _too_empty(refusal: TillTooEmpty) -> str:
    sums = {
        name: write_money(amount, refusal.currency, language())
        for name, amount in (("needed", refusal.needed), ("held", refusal.held))
    }
    words = _("The till holds %(held)s, %(needed)s is needed. Nothing was paid out; have cash paid in first.")
    return words % sums


def _plain() -> dict[type[Exception], Any]:
    return {
        AlreadyPaid: _("This order is paid already. Nothing was taken: give the cash back."),
        AtAnotherDesk: _("A card for this order is at another desk's terminal just now. Nothing was taken."),
        InformationMissing: _("Something about the passengers is missing. Nothing was taken."),
        NotHeld: _("The seats are no longer held. Nothing was taken: give the cash back."),
        NotTaken: _("The seats can't be had any more. Nothing was taken: give the cash back."),
        PriceChanged: _("The price has changed. Nothing was taken; tell the new price first."),
        RefundOfferExpired: _("The sum was good for a short time. Ask for it again."),
        ShiftClosed: _("This shift is closed. Nothing was taken or paid out."),
        CardOpen: _(
            "A card payment has no answer yet. Ask the terminal or give it up, then close the shift."
        ),
        ReasonMissing: _("Write why you close somebody else's shift."),
        NothingMoved: _("Write a sum above nothing and a reason."),
        TillUnused: _("This desk is out of use."),
        UnknownGateway: _("This desk has no terminal. Take cash."),
        BankRefused: _("The terminal refused. Nothing was taken."),
    }
