"""Partners read events again from a cursor."""

import pytest

from bookings.models import Partner
from bookings.operations.number_events import number_events
from bookings.operations.partner_access import give_token
from bookings.operations.record_event import record_event
from tests.api.client import Client
from tests.bookings.world import NOW, make_booking, make_train

pytestmark = pytest.mark.django_db

EVENTS = "/api/v1/events"


@pytest.fixture
def token() -> str:
    partner = Partner(name="Partner", made_at=NOW)
    token = give_token(partner)
    partner.save()
    return token


def ask(token: str, **question: object):
    return Client().get(EVENTS, question, headers={"Authorization": f"Bearer {token}"})


def test_events_are_read_in_order_from_where_one_stopped(token: str) -> None:
    booking = make_booking(make_train())
    for kind in ("held", "tickets_issued", "refunded"):
        record_event(booking=booking, kind=kind, now=NOW)
    assert ask(token).json() == {"events": [], "last": 0, "more": False}  # not numbered yet
    number_events(now=NOW)
    first = ask(token, limit=2).json()
    assert [event["type"] for event in first["events"]] == ["booking.held", "booking.confirmed"]
    assert first["more"]
    rest = ask(token, after=first["last"]).json()
    assert [(event["number"], event["type"]) for event in rest["events"]] == [(3, "booking.refunded")]
    assert ask(token, after=rest["last"]).json() == {"events": [], "last": 3, "more": False}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic x", "Bearer " + "x" * 300])
def test_strangers_read_nothing(token: str, header: str) -> None:
    answer = Client().get(EVENTS, headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "partner_not_known")


def test_a_partner_who_is_stopped_reads_nothing(token: str) -> None:
    Partner.objects.update(is_active=False)
    assert ask(token).status_code == 401


@pytest.mark.parametrize(
    "wrong", [{"after": "x"}, {"after": -1}, {"limit": 0}, {"limit": 501}, {"after": 2**63}]
)
def test_a_cursor_that_is_none_is_said(token: str, wrong: dict[str, object]) -> None:
    answer = ask(token, **wrong)
    assert answer.status_code == 400
    assert answer.json()["pointers"]
