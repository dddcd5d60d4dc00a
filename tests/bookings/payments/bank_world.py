"""Both real banks as simulators on this machine, and the settings that lead our gateways to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import override_settings

from bookings.payments.bepaid.gateway import BePaid
from bookings.payments.gateway import Charge, ChargeRefund, Gateway
from bookings.payments.simulators.bepaid import SimulatedBePaid, public_text
from bookings.payments.simulators.faults import Fault
from bookings.payments.simulators.server import Notice, Server
from bookings.payments.simulators.yookassa import SimulatedYooKassa
from bookings.payments.yookassa.gateway import YooKassa

SECRET = "a-secret-of-the-shop"
CURRENCY = {"yookassa": "RUB", "bepaid": "BYN"}
GATEWAYS = {
    "yookassa": "bookings.payments.yookassa.gateway.YooKassa",
    "bepaid": "bookings.payments.bepaid.gateway.BePaid",
}
DECLINED = {"yookassa": "insufficient_funds", "bepaid": "F.0116"}
EXPIRED = {"yookassa": "expired_on_confirmation", "bepaid": "expire"}


@cache
def shop_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class World:
    """A bank and our gateway to it."""

    name: str
    bank: Any
    gateway: Gateway

    @property
    def currency(self) -> str:
        return CURRENCY[self.name]

    def charge(self, amount: str = "12.30", **fields: Any) -> Charge:
        values = {"amount": Decimal(amount), "currency": self.currency, "language": "ru"}
        return Charge(uuid=uuid4(), return_url="https://rail.test/back", **values | fields)

    def open(self, charge: Charge) -> Charge:
        return self.known(charge, self.gateway.start(charge, outcome=None).reference)

    @staticmethod
    def known(charge: Charge, reference: str) -> Charge:
        """The charge as our books know it once the bank has named it."""
        return replace(charge, reference=reference)

    def paid(self, amount: str = "12.30") -> Charge:
        """A charge that was paid, as our books know it then: by the bank's number of the payment."""
        charge = self.open(self.charge(amount))
        self.decide(charge.uuid, "pay")
        answer = self.gateway.ask_state(charge, now=None)  # type: ignore[arg-type]
        assert answer
        return replace(charge, reference=answer.reference)

    def refund_of(self, charge: Charge, amount: str) -> ChargeRefund:
        return ChargeRefund(key=uuid4(), amount=Decimal(amount), currency=charge.currency, charge=charge)

    def decide(self, charge_uuid: UUID, choice: str) -> None:
        for number in self.opened(charge_uuid):
            self.bank.decide(number, choice)

    def opened(self, charge_uuid: UUID) -> list[str]:
        """The bank's numbers of what can be paid for a charge."""
        if self.name == "yookassa":
            payments = self.bank.payments.items()
            return [key for key, each in payments if each["metadata"]["charge"] == str(charge_uuid)]
        tokens = self.bank.tokens.items()
        return [key for key, each in tokens if each["order"]["tracking_id"] == str(charge_uuid)]

    def taken(self, charge_uuid: UUID) -> Decimal:
        """What the bank has really taken for a charge."""
        if self.name == "yookassa":
            paid = [self.bank.payments[each] for each in self.opened(charge_uuid)]
            return sum(
                (Decimal(each["amount"]["value"]) for each in paid if each["status"] == "succeeded"),
                Decimal(0),
            )
        made = [each for each in self.bank.transactions.values() if each["tracking_id"] == str(charge_uuid)]
        return Decimal(sum(each["amount"] for each in made if each["status"] == "successful")) / 100

    def returned(self, charge_uuid: UUID) -> Decimal:
        """What the bank has really sent back of it."""
        if self.name == "yookassa":
            ids = self.opened(charge_uuid)
            back = [each for each in self.bank.refunds.values() if each["payment_id"] in ids]
            return sum((Decimal(each["amount"]["value"]) for each in back), Decimal(0))
        made = self.bank.transactions.values()
        parents = [each["uid"] for each in made if each["tracking_id"] == str(charge_uuid)]
        return Decimal(sum(each["amount"] for each in made if each.get("parent_uid") in parents)) / 100

    def forget_keys(self) -> None:
        """A day goes by: the bank knows no request again."""
        getattr(self.bank, "keys" if self.name == "yookassa" else "request_ids").clear()

    def fail_next(self, *faults: Fault) -> None:
        self.bank.faults.order(*faults)

    @property
    def notices(self) -> list[Notice]:
        return self.bank.notices  # type: ignore[no-any-return]


@contextmanager
def simulated(name: str, **more: Any) -> Iterator[World]:
    """A bank that listens, with the settings of a shop at it and a patience of a fifth of a second."""
    bank: Any
    if name == "yookassa":
        bank = SimulatedYooKassa(shop="shop", secret=SECRET)
    else:
        bank = SimulatedBePaid(shop="shop", secret=SECRET, key=shop_key())
    server = Server(bank, slow_seconds=0.4)
    bank.address = f"{server.address}/{name}"
    end = server.run()
    try:
        with override_settings(**_settings(bank.address) | more):
            yield World(name, bank, YooKassa() if name == "yookassa" else BePaid())
    finally:
        end()


def _settings(address: str) -> dict[str, Any]:
    return {
        "YOOKASSA_API": f"{address}/v3",
        "YOOKASSA_SHOP_ID": "shop",
        "YOOKASSA_SECRET_KEY": SECRET,
        "BEPAID_CHECKOUT": address,
        "BEPAID_GATEWAY": address,
        "BEPAID_SHOP_ID": "shop",
        "BEPAID_SECRET_KEY": SECRET,
        "BEPAID_PUBLIC_KEY": public_text(shop_key()),
        "BANK_ANSWER_MS": 200,
        "PAYMENT_GATEWAYS": GATEWAYS,
        "PAYMENT_CURRENCIES": {name: [currency] for name, currency in CURRENCY.items()},
        "PAYMENT_CALLERS": {"yookassa": ["127.0.0.1"]},
    }
