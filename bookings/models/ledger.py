"""The ledger: every movement of money, twice, never changed. The database refuses updates and deletions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from bookings.models.choices import Country, Currency, PayerBudget
from bookings.models.season_ticket import SeasonTicket
from bookings.models.shift import Shift


class LedgerAccount(models.TextChoices):
    """Where money is or what it was for. A debit is above nothing, a credit below it."""

    BANK = "bank", _("at the bank")
    PASSENGERS = "passengers", _("passengers")
    REFUNDS_DUE = "refunds_due", _("refunds to be sent")
    REVENUE = "revenue", _("revenue of the carriers, full fares")
    ANCILLARIES = "ancillaries", _("revenue of bicycles, pets, baggage")
    BENEFITS = "benefits", _("income lost to benefits")
    FEES = "fees", _("fees and what is kept of returned tickets")
    CONVERSION = "conversion", _("conversion between the roubles")
    TILL = "till", _("cash in the tills")
    TERMINAL = "terminal", _("cards taken at desks, on its way to the bank")
    TRANSIT = "transit", _("cash on its way to the bank or from it")
    TILL_DIFFERENCE = "till_difference", _("differences found in the tills")


class LedgerCause(models.TextChoices):
    """What moved the money. Each cause posts once."""

    SALE = "sale", _("tickets sold")
    PAYMENT = "payment", _("payment taken")
    EXCHANGE = "exchange", _("tickets given up in exchange")
    RETURN = "return", _("tickets returned")
    REFUND = "refund", _("refund ordered")
    REFUND_SENT = "refund_sent", _("refund sent")
    SHIFT_OPENED = "shift_opened", _("cash counted when a shift was opened")
    SHIFT_CLOSED = "shift_closed", _("cash counted when a shift was closed")
    CASH_MOVED = "cash_moved", _("cash paid into a till or taken out")
    ARRIVED = "arrived", _("money of the desks come to the bank")
    SEASON_SALE = "season_sale", _("season ticket sold")
    SEASON_RETURN = "season_return", _("season ticket returned")


class LedgerTransaction(models.Model):
    """One operation's movement of money: the entries under it add up to nothing in each currency.

    `cause_id` is the key of the booking sold, the booking made by exchange, the payment, the refund offer, the refund
    or the season ticket. `reference` is what the bank knows the payment or refund by. `opened_in` is the database's own
    transaction: no entry can be added after it.
    """

    cause = models.CharField(_("cause"), max_length=16, choices=LedgerCause.choices)
    cause_id = models.BigIntegerField(_("key of the cause"))
    booking = models.ForeignKey(
        Booking, models.PROTECT, null=True, blank=True, related_name="ledger", verbose_name=_("booking")
    )
    season_ticket = models.ForeignKey(
        SeasonTicket,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger",
        verbose_name=_("season ticket"),
    )
    shift = models.ForeignKey(
        Shift, models.PROTECT, null=True, blank=True, related_name="ledger", verbose_name=_("shift")
    )
    at = models.DateTimeField(_("when"))
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)
    rate_value = models.DecimalField(
        _("BYN for 100 RUB, frozen"), max_digits=12, decimal_places=6, null=True, blank=True
    )
    gateway = models.CharField(_("bank"), max_length=20, blank=True)
    reference = models.CharField(_("the bank's reference"), max_length=64, blank=True)
    opened_in = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("ledger transaction")
        verbose_name_plural = _("ledger transactions")
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["cause", "cause_id"], name="ledger_cause_once")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="ledger_by_time"),
            models.Index(fields=["reference"], condition=~models.Q(reference=""), name="ledger_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_cause_display()}"


class LedgerEntry(models.Model):
    """One side of a movement: a debit above nothing, a credit below. Amounts are of one currency, whole kopecks.

    `country` is the carrier's, for revenue and for income lost; the benefit with its act and payer says by which law it
    was lost and whose budget makes it good, as it was at the sale. Entries name passengers by their number only.
    """

    transaction = models.ForeignKey(
        LedgerTransaction, models.PROTECT, related_name="entries", verbose_name=_("ledger transaction")
    )
    account = models.CharField(_("account"), max_length=16, choices=LedgerAccount.choices)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    country = models.CharField(_("carrier of"), max_length=2, choices=Country.choices, blank=True)
    passenger_number = models.PositiveSmallIntegerField(_("passenger"), null=True, blank=True)
    benefit = models.CharField(_("benefit"), max_length=40, blank=True)
    law = models.CharField(_("law of"), max_length=2, choices=Country.choices, blank=True)
    payer = models.CharField(_("who makes it good"), max_length=12, choices=PayerBudget.choices, blank=True)
    act = models.CharField(_("act"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["-transaction_id", "id"]
        constraints = [
            models.CheckConstraint(name="ledger_entry_amount", condition=~models.Q(amount=0)),
            models.CheckConstraint(
                name="ledger_entry_currency", condition=models.Q(currency__in=Currency.values)
            ),
        ]
        indexes = [models.Index(fields=["account", "currency", "country"], name="ledger_by_account")]

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.amount} {self.currency}"
