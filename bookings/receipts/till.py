"""Papers of a till in words: receipts of sales and refunds, slips of cash moved, X and Z reports."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.models import Booking, Shift, TillReceipt
from bookings.queries.till import CurrencyReport, shift_report
from railway.lib import wording
from railway.lib.print_text import clean
from railway.lib.typeset import printable, set_pdf

TEMPLATE = Path(__file__).parent / "till.typ"
Kind, Way = TillReceipt.Kind, TillReceipt.Way


def till_receipt_words(receipt: TillReceipt, *, language: str, is_copy: bool) -> dict[str, Any]:
    """This function returns every text of a receipt in the active language; a copy says that it is one."""
    booking = _booking_of(receipt)
    return {
        "brand": settings.SITE_NAME,
        "title": _receipt_title(receipt),
        "mark": _("Copy") if is_copy else "",
        "head": _head(receipt.shift, receipt.at, language),
        "tables": [{"title": "", "rows": [*_trip(booking, language), *_sums(receipt, language)]}],
        "notes": [_("Keep this receipt until the end of the journey.")] if receipt.kind == Kind.SALE else [],
    }


def till_report_words(shift: Shift, *, language: str, now: datetime) -> dict[str, Any]:
    """This function returns every text of a shift's report: X while it is open, Z once it is closed."""
    title = _("X report, shift not closed") if shift.is_open else _("Z report, shift closed")
    rows = [
        {"title": report.currency, "rows": _report_rows(report, language)} for report in shift_report(shift)
    ]
    return {
        "brand": settings.SITE_NAME,
        "title": title,
        "mark": "",
        "head": _head(shift, shift.closed_at or now, language),
        "tables": rows,
        "notes": [shift.note] if shift.note else [],
    }


def render_till_pdf(words: dict[str, Any], *, language: str, now: datetime) -> bytes:
    """This function sets a till's paper as a PDF/UA-1 file, narrow as a roll of a receipt printer."""
    document = {**printable(words), "language": language, "title": clean(str(words["title"]))}
    return set_pdf(TEMPLATE, document, timestamp=int(now.timestamp()))


def render_receipt_paper(receipt: TillReceipt, *, language: str, is_copy: bool, now: datetime) -> bytes:
    """This function sets a receipt of a till in a language."""
    with override(language):
        words = till_receipt_words(receipt, language=language, is_copy=is_copy)
    return render_till_pdf(words, language=language, now=now)


def _receipt_title(receipt: TillReceipt) -> str:
    kinds = {
        Kind.SALE: _("Receipt of a sale No. %(number)s"),
        Kind.REFUND: _("Receipt of a refund No. %(number)s"),
        Kind.PAID_IN: _("Cash paid in No. %(number)s"),
        Kind.PAID_OUT: _("Cash taken out No. %(number)s"),
    }
    return kinds[Kind(receipt.kind)] % {"number": receipt.number}


def _head(shift: Shift, at: datetime, language: str) -> list[str]:
    local = at.astimezone(ZoneInfo(shift.till.stop.timezone))
    desk = {"station": shift.till.stop.name_in(language), "number": shift.till.number}
    return [
        _("%(station)s, desk %(number)s") % desk,
        _("Shift %(number)s, clerk %(clerk)s")
        % {"number": shift.number, "clerk": shift.clerk.get_full_name() or shift.clerk.get_username()},
        f"{wording.write_day(local.date(), language)}, {local:%H:%M}",
    ]


def _booking_of(receipt: TillReceipt) -> Booking | None:
    payment = receipt.payment or (receipt.refund.payment if receipt.refund else None)
    return payment.booking if payment else None


def _trip(booking: Booking | None, language: str) -> Iterable[dict[str, Any]]:
    if booking is None:
        return []
    local = booking.departs_at.astimezone(ZoneInfo(booking.origin.timezone))
    way = f"{booking.origin.name_in(language)} – {booking.destination.name_in(language)}"
    return [
        _row(_("Order number"), booking.shown_reference),
        _row(way, f"{wording.write_day(local.date(), language)}, {local:%H:%M}"),
    ]


def _sums(receipt: TillReceipt, language: str) -> list[dict[str, Any]]:
    def sum_of(amount: Decimal) -> str:
        return wording.write_money(amount, receipt.currency, language)

    rows = [_row(_("Tickets"), str(receipt.tickets))] if receipt.tickets else []
    rows.append(_row(str(receipt.get_kind_display()).capitalize(), sum_of(receipt.amount), bold=True))
    rows.append(_row(_("Way of payment"), str(receipt.get_way_display())))
    if receipt.handed is not None:
        rows.append(_row(_("Handed over"), sum_of(receipt.handed)))
        rows.append(_row(_("Change given back"), sum_of(receipt.handed - receipt.amount), bold=True))
    if receipt.slip:
        rows.append(_row(_("Slip"), receipt.slip))
    if receipt.reason:
        rows.append(_row(_("Reason"), receipt.reason))
    return rows


def _report_rows(report: CurrencyReport, language: str) -> list[dict[str, Any]]:
    def line(text: str, kind: TillReceipt.Kind, way: TillReceipt.Way) -> dict[str, Any]:
        count = report.counts.get((kind, way), 0)
        return _row(f"{text} ({count})", sum_of(report.sum_of(kind, way)))

    def sum_of(amount: Decimal) -> str:
        return wording.write_money(amount, report.currency, language)

    rows = [
        _row(_("Cash at the opening"), sum_of(report.opening)),
        line(_("Sales in cash"), Kind.SALE, Way.CASH),
        line(_("Refunds in cash"), Kind.REFUND, Way.CASH),
        line(_("Cash paid in"), Kind.PAID_IN, Way.CASH),
        line(_("Cash taken out to the bank"), Kind.PAID_OUT, Way.CASH),
        _row(_("Should be in the drawer"), sum_of(report.expected), bold=True),
    ]
    if report.counted is not None and report.difference is not None:
        rows.append(_row(_("Counted"), sum_of(report.counted)))
        rows.append(_row(_("Difference"), sum_of(report.difference), bold=True))
    rows += [
        line(_("Sales by card"), Kind.SALE, Way.CARD),
        line(_("Refunds to cards"), Kind.REFUND, Way.CARD),
        _row(_("Tickets sold"), str(report.sold)),
        _row(_("Tickets returned"), str(report.returned)),
        _row(_("Income lost to benefits"), sum_of(report.lost)),
    ]
    return rows


def _row(text: str, value: str, *, bold: bool = False) -> dict[str, Any]:
    return {"text": text, "value": value, "bold": bold}
