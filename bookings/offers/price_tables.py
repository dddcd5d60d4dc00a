"""The tables that prices are made from, read once for any number of trains.

Of the benefits only those that can matter are read: those asked for, and those given by age alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from bookings import fares
from bookings.fares import NoRate, Rate, TariffVersion, as_country, as_currency
from bookings.models import Benefit, ExchangeRate, Tariff


@dataclass(frozen=True, slots=True)
class PriceTables:
    """Tariffs of all dates, one rate, the benefits that can matter by code as rows and as the fares take them."""

    tariffs: tuple[TariffVersion, ...]
    rate: Rate
    rate_row: ExchangeRate
    benefit_rows: Mapping[str, Benefit]
    benefits: tuple[fares.Benefit, ...]


def load_price_tables(*, claimed: Iterable[str | None], now: datetime) -> PriceTables:
    """Read the tables for a sale made now, at the exchange rate of today's date in the railway's own timezone.

    `claimed` are the codes of the benefits asked for. This function makes three queries. Raises bookings.fares.NoRate.
    """
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    row = ExchangeRate.objects.filter(date__lte=today).order_by("-date").first()
    if row is None:
        raise NoRate(f"no exchange rate on or before {today}")
    return _tables(row, row.byn_for_100_rub, claimed)


def load_frozen_tables(
    *, claimed: Iterable[str | None], rate_row: ExchangeRate, rate: Decimal
) -> PriceTables:
    """This function reads them for a booking made before, at the rate frozen into it, in two queries."""
    return _tables(rate_row, rate, claimed)


def _tables(rate_row: ExchangeRate, rate: Decimal, claimed: Iterable[str | None]) -> PriceTables:
    codes = {code for code in claimed if code}
    rows = {row.code: row for row in Benefit.objects.filter(Q(code__in=codes) | Q(automatic=True))}
    return PriceTables(
        tariffs=tuple(_tariff(row) for row in Tariff.objects.all()),
        rate=Rate(rate, rate_row.date, rate_row.source, rate_row.quality),
        rate_row=rate_row,
        benefit_rows=rows,
        benefits=tuple(map(benefit_rule, rows.values())),
    )


def _tariff(row: Tariff) -> TariffVersion:
    return TariffVersion(
        country=as_country(row.country),
        name=row.name,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        currency=as_currency(row.currency),
        first_zone_km=row.first_zone_km,
        first_zone_price=row.first_zone_price,
        price_per_km=row.price_per_km,
        rounding=row.rounding,
        act=row.act,
        article=row.article,
        quality=row.quality,
    )


def benefit_rule(row: Benefit) -> fares.Benefit:
    """This function gives a benefit's row as the fares take it."""
    return fares.Benefit(
        code=row.code,
        country=as_country(row.country),
        discount_percent=Decimal(row.discount_percent),
        season_from=row.season_from,
        season_to=row.season_to,
        age_min=row.age_min,
        age_max=row.age_max,
        through_birthday=row.through_birthday,
        scope="home_segment" if row.scope == Benefit.Scope.HOME_SEGMENT else "whole_route",
        only_with=tuple(row.only_with),
        holder_any=row.holder_any,
        automatic=row.automatic,
        seat_classes=tuple(row.seat_classes),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        active=row.is_active,
        act=row.act_ru,
        article=row.article,
        quality=row.quality,
    )
