"""What a bank is asked for, out of our own payments and refunds."""

from django.conf import settings
from django.urls import reverse

from bookings.models import Payment, Refund
from bookings.payments.gateway import Charge, ChargeRefund


def charge_of(payment: Payment, *, description: str = "") -> Charge:
    """This function says to the payment's bank what is charged, and where the passenger comes back to.

    It is the payment itself, or the sum of all that are paid together with it.
    """
    asked = payment.checkout or payment
    path = reverse("payments-return", args=[payment.gateway, asked.uuid])
    return Charge(
        uuid=asked.uuid,
        amount=asked.amount,
        currency=asked.currency,
        language=payment.paid_for.language,
        description=description,
        return_url=settings.SITE_URL + path,
        reference=payment.gateway_reference,
        email=payment.paid_for.email,
    )


def refund_of(refund: Refund) -> ChargeRefund:
    """This function says to the payment's bank what is to be sent back of it."""
    charge = charge_of(refund.payment)
    return ChargeRefund(key=refund.key, amount=refund.amount, currency=refund.currency, charge=charge)
