"""The banks' statements of account, and what in them differs from the ledger."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.choices import Currency
from bookings.models.ledger import LedgerTransaction


class BankStatement(models.Model):
    """A bank's statement of one account in one currency, as its file said; the file is kept."""

    gateway = models.CharField(_("bank"), max_length=20)
    number = models.CharField(_("number"), max_length=35)
    account = models.CharField(_("account at the bank"), max_length=34)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    opening = models.DecimalField(_("opening balance"), max_digits=14, decimal_places=2)
    closing = models.DecimalField(_("closing balance"), max_digits=14, decimal_places=2)
    content = models.TextField(_("file"))
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("imported by")
    )

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-last_day", "gateway", "currency"]
        constraints = [models.UniqueConstraint(fields=["gateway", "number"], name="statement_once")]

    def __str__(self) -> str:
        return self.number


class BankLine(models.Model):
    """One entry of a statement: above nothing what came in, below it what went out."""

    statement = models.ForeignKey(
        BankStatement, models.PROTECT, related_name="lines", verbose_name=_("bank statement")
    )
    position = models.PositiveIntegerField(_("position"))
    reference = models.CharField(_("the bank's reference"), max_length=64, blank=True, db_index=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    day = models.DateField(_("day"))
    text = models.CharField(_("text"), max_length=140, blank=True)

    class Meta:
        verbose_name = _("line of a bank statement")
        verbose_name_plural = _("lines of bank statements")
        ordering = ["statement", "position"]
        constraints = [models.UniqueConstraint(fields=["statement", "position"], name="statement_line_once")]

    def __str__(self) -> str:
        return f"{self.amount} {self.reference}"


class BankDifference(models.Model):
    """What a statement and the ledger don't agree on. Its notes are its history; none is ever changed."""

    class Kind(models.TextChoices):
        """What differs."""

        BANK_ONLY = "bank_only", _("in the bank's statement, not in the ledger")
        LEDGER_ONLY = "ledger_only", _("in the ledger, not in the bank's statement")
        OTHER_SUM = "other_sum", _("different sums")

    class State(models.TextChoices):
        """Where it stands. FOUND: a later statement or posting has filled the gap by itself."""

        OPEN = "open", _("unexplained")
        EXPLAINED = "explained", _("explained")
        FOUND = "found", _("found later")

    kind = models.CharField(_("what differs"), max_length=11, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    statement = models.ForeignKey(
        BankStatement, models.PROTECT, related_name="differences", verbose_name=_("bank statement")
    )
    line = models.OneToOneField(
        BankLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="difference",
        verbose_name=_("line of the statement"),
    )
    transaction = models.OneToOneField(
        LedgerTransaction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="difference",
        verbose_name=_("ledger transaction"),
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    bank_amount = models.DecimalField(_("at the bank"), max_digits=14, decimal_places=2, null=True)
    ledger_amount = models.DecimalField(_("in the ledger"), max_digits=14, decimal_places=2, null=True)
    found_at = models.DateTimeField(_("found at"))

    class Meta:
        verbose_name = _("difference from the bank")
        verbose_name_plural = _("differences from the bank")
        ordering = ["-found_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="bank_difference_sides",
                condition=models.Q(kind="bank_only", line__isnull=False, transaction__isnull=True)
                | models.Q(kind="ledger_only", line__isnull=True, transaction__isnull=False)
                | models.Q(kind="other_sum", line__isnull=False, transaction__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["-found_at"], condition=models.Q(state="open"), name="bank_difference_open")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.currency})"


class BankDifferenceNote(models.Model):
    """A word on a difference, and the state it gave it; `by` is empty for what was found by itself."""

    difference = models.ForeignKey(
        BankDifference, models.PROTECT, related_name="notes", verbose_name=_("difference from the bank")
    )
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by whom")
    )
    state = models.CharField(_("state"), max_length=9, choices=BankDifference.State.choices)
    words = models.CharField(_("explanation"), max_length=500)

    class Meta:
        verbose_name = _("note on a difference")
        verbose_name_plural = _("notes on differences")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.words
