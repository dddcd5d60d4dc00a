"""What YooKassa says of a payment, in the words of the port."""

from typing import Any
from uuid import UUID

from bookings.payments.gateway import BankAnswer, BankRefused, Charge, Outcome
from bookings.payments.yookassa.requests import money

# "Неуспешные платежи", cancellation_details.reason: nobody paid in time, or we gave the payment up ourselves.
GIVEN_UP = frozenset({"expired_on_confirmation", "expired_on_capture", "canceled_by_merchant"})
OUR_WORDS = {"3d_secure_failed": "authentication_failed"}


def answer_of(payment: dict[str, Any]) -> BankAnswer | None:
    """This function reads a payment object ("Объект платежа"); None while it is not decided, or is none of ours."""
    charge_uuid = charge_uuid_of(payment)
    outcome, reason = _outcome(payment)
    if charge_uuid is None or outcome is None:
        return None
    return BankAnswer(
        event_id=f"yookassa-{payment['id']}-{payment['status']}",
        charge_uuid=charge_uuid,
        outcome=outcome,
        reference=payment["id"],
        reason=reason,
    )


def charge_uuid_of(payment: dict[str, Any]) -> UUID | None:
    """This function reads our name of the charge, None where the payment was not made by us."""
    try:
        return UUID(str(payment["metadata"]["charge"]))
    except (KeyError, TypeError, ValueError):
        return None


def check_is(payment: dict[str, Any], charge: Charge) -> None:
    """This function raises BankRefused for a payment that is not this charge, to the kopeck."""
    if charge_uuid_of(payment) != charge.uuid or payment["amount"] != money(charge):
        raise BankRefused(f"the bank's payment {payment['id']} is not charge {charge.uuid}")


def _outcome(payment: dict[str, Any]) -> tuple[Outcome | None, str]:
    if payment["status"] == "succeeded":
        return Outcome.ACCEPTED, ""
    if payment["status"] != "canceled":
        return None, ""
    reason = str((payment.get("cancellation_details") or {}).get("reason", ""))
    if reason in GIVEN_UP:
        return Outcome.ABANDONED, reason
    return Outcome.DECLINED, OUR_WORDS.get(reason, reason)
