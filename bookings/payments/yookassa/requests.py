"""What YooKassa is asked, in its words."""

from typing import Any
from uuid import UUID, uuid5

from django.conf import settings

from bookings.payments.gateway import Charge, ChargeRefund
from bookings.payments.money import with_decimals

LONGEST_DESCRIPTION, LONGEST_ITEM = 128, 128
ENGLISH, RUSSIAN = "en_US", "ru_RU"


def payment_request(charge: Charge) -> dict[str, Any]:
    """This function writes the body of POST /payments ("Создание платежа"), paid on YooKassa's own page."""
    body = {
        "amount": money(charge),
        "capture": not settings.YOOKASSA_TWO_STAGES,
        "confirmation": {
            "type": "redirect",
            "return_url": charge.return_url,
            "locale": ENGLISH if charge.language == "en" else RUSSIAN,
        },
        "description": charge.description[:LONGEST_DESCRIPTION],
        "metadata": {"charge": str(charge.uuid)},
    }
    return body | receipt_of(charge, charge)


def refund_request(refund: ChargeRefund) -> dict[str, Any]:
    """This function writes the body of POST /refunds ("Создание возврата").

    Our key stands in the description, so that the refund can be found among those of the payment later.
    """
    body = {
        "payment_id": refund.charge.reference,
        "amount": money(refund),
        "description": f"Возврат {refund.key}",
    }
    return body | receipt_of(refund.charge, refund)


def money(of: Charge | ChargeRefund) -> dict[str, str]:
    """This function writes a sum as the object `amount`."""
    return {"value": with_decimals(of.amount, of.currency), "currency": of.currency}


def receipt_of(charge: Charge, sum_: Charge | ChargeRefund) -> dict[str, Any]:
    """This function adds the data of a fiscal receipt (54-FZ), where the railway has it made by YooKassa.

    One service, paid in full. The rate of VAT and the tax system are settings: they are the seller's own affair.
    """
    if not settings.YOOKASSA_VAT_CODE:
        return {}
    item = {
        "description": (charge.description or str(charge.uuid))[:LONGEST_ITEM],
        "quantity": "1.00",
        "amount": money(sum_),
        "vat_code": settings.YOOKASSA_VAT_CODE,
        "payment_subject": "service",
        "payment_mode": "full_payment",
    }
    receipt: dict[str, Any] = {"customer": {"email": charge.email}, "items": [item]}
    if settings.YOOKASSA_TAX_SYSTEM:
        receipt["tax_system_code"] = settings.YOOKASSA_TAX_SYSTEM
    return {"receipt": receipt}


def key_of(whose: UUID, what: str) -> dict[str, str]:
    """This function makes the header by which YooKassa knows a request again for 24 hours ("Идемпотентность")."""
    return {"Idempotence-Key": str(uuid5(whose, what))}
