"""The sandbox bank decides once, signs what it says, and gives back no more than it took."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from bookings.models import Payment, Refund, SandboxCharge
from bookings.payments.charges import charge_of, refund_of
from bookings.payments.gateway import BadSignature, BankRefused, Outcome
from bookings.payments.sandbox import answers
from bookings.payments.sandbox.bank import SandboxBank
from bookings.payments.sandbox.decision import CHOICES, decide
from bookings.payments.signature import sign
from tests.bookings.world import NOW, make_booking, make_payment, make_train

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]
BANK = SandboxBank()
SECRET = "local-bank-secret"


@pytest.fixture
def payment() -> Payment:
    made = make_payment(make_booking(make_train()), return_url="/ru/o/x/")
    made.redirect_url = BANK.start(charge_of(made), outcome=None).redirect_url
    made.save()
    return made


def charge() -> SandboxCharge:
    return SandboxCharge.objects.get()


def choose(name: str) -> SandboxCharge:
    return decide(uuid=charge().uuid, choice=CHOICES[name], now=NOW)


@pytest.mark.parametrize(
    ("choice", "outcome", "reason"),
    [
        ("accept", Outcome.ACCEPTED, ""),
        ("twice", Outcome.ACCEPTED, ""),
        ("decline", Outcome.DECLINED, "insufficient_funds"),
        ("decline_3ds", Outcome.DECLINED, "authentication_failed"),
        ("decline_expired", Outcome.DECLINED, "card_expired"),
        ("abandon", Outcome.ABANDONED, "abandoned"),
    ],
)
def test_what_is_chosen_is_what_the_bank_says(
    payment: Payment, choice: str, outcome: Outcome, reason: str
) -> None:
    assert BANK.ask_state(charge_of(payment), now=NOW) is None
    choose(choice)
    answer = BANK.ask_state(charge_of(payment), now=NOW)
    assert answer
    assert (answer.outcome, answer.reason, answer.charge_uuid) == (outcome, reason, payment.uuid)


def test_the_first_decision_stands(payment: Payment) -> None:
    choose("decline")
    choose("accept")
    assert charge().status == "declined"


def test_a_late_answer_is_kept_back(payment: Payment, settings: pytest.FixtureRequest) -> None:
    settings.SANDBOX_LATE_SECONDS = 45
    choose("late")
    assert BANK.ask_state(charge_of(payment), now=NOW + timedelta(seconds=44)) is None
    assert BANK.ask_state(charge_of(payment), now=NOW + timedelta(seconds=45))
    assert "answer=" not in answers.return_address(charge(), now=NOW)


def returned() -> dict[str, str]:
    """What the browser brings back."""
    return dict(parse_qsl(urlsplit(answers.return_address(charge(), now=NOW)).query))


def test_the_browser_brings_the_same_answer_as_the_callback(payment: Payment) -> None:
    choose("accept")
    assert BANK.read_return(returned(), now=NOW) == BANK.ask_state(charge_of(payment), now=NOW)


def test_a_return_that_says_nothing_is_no_answer(payment: Payment) -> None:
    assert BANK.read_return({}, now=NOW) is None


def test_a_forged_return_is_refused(payment: Payment) -> None:
    choose("decline")
    query = returned()
    query["answer"] = "eyJvdXRjb21lIjogImFjY2VwdGVkIn0="
    with pytest.raises(BadSignature):
        BANK.read_return(query, now=NOW)


@pytest.mark.parametrize("answer", ["%%%", "é", "a"])
def test_an_unreadable_return_is_refused(answer: str) -> None:
    with pytest.raises(BadSignature):
        BANK.read_return({"answer": answer, "signature": "t=1,v1=" + "0" * 64}, now=NOW)


def post(client: Client, body: bytes, signature: str, gateway: str = "sandbox") -> int:
    headers = {"X-Bank-Signature": signature}
    address = f"/payments/callback/{gateway}"
    return client.post(address, body, content_type="application/json", headers=headers).status_code


def signed(payment: Payment, secret: str = SECRET) -> tuple[bytes, str]:
    answer = BANK.ask_state(charge_of(payment), now=NOW)
    assert answer
    body = answers.write_answer(answer)
    return body, sign(body, secret=secret, now=NOW)


def test_a_signed_callback_pays_the_booking(payment: Payment, client: Client) -> None:
    choose("accept")
    assert [post(client, *signed(payment)) for _copy in range(3)] == [200, 200, 200]
    payment.refresh_from_db()
    assert payment.status == "captured"
    assert payment.callbacks.count() == 1


def test_a_callback_of_somebody_else_changes_nothing(payment: Payment, client: Client) -> None:
    choose("accept")
    assert post(client, *signed(payment, secret="guess")) == 400
    assert post(client, b"{}", "") == 400
    payment.refresh_from_db()
    assert payment.status == "pending"


def test_a_callback_for_a_payment_that_is_not_ours(payment: Payment, client: Client) -> None:
    choose("accept")
    SandboxCharge.objects.update(merchant_reference=str(uuid4()))
    body = answers.write_answer(answers.answer_of(charge(), now=NOW))
    signature = sign(body, secret=SECRET, now=NOW)
    assert post(client, body, signature) == 404
    assert post(client, body, signature, gateway="other") == 404


def test_coming_back_settles_and_leads_on(payment: Payment, client: Client) -> None:
    choose("accept")
    address = urlsplit(answers.return_address(charge(), now=NOW))
    answer = client.get(f"{address.path}?{address.query}")
    payment.refresh_from_db()
    assert (answer.status_code, answer["Location"], payment.status) == (303, "/ru/o/x/", "captured")


def test_coming_back_with_a_forged_answer_only_leads_on(payment: Payment, client: Client) -> None:
    address = f"/payments/return/sandbox/{payment.uuid}?answer=e30=&signature=t=1,v1={'0' * 64}"
    assert client.get(address).status_code == 303
    payment.refresh_from_db()
    assert payment.status == "pending"


def test_a_refund_beyond_the_charge_is_refused(payment: Payment) -> None:
    choose("accept")
    too_much = payment.amount + Decimal("0.01")
    refund = Refund(payment=payment, amount=too_much, currency="BYN", reason="passenger", created_at=NOW)
    with pytest.raises(BankRefused):
        BANK.refund(refund_of(refund))
