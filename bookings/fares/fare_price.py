"""A price with the lines that explain it, and its form in JSON, in which it is kept in a booking and sent by
the API.

The form is kept for years in sold bookings: keys may be added, never renamed or removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from bookings.fares.money import Currency, Money, Rate, add_up, as_currency, other_currency
from bookings.fares.problem import Problem


class LineKind(StrEnum):
    """What a line of the explanation says."""

    SECTION = "section"
    CONVERSION = "conversion"
    REDUCTION = "reduction"
    TOTAL = "total"
    SEASON = "season"
    ANCILLARY = "ancillary"


@dataclass(frozen=True, slots=True)
class FareLine:
    """One line of a price, in the chosen currency (`amount`) and in the other (`other`).

    section: country, km, stops, tariff, its act and its first day `tariff_since` (YYYY-MM-DD; "" in prices sold
    before it was written), `reach` ("through" where a fare over the border is divided), `own` (the fare in the
    tariff's currency) and rounding.
    conversion: adds nothing, states the rate used and in `own` what was converted. reduction: a negative
    amount, benefit, its version's first day `benefit_since` ("" for one without), act, article, percent, scope. total.
    Of a season ticket a section costs so many (`times`) fares of a `single` trip by the rule of its kind, `season`, and
    that rule's act. season: a trip made with a season ticket, which costs nothing; `season` is the ticket's reference.
    ancillary: so many (`times`) of what `ancillary` names on a section, by `percent` of its full fare where the rule
    says so; `reach` is "free_hours" where the hour made it free.
    `quality` is the source mark S, P or U of the tariff, rate or benefit.
    """

    kind: LineKind
    amount: Money
    other: Money
    country: str = ""
    km: Decimal | None = None
    from_stop: str = ""
    to_stop: str = ""
    tariff: str = ""
    act: str = ""
    article: str = ""
    benefit: str = ""
    percent: Decimal | None = None
    scope: str = ""
    rate: Rate | None = None
    own: Money | None = None
    rounding: str = ""
    quality: str = ""
    tariff_since: str = ""
    benefit_since: str = ""
    reach: str = ""
    season: str = ""
    season_act: str = ""
    season_article: str = ""
    season_quality: str = ""
    ancillary: str = ""
    times: Decimal | None = None
    single: Money | None = None

    def to_json(self) -> dict[str, Any]:
        """This function gives every key always; decimals as text, what doesn't concern the line as "" or
        null.
        """
        texts = {name: getattr(self, name) for name in _TEXTS}
        return {
            "kind": self.kind.value,
            **self.amount.to_json(),
            "other": self.other.to_json(),
            **texts,
            "km": _text(self.km),
            "percent": _text(self.percent),
            **_rate_to_json(self.rate),
            "own": self.own.to_json() if self.own is not None else None,
            "times": _text(self.times),
            "single": self.single.to_json() if self.single is not None else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """This function reads what to_json wrote, now or in an earlier release; raises KeyError or
        ValueError.
        """
        return cls(
            LineKind(data["kind"]),
            Money.from_json(data),
            Money.from_json(data["other"]),
            **{name: data.get(name, "") for name in _TEXTS},
            km=_decimal(data.get("km")),
            percent=_decimal(data.get("percent")),
            rate=_rate_from_json(data),
            own=Money.from_json(data["own"]) if data.get("own") else None,
            times=_decimal(data.get("times")),
            single=Money.from_json(data["single"]) if data.get("single") else None,
        )


@dataclass(frozen=True, slots=True)
class FarePrice:
    """What one passenger pays, what it would be without a benefit, both in either currency, why, and what to
    be warned of.
    """

    price: Money
    full_price: Money
    other_price: Money
    other_full_price: Money
    lines: tuple[FareLine, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def currency(self) -> Currency:
        """This function names the chosen currency, in which the passenger pays."""
        return self.price.currency

    @property
    def reduction(self) -> FareLine | None:
        """This function gives the line of the benefit used, None at full fare."""
        return next((line for line in self.lines if line.kind == LineKind.REDUCTION), None)

    @property
    def ancillaries(self) -> tuple[FareLine, ...]:
        """This function gives the lines of bicycles, pets and baggage."""
        return tuple(line for line in self.lines if line.kind == LineKind.ANCILLARY)

    @property
    def ancillaries_price(self) -> Money:
        """This function tells how much of the price is for bicycles, pets and baggage."""
        return add_up((line.amount for line in self.ancillaries), self.currency)

    @property
    def lines_sum(self) -> Money:
        """This function adds up all lines but the total, in the chosen currency; it equals `price`."""
        return add_up((line.amount for line in self.lines if line.kind != LineKind.TOTAL), self.currency)

    def to_json(self) -> dict[str, Any]:
        """This function gives the stored form; amounts are decimal texts in `currency`, the other currency
        under "other".
        """
        return {
            "price": str(self.price.amount),
            "full_price": str(self.full_price.amount),
            "currency": self.currency,
            "other": {
                "price": str(self.other_price.amount),
                "full_price": str(self.other_full_price.amount),
                "currency": self.other_price.currency,
            },
            "lines": [line.to_json() for line in self.lines],
            "problems": [problem_to_json(problem) for problem in self.problems],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """This function reads what to_json wrote, now or in an earlier release; raises KeyError or
        ValueError.
        """
        return cls(
            *_prices(data),
            *_prices(data["other"]),
            lines=tuple(FareLine.from_json(line) for line in data["lines"]),
            problems=tuple(problem_from_json(problem) for problem in data.get("problems", ())),
        )


def conversion_lines(own_sums: Iterable[Money], rate: Rate, currency: Currency) -> list[FareLine]:
    """This function states the rate and what of these sums is converted at it; no line where nothing is."""
    foreign = [each for each in own_sums if each.currency != currency]
    if not foreign:
        return []
    own = add_up(foreign, other_currency(currency))
    nothing, beside = Money.zero(currency), Money.zero(other_currency(currency))
    return [FareLine(LineKind.CONVERSION, nothing, beside, rate=rate, own=own, quality=rate.quality)]


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """This function gives {"code", "params", "warning"}."""
    return {"code": problem.code, "params": dict(problem.params), "warning": problem.warning}


def problem_from_json(data: Mapping[str, Any]) -> Problem:
    """This function reads what problem_to_json wrote."""
    return Problem(data["code"], dict(data["params"]), warning=bool(data.get("warning", False)))


_TEXTS = (
    "country", "from_stop", "to_stop", "tariff", "act", "article", "benefit", "scope", "rounding", "quality",
    "tariff_since", "benefit_since", "reach", "season", "season_act", "season_article", "season_quality",
    "ancillary",
)  # fmt: skip


def _prices(data: Mapping[str, Any]) -> tuple[Money, Money]:
    currency = as_currency(data["currency"])
    return Money(Decimal(data["price"]), currency), Money(Decimal(data["full_price"]), currency)


def _rate_to_json(rate: Rate | None) -> dict[str, str | None]:
    if rate is None:
        return {"rate": None, "rate_date": None, "rate_source": ""}
    return {"rate": str(rate.byn_for_100_rub), "rate_date": rate.date.isoformat(), "rate_source": rate.source}


def _rate_from_json(data: Mapping[str, Any]) -> Rate | None:
    if not data.get("rate"):
        return None
    return Rate(
        Decimal(data["rate"]),
        date.fromisoformat(data["rate_date"]),
        data.get("rate_source", ""),
        data.get("quality", ""),
    )


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
