"""The sandbox bank's book of charges: what it was asked for and what it gave back."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.models import SandboxCharge
from bookings.payments.gateway import BankRefused, Charge, ChargeRefund


class NoSuchCharge(Exception):
    """The bank has no charge of that number."""


def open_charge(asked: Charge) -> SandboxCharge:
    """This function writes down what is to be charged, or finds what it wrote before."""
    charge, _created = SandboxCharge.objects.get_or_create(
        merchant_reference=str(asked.uuid),
        defaults={
            "amount": asked.amount,
            "currency": asked.currency,
            "language": asked.language,
            "description": asked.description[:300],
            "return_url": asked.return_url,
        },
    )
    return charge


def find_charge(uuid: UUID) -> SandboxCharge:
    """This function returns the charge. Raises NoSuchCharge."""
    try:
        return SandboxCharge.objects.get(uuid=uuid)
    except SandboxCharge.DoesNotExist:
        raise NoSuchCharge(uuid) from None


def opened_charge(asked: Charge) -> SandboxCharge | None:
    """This function returns the charge that `open_charge` wrote."""
    return SandboxCharge.objects.filter(merchant_reference=str(asked.uuid)).first()


@transaction.atomic
def give_back(refund: ChargeRefund) -> None:
    """This function writes a refund into the charge, once per key. Raises BankRefused beyond what was charged."""
    locked = SandboxCharge.objects.select_for_update()
    charge = locked.filter(merchant_reference=str(refund.charge.uuid)).first()
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
