"""The whole main job by plain HTTP against a real server, from the search to the refund and the mails."""

import base64
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPMessage
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
import time_machine
import zxingcpp
from django.core import mail
from django.test import override_settings
from django.utils import timezone
from icalendar import Calendar
from pytest_django.live_server_helper import LiveServer

from bookings.models import Booking, SandboxCharge
from bookings.notifications.deliver import deliver_notifications
from bookings.operations.expire_holds import expire_holds
from bookings.operations.load_rules import load_rules
from bookings.operations.open_seats import open_seats
from bookings.operations.pay_refunds import pay_refunds
from bookings.payments.sandbox.answers import post_answer
from tests.bookings.api.steps import IN_SEASON, NAMED, OUT_OF_SEASON, PENSIONER, PURCHASER
from tests.bookings.world import expire_hold
from timetables.gtfs.seed import seed_timetables

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2027, 10, 12, 6, 0, tzinfo=UTC)
SEVEN_ON_THE_DAY = {"birth_date": f"2020{IN_SEASON[4:]}", "country": "RU"}
CHILD_NAMED = {
    "given_name": "Иван",
    "family_name": "Ковалёв",
    "document": {"type": "RU_BIRTH_CERT", "number": "II-МП 123456"},
}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


@dataclass(frozen=True)
class Service:
    """The service as a client on the network sees it."""

    address: str

    def call(self, method: str, path: str, body: Any = None, token: str = "", **headers: str) -> Answer:
        """Send one request; `headers` are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | {"Accept-Language": "be"}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        sent |= {"Content-Type": "application/json"} if body is not None else {}
        with closing(HTTPConnection(self.address, timeout=60)) as connection:
            connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), sent)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())


@pytest.fixture
def service(live_server: LiveServer) -> Iterator[Service]:
    """A server with the two lines on an October day, nine in the morning in Minsk."""
    with (
        override_settings(SALES_HORIZON_DAYS=30, SITE_URL=live_server.url),
        time_machine.travel(NOW, tick=True),
    ):
        seed_timetables(now=NOW)
        load_rules()
        open_seats(now=NOW)
        yield Service(live_server.url.removeprefix("http://"))


def the_worker_lets_the_bank_answer() -> None:
    """Do what the worker's task does: the sandbox bank posts its signed answer to the service."""
    charge = SandboxCharge.objects.latest("created_at")
    post_answer(charge_uuid=UUID(str(charge.uuid)), now=timezone.now() + timedelta(seconds=1))


def test_two_passengers_go_from_vitebsk_to_smolensk_and_change_their_mind(service: Service) -> None:
    trips = service.call("GET", f"/trips?origin=VITEBSK&destination=SMOLENSK&date={IN_SEASON}").json()[
        "trips"
    ]
    assert [trip["train"] for trip in trips] == ["6722"]

    way = {"origin": "VITEBSK", "destination": "SMOLENSK"}
    party = [PENSIONER, SEVEN_ON_THE_DAY]
    (out,) = service.call("POST", "/offers", way | {"date": OUT_OF_SEASON, "passengers": party}).json()[
        "offers"
    ]
    (offer,) = service.call("POST", "/offers", way | {"date": IN_SEASON, "passengers": party}).json()[
        "offers"
    ]
    pensioner, child = offer["passengers"]
    assert float(pensioner["price"]["amount"]) * 2 == float(out["passengers"][0]["price"]["amount"])
    assert (child["price"]["amount"], child["benefit"]) == ("0.00", "RU_CHILD_7")
    assert out["passengers"][1]["price"]["amount"] != "0.00"

    wish = {"offer": offer["id"], "passengers": party, "purchaser": PURCHASER}
    first = service.call("POST", "/bookings", wish, Idempotency_Key="one").json()
    assert service.call("POST", "/bookings", wish, Idempotency_Key="one").json() == first
    let_run_out = service.call("POST", "/bookings", wish, Idempotency_Key="two").json()
    assert len({(one["seat"]["coach"], one["seat"]["number"]) for one in first["passengers"]}) == 2

    its, token = f"/bookings/{first['reference']}", first["access_token"]
    assert service.call("POST", f"{its}/payments", {"method": "sandbox"}, token).status == 422
    for number, named in ((1, NAMED), (2, CHILD_NAMED)):
        told = service.call("PATCH", f"{its}/passengers/{number}", named, token)
        assert told.status == 200, told.json()
    payment = service.call(
        "POST", f"{its}/payments", {"method": "sandbox", "outcome": "accept"}, token
    ).json()
    the_worker_lets_the_bank_answer()
    assert service.call("GET", f"{its}/payments/{payment['id']}", token=token).json()["status"] == "captured"
    assert service.call("GET", its, token=token).json()["state"] == "FULFILLED"

    printed = service.call("GET", f"{its}/tickets/1.pdf", token=token).content
    facts = service.call("GET", f"{its}/tickets/1.json", token=token).json()
    assert code_on(printed) == base64.b64decode(facts["code"])
    (event,) = Calendar.from_ical(service.call("GET", f"{its}/tickets/2.ics", token=token).content).walk(
        "VEVENT"
    )
    assert event.decoded("dtstart").isoformat() == f"{IN_SEASON}T07:12:00+03:00"

    offered = service.call("POST", f"{its}/refund-offers", {}, token).json()
    done = service.call(
        "PATCH", f"{its}/refund-offers/{offered['id']}", {"status": "CONFIRMED"}, token
    ).json()
    assert (done["status"], done["paid"]) == ("CONFIRMED", first["total"])
    assert pay_refunds(now=timezone.now()) == 1
    assert service.call("GET", its, token=token).json()["state"] == "REFUNDED"

    one_hold_runs_out(service, let_run_out)
    the_purchaser_was_told_in_belarusian()


def one_hold_runs_out(service: Service, booking: dict[str, Any]) -> None:
    expire_hold(Booking.objects.get(reference=booking["reference"]))
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        assert expire_holds(now=timezone.now()) == 1
    its = service.call("GET", f"/bookings/{booking['reference']}", token=booking["access_token"]).json()
    assert its["state"] == "RELEASED"
    assert [event["kind"] for event in its["history"]] == ["held", "hold_ended"]


def the_purchaser_was_told_in_belarusian() -> None:
    while deliver_notifications(now=timezone.now() + timedelta(minutes=15)):
        pass
    assert {tuple(message.to) for message in mail.outbox} == {(PURCHASER["email"],)}
    told = {message.subject.partition(": Віцебск")[0].partition(" 5,")[0] for message in mail.outbox}
    assert told == {"Білеты", "Вяртанне", "Месцы больш не пакінуты"}
    attached = [name for message in mail.outbox for name, _content, _kind in message.attachments if name]
    assert any(name.endswith(".pdf") for name in attached)


def code_on(printed: bytes) -> bytes:
    """Read the Aztec code as an inspector's camera would."""
    page = pypdfium2.PdfDocument(printed)[0].render(scale=3).to_pil()
    (found,) = zxingcpp.read_barcodes(page)
    return bytes(found.bytes)
