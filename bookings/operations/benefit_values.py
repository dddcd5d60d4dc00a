"""Between a benefit's row in the database and its row in the table that lawyers read."""

from typing import Any

from bookings.fares.acts import LANGUAGES, Texts
from bookings.fares.benefit_table import BenefitRow
from bookings.models import Benefit
from bookings.offers.price_tables import benefit_rule

STEMS = {"name": "names", "reason": "reasons", "proof": "proofs", "act": "acts"}
PLAIN = (
    "code", "country", "discount_percent", "season_from", "season_to", "age_min", "age_max", "through_birthday",
    "automatic", "holder_any", "scope", "companions_each", "trips_per_day", "free_trips", "trips_period", "valid_from",
    "valid_until", "article", "quality",
)  # fmt: skip
LISTS = ("only_with", "seat_classes", "seat_modes")
OF_ROW = ("holder", "sensitive", "note", "payer_budget", "proof_check")


def benefit_values(row: BenefitRow) -> dict[str, Any]:
    """This function gives the values of the model's fields, the texts as they are: a missing translation stays so."""
    rule = row.benefit
    return (
        {name: getattr(rule, name) for name in PLAIN}
        | {name: list(getattr(rule, name)) for name in LISTS}
        | {name: getattr(row, name) for name in OF_ROW}
        | {"is_active": rule.active}
        | {
            f"{stem}_{language}": getattr(getattr(row, texts), language)
            for stem, texts in STEMS.items()
            for language in LANGUAGES
        }
    )


def benefit_row_of(benefit: Benefit) -> BenefitRow:
    """This function gives a version of a benefit as a row of the table."""
    return BenefitRow(
        benefit=benefit_rule(benefit),
        names=_texts(benefit, "name"),
        reasons=_texts(benefit, "reason"),
        proofs=_texts(benefit, "proof"),
        acts=_texts(benefit, "act"),
        holder=benefit.holder,
        sensitive=benefit.sensitive,
        note=benefit.note,
        payer_budget=benefit.payer_budget,
        proof_check=benefit.proof_check,
    )


def _texts(benefit: Benefit, stem: str) -> Texts:
    return Texts(*(getattr(benefit, f"{stem}_{language}") for language in LANGUAGES))
