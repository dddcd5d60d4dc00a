"""The sandbox bank behind the port that every bank stands behind."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from bookings.models import Payment, Refund
from bookings.payments.gateway import BankAnswer, BankRefused
from bookings.payments.sandbox import answers, book
from bookings.payments.sandbox.decision import CHOICES, CLOSED, Choice, decide


class SandboxBank:
    """Keeps the promises of `Gateway`."""

    def start(self, payment: Payment, *, description: str, outcome: str | None) -> str:
        """This method opens the charge; with an outcome the bank decides at once, as if its page had been used."""
        path = reverse("payments-return", args=["sandbox", payment.uuid])
        charge = book.open_charge(payment, description=description, return_url=settings.SITE_URL + path)
        if outcome is not None:
            decide(uuid=charge.uuid, choice=_choice(outcome), now=timezone.now())
        with override(charge.language):
            return settings.SITE_URL + reverse("bank:charge", args=[charge.uuid])

    def ask_state(self, payment: Payment, *, now: datetime) -> BankAnswer | None:
        """This method reads the bank's book."""
        charge = book.charge_of(payment)
        return answers.answer_of(charge, now=now) if charge else None

    def close(self, payment: Payment, *, now: datetime) -> BankAnswer | None:
        """This method gives the charge up, unless the bank has decided already."""
        charge = book.charge_of(payment)
        return (
            answers.answer_of(decide(uuid=charge.uuid, choice=CLOSED, now=now), now=now) if charge else None
        )

    def refund(self, refund: Refund) -> None:
        """This method writes the refund into the bank's book."""
        book.give_back(refund)

    def read_callback(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> BankAnswer:
        """This method checks and reads a posted answer."""
        return answers.read_signed(body, headers.get(answers.SIGNATURE_HEADER, ""), now=now)

    def read_return(self, query: Mapping[str, str], *, now: datetime) -> BankAnswer | None:
        """This method checks and reads an answer brought by the browser."""
        return answers.read_return_query(query, now=now)


def _choice(outcome: str) -> Choice:
    try:
        return CHOICES[outcome]
    except KeyError:
        raise BankRefused(f"the sandbox bank knows no outcome {outcome}") from None
