"""The tables that prices are made from, read once for any number of trains.

Of the benefits only those that can matter are read: those asked for, and those given by age alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q

from bookings import fares
from bookings.fares import (
    THROUGH,
    AncillaryRule,
    FareLine,
    NoRate,
    Rate,
    TariffVersion,
    as_country,
    as_currency,
    read_bands,
    read_hours,
    read_pairs,
    read_zones,
)
from bookings.models import Ancillary, Benefit, ExchangeRate, Tariff


@dataclass(frozen=True, slots=True)
class PriceTables:
    """Tariffs of all dates, one rate, the benefits that can matter: all their versions, as rows and as the fares take
    them; of each code the latest version stands in `benefit_rows`.
    """

    tariffs: tuple[TariffVersion, ...]
    rate: Rate
    rate_row: ExchangeRate
    versions: tuple[Benefit, ...]
    benefit_rows: Mapping[str, Benefit]
    benefits: tuple[fares.Benefit, ...]
    ancillaries: tuple[AncillaryRule, ...] = ()

    def granted_by(self, line: FareLine | None) -> Benefit | None:
        """This method finds the version of the benefit that a line of a price was reduced by."""
        return version_of(line, self.versions) if line else None


def load_price_tables(*, claimed: Iterable[str | None], now: datetime) -> PriceTables:
    """Read the tables for a sale made now, at the exchange rate of today's date in the railway's own timezone.

    `claimed` are the codes of the benefits asked for. This function makes four queries. Raises bookings.fares.NoRate.
    """
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    row = ExchangeRate.objects.filter(date__lte=today).order_by("-date").first()
    if row is None:
        raise NoRate(f"no exchange rate on or before {today}")
    return _tables(row, row.byn_for_100_rub, claimed)


def load_frozen_tables(
    *, claimed: Iterable[str | None], rate_row: ExchangeRate, rate: Decimal
) -> PriceTables:
    """This function reads them for a booking made before, at the rate frozen into it, in three queries."""
    return _tables(rate_row, rate, claimed)


def _tables(rate_row: ExchangeRate, rate: Decimal, claimed: Iterable[str | None]) -> PriceTables:
    codes = {code for code in claimed if code}
    wanted = Benefit.objects.filter(Q(code__in=codes) | Q(automatic=True))
    rows = tuple(wanted.order_by("country", "code", F("valid_from").asc(nulls_first=True)))
    return PriceTables(
        tariffs=tuple(tariff_version(row) for row in Tariff.objects.filter(is_draft=False)),
        rate=Rate(rate, rate_row.date, rate_row.source, rate_row.quality),
        rate_row=rate_row,
        versions=rows,
        benefit_rows={row.code: row for row in rows},
        benefits=tuple(map(benefit_rule, rows)),
        ancillaries=tuple(map(ancillary_rule, Ancillary.objects.all())),
    )


def version_of(line: FareLine, versions: Iterable[Benefit]) -> Benefit | None:
    """This function finds the version of the benefit that a line of a price was reduced by, among rows."""
    return next((row for row in versions if _key_of(row) == (line.benefit, line.benefit_since)), None)


def _key_of(row: Benefit) -> tuple[str, str]:
    return row.code, row.valid_from.isoformat() if row.valid_from else ""


def tariff_version(row: Tariff) -> TariffVersion:
    """This function gives a tariff's row as the fares take it. Raises bookings.fares.BadTable."""
    return TariffVersion(
        country=as_country(row.country) if row.country else THROUGH,
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
        zones=read_zones(row.table) if row.form == Tariff.Form.ZONES else (),
        pairs=read_pairs(row.table) if row.form == Tariff.Form.PAIRS else (),
    )


def ancillary_rule(row: Ancillary) -> AncillaryRule:
    """This function gives the row of a bicycle's, pet's or baggage's price as the fares take it.

    Raises bookings.fares.BadAncillary.
    """
    return AncillaryRule(
        kind=row.kind,
        country=as_country(row.country),
        form=row.form,
        currency=as_currency(row.currency),
        rounding=row.rounding,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        share_percent=Decimal(row.share_percent),
        price=row.price,
        bands=read_bands(row.bands),
        free_hours=read_hours(row.free_hours),
        most=row.most,
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
        companions_each=row.companions_each,
        seat_modes=tuple(row.seat_modes),
        trips_per_day=row.trips_per_day,
        free_trips=row.free_trips,
        trips_period="month" if row.trips_period == Benefit.Period.MONTH else "year",
    )
