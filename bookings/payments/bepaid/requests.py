"""What bePaid is asked, in its words."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.urls import reverse

from bookings.payments.gateway import Charge, ChargeRefund
from bookings.payments.money import minor_units

LONGEST_TEXT = 255
# ERIP and other methods are refunded through another API, which is not spoken here.
METHODS = ["credit_card"]


def checkout_request(charge: Charge, *, now: datetime) -> dict[str, Any]:
    """This function writes the body of POST /ctp/api/checkouts ("Create a payment token").

    One attempt, so that a decline is the end; the page closes when we would give the payment up.
    """
    until = now + timedelta(minutes=settings.PAYMENT_ABANDON_MINUTES)
    order = {
        "amount": minor_units(charge.amount, charge.currency),
        "currency": charge.currency,
        "description": charge.description[:LONGEST_TEXT] or str(charge.uuid),
        "tracking_id": str(charge.uuid),
        "expired_at": until.isoformat(timespec="seconds"),
    }
    checkout = {
        "test": settings.BEPAID_TEST,
        "transaction_type": "payment",
        "attempts": 1,
        "order": order,
        "settings": {
            "return_url": charge.return_url,
            "cancel_url": charge.return_url,
            "notification_url": settings.SITE_URL + reverse("payments-callback", args=["bepaid"]),
            "auto_return": 0,
            "language": charge.language,
        },
        "payment_method": {"types": METHODS},
    }
    return {"checkout": checkout | ({"customer": {"email": charge.email}} if charge.email else {})}


def refund_request(refund: ChargeRefund) -> dict[str, Any]:
    """This function writes the body of POST /transactions/refunds ("Refund"); tracking_id makes it findable."""
    request = {
        "parent_uid": refund.charge.reference,
        "amount": minor_units(refund.amount, refund.currency),
        "reason": "Возврат билета",
        "tracking_id": str(refund.key),
    }
    return {"request": request}


def key_of(whose: UUID, what: str) -> dict[str, str]:
    """This function makes the header by which bePaid knows a request again for 24 hours ("Idempotent requests")."""
    return {"RequestID": str(uuid5(whose, what))}
