"""bePaid's checkout and card gateway as its public description has them.

https://docs.bepaid.by/en/: integration/widget/payment_token (tokens), .../widget/query (their state),
integration/card_api/transactions/status_query and /refund, using_api/webhooks (Content-Signature),
dev_tools/idempotent_requests (RequestID for 24 hours).
"""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bookings.payments.simulators.faults import Fault, Faults
from bookings.payments.simulators.page import done_page, pay_page
from bookings.payments.simulators.server import Asked, Notice, Told

Record = dict[str, Any]
CHOICES = {
    "pay": "Pay",
    "F.0116": "Decline: not enough money",
    "F.0003": "Decline: the code was not confirmed",
    "expire": "Let the time for payment run out",
    "leave": "Back to the shop without paying",
}


class SimulatedBePaid:
    """One shop's payment tokens and transactions, in memory. `notices` is what was told the shop."""

    name = "bepaid"

    def __init__(self, *, shop: str, secret: str, key: RSAPrivateKey, address: str = "") -> None:
        self.credentials, self.key, self.address = f"{shop}:{secret}", key, address
        self.tokens: dict[str, Record] = {}
        self.transactions: dict[str, Record] = {}
        self.request_ids: dict[str, Record] = {}
        self.faults = Faults()
        self.notices: list[Notice] = []
        self.post: Callable[[Notice], None] = lambda notice: None
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def answer(self, asked: Asked) -> Told:
        """This method answers an API call: the checkout's below ctp/, the gateway's beside it."""
        if asked.basic() != self.credentials:
            return Told({"response": {"message": "Unauthorized"}}, status=401)
        match asked.method, *asked.path.split("/"):
            case "GET", "ctp", "api", "checkouts", token if token in self.tokens:
                self._expire(self.tokens[token])
                return Told({"checkout": self.tokens[token]})
            case "GET", "v2", "transactions", "tracking_id", tracking_id:
                return Told({"transactions": self._of(tracking_id)})
            case "POST", *path:
                return self._once(asked, path)
        return Told({"response": {"message": "Record not found"}}, status=404)

    def show(self, asked: Asked) -> Told | None:
        """This method is the page behind redirect_url, and what is chosen there."""
        token = asked.path.removeprefix("page/")
        if token == asked.path or token not in self.tokens:
            return None
        checkout = self.tokens[token]
        self._expire(checkout)
        back = checkout["settings"]["return_url"]
        if asked.method == "POST":
            return self._choose(token, asked.form(), back)
        if checkout["finished"] or checkout["expired"]:
            return Told(page=done_page(title="bePaid", words=checkout["message"], address=back))
        order = checkout["order"]
        sum_ = f"{order['amount'] // 100}.{order['amount'] % 100:02} {order['currency']}"
        return Told(page=pay_page(title="bePaid", sum_=sum_, text=order["description"], choices=CHOICES))

    def decide(self, token: str, choice: str) -> None:
        """This method does what the passenger chose, once, and tells the shop."""
        checkout = self.tokens[token]
        self._expire(checkout)
        if checkout["finished"] or checkout["expired"] or choice == "leave":
            return
        if choice == "expire":
            self._expire(checkout, now=True)
            return
        status = "successful" if choice == "pay" else "failed"
        words = "Successfully processed" if choice == "pay" else "Payment was declined"
        made = self._transaction(
            "payment",
            checkout["order"],
            status=status,
            message=words,
            code="S.0000" if choice == "pay" else choice,
        )
        checkout.update(finished=True, status=status, message=words)
        checkout["gateway_response"] = {"payment": {"uid": made["uid"], "status": status}}
        self._tell({"transaction": made}, checkout)

    def _choose(self, token: str, form: Record, back: str) -> Told:
        if "fault" in form:
            self.faults.order(Fault(form["fault"]))
            return Told(location=f"{self.address}/page/{token}")
        self.decide(token, form["choice"])
        status = self.tokens[token]["status"] or "incomplete"
        return Told(location=f"{back}?token={token}&status={status}")

    def _once(self, asked: Asked, path: list[str]) -> Told:
        """Only the first request of a RequestID is carried out; the others get its answer as it is now."""
        number = asked.headers.get("RequestID", "")
        if number in self.request_ids:
            return Told(self.request_ids[number])
        told = self._do(path, asked.json())
        if told.status == 200 and number:
            self.request_ids[number] = told.content
        return told

    def _do(self, path: list[str], body: Record) -> Told:
        if path == ["ctp", "api", "checkouts"]:
            return Told({"checkout": self._make_token(body["checkout"])})
        if path == ["transactions", "refunds"]:
            return self._refund(body["request"])
        return Told({"response": {"message": "Record not found"}}, status=404)

    def _make_token(self, asked: Record) -> Record:
        token = token_hex(32)
        self.tokens[token] = asked | {
            "token": token,
            "redirect_url": f"{self.address}/page/{token}",
            "gateway_response": None,
            "finished": False,
            "expired": False,
            "status": None,
            "message": "",
        }
        return self.tokens[token]

    def _refund(self, asked: Record) -> Told:
        parent = self.transactions.get(asked["parent_uid"])
        given = [
            each["amount"]
            for each in self.transactions.values()
            if each.get("parent_uid") == asked["parent_uid"]
        ]
        if (
            parent is None
            or parent["status"] != "successful"
            or sum(given) + asked["amount"] > parent["amount"]
        ):
            return Told({"response": {"message": "Refund amount is more than is left"}}, status=422)
        order = asked | {"currency": parent["currency"], "description": asked["reason"]}
        made = self._transaction("refund", order, status="successful", message="ok", code="S.0000")
        made["parent_uid"] = asked["parent_uid"]
        return Told({"transaction": made})

    def _transaction(self, kind: str, order: Record, **more: Any) -> Record:
        uid = str(uuid4())
        said = {name: order.get(name) for name in ("amount", "currency", "description", "tracking_id")}
        self.transactions[uid] = {"uid": uid, "type": kind, "test": False, **said, **more}
        return self.transactions[uid]

    def _of(self, tracking_id: str) -> list[Record]:
        return [each for each in self.transactions.values() if each["tracking_id"] == tracking_id]

    def _expire(self, checkout: Record, *, now: bool = False) -> None:
        over = now or datetime.fromisoformat(checkout["order"]["expired_at"]) <= self.clock()
        if over and not checkout["finished"] and not checkout["expired"]:
            checkout.update(expired=True, status="error", message="Token is expired.")
            self._tell(checkout, checkout)

    def _tell(self, content: Record, checkout: Record) -> None:
        body = json.dumps(content).encode()
        signature = base64.b64encode(self.key.sign(body, PKCS1v15(), SHA256())).decode()
        headers = {"Content-Type": "application/json", "Content-Signature": signature}
        notice = Notice(body, headers, checkout["settings"]["notification_url"])
        self.notices.append(notice)
        self.post(notice)


def public_text(key: RSAPrivateKey) -> str:
    """This function writes the shop's public key as the back office shows it: Base64 without the lines of PEM."""
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()
