"""Cash behind the port that every bank stands behind: it moves in a clerk's hands alone, never by itself."""

from collections.abc import Mapping
from datetime import datetime

from bookings.payments.gateway import (
    BadSignature,
    BankAnswer,
    BankRefused,
    Charge,
    ChargeRefund,
    OpenedCharge,
)


class Cash:
    """Keeps the promises of `Gateway`: nobody answers for cash, so a payment is settled by whoever counted it."""

    def start(self, charge: Charge, *, outcome: str | None) -> OpenedCharge:
        """This method has nothing to open: the money is handed over at the desk."""
        return OpenedCharge(redirect_url="/")

    def ask_state(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method knows nothing that our own books don't."""
        return None

    def close(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method ends nothing: cash that nobody took was not paid."""
        return None

    def refund(self, refund: ChargeRefund) -> None:
        """This method refuses: a clerk pays cash out, of a till (see bookings.operations.pay_out)."""
        raise BankRefused("cash is paid out at a desk")

    def read_callback(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> BankAnswer:
        """This method trusts nobody. Raises BadSignature."""
        raise BadSignature("cash sends no messages")

    def read_return(self, query: Mapping[str, str], *, now: datetime) -> BankAnswer | None:
        """This method reads nothing: nobody comes back from anywhere."""
        return None
