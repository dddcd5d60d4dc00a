"""The sandbox bank behind the port that every bank stands behind."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from bookings.payments.gateway import BankAnswer, BankRefused, Charge, ChargeRefund, OpenedCharge
from bookings.payments.sandbox import answers, book
from bookings.payments.sandbox.decision import CHOICES, CLOSED, Choice, decide


class SandboxBank:
    """Keeps the promises of `Gateway`."""

    def start(self, charge: Charge, *, outcome: str | None) -> OpenedCharge:
        """This method opens the charge; with an outcome the bank decides at once, as if its page had been used."""
        opened = book.open_charge(charge)
        if outcome is not None:
            decide(uuid=opened.uuid, choice=_choice(outcome), now=timezone.now())
        with override(opened.language):
            address = settings.SITE_URL + reverse("bank:charge", args=[opened.uuid])
        return OpenedCharge(redirect_url=address)

    def ask_state(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method reads the bank's book."""
        opened = book.opened_charge(charge)
        return answers.answer_of(opened, now=now) if opened else None

    def close(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method gives the charge up, unless the bank has decided already."""
        opened = book.opened_charge(charge)
        if opened is None:
            return None
        return answers.answer_of(decide(uuid=opened.uuid, choice=CLOSED, now=now), now=now)

    def refund(self, refund: ChargeRefund) -> None:
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
