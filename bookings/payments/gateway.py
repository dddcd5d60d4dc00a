"""The port to a bank: what the service asks of any of them, and the words they answer in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bookings.models import Payment, Refund


class Outcome(StrEnum):
    """How a payment ended at the bank."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    ABANDONED = "abandoned"


class BadSignature(Exception):
    """The message was not signed by the bank, was changed, or is older than the replay window."""


class BankRefused(Exception):
    """The bank did not do what it was asked; its text says why, for the operator."""


@dataclass(frozen=True, kw_only=True)
class BankAnswer:
    """One answer of a bank about one payment. The same `event_id` always carries the same answer."""

    event_id: str
    payment_uuid: UUID
    outcome: Outcome
    reference: str = ""
    reason: str = ""


class Gateway(Protocol):
    """One bank. Every method may be called again with the same payment or refund without a second effect."""

    def start(self, payment: Payment, *, description: str, outcome: str | None) -> str:
        """This method opens the payment at the bank and returns the address of the page where it is paid.

        `outcome` is for a bank that can be told what to answer (the sandbox). Raises BankRefused.
        """
        ...

    def ask_state(self, payment: Payment, *, now: datetime) -> BankAnswer | None:
        """This method asks how the payment ended; None while the bank has not decided. Raises BankRefused."""
        ...

    def close(self, payment: Payment, *, now: datetime) -> BankAnswer | None:
        """This method ends an unfinished payment at the bank, so that nobody can pay it any more.

        It returns how the payment ended: it may have been paid a moment before. Raises BankRefused.
        """
        ...

    def refund(self, refund: Refund) -> None:
        """This method sends `refund.amount` back, once per `refund.key`. Raises BankRefused."""
        ...

    def read_callback(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> BankAnswer:
        """This method reads what the bank has posted to us. Raises BadSignature."""
        ...

    def read_return(self, query: Mapping[str, str], *, now: datetime) -> BankAnswer | None:
        """This method reads what the passenger's browser brought back, None for no answer. Raises BadSignature."""
        ...
