"""Whatever goes wrong on the way to a bank: it takes a charge once, sends back no more, and we end as it does."""

import contextlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import inventory
from bookings.models import Booking, Payment, Refund
from bookings.operations.lock_booking import HoldExpired
from bookings.operations.pay_refunds import pay_refunds, retry_refund
from bookings.operations.settle_open_payments import settle_open_payments
from bookings.operations.start_payment import AlreadyPaid, start_payment
from bookings.payments.gateway import BankRefused
from bookings.payments.simulators.faults import Fault
from bookings.payments.simulators.server import Notice
from tests.bookings.payments.bank_world import DECLINED, EXPIRED, World, simulated
from tests.bookings.world import NOW, make_booking, make_refund, make_train

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]
Status = Payment.Status
FAULTS = [Fault.BROKEN, Fault.BROKEN_AFTER, Fault.LOST]
STEPS = [
    "start",
    "pay",
    "pay_old",
    "decline",
    "expire",
    "tell",
    "tell_again",
    "come_back",
    "ask",
    "give_up",
    "other_price",
    "lose_hold",
    "return_part",
    "send_refunds",
    "forget_keys",
    *FAULTS,
]


class Story:
    """A booking, its bank, and a clock that goes on with each step."""

    def __init__(self, world: World) -> None:
        self.world, self.client, self.now = world, Client(), NOW
        self.booking = make_booking(make_train(), currency=world.currency, hold_seconds=36_000)
        self.told = len(world.notices)

    @property
    def payments(self) -> list[Payment]:
        return list(Payment.objects.filter(booking=self.booking))

    def do(self, step: str) -> None:
        self.now += timedelta(seconds=30)
        if step in FAULTS:
            self.world.fail_next(Fault(step))
        else:
            getattr(self, step)()

    def start(self) -> None:
        booking = Booking.objects.get(pk=self.booking.pk)
        with contextlib.suppress(BankRefused, AlreadyPaid, HoldExpired):
            start_payment(booking=booking, method=self.world.name, return_url="/", now=self.now)

    def pay(self) -> None:
        self._decide("pay")

    def pay_old(self) -> None:
        """On a page that was left open, while another was led to since."""
        self._decide("pay", newest=False)

    def decline(self) -> None:
        self._decide(DECLINED[self.world.name])

    def expire(self) -> None:
        self._decide(EXPIRED[self.world.name])

    def _decide(self, choice: str, *, newest: bool = True) -> None:
        """The passenger is on the page that they were led to last, or first."""
        if led := [each for each in self.payments if each.redirect_url]:
            page = led[0 if newest else -1].redirect_url
            self.world.bank.decide(page.rpartition("/")[2], choice)

    def tell(self) -> None:
        self._call(self.world.notices[-1:])

    def tell_again(self) -> None:
        self._call(self.world.notices[self.told :])

    def _call(self, notices: list[Notice]) -> None:
        for notice in reversed(notices):
            address = f"/payments/callback/{self.world.name}"
            self.client.post(
                address, notice.body, content_type="application/json", headers=dict(notice.headers)
            )

    def come_back(self) -> None:
        for payment in self.payments:
            self.client.get(f"/payments/return/{self.world.name}/{payment.uuid}")

    def ask(self) -> None:
        settle_open_payments(now=self.now)

    def give_up(self) -> None:
        settle_open_payments(now=self.now + timedelta(minutes=31))

    def other_price(self) -> None:
        if self.booking.payments.filter(status=Status.CAPTURED).exists():
            return
        total = Booking.objects.get(pk=self.booking.pk).total + Decimal("0.05")
        Booking.objects.filter(pk=self.booking.pk).update(total=total)

    def lose_hold(self) -> None:
        if not self.booking.payments.filter(status=Status.CAPTURED).exists():
            inventory.release(booking_id=self.booking.pk)
            Booking.objects.filter(pk=self.booking.pk, state="PREBOOKED").update(
                state="RELEASED", ended_at=self.now
            )

    def return_part(self) -> None:
        """A part of what was taken, as a passenger's refund."""
        payment = self.booking.payments.filter(status=Status.CAPTURED).first()
        if payment is None:
            return
        ordered = sum((each.amount for each in payment.refunds.all()), Decimal(0))
        part = (payment.amount / 3).quantize(Decimal("0.01"))
        if ordered + part <= payment.amount:
            make_refund(payment, amount=part, created_at=self.now)

    def send_refunds(self) -> None:
        pay_refunds(now=self.now + timedelta(hours=3))

    def forget_keys(self) -> None:
        self.world.forget_keys()

    def end(self) -> None:
        """All faults are over, the time of every page is up, and we have asked; nothing more is told us."""
        self.world.bank.faults.ordered.clear()
        for payment in self.payments:
            self.world.decide(payment.uuid, EXPIRED[self.world.name])
        self.give_up()
        for refund in Refund.objects.filter(payment__booking=self.booking, status=Refund.Status.FAILED):
            retry_refund(refund=refund, now=self.now)
        for _run in range(2):
            pay_refunds(now=self.now + timedelta(days=1))

    def check(self) -> None:
        kept = sum((self._check_payment(each) for each in self.payments), Decimal(0))
        captured = [each for each in self.payments if each.status == Status.CAPTURED]
        assert len(captured) <= 1
        sent = sum((self._sent(each) for each in captured), Decimal(0))
        assert kept == sum((each.amount for each in captured), Decimal(0)) - sent

    def _check_payment(self, payment: Payment) -> Decimal:
        """What the bank has kept of it; our word for its state must be the bank's."""
        taken, returned = self.world.taken(payment.uuid), self.world.returned(payment.uuid)
        assert taken in {0, payment.amount}
        assert returned <= taken
        assert returned == self._sent(payment)
        if taken:
            assert payment.status in {Status.CAPTURED, Status.REFUNDED}
            assert (payment.status == Status.REFUNDED) == (returned == taken)
        else:
            assert payment.status in {Status.DECLINED, Status.ABANDONED}
        return taken - returned

    def _sent(self, payment: Payment) -> Decimal:
        done = payment.refunds.filter(status=Refund.Status.SENT)
        return sum((each.amount for each in done), Decimal(0))


