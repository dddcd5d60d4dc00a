"""What a shift took and gave: the X report while it is open, the Z report once it is closed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from bookings.models import Shift, TillReceipt

Kind, Way = TillReceipt.Kind, TillReceipt.Way
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyReport:
    """A shift in one currency. `expected` is what the drawer should hold; `counted` is None before the closing."""

    currency: str
    opening: Decimal
    sums: dict[tuple[str, str], Decimal]
    counts: dict[tuple[str, str], int]
    sold: int
    returned: int
    lost: Decimal
    counted: Decimal | None

    def sum_of(self, kind: TillReceipt.Kind, way: TillReceipt.Way) -> Decimal:
        """This method gives the sum of a kind and way."""
        return self.sums.get((kind, way), ZERO)

    @property
    def expected(self) -> Decimal:
        """This property is the float and cash sales less refunds and what was taken out."""
        came = self.sum_of(Kind.SALE, Way.CASH) + self.sum_of(Kind.PAID_IN, Way.CASH)
        went = self.sum_of(Kind.REFUND, Way.CASH) + self.sum_of(Kind.PAID_OUT, Way.CASH)
        return self.opening + came - went

    @property
    def difference(self) -> Decimal | None:
        """This property is by how much more was counted, below nothing where less."""
        return None if self.counted is None else self.counted - self.expected


def shift_report(shift: Shift) -> list[CurrencyReport]:
    """This function adds up a shift's receipts by currency, in two queries."""
    rows: list[Any] = list(
        shift.receipts.order_by()
        .values("currency", "kind", "way")
        .annotate(sum=Sum("amount"), count=Count("pk"), people=Sum("tickets"), gone=Sum("lost"))
    )
    return [
        _report(
            cash.currency,
            cash.opening,
            cash.counted,
            [row for row in rows if row["currency"] == cash.currency],
        )
        for cash in shift.cash.order_by("currency")
    ]


def _report(currency: str, opening: Decimal, counted: Decimal | None, rows: list[Any]) -> CurrencyReport:
    places = [((str(row["kind"]), str(row["way"])), row) for row in rows]
    sold = [row for row in rows if row["kind"] == Kind.SALE]
    returned = [row for row in rows if row["kind"] == Kind.REFUND]
    return CurrencyReport(
        currency=currency,
        opening=opening,
        sums={place: Decimal(str(row["sum"])) for place, row in places},
        counts={place: int(str(row["count"])) for place, row in places},
        sold=sum(int(str(row["people"])) for row in sold),
        returned=sum(int(str(row["people"])) for row in returned),
        lost=sum((Decimal(str(row["gone"])) for row in sold), ZERO)
        - sum((Decimal(str(row["gone"])) for row in returned), ZERO),
        counted=counted,
    )
