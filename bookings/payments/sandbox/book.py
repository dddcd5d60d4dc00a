"""The sandbox bank's book of charges: what it was asked for and what it gave back."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.models import Payment, Refund, SandboxCharge
from bookings.payments.gateway import BankRefused


class NoSuchCharge(Exception):
    """The bank has no charge of that number."""


def open_charge(payment: Payment, *, description: str, return_url: str) -> SandboxCharge:
    """This function writes a charge for the payment, or finds the one it wrote before."""
    charge, _created = SandboxCharge.objects.get_or_create(
        merchant_reference=str(payment.uuid),
        defaults={
            "amount": payment.amount,
            "currency": payment.currency,
            "language": payment.booking.language,
            "description": description[:300],
            "return_url": return_url,
        },
    )
    return charge


def find_charge(uuid: UUID) -> SandboxCharge:
    """This function returns the charge. Raises NoSuchCharge."""
    try:
        return SandboxCharge.objects.get(uuid=uuid)
    except SandboxCharge.DoesNotExist:
        raise NoSuchCharge(uuid) from None


def charge_of(payment: Payment) -> SandboxCharge | None:
    """This function returns the charge that was opened for the payment."""
    return SandboxCharge.objects.filter(merchant_reference=str(payment.uuid)).first()


@transaction.atomic
def give_back(refund: Refund) -> None:
    """This function writes a refund into the charge, once per key. Raises BankRefused beyond what was charged."""
    charge = (
        SandboxCharge.objects.select_for_update().filter(merchant_reference=str(refund.payment.uuid)).first()
    )
    if charge is None or charge.status != SandboxCharge.Status.ACCEPTED:
        raise BankRefused("nothing was charged")
    given: dict[str, str] = charge.refunded
    if str(refund.key) in given:
        return
    if sum(map(Decimal, given.values()), refund.amount) > charge.amount:
        raise BankRefused("more than was charged")
    charge.refunded = {**given, str(refund.key): str(refund.amount)}
    charge.refunded_at = {**charge.refunded_at, str(refund.key): timezone.now().isoformat()}
    charge.save(update_fields=["refunded", "refunded_at"])
