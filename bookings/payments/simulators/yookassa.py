"""YooKassa's API v3 as its public description has it: payments, capture, cancel, refunds, notifications.

https://yookassa.ru/developers/using-api/basics (Basic auth, Idempotence-Key for 24 hours),
.../payments/payment-process (statuses), .../payments/refunds, .../using-api/webhooks (unsigned notifications).
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from bookings.payments.simulators.faults import Fault, Faults
from bookings.payments.simulators.page import done_page, pay_page
from bookings.payments.simulators.server import Asked, Notice, Told

Record = dict[str, Any]
CHOICES = {
    "pay": "Pay",
    "insufficient_funds": "Decline: not enough money",
    "3d_secure_failed": "Decline: the code was not confirmed",
    "expired_on_confirmation": "Let the time for payment run out",
    "leave": "Back to the shop without paying",
}


class SimulatedYooKassa:
    """One shop's payments and refunds, in memory. `notices` is what was told the shop, `post` sends it on."""

    name = "yookassa"

    def __init__(self, *, shop: str, secret: str, address: str = "") -> None:
        self.credentials, self.address = f"{shop}:{secret}", address
        self.payments: dict[str, Record] = {}
        self.refunds: dict[str, Record] = {}
        self.keys: dict[str, tuple[str, bytes, str]] = {}
        self.faults = Faults()
        self.notices: list[Notice] = []
        self.post: Callable[[Notice], None] = lambda notice: None

    def answer(self, asked: Asked) -> Told:
        """This method answers an API call."""
        if asked.basic() != self.credentials:
            return _error(401, "invalid_credentials")
        match asked.method, *asked.path.removeprefix("v3/").split("/"):
            case "GET", "payments", number:
                return _found(self.payments.get(number))
            case "GET", "refunds":
                wanted = asked.query.get("payment_id")
                items = [each for each in self.refunds.values() if each["payment_id"] == wanted]
                return Told({"type": "list", "items": items})
            case "POST", *path:
                return self._once(asked, path)
        return _error(404, "not_found")

    def show(self, asked: Asked) -> Told | None:
        """This method is the page behind confirmation_url, and what is chosen there."""
        number = asked.path.removeprefix("page/")
        if number == asked.path or number not in self.payments:
            return None
        payment = self.payments[number]
        back = payment["confirmation"]["return_url"]
        if asked.method == "POST":
            return self._choose(number, asked.form(), back)
        if payment["status"] != "pending":
            return Told(page=done_page(title="YooKassa", words=payment["status"], address=back))
        sum_ = "{value} {currency}".format(**payment["amount"])
        return Told(page=pay_page(title="YooKassa", sum_=sum_, text=payment["description"], choices=CHOICES))

    def decide(self, number: str, choice: str) -> None:
        """This method does what the passenger chose, once, and tells the shop."""
        payment = self.payments[number]
        if payment["status"] != "pending" or choice == "leave":
            return
        if choice == "pay":
            self._move(payment, "succeeded" if payment["capture"] else "waiting_for_capture", paid=True)
        else:
            party = "yoo_money" if choice == "expired_on_confirmation" else "payment_network"
            self._move(payment, "canceled", cancellation_details={"party": party, "reason": choice})

    def _choose(self, number: str, form: Record, back: str) -> Told:
        if "fault" in form:
            self.faults.order(Fault(form["fault"]))
            return Told(location=f"{self.address}/page/{number}")
        self.decide(number, form["choice"])
        return Told(location=back)

    def _once(self, asked: Asked, path: list[str]) -> Told:
        """The same key and the same request give the same object as it is now; another request is refused."""
        key = asked.headers.get("Idempotence-Key", "")
        if not 1 <= len(key) <= 64:
            return _error(400, "invalid_request", "Idempotence key")
        what = "/".join(path)
        if known := self.keys.get(key):
            if known[:2] != (what, asked.body):
                return _error(400, "invalid_request", "Idempotence key duplicated")
            return _found(self.payments.get(known[2]) or self.refunds.get(known[2]))
        told = self._do(path, asked.json())
        if told.status == 200:
            self.keys[key] = (what, asked.body, told.content["id"])
        return told

    def _do(self, path: list[str], body: Record) -> Told:
        match path:
            case ["payments"]:
                return Told(self._make_payment(body))
            case ["payments", number, "capture" | "cancel" as what] if number in self.payments:
                return self._finish(self.payments[number], what)
            case ["refunds"] if body.get("payment_id") in self.payments:
                return self._refund(self.payments[body["payment_id"]], body)
        return _error(404, "not_found")

    def _make_payment(self, body: Record) -> Record:
        number = str(uuid4())
        page = {"confirmation_url": f"{self.address}/page/{number}"}
        self.payments[number] = {
            "id": number,
            "status": "pending",
            "paid": False,
            "amount": body["amount"],
            "capture": body["capture"],
            "confirmation": body["confirmation"] | page,
            "description": body["description"],
            "metadata": body["metadata"],
            "created_at": _now(),
            "refundable": False,
            "test": True,
        }
        return self.payments[number]

    def _finish(self, payment: Record, what: str) -> Told:
        if payment["status"] != "waiting_for_capture":
            return _error(400, "invalid_request", f"payment is {payment['status']}")
        if what == "capture":
            self._move(payment, "succeeded")
        else:
            details = {"party": "merchant", "reason": "canceled_by_merchant"}
            self._move(payment, "canceled", cancellation_details=details)
        return Told(payment)

    def _refund(self, payment: Record, body: Record) -> Told:
        before = Decimal((payment.get("refunded_amount") or {"value": "0"})["value"])
        after = before + Decimal(body["amount"]["value"])
        if payment["status"] != "succeeded" or after > Decimal(payment["amount"]["value"]):
            return _error(400, "invalid_request", "refund amount is more than is left of the payment")
        payment["refunded_amount"] = body["amount"] | {"value": str(after)}
        refund = {"id": str(uuid4()), "status": "succeeded", "created_at": _now(), **body}
        self.refunds[refund["id"]] = refund
        self._tell("refund.succeeded", refund)
        return Told(refund)

    def _move(self, payment: Record, status: str, **more: Any) -> None:
        payment.update(status=status, refundable=status == "succeeded", **more)
        self._tell(f"payment.{status}", payment)

    def _tell(self, event: str, of: Record) -> None:
        content = {"type": "notification", "event": event, "object": of}
        notice = Notice(json.dumps(content).encode(), {"Content-Type": "application/json"})
        self.notices.append(notice)
        self.post(notice)


def _found(record: Record | None) -> Told:
    return Told(record) if record else _error(404, "not_found")


def _error(status: int, code: str, words: str = "") -> Told:
    return Told({"type": "error", "code": code, "description": words or code}, status=status)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
