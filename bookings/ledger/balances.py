"""What stands on each account."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from bookings.models import LedgerAccount, LedgerEntry


@dataclass(frozen=True, slots=True)
class Balance:
    """An account in one currency and, for the carriers' accounts, of one country: turnovers and what is left."""

    account: LedgerAccount
    country: str
    currency: str
    debit: Decimal
    credit: Decimal
    entries: int

    @property
    def amount(self) -> Decimal:
        """This property is above nothing for a debit balance, below it for a credit one."""
        return self.debit - self.credit


def balances(*, until: datetime | None = None) -> list[Balance]:
    """This function adds up every account by currency, up to an instant (not included) or whole, in one query."""
    entries = LedgerEntry.objects.filter(transaction__at__lt=until) if until else LedgerEntry.objects.all()
    rows = (
        entries.order_by()
        .values_list("account", "country", "currency")
        .annotate(
            debit=Sum("amount", filter=Q(amount__gt=0), default=Decimal(0)),
            credit=-Sum("amount", filter=Q(amount__lt=0), default=Decimal(0)),
            count=Count("pk"),
        )
    )
    order = list(LedgerAccount)
    found = [Balance(LedgerAccount(account), *rest) for account, *rest in rows]
    return sorted(found, key=lambda each: (order.index(each.account), each.country, each.currency))
