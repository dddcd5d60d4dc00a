"""What bePaid says of a charge, in the words of the port."""

from typing import Any
from uuid import UUID

from bookings.payments.gateway import BankAnswer, BankRefused, BankSilent, Charge, Outcome
from bookings.payments.money import minor_units

OUTCOMES = {"successful": Outcome.ACCEPTED, "failed": Outcome.DECLINED, "expired": Outcome.ABANDONED}


def answer_of_checkout(checkout: dict[str, Any]) -> BankAnswer | None:
    """This function reads the state of a payment token ("Transaction status query request"); None while undecided.

    `finished` says that a payment was tried, `expired` that the time for it is over.
    """
    charge_uuid = uuid_of(checkout["order"])
    if charge_uuid is None or not (checkout.get("finished") or checkout.get("expired")):
        return None
    if not checkout.get("finished"):
        return _answer(charge_uuid, checkout["token"], Outcome.ABANDONED, "expired")
    transaction = _payment_of(checkout)
    outcome = OUTCOMES.get(checkout["status"], Outcome.DECLINED if checkout["status"] == "error" else None)
    if outcome is None:
        return None
    if outcome is Outcome.ACCEPTED and not transaction.get("uid"):
        raise BankSilent("paid, but the transaction has no number yet")
    return _answer(charge_uuid, transaction.get("uid") or checkout["token"], outcome, _reason(transaction))


def answer_of_transaction(transaction: dict[str, Any]) -> BankAnswer | None:
    """This function reads a transaction, as webhooks and status queries give it; None for what decides nothing."""
    charge_uuid, outcome = uuid_of(transaction), OUTCOMES.get(transaction["status"])
    if charge_uuid is None or outcome is None or transaction["type"] != "payment":
        return None
    return _answer(charge_uuid, transaction["uid"], outcome, _reason(transaction))


def uuid_of(order: dict[str, Any]) -> UUID | None:
    """This function reads our name of the charge, None where the payment was not made by us."""
    try:
        return UUID(str(order["tracking_id"]))
    except (KeyError, TypeError, ValueError):
        return None


def check_is(order: dict[str, Any], charge: Charge) -> None:
    """This function raises BankRefused for an order or transaction that is not this charge, to the kopeck."""
    wanted = (charge.uuid, minor_units(charge.amount, charge.currency), charge.currency)
    if (uuid_of(order), order.get("amount"), order.get("currency")) != wanted:
        raise BankRefused(f"the bank's order is not charge {charge.uuid}")


def _answer(charge_uuid: UUID, reference: str, outcome: Outcome, reason: str) -> BankAnswer:
    return BankAnswer(
        event_id=f"bepaid-{reference}"[:88] + f"-{outcome}",
        charge_uuid=charge_uuid,
        outcome=outcome,
        reference=reference,
        reason="" if outcome is Outcome.ACCEPTED else reason,
    )


def _payment_of(checkout: dict[str, Any]) -> dict[str, Any]:
    """The transaction inside the answer; its number stands in the section, or beside it."""
    said = checkout.get("gateway_response") or {}
    return {"uid": said.get("uid", "")} | (said.get("payment") or {})


def _reason(transaction: dict[str, Any]) -> str:
    """The code of the API's version 3 where there is one, else the words."""
    return str(transaction.get("code") or transaction.get("message") or "")[:64]
