"""Money of two currencies that never mix, and the dated rate that turns one into the other.

Rounding is half up to the kopeck (0.005 becomes 0.01, -0.005 becomes -0.01): conversions and reductions are
rounded once, at the line where they stand, so that what is shown is what is added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, Self, get_args

from bookings.fares.rounding import KOPECK, half_up

Currency = Literal["BYN", "RUB"]
CURRENCIES: Final[tuple[Currency, ...]] = get_args(Currency)

_HUNDRED: Final = Decimal(100)


class CurrencyMismatch(TypeError):
    """Two currencies met in one sum or comparison."""


class UnknownCurrency(ValueError):
    """A currency that is neither BYN nor RUB."""


class NotWholeKopecks(ValueError):
    """An amount with a fraction of a kopeck, or one that isn't a finite Decimal."""


class NoRate(LookupError):
    """No exchange rate is in force on that day."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of whole kopecks in one currency; may be negative (a reduction, a refund)."""

    amount: Decimal
    currency: Currency

    def __post_init__(self) -> None:
        as_currency(self.currency)
        if not _is_exact(self.amount) or self.amount % KOPECK:
            raise NotWholeKopecks(f"{self.amount!r} {self.currency}: money is a Decimal of whole kopecks")
        object.__setattr__(self, "amount", self.amount.quantize(KOPECK))

    @classmethod
    def zero(cls, currency: Currency) -> Self:
        """Nothing, in a currency. This function exists because a bare 0 has none."""
        return cls(Decimal(0), currency)

    @classmethod
    def rounded(cls, amount: Decimal, currency: Currency) -> Self:
        """Money from an exact amount. This function rounds half up to the kopeck."""
        return cls(half_up(amount), currency)

    def percent(self, share: Decimal | int) -> Money:
        """A share of this money in percent. This function rounds half up to the kopeck."""
        return Money.rounded(self.amount * share / _HUNDRED, self.currency)

    def to_json(self) -> dict[str, str]:
        """This function gives the API's form of money, {"amount": "12.30", "currency": "BYN"}."""
        return {"amount": str(self.amount), "currency": self.currency}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Self:
        """This function reads what to_json wrote; raises KeyError, NotWholeKopecks or UnknownCurrency."""
        return cls(Decimal(data["amount"]), as_currency(data["currency"]))

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other).amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other).amount

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other).amount

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other).amount

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other).amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _same(self, other: object) -> Money:
        if not isinstance(other, Money):
            raise TypeError(f"money and {type(other).__name__} can't be added or compared")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other}: convert one of them first")
        return other


@dataclass(frozen=True, slots=True)
class Rate:
    """What a hundred Russian roubles cost in Belarusian ones, as the National Bank of Belarus quotes it, from
    a day on. `quality` is the mark of its source: S, P or U.
    """

    byn_for_100_rub: Decimal
    date: date
    source: str = ""
    quality: str = ""

    def __post_init__(self) -> None:
        if not _is_exact(self.byn_for_100_rub) or self.byn_for_100_rub <= 0:
            raise ValueError(f"rate {self.byn_for_100_rub!r}: expected a positive Decimal of BYN for 100 RUB")


def convert(money: Money, rate: Rate, to: Currency) -> Money:
    """Money in the asked currency, at a dated rate.

    This function rounds half up to the kopeck and returns the same money when the currency is already right.
    """
    if money.currency == as_currency(to):
        return money
    if to == "BYN":
        return Money.rounded(money.amount * rate.byn_for_100_rub / _HUNDRED, to)
    return Money.rounded(money.amount * _HUNDRED / rate.byn_for_100_rub, to)


def rate_on(rates: Iterable[Rate], day: date) -> Rate:
    """The rate in force on a day: the latest one dated on or before it.

    This function raises NoRate when all rates are later.
    """
    known = [rate for rate in rates if rate.date <= day]
    if not known:
        raise NoRate(f"no exchange rate on or before {day:%Y-%m-%d}")
    return max(known, key=lambda rate: rate.date)


def add_up(moneys: Iterable[Money], currency: Currency) -> Money:
    """The sum of any number of amounts. This function raises CurrencyMismatch when one is in another
    currency.
    """
    total = Money.zero(currency)
    for money in moneys:
        total = total + money
    return total


def other_currency(currency: Currency) -> Currency:
    """This function gives RUB for BYN and BYN for RUB."""
    return "RUB" if currency == "BYN" else "BYN"


def as_currency(text: str) -> Currency:
    """Check that a text names one of the two currencies. This function raises UnknownCurrency."""
    if text not in CURRENCIES:
        raise UnknownCurrency(f"currency {text!r}: expected one of {', '.join(CURRENCIES)}")
    return text


def _is_exact(number: object) -> bool:
    # Callers without types pass floats: they must hear of it here, not in a sum that is a kopeck off.
    return isinstance(number, Decimal) and number.is_finite()
