"""Fares: money, the tariffs of two countries, the benefits of two laws, and a price that explains itself.
Imports no Django.
"""

from bookings.fares.ages import age_on
from bookings.fares.ancillary import (
    AncillaryRefused,
    AncillaryRule,
    BadAncillary,
    ancillary_limits,
    ancillary_lines,
    read_bands,
    read_hours,
    without_ancillary,
)
from bookings.fares.benefit import (
    Benefit,
    PassengerFacts,
    applies,
    grants,
    next_season_start,
)
from bookings.fares.choice import Choice, benefit_on, best_benefit
from bookings.fares.exchange import ExchangeRule, exchange_difference, exchange_fee
from bookings.fares.fare_price import FareLine, FarePrice, LineKind, problem_to_json
from bookings.fares.limits import TripLimit, trip_limits
from bookings.fares.money import (
    CURRENCIES,
    Currency,
    CurrencyMismatch,
    Money,
    NoRate,
    Rate,
    UnknownCurrency,
    add_up,
    as_currency,
    convert,
    other_currency,
    rate_on,
)
from bookings.fares.party import (
    PARTY_MAX,
    PartyTooLarge,
    UnknownPassengerKind,
    format_party,
    parse_party,
    passenger_code,
)
from bookings.fares.price import PartyNotNumbered, price_passenger
from bookings.fares.problem import Problem
from bookings.fares.refund import RefundRule, refund_amount, refund_rule_on, rules_of_country
from bookings.fares.rounding import BadRounding, Rounding, parse_rounding
from bookings.fares.season import BenefitNeeded, price_season, trip_price
from bookings.fares.season_refund import SeasonRefundRule, season_refund, season_refund_rule_on
from bookings.fares.season_rule import (
    SEASON_DAYS,
    NoSeasonRule,
    SeasonRule,
    SeasonShape,
    holds_on,
    season_rules_on,
)
from bookings.fares.section import BorderNotBetween, Section, section_fare, split_at_border
from bookings.fares.tariff import (
    COUNTRIES,
    THROUGH,
    Country,
    NoTariff,
    TariffVersion,
    as_country,
    tariff_on,
)
from bookings.fares.tariff_table import BadTable, read_pairs, read_zones

__all__ = [
    "COUNTRIES",
    "CURRENCIES",
    "PARTY_MAX",
    "SEASON_DAYS",
    "THROUGH",
    "AncillaryRefused",
    "AncillaryRule",
    "BadAncillary",
    "BadRounding",
    "BadTable",
    "Benefit",
    "BenefitNeeded",
    "BorderNotBetween",
    "Choice",
    "Country",
    "Currency",
    "CurrencyMismatch",
    "ExchangeRule",
    "FareLine",
    "FarePrice",
    "LineKind",
    "Money",
    "NoRate",
    "NoSeasonRule",
    "NoTariff",
    "PartyNotNumbered",
    "PartyTooLarge",
    "PassengerFacts",
    "Problem",
    "Rate",
    "RefundRule",
    "Rounding",
    "SeasonRefundRule",
    "SeasonRule",
    "SeasonShape",
    "Section",
    "TariffVersion",
    "TripLimit",
    "UnknownCurrency",
    "UnknownPassengerKind",
    "add_up",
    "age_on",
    "ancillary_limits",
    "ancillary_lines",
    "applies",
    "as_country",
    "as_currency",
    "benefit_on",
    "best_benefit",
    "convert",
    "exchange_difference",
    "exchange_fee",
    "format_party",
    "grants",
    "holds_on",
    "next_season_start",
    "other_currency",
    "parse_party",
    "parse_rounding",
    "passenger_code",
    "price_passenger",
    "price_season",
    "problem_to_json",
    "rate_on",
    "read_bands",
    "read_hours",
    "read_pairs",
    "read_zones",
    "refund_amount",
    "refund_rule_on",
    "rules_of_country",
    "season_refund",
    "season_refund_rule_on",
    "season_rules_on",
    "section_fare",
    "split_at_border",
    "tariff_on",
    "trip_limits",
    "trip_price",
    "without_ancillary",
]
