"""Selling at the desk: tills, the clerks' shifts at them, and a numbered receipt of every movement of money."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.models.choices import Currency
from bookings.models.payment import Payment, Refund
from bookings.models.shift import Shift

__all__ = ["ShiftCash", "TerminalCharge", "TillReceipt"]


class ShiftCash(models.Model):
    """The cash of a shift in one currency: what the last shift left, what was found at the opening, and at the closing.

    `expected` and `counted` are written when the shift is closed; `pieces` is how many of each note and coin there
    were.
    """

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="cash", verbose_name=_("shift"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    carried = models.DecimalField(_("left by the shift before"), max_digits=12, decimal_places=2)
    opening = models.DecimalField(_("counted at the opening"), max_digits=12, decimal_places=2)
    expected = models.DecimalField(
        _("expected at the closing"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    counted = models.DecimalField(
        _("counted at the closing"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    pieces = models.JSONField(_("notes and coins"), default=dict, blank=True)

    class Meta:
        verbose_name = _("cash of a shift")
        verbose_name_plural = _("cash of shifts")
        ordering = ["shift", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "currency"], name="shift_cash_once"),
            models.CheckConstraint(
                name="shift_cash_amounts",
                condition=Q(carried__gte=0, opening__gte=0) & (Q(counted__isnull=True) | Q(counted__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift} {self.currency}"


class TillReceipt(models.Model):
    """A movement of money at a till, with its number in the shift. Nothing of it changes but that it was printed.

    `amount` is above nothing whichever way it went. `tickets` and `lost`, the income lost to benefits in `currency`,
    are those sold or taken back. `slip` is the terminal's number of a card, or that of the bag for the bank.
    """

    class Kind(models.TextChoices):
        """Which way money went, and what for."""

        SALE = "sale", _("sale")
        REFUND = "refund", _("refund")
        PAID_IN = "paid_in", _("paid in")
        PAID_OUT = "paid_out", _("taken out to the bank")

    class Way(models.TextChoices):
        """How it was paid. NOTHING: free tickets, or tickets paid with those exchanged."""

        CASH = "cash", _("cash")
        CARD = "card", _("card")
        NOTHING = "nothing", _("nothing to pay")

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="receipts", verbose_name=_("shift"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("what"), max_length=8, choices=Kind.choices)
    way = models.CharField(_("way of payment"), max_length=7, choices=Way.choices)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    payment = models.OneToOneField(
        Payment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="till_receipt",
        verbose_name=_("payment"),
    )
    refund = models.OneToOneField(
        Refund, models.PROTECT, null=True, blank=True, related_name="till_receipt", verbose_name=_("refund")
    )
    handed = models.DecimalField(_("handed over"), max_digits=12, decimal_places=2, null=True, blank=True)
    slip = models.CharField(_("number of the slip"), max_length=64, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    tickets = models.PositiveSmallIntegerField(_("tickets"), default=0)
    lost = models.DecimalField(_("income lost to benefits"), max_digits=12, decimal_places=2, default=0)
    at = models.DateTimeField(_("when"))
    printed_at = models.DateTimeField(_("printed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("receipt of a till")
        verbose_name_plural = _("receipts of the tills")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "number"], name="till_receipt_number"),
            models.CheckConstraint(
                name="till_receipt_of",
                condition=Q(kind="sale", payment__isnull=False, refund__isnull=True)
                | Q(kind="refund", payment__isnull=True, refund__isnull=False)
                | Q(kind__in=["paid_in", "paid_out"], way="cash", payment__isnull=True, refund__isnull=True),
            ),
            models.CheckConstraint(
                name="till_receipt_amount",
                condition=Q(amount__gt=0) & ~Q(way="nothing") | Q(amount=0, way="nothing"),
            ),
            models.CheckConstraint(
                name="till_receipt_handed", condition=Q(handed__isnull=True) | Q(handed__gte=F("amount"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift} / {self.number}"


class TerminalCharge(models.Model):
    """The simulated card terminal's own record of a charge. Only `bookings.payments.desk` touches it."""

    class Status(models.TextChoices):
        """What the card's bank said."""

        OPEN = "open", _("open")
        APPROVED = "approved", _("accepted")
        DECLINED = "declined", _("declined")
        CLOSED = "closed", _("given up")

    charge = models.UUIDField(unique=True, editable=False)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    slip = models.CharField(max_length=20, blank=True)
    refunded = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("charge of the simulated terminal")
        verbose_name_plural = _("charges of the simulated terminal")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.status}"
