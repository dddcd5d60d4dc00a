"""bePaid behind the port: https://docs.bepaid.by/en/ and the pages named below."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone

from bookings.payments.bepaid.answers import answer_of_checkout, answer_of_transaction, check_is
from bookings.payments.bepaid.requests import checkout_request, key_of, refund_request
from bookings.payments.bepaid.signature import HEADER, check
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

CHECKOUTS = "ctp/api/checkouts"
TOKEN_LENGTH = 64


class BePaid:
    """Keeps the promises of `Gateway`. What was not heard is asked for before anything is done again."""

    def start(self, charge: Charge, *, outcome: str | None) -> OpenedCharge:
        """This method makes a payment token, whose page the passenger pays on ("Create a payment token").

        A token that nobody was led to can't be paid, so a repeat that makes another does no harm.
        """
        if outcome is not None:
            raise BankRefused("bePaid can't be told how to decide")
        key = key_of(charge.uuid, f"checkout {charge.description} {charge.language} {charge.email}")
        body = checkout_request(charge, now=timezone.now())
        made = _checkout_api().post(CHECKOUTS, body, key=key, known_again=True)["checkout"]
        return OpenedCharge(redirect_url=made["redirect_url"], reference=made["token"])

    def ask_state(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method asks of the token, or, where only the transaction is known, of our tracking_id."""
        if len(charge.reference) == TOKEN_LENGTH:
            return _of_token(charge)
        return _of_tracking_id(charge)

    def close(self, charge: Charge, *, now: datetime) -> BankAnswer | None:
        """This method only asks: bePaid closes the page itself at the time that `start` gave it (expired_at).

        Raises BankRefused for one that can still be paid.
        """
        answer = self.ask_state(charge, now=now)
        if answer is None and charge.reference:
            raise BankRefused(f"charge {charge.uuid} can be paid until its page closes")
        return answer

    def refund(self, refund: ChargeRefund) -> None:
        """This method asks whether bePaid has a refund of our key before it makes one ("Refund").

        So says "Error handling and retry requests": after 5xx or silence ask by tracking_id, then repeat with the same
        key. RequestIDs live 24 hours, our refunds may wait longer.
        """
        made = [each for each in _transactions(str(refund.key)) if each.get("type") == "refund"]
        last = next((each for each in made if each["status"] != "failed"), None)
        if last is None:
            key = key_of(refund.key, f"refund {len(made)}")
            last = _gateway_api().post("transactions/refunds", refund_request(refund), key=key)["transaction"]
        if last["status"] == "failed":
            raise BankRefused(f"refund failed: {last.get('message', '')}")
        if last["status"] != "successful":
            raise BankSilent("the refund is under way")

    def read_callback(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> BankAnswer | None:
        """This method checks the signature and reads a webhook ("Webhook notifications"): of a transaction, or of a
        payment token whose time is over. None for what decides no charge of ours.

        There is no time in it: one that comes again says the same again.
        """
        check(body, headers.get(HEADER, ""), key=settings.BEPAID_PUBLIC_KEY)
        try:
            content = json.loads(body)
            told = content.get("transaction") or content
            if told.get("test") and not settings.BEPAID_TEST:
                raise BadSignature("a test payment takes no money")
            return answer_of_transaction(told) if told is not content else answer_of_checkout(told)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadSignature("a webhook that can't be read") from None

    def read_return(self, query: Mapping[str, str], *, now: datetime) -> BankAnswer | None:
        """This method reads nothing: token, uid and status that the browser brings are not signed. bePaid is asked."""
        return None


def _of_token(charge: Charge) -> BankAnswer | None:
    found = _checkout_api().get(f"{CHECKOUTS}/{quote(charge.reference, safe='')}")
    if found is None:
        return None
    check_is(found["checkout"]["order"], charge)
    return answer_of_checkout(found["checkout"])


def _of_tracking_id(charge: Charge) -> BankAnswer | None:
    answers = []
    for each in _transactions(str(charge.uuid)):
        if each.get("type") == "payment":
            check_is(each, charge)
            answers.append(answer_of_transaction(each))
    told = [answer for answer in answers if answer]
    return next((answer for answer in told if answer.outcome == "accepted"), told[0] if told else None)


def _transactions(tracking_id: str) -> list[dict[str, Any]]:
    """The transactions of a tracking_id ("Status query"), the newest ten."""
    found = _gateway_api().get(f"v2/transactions/tracking_id/{tracking_id}") or {}
    return list(found.get("transactions") or [])


def _checkout_api() -> Api:
    return _api(settings.BEPAID_CHECKOUT, version="2")


def _gateway_api() -> Api:
    return _api(settings.BEPAID_GATEWAY, version="3")


def _api(address: str, *, version: str) -> Api:
    """Version 3 of the gateway's API adds codes to the words of a decline."""
    user, password = settings.BEPAID_SHOP_ID, settings.BEPAID_SECRET_KEY
    return Api(address, user=user, password=password, headers={"X-API-Version": version})
