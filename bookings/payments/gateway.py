"""The port to a bank: what the service asks of any of them, and the words they answer in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Outcome(StrEnum):
    """How a charge ended at the bank."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    ABANDONED = "abandoned"


class BadSignature(Exception):
    """The message was not signed by the bank, was changed, or is older than the replay window."""


class BankRefused(Exception):
    """The bank did not do what it was asked; its text says why, for the operator."""


class BankSilent(BankRefused):
    """The bank gave no answer, or none that can be read: what it was asked may be done or not. Ask again."""


@dataclass(frozen=True, kw_only=True)
class Charge:
    """Money to be taken once, in one currency; it may stand for a booking's payment or for anything else we sell.

    `uuid` is our name of it, `reference` the bank's as far as we know it. `return_url` is the whole address that the
    passenger's browser is sent to from the bank's page; `email` is for the bank's own receipt.
    """

    uuid: UUID
    amount: Decimal
    currency: str
    language: str
    description: str = ""
    return_url: str = ""
    reference: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class ChargeRefund:
    """All or a part of a charge, to be sent back once per `key`."""

    key: UUID
    amount: Decimal
    currency: str
    charge: Charge


@dataclass(frozen=True, kw_only=True)
class OpenedCharge:
    """Where a charge is paid, and what the bank calls it ("" if it has no name of its own yet)."""

    redirect_url: str
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class BankAnswer:
    """One answer of a bank about one charge. The same `event_id` always carries the same answer."""

    event_id: str
    charge_uuid: UUID
    outcome: Outcome
    reference: str = ""
    reason: str = ""


class Gateway(Protocol):
    """One bank. Every method may be called again with the same charge or refund without a second effect.

    Each raises BankRefused, or BankSilent when the bank could not be heard.
    """

    def start(self, charge: Charge, *, outcome: str | None) -> OpenedCharge:
        """This method opens the charge at the bank and returns where it is paid.

        `outcome` is for a bank that can be told what to answer (the sandbox).
        """
        ...

    def ask_state(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method asks how the charge ended; None while the bank has not decided."""
        ...

    def close(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method ends an unfinished charge at the bank, so that nobody can pay it any more.

        It returns how the charge ended: it may have been paid a moment before. Raises BankRefused where the bank keeps
        it open; then it is still under way.
        """
        ...

    def refund(self, refund: ChargeRefund) -> None:
        """This method sends `refund.amount` back, once per `refund.key`."""
        ...

    def read_callback(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> BankAnswer | None:
        """This method reads what the bank has posted to us, None for what decides no charge. Raises BadSignature."""
        ...

    def read_return(self, query: Mapping[str, str], *, now: datetime) -> BankAnswer | None:
        """This method reads what the passenger's browser brought back, None for no answer. Raises BadSignature."""
        ...
