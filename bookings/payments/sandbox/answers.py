"""What the sandbox bank says, signed: in a callback, and in the address by which the passenger returns."""

import base64
import binascii
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from bookings.models import SandboxCharge
from bookings.payments.gateway import BadSignature, BankAnswer, Outcome
from bookings.payments.sandbox.book import find_charge
from bookings.payments.signature import check, sign

log = logging.getLogger(__name__)

SIGNATURE_HEADER = "X-Bank-Signature"
TIMEOUT_SECONDS = 5
ABANDONED = "abandoned"


def answer_of(charge: SandboxCharge, *, now: datetime) -> BankAnswer | None:
    """This function returns the bank's answer, None as long as it has not decided or keeps its answer back."""
    if charge.status == SandboxCharge.Status.OPEN or charge.decided_at is None or charge.decided_at > now:
        return None
    return BankAnswer(
        event_id=f"sandbox-{charge.uuid}-{charge.status}",
        charge_uuid=UUID(charge.merchant_reference),
        outcome=_outcome(charge),
        reference=charge.uuid.hex,
        reason=charge.decline_reason,
    )


def post_answer(*, charge_uuid: UUID, now: datetime) -> None:
    """This function posts the signed answer to the shop, as a bank would. Raises OSError when it isn't taken."""
    answer = answer_of(find_charge(charge_uuid), now=now)
    if answer is None:
        return
    body = write_answer(answer)
    headers = {"Content-Type": "application/json", SIGNATURE_HEADER: _sign(body, now)}
    address = settings.SITE_URL + reverse("payments-callback", args=["sandbox"])
    request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310 - our own SITE_URL
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=TIMEOUT_SECONDS):
            log.info("answer %s taken", answer.event_id)
    except URLError as error:
        log.warning("answer %s not taken: %s", answer.event_id, error)
        raise


def return_address(charge: SandboxCharge, *, now: datetime) -> str:
    """This function returns where the passenger goes from the bank's page, with the signed answer if there is one."""
    answer = answer_of(charge, now=now)
    if answer is None:
        return charge.return_url
    body = write_answer(answer)
    query = {"answer": base64.urlsafe_b64encode(body).decode(), "signature": _sign(body, now)}
    return f"{charge.return_url}?{urlencode(query)}"


def read_signed(body: bytes, signature: str, *, now: datetime) -> BankAnswer:
    """This function reads an answer after checking its signature. Raises BadSignature."""
    check(body, signature, secret=settings.SANDBOX_BANK_SECRET, now=now)
    content = json.loads(body)
    return BankAnswer(
        event_id=content["event_id"],
        charge_uuid=UUID(content["payment"]),
        outcome=Outcome(content["outcome"]),
        reference=content["reference"],
        reason=content["reason"],
    )


def read_return_query(query: Mapping[str, str], *, now: datetime) -> BankAnswer | None:
    """This function reads what `return_address` wrote; None when there is no answer in it. Raises BadSignature."""
    if "answer" not in query:
        return None
    try:
        body = base64.urlsafe_b64decode(query["answer"].encode("ascii"))
    except (binascii.Error, UnicodeEncodeError):
        raise BadSignature("the answer can't be read") from None
    return read_signed(body, query.get("signature", ""), now=now)


def write_answer(answer: BankAnswer) -> bytes:
    """This function writes an answer as the bank sends it, in JSON."""
    content = {
        "event_id": answer.event_id,
        "payment": str(answer.charge_uuid),
        "outcome": answer.outcome.value,
        "reference": answer.reference,
        "reason": answer.reason,
    }
    return json.dumps(content).encode()


def _outcome(charge: SandboxCharge) -> Outcome:
    if charge.status == SandboxCharge.Status.ACCEPTED:
        return Outcome.ACCEPTED
    return Outcome.ABANDONED if charge.decline_reason == ABANDONED else Outcome.DECLINED


def _sign(body: bytes, now: datetime) -> str:
    return sign(body, secret=settings.SANDBOX_BANK_SECRET, now=now)
