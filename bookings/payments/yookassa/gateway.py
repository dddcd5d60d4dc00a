"""YooKassa behind the port: https://yookassa.ru/developers/using-api/basics and the pages named below."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings

from bookings.payments.gateway import (
    BadSignature,
    BankAnswer,
    BankRefused,
    BankSilent,
    Charge,
    ChargeRefund,
    OpenedCharge,
)
from bookings.payments.http import Api
from bookings.payments.yookassa.answers import answer_of, charge_uuid_of, check_is
from bookings.payments.yookassa.requests import key_of, payment_request, refund_request

OBJECT_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
Payment = dict[str, Any]


class YooKassa:
    """Keeps the promises of `Gateway`. What was not heard is asked for before anything is done again."""

    def start(self, charge: Charge, *, outcome: str | None) -> OpenedCharge:
        """This method makes a payment object, whose page the passenger confirms ("Процесс платежа", redirect).

        The key is made of all that is asked, so that a repeat finds the same payment and a changed text makes no
        quarrel; a payment nobody was led to can't be paid.
        """
        if outcome is not None:
            raise BankRefused("YooKassa can't be told how to decide")
        body = payment_request(charge)
        key = key_of(charge.uuid, json.dumps(body, sort_keys=True))
        payment = _api().post("payments", body, key=key, known_again=True)
        page = (payment.get("confirmation") or {}).get("confirmation_url", "")
        if not page:
            raise BankRefused(f"payment {payment['id']} has no page: it is {payment['status']}")
        return OpenedCharge(redirect_url=page, reference=payment["id"])

    def ask_state(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method reads the payment object and takes the money where YooKassa only holds it."""
        payment = _find(charge)
        return answer_of(_captured(payment)) if payment else None

    def close(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method lets held money go ("Отмена платежа"). A payment nobody confirmed ends by itself in an hour.

        YooKassa cancels only what is waiting_for_capture. Raises BankRefused for one that can still be paid.
        """
        payment = _find(charge)
        if payment and payment["status"] == "waiting_for_capture":
            key = key_of(charge.uuid, "cancel")
            payment = _api().post(f"payments/{payment['id']}/cancel", {}, key=key)
        answer = answer_of(payment) if payment else None
        if payment and answer is None:
            raise BankRefused(f"payment {payment['id']} can be paid until its hour is over")
        return answer

    def refund(self, refund: ChargeRefund) -> None:
        """This method asks which refunds the payment has before it makes one ("Возвраты"), by our key in each.

        Keys of idempotency live 24 hours, our refunds may wait longer.
        """
        made = [each for each in _refunds(refund) if str(refund.key) in str(each.get("description", ""))]
        last = next((each for each in made if each["status"] != "canceled"), None)
        if last is None:
            body = refund_request(refund)
            last = _api().post("refunds", body, key=key_of(refund.key, f"refund {len(made)}"))
        if last["status"] == "pending":
            raise BankSilent("the refund is under way")
        if last["status"] != "succeeded":
            raise BankRefused(f"refund {last['status']}: {last.get('cancellation_details')}")

    def read_callback(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> BankAnswer | None:
        """This method takes a notification as a reason to ask ("Входящие уведомления"): they are not signed.

        Who may call is said by PAYMENT_CALLERS. None for events that are not of a payment of ours.
        """
        event, number = _read_notification(body)
        if not event.startswith("payment."):
            return None
        payment = _api().get(f"payments/{number}")
        if payment is None:
            raise BadSignature("a payment that YooKassa doesn't know")
        return answer_of(_captured(payment)) if charge_uuid_of(payment) else None

    def read_return(self, query: Mapping[str, str], *, now: datetime) -> BankAnswer | None:
        """This method reads nothing: the browser brings no answer back, YooKassa is asked."""
        return None


def _api() -> Api:
    return Api(
        settings.YOOKASSA_API,
        user=settings.YOOKASSA_SHOP_ID,
        password=settings.YOOKASSA_SECRET_KEY,
        headers={},
    )


def _find(charge: Charge) -> Payment | None:
    """The payment object. One whose start was not heard has no reference, and nobody was led to its page."""
    if not charge.reference:
        return None
    payment = _api().get(f"payments/{quote(charge.reference)}")
    if payment:
        check_is(payment, charge)
    return payment


def _captured(payment: Payment) -> Payment:
    """The payment after its money was taken ("Подтверждение платежа"), where it was only held; once, by its key."""
    if payment["status"] != "waiting_for_capture":
        return payment
    key = {"Idempotence-Key": f"{payment['id']}-capture"}
    return _api().post(f"payments/{payment['id']}/capture", {"amount": payment["amount"]}, key=key)


def _refunds(refund: ChargeRefund) -> list[dict[str, Any]]:
    """All refunds of a payment ("Список возвратов"), a page at a time."""
    found: list[dict[str, Any]] = []
    query = {"payment_id": refund.charge.reference, "limit": "100"}
    while True:
        page = _api().get("refunds", query) or {}
        found += page.get("items", [])
        if not page.get("next_cursor"):
            return found
        query["cursor"] = page["next_cursor"]


def _read_notification(body: bytes) -> tuple[str, str]:
    """The event and the number of its object. Raises BadSignature for what YooKassa wouldn't write."""
    try:
        content = json.loads(body)
        event, number = str(content["event"]), str(content["object"]["id"])
    except (ValueError, KeyError, TypeError):
        raise BadSignature("a notification that can't be read") from None
    if not OBJECT_ID.fullmatch(number):
        raise BadSignature("no number of an object")
    return event, number
