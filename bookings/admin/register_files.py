"""The register as files: the same rows and, behind them, every ticket."""

import csv
import io
from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.ledger.register import RegisterJourney, RegisterRow, register_totals
from bookings.models.choices import Country, PayerBudget
from railway.lib.xlsx import Cell, write_xlsx

Row = list[Cell]


def register_xlsx(
    rows: Sequence[RegisterRow], journeys: Sequence[RegisterJourney], names: Mapping[str, str]
) -> bytes:
    """This function writes a spreadsheet of two sheets: the register with its totals, and the tickets."""
    return write_xlsx([(_("Register"), _register(rows, names)), (_("Tickets"), _tickets(journeys, names))])


def register_csv(
    rows: Sequence[RegisterRow], journeys: Sequence[RegisterJourney], names: Mapping[str, str]
) -> bytes:
    """This function writes the register with its totals as CSV in UTF-8, with a mark by which spreadsheets know it.

    Text that a spreadsheet would take for a formula is written with an apostrophe before it.
    """
    out = io.StringIO()
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in _register(rows, names))
    return ("\ufeff" + out.getvalue()).encode()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@"} and cell != "–" else cell


def _register(rows: Sequence[RegisterRow], names: Mapping[str, str]) -> list[Row]:
    head: Row = [*_what(), _("Kind"), _("Tickets"), *_sums()]
    told = [
        [
            *_about(row, names),
            _("returned or exchanged") if row.is_correction else _("sold"),
            -row.tickets if row.is_correction else row.tickets,
            row.currency,
            row.full,
            row.lost,
            row.paid,
        ]
        for row in rows
    ]
    together: list[Row] = [
        [_("Together"), *[""] * (len(head) - 5), each.currency, each.full, each.lost, each.paid]
        for each in register_totals(rows)
    ]
    return [head, *told, *together]


def _tickets(journeys: Sequence[RegisterJourney], names: Mapping[str, str]) -> list[Row]:
    head: Row = [_("When"), _("Booking"), _("Passenger"), *_what(), *_sums()]
    told = [
        [
            f"{timezone.localtime(each.at):%Y-%m-%d %H:%M}",
            each.reference,
            each.passenger,
            *_about(each, names),
            each.currency,
            each.full,
            each.lost,
            each.paid,
        ]
        for each in journeys
    ]
    return [head, *told]


def _what() -> Row:
    return [_("Who makes it good"), _("Law of"), _("Act"), _("Article"), _("Benefit"), _("Carrier of")]


def _sums() -> Row:
    return [_("Currency"), _("Full fare"), _("Lost"), _("Paid by passengers")]


def _about(row: RegisterRow | RegisterJourney, names: Mapping[str, str]) -> Row:
    countries = dict(Country.choices)
    return [
        str(dict(PayerBudget.choices).get(row.payer, "–")),
        str(countries.get(row.law, "–")),
        row.act,
        row.article,
        names.get(row.benefit, row.benefit),
        str(countries.get(row.country, "–")),
    ]
