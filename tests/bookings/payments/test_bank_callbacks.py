"""What arrives at the callback addresses of the real banks: true, false, twice, too late, too much."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from bookings.models import Payment, PaymentCallback
from bookings.operations.start_payment import start_payment
from bookings.payments.registry import UnknownGateway, gateway_names
from bookings.payments.simulators.faults import Fault
from bookings.payments.simulators.server import Notice
from tests.bookings.payments.bank_world import DECLINED, EXPIRED, SECRET, World, simulated
from tests.bookings.world import NOW, make_booking, make_train

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]


@pytest.fixture(params=["yookassa", "bepaid"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with simulated(request.param) as made:
        yield made


def begin(world: World) -> Payment:
    booking = make_booking(make_train(), currency=world.currency)
    return start_payment(booking=booking, method=world.name, return_url="/ru/o/x/", now=NOW)


def call(client: Client, name: str, notice: Notice, **more: Any) -> int:
    address = f"/payments/callback/{name}"
    answer = client.post(
        address, notice.body, content_type="application/json", headers=dict(notice.headers), **more
    )
    assert SECRET not in answer.content.decode()
    return answer.status_code


def status_of(payment: Payment) -> str:
    return Payment.objects.get(pk=payment.pk).status


def test_a_payment_begins_at_the_bank_and_is_kept_by_its_number(world: World) -> None:
    payment = begin(world)
    assert payment.redirect_url.startswith(world.bank.address)
    assert world.opened(payment.uuid) == [payment.gateway_reference]


def test_a_true_call_pays_the_booking_once(world: World, client: Client) -> None:
    payment = begin(world)
    world.decide(payment.uuid, "pay")
    [notice] = world.notices
    assert [call(client, world.name, notice) for _copy in range(3)] == [200] * 3
    assert (status_of(payment), PaymentCallback.objects.count()) == ("captured", 1)
    assert payment.booking.__class__.objects.get().state == "FULFILLED"


@pytest.mark.parametrize(("choice", "status"), [(DECLINED, "declined"), (EXPIRED, "abandoned")])
def test_a_call_tells_of_a_bad_end(world: World, client: Client, choice: dict[str, str], status: str) -> None:
    payment = begin(world)
    world.decide(payment.uuid, choice[world.name])
    assert call(client, world.name, world.notices[0]) == 200
    assert status_of(payment) == status


def test_a_decline_told_after_the_money_came_changes_nothing(world: World, client: Client) -> None:
    """bePaid's signed words count as they came; YooKassa is asked, whatever was called."""
    payment = begin(world)
    world.decide(payment.uuid, "pay")
    call(client, world.name, world.notices[0])
    content = json.loads(world.notices[0].body)
    told = content.get("transaction") or content["object"]
    told["status"] = "failed" if world.name == "bepaid" else "canceled"
    world.bank._tell(content, world.bank.tokens.popitem()[1]) if world.name == "bepaid" else None
    late = world.notices[-1] if world.name == "bepaid" else Notice(json.dumps(content).encode(), {})
    assert call(client, world.name, late) == 200
    assert status_of(payment) == "captured"


def test_a_changed_message_of_bepaid_is_refused(client: Client) -> None:
    with simulated("bepaid") as world:
        payment = begin(world)
        world.decide(payment.uuid, DECLINED["bepaid"])
        true = world.notices[0]
        forged = Notice(true.body.replace(b'"failed"', b'"successful"'), true.headers)
        for notice in (forged, Notice(true.body, {}), Notice(true.body, {"Content-Signature": "%%"})):
            assert call(client, "bepaid", notice) == 400
    assert status_of(payment) == "pending"


@pytest.mark.parametrize("key", ["", "bm8ga2V5"])
def test_without_a_key_nothing_is_believed(client: Client, key: str) -> None:
    with simulated("bepaid", BEPAID_PUBLIC_KEY=key) as world:
        payment = begin(world)
        world.decide(payment.uuid, "pay")
        assert call(client, "bepaid", world.notices[0]) == 400
    assert status_of(payment) == "pending"


