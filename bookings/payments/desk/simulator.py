"""A card terminal for local runs and tests: approves, declines, or falls silent and must be asked.

A real terminal is another class of the port `Gateway`, named in DESK_GATEWAYS: `start` runs the card and may raise
BankSilent, `ask_state` gives the answer with the number of the slip.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bookings.models import TerminalCharge
from bookings.payments.gateway import (
    BadSignature,
    BankAnswer,
    BankRefused,
    BankSilent,
    Charge,
    ChargeRefund,
    OpenedCharge,
    Outcome,
)

Status = TerminalCharge.Status
APPROVE, DECLINE, SILENT = "approve", "decline", "silent"
OUTCOMES_TO_TELL = (APPROVE, DECLINE, SILENT)
DECIDED = {APPROVE: Status.APPROVED, DECLINE: Status.DECLINED, SILENT: Status.APPROVED}
OUTCOMES = {
    Status.APPROVED: Outcome.ACCEPTED,
    Status.DECLINED: Outcome.DECLINED,
    Status.CLOSED: Outcome.ABANDONED,
}


class SimulatedTerminal:
    """Keeps the promises of `Gateway`."""

    def start(self, charge: Charge, *, outcome: str | None) -> OpenedCharge:
        """This method runs the card once per charge; `outcome` says what happens, else it is approved.

        Raises BankSilent where the answer is lost, although the card was charged.
        """
        status = DECIDED.get(outcome or APPROVE)
        if status is None:
            raise BankRefused(f"the simulated terminal knows no outcome {outcome}")
        row, is_new = TerminalCharge.objects.get_or_create(
            charge=charge.uuid,
            defaults={"amount": charge.amount, "currency": charge.currency, "status": status},
        )
        if is_new and status == Status.APPROVED:
            row.slip = f"{row.pk:06}"
            row.save(update_fields=["slip"])
        if is_new and outcome == SILENT:
            raise BankSilent("the terminal does not answer")
        return OpenedCharge(redirect_url="/", reference=row.slip)

    def ask_state(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method says how the charge ended; None for one the terminal hasn't seen."""
        row = TerminalCharge.objects.filter(charge=charge.uuid).first()
        return _answer(row) if row else None

    def close(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method gives up a charge that isn't decided, so that no card can be run for it any more."""
        row, _made = TerminalCharge.objects.get_or_create(
            charge=charge.uuid,
            defaults={"amount": charge.amount, "currency": charge.currency, "status": Status.CLOSED},
        )
        return _answer(row)

    @transaction.atomic
    def refund(self, refund: ChargeRefund) -> None:
        """This method gives money back to the card, once per key and never more than was taken. Raises BankRefused."""
        row = TerminalCharge.objects.select_for_update().filter(charge=refund.charge.uuid).first()
        if row is None or row.status != Status.APPROVED:
            raise BankRefused("the terminal took no money for this")
        given = dict(row.refunded)
        if str(refund.key) in given:
            return
        if sum(map(Decimal, given.values())) + refund.amount > row.amount:
            raise BankRefused("more than was taken")
        row.refunded = given | {str(refund.key): str(refund.amount)}
        row.save(update_fields=["refunded"])

    def read_callback(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> BankAnswer:
        """This method trusts nobody. Raises BadSignature."""
        raise BadSignature("a terminal sends no messages")

    def read_return(self, query: Mapping[str, str], *, now: datetime) -> BankAnswer | None:
        """This method reads nothing: nobody comes back from a terminal."""
        return None


def _answer(row: TerminalCharge) -> BankAnswer | None:
    outcome = OUTCOMES.get(Status(row.status))
    if outcome is None:
        return None
    reason = "declined_at_terminal" if outcome is Outcome.DECLINED else ""
    event = f"terminal-{row.charge}-{outcome}"
    return BankAnswer(
        event_id=event, charge_uuid=row.charge, outcome=outcome, reference=row.slip, reason=reason
    )