@pytest.mark.parametrize("name", ["bepaid", "yookassa", "yookassa in two stages"])
def test_money_moves_once_and_we_end_as_the_bank_does(name: str) -> None:
    bank, _space, stages = name.partition(" ")
    with simulated(bank, YOOKASSA_TWO_STAGES=bool(stages)) as world:

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(st.sampled_from(STEPS), min_size=3, max_size=12))
        def tell(steps: list[str]) -> None:
            world.bank.faults.ordered.clear()
            story = Story(world)
            story.start()
            for step in steps:
                story.do(step)
            story.end()
            story.check()

        tell()


@pytest.mark.parametrize("name", ["bepaid", "yookassa"])
def test_money_for_a_page_that_made_way_is_seen_without_a_call(name: str) -> None:
    with simulated(name) as world:
        story = Story(world)
        for step in ("start", "other_price", "start", "pay_old"):
            story.do(step)
        story.end()
        story.check()
        assert sorted(each.status for each in story.payments) == ["abandoned", "refunded"]


def test_the_check_finds_a_refund_made_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without asking first, a refund whose answer was lost is made again when the keys are forgotten."""
    monkeypatch.setattr("bookings.payments.bepaid.gateway._transactions", lambda tracking_id: [])
    with simulated("bepaid") as world:
        story = Story(world)
        for step in ("start", "pay", "tell", "return_part", Fault.LOST, "send_refunds", "forget_keys"):
            story.do(step)
        story.end()
        with pytest.raises(AssertionError):
            story.check()
