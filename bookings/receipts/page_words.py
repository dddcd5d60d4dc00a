"""The words of the printed receipt, ready in the active language; the template only places them."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from bookings.offers.wording import ShownLine, ShownReason
from bookings.receipts.build import MoneyLine, Receipt, ReceiptPassenger
from railway.lib import wording


def receipt_words(receipt: Receipt, language: str) -> dict[str, Any]:
    """This function returns every text of the receipt by its place."""
    view, trip = receipt.view, receipt.view.trip
    zone = trip.origin.timezone
    departs = (
        f"{wording.write_day(trip.departure.date(), language)}, {wording.write_clock(trip.departure, zone)}"
    )
    return {
        "brand": settings.SITE_NAME,
        "title": _("Receipt of order %(reference)s") % {"reference": view.reference},
        "journey": f"{trip.origin.name_in(language)} – {trip.destination.name_in(language)}",
        "when": _("%(day)s, train %(train)s") % {"day": departs, "train": trip.number},
        "currency_head": view.currency,
        "other_head": view.other_currency,
        "passengers": [_passenger(each, receipt, language) for each in receipt.passengers],
        "account_title": _("The account"),
        "account": _account(receipt, language),
        "money_title": _("Payments and refunds"),
        "money": [_money(line, zone, language) for line in receipt.money],
        "no_money": _("Nothing was to be paid."),
        "totals": _totals(receipt, language),
        "notes": receipt_notes(receipt, language),
    }


def receipt_notes(receipt: Receipt, language: str) -> list[str]:
    """This function says what a reader of the receipt should know: the frozen rate, and what this paper is not."""
    view, notes = receipt.view, []
    if view.rate_date:
        notes.append(
            _("Rate of the sale: %(rate)s BYN for 100 RUB of %(day)s; refunds are at this rate too.")
            % {
                "rate": wording.write_number(view.rate, language, places=4),
                "day": wording.write_day(view.rate_date, language),
            }
        )
    notes.append(
        _("This is the account of the order. It does not take the place of a cash register's receipt.")
    )
    return notes


def _passenger(each: ReceiptPassenger, receipt: Receipt, language: str) -> dict[str, Any]:
    head = each.benefit or _("Full fare, no benefit")
    return {
        "name": each.name,
        "head": f"{head} ({each.note})" if each.note else head,
        "lines": [_line(line, language) for line in each.lines],
        "reason": reason_words(each.reason),
    }


def reason_words(reason: ShownReason | None) -> list[str]:
    """This function gives the sentences of a reason in their order; none where there is nothing to say."""
    if reason is None:
        return []
    carry = _("Carry with you: %(thing)s.") % {"thing": reason.carry} if reason.carry else ""
    told = [reason.text, reason.where, carry, reason.without, *reason.notes, reason.legal]
    return [words for words in told if words]


def _line(line: ShownLine, language: str) -> dict[str, Any]:
    tells = line.kind == "conversion"
    return {
        "kind": line.kind,
        "text": line.text,
        "hint": line.hint,
        "legal": line.legal,
        "amount": "" if tells else wording.write_number(line.amount.amount, language),
        "other": "" if tells else wording.write_number(line.other_amount.amount, language),
    }


def _account(receipt: Receipt, language: str) -> list[dict[str, str]]:
    rows = [(_("Tickets"), receipt.tickets)]
    if receipt.fees:
        rows.append((_("Fees for exchange"), receipt.fees))
    if receipt.credit_from:
        paid_with = _("Paid with order %(reference)s") % {"reference": receipt.credit_from}
        rows.append((paid_with, -receipt.credit))
    return [
        _row(text, amount, receipt, language) for text, amount in [*rows, (_("Charged"), receipt.charged)]
    ]


def _totals(receipt: Receipt, language: str) -> list[dict[str, str]]:
    rows = ((_("Paid"), receipt.paid), (_("Given back"), receipt.returned), (_("Remains paid"), receipt.kept))
    return [_row(text, amount, receipt, language) for text, amount in rows]


def _row(text: str, amount: Any, receipt: Receipt, language: str) -> dict[str, str]:
    return {"text": text, "amount": wording.write_money(amount, receipt.view.currency, language)}


def _money(line: MoneyLine, zone: str, language: str) -> dict[str, str]:
    local = line.at.astimezone(ZoneInfo(zone))
    state = "" if line.is_settled else _("being sent")
    return {
        "when": f"{wording.write_day(local.date(), language)}, {local:%H:%M}",
        "text": ", ".join(filter(None, [line.text, state, line.reference])),
        "amount": wording.write_money(line.amount, line.currency, language),
    }