def test_a_test_card_takes_no_money(client: Client) -> None:
    with simulated("bepaid") as world:
        payment = begin(world)
        token = world.bank.tokens[payment.gateway_reference]
        made = world.bank._transaction("payment", token["order"], status="successful") | {"test": True}
        world.bank._tell({"transaction": made}, token)
        assert call(client, "bepaid", world.notices[-1]) == 400
    assert status_of(payment) == "pending"


def test_a_call_for_yookassa_from_elsewhere_is_refused_unasked(client: Client) -> None:
    with simulated("yookassa", PAYMENT_CALLERS={"yookassa": ["185.71.76.0/27", "2a02:5180::/32"]}) as world:
        payment = begin(world)
        world.decide(payment.uuid, "pay")
        [notice] = world.notices
        world.fail_next(Fault.BROKEN)  # would be taken by any question
        for address in ("127.0.0.1", "185.71.76.32", "2a02:5181::1"):
            assert call(client, "yookassa", notice, REMOTE_ADDR=address) == 403
        assert world.bank.faults.ordered
        world.bank.faults.ordered.clear()
        for address in ("185.71.76.31", "2a02:5180::1"):
            assert call(client, "yookassa", notice, REMOTE_ADDR=address) == 200
    assert status_of(payment) == "captured"


def test_what_yookassa_does_not_confirm_is_refused(client: Client) -> None:
    with simulated("yookassa") as world:
        payment = begin(world)
        said = {
            "event": "payment.succeeded",
            "object": {"id": payment.gateway_reference, "status": "succeeded"},
        }
        lie = Notice(json.dumps(said).encode(), {})
        stranger = Notice(json.dumps({**said, "object": {"id": str(uuid4())}}).encode(), {})
        assert [call(client, "yookassa", each) for each in (lie, stranger)] == [200, 400]
    assert status_of(payment) == "pending"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"event": 1}', b'{"event": "payment.x", "object": {"id": "../x"}}']
)
def test_what_no_bank_writes_is_refused(world: World, client: Client, body: bytes) -> None:
    assert call(client, world.name, Notice(body, {})) == 400


def test_more_than_a_bank_writes_is_not_read(world: World, client: Client) -> None:
    assert call(client, world.name, Notice(b" " * 65_537, {})) == 413


def test_events_of_refunds_and_of_other_shops_are_noted(world: World, client: Client) -> None:
    payment = begin(world)
    world.decide(payment.uuid, "pay")
    call(client, world.name, world.notices[0])
    charge = world.paid()  # a charge of somebody else
    assert call(client, world.name, world.notices[-1]) == 404
    world.gateway.refund(world.refund_of(charge, "1.00"))
    assert call(client, world.name, world.notices[-1]) == (200 if world.name == "yookassa" else 404)


def test_a_bank_that_can_not_be_asked_calls_again(client: Client) -> None:
    with simulated("yookassa") as world:
        payment = begin(world)
        world.decide(payment.uuid, "pay")
        world.fail_next(*[Fault.BROKEN] * 3)
        assert [call(client, "yookassa", world.notices[0]) for _time in range(2)] == [503, 200]
    assert status_of(payment) == "captured"


def test_coming_back_asks_the_bank(world: World, client: Client) -> None:
    payment = begin(world)
    back = f"/payments/return/{world.name}/{payment.uuid}?token=x&status=successful"
    assert client.get(back).status_code == 303
    assert status_of(payment) == "pending"
    world.decide(payment.uuid, "pay")
    assert client.get(back)["Location"] == "/ru/o/x/"
    assert status_of(payment) == "captured"


def test_coming_back_while_the_bank_is_silent_leads_on(world: World, client: Client) -> None:
    payment = begin(world)
    world.fail_next(*[Fault.BROKEN] * 3)
    assert client.get(f"/payments/return/{world.name}/{payment.uuid}").status_code == 303


def test_each_currency_has_its_bank() -> None:
    with simulated("bepaid"):
        assert (gateway_names("BYN"), gateway_names("RUB")) == (["bepaid"], ["yookassa"])
        booking = make_booking(make_train(), currency="RUB", total=Decimal("30.00"))
        with pytest.raises(UnknownGateway):
            start_payment(booking=booking, method="bepaid", return_url="/", now=NOW)
    assert not Payment.objects.exists()
