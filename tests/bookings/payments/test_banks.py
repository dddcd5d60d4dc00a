"""bePaid and YooKassa behind the port: whatever is lost on the way, money moves once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bookings.payments.gateway import BankRefused, BankSilent, Outcome
from bookings.payments.money import minor_units, with_decimals
from bookings.payments.simulators.faults import Fault
from bookings.payments.simulators.server import Asked
from tests.bookings.payments.bank_world import DECLINED, EXPIRED, SECRET, World, simulated

pytestmark = pytest.mark.urls("tests.bookings.web_urls")
NOW = datetime(2027, 5, 14, 9, tzinfo=UTC)
SILENCE = [Fault.LOST, Fault.BROKEN_AFTER, Fault.BROKEN, Fault.SLOW]


@pytest.fixture(params=["yookassa", "bepaid"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with simulated(request.param) as made:
        yield made


def outcome_of(world: World, choice: str) -> tuple[Outcome, str]:
    charge = world.open(world.charge())
    assert world.gateway.ask_state(charge, now=NOW) is None
    world.decide(charge.uuid, choice)
    answer = world.gateway.ask_state(charge, now=NOW)
    assert answer
    assert answer.charge_uuid == charge.uuid
    return answer.outcome, answer.reason


def test_a_charge_is_paid_to_the_kopeck(world: World) -> None:
    charge = world.paid("1234.05")
    assert world.taken(charge.uuid) == Decimal("1234.05")


def test_how_it_ended_is_told_in_our_words(world: World) -> None:
    assert outcome_of(world, "pay") == (Outcome.ACCEPTED, "")
    assert outcome_of(world, DECLINED[world.name])[0] == Outcome.DECLINED
    assert outcome_of(world, EXPIRED[world.name])[0] == Outcome.ABANDONED


def test_an_answer_is_the_same_whenever_it_is_asked_for(world: World) -> None:
    charge = world.open(world.charge())
    world.decide(charge.uuid, "pay")
    first = world.gateway.ask_state(charge, now=NOW)
    assert first
    assert world.gateway.ask_state(replace(charge, reference=first.reference), now=NOW) == first
    assert world.gateway.close(charge, now=NOW) == first


@pytest.mark.parametrize("fault", SILENCE)
def test_a_start_that_was_not_heard_opens_one_page(world: World, fault: Fault) -> None:
    world.fail_next(fault)
    charge = world.open(world.charge())
    assert world.opened(charge.uuid) == [charge.reference]


def test_a_bank_that_stays_silent_is_said_to_be_silent(world: World) -> None:
    charge = world.open(world.charge())
    world.fail_next(*[Fault.BROKEN] * 3)
    with pytest.raises(BankSilent):
        world.gateway.ask_state(charge, now=NOW)


@pytest.mark.parametrize("fault", SILENCE)
def test_a_refund_that_was_not_heard_is_asked_for_and_made_once(world: World, fault: Fault) -> None:
    charge = world.paid()
    refund = world.refund_of(charge, "5.00")
    world.fail_next(Fault.NONE, fault)  # first it asks what there is
    with pytest.raises(BankSilent):
        world.gateway.refund(refund)
    world.forget_keys()
    world.gateway.refund(refund)
    world.gateway.refund(refund)
    assert world.returned(charge.uuid) == Decimal("5.00")


def test_parts_go_back_up_to_the_whole(world: World) -> None:
    charge = world.paid("10.00")
    for part in ("4.00", "4.00", "2.00"):
        world.gateway.refund(world.refund_of(charge, part))
    assert world.returned(charge.uuid) == Decimal("10.00")
    with pytest.raises(BankRefused) as refusal:
        world.gateway.refund(world.refund_of(charge, "0.01"))
    assert not isinstance(refusal.value, BankSilent)
    assert SECRET not in str(refusal.value)


def test_a_payment_of_another_sum_is_not_taken_for_ours(world: World) -> None:
    charge = world.open(world.charge("12.30"))
    world.decide(charge.uuid, "pay")
    with pytest.raises(BankRefused):
        world.gateway.ask_state(replace(charge, amount=Decimal("12.31")), now=NOW)


def test_wrong_credentials_are_a_refusal(world: World, settings: pytest.FixtureRequest) -> None:
    settings.YOOKASSA_SECRET_KEY = settings.BEPAID_SECRET_KEY = "old"
    with pytest.raises(BankRefused) as refusal:
        world.gateway.start(world.charge(), outcome=None)
    assert not isinstance(refusal.value, BankSilent)


def test_a_real_bank_cannot_be_told_what_to_answer(world: World) -> None:
    with pytest.raises(BankRefused):
        world.gateway.start(world.charge(), outcome="accept")


def test_what_can_still_be_paid_is_not_closed(world: World) -> None:
    charge = world.open(world.charge())
    with pytest.raises(BankRefused):
        world.gateway.close(charge, now=NOW)
    world.decide(charge.uuid, EXPIRED[world.name])
    answer = world.gateway.close(charge, now=NOW)
    assert answer
    assert answer.outcome == Outcome.ABANDONED


@pytest.mark.parametrize("fault", SILENCE)
def test_held_money_is_taken_once(fault: Fault) -> None:
    with simulated("yookassa", YOOKASSA_TWO_STAGES=True) as world:
        charge = world.open(world.charge())
        world.decide(charge.uuid, "pay")
        assert world.taken(charge.uuid) == 0
        world.fail_next(Fault.NONE, fault)
        with pytest.raises(BankSilent):
            world.gateway.ask_state(charge, now=NOW)
        answers = [world.gateway.ask_state(charge, now=NOW) for _time in range(2)]
        assert [answer.outcome for answer in answers if answer] == [Outcome.ACCEPTED] * 2
        assert world.taken(charge.uuid) == charge.amount
        told = [notice for notice in world.notices if b"payment.succeeded" in notice.body]
        assert len(told) == 1


def test_held_money_is_let_go_when_we_give_up() -> None:
    with simulated("yookassa", YOOKASSA_TWO_STAGES=True) as world:
        charge = world.open(world.charge())
        world.decide(charge.uuid, "pay")
        answer = world.gateway.close(charge, now=NOW)
        assert answer
        assert (answer.outcome, world.taken(charge.uuid)) == (Outcome.ABANDONED, 0)


def test_a_receipt_is_ordered_where_the_rate_of_vat_is_set() -> None:
    with simulated("yookassa", YOOKASSA_VAT_CODE=5, YOOKASSA_TAX_SYSTEM=1) as world:
        charge = world.charge("33.00", description="K7M-4TQ-9", email="a@example.org")
        world.gateway.start(charge, outcome=None)
    [(_what, body, _number)] = world.bank.keys.values()
    receipt = Asked("POST", "", body=body).json()["receipt"]
    assert receipt["customer"] == {"email": "a@example.org"}
    assert receipt["items"][0]["amount"] == {"value": "33.00", "currency": "RUB"}
    assert (receipt["items"][0]["vat_code"], receipt["tax_system_code"]) == (5, 1)


def test_sums_are_written_exactly() -> None:
    assert (minor_units(Decimal("0.29"), "BYN"), with_decimals(Decimal(7), "RUB")) == (29, "7.00")
    with pytest.raises(ValueError, match="can't be paid"):
        minor_units(Decimal("0.005"), "BYN")
