"""Partners hear of everything once, signed, in order, whatever fails on the way."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
import time_machine
from django.core import mail
from django.db import transaction
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from bookings.models import Notification, Partner, PartnerEvent, WebhookDelivery, WebhookEndpoint
from bookings.notifications.deliver import deliver_notifications
from bookings.operations.deliver_webhooks import LEASE_SECONDS, deliver_webhooks
from bookings.operations.forget_events import forget_events
from bookings.operations.number_events import number_events
from bookings.operations.partner_access import resume_webhook, rotate_secret
from bookings.operations.record_event import record_event
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.webhooks.signing import live_secrets, secret_text
from railway.lib.outgoing import AddressRefused, check_address, post
from tests.bookings.webhooks.endpoint import Inbox, inbox
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_train
from timetables.operations.day_of_operation import cancel_dated_trip

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner_server(settings) -> Iterator[Inbox]:
    settings.LOCAL = True
    with inbox() as kept:
        yield kept


def make_endpoint(url: str = "https://partner.example.org/hook", **fields: object) -> WebhookEndpoint:
    partner, _made = Partner.objects.get_or_create(
        name="Partner", defaults={"token_hash": "0" * 64, "made_at": NOW, "email": "it@partner.example.org"}
    )
    endpoint = WebhookEndpoint.objects.create(partner=partner, url=url, **fields)
    rotate_secret(endpoint=endpoint, now=NOW)
    return endpoint


def happen(booking, *kinds: str) -> None:
    for kind in kinds:
        record_event(booking=booking, kind=kind, now=NOW)


def told(kept: Inbox) -> list[str]:
    return [json.loads(body)["type"] for _path, _headers, body in kept.got]


def test_an_event_is_signed_so_that_the_reference_library_takes_it(partner_server: Inbox) -> None:
    endpoint = make_endpoint(partner_server.url)
    happen(make_booking(make_train()), "held")
    number_events(now=NOW)
    assert deliver_webhooks(now=NOW) == 1
    _path, headers, body = partner_server.got[0]
    with time_machine.travel(NOW, tick=False):
        seen = Webhook(secret_text(live_secrets(endpoint, NOW)[0])).verify(body, headers)
        assert seen["type"] == "booking.held"
        assert headers["webhook-id"] == seen["id"]
        with pytest.raises(WebhookVerificationError):
            Webhook(secret_text(live_secrets(endpoint, NOW)[0])).verify(body + b" ", headers)


def test_an_event_holds_nothing_of_a_person(partner_server: Inbox) -> None:
    make_endpoint(partner_server.url)
    booking = make_booking(make_train(), phone="+375291234567")
    happen(booking, "held", "tickets_issued", "train_changed", "refunded")
    number_events(now=NOW)
    assert deliver_webhooks(now=NOW) == 4
    said = b" ".join(body for _path, _headers, body in partner_server.got).decode()
    for secret in ("Ковалёва", "Анна", booking.email, "4567", "1990", str(booking.uuid)):
        assert secret not in said


def test_both_secrets_sign_while_the_partner_changes_over(partner_server: Inbox, settings) -> None:
    endpoint = make_endpoint(partner_server.url)
    old = secret_text(live_secrets(endpoint, NOW)[0])
    later = NOW + timedelta(minutes=1)
    new = secret_text(rotate_secret(endpoint=endpoint, now=later))
    assert old != new
    booking = make_booking(make_train())
    ends = later + timedelta(days=settings.WEBHOOK_SECRET_DAYS)
    for now, held in ((later, [old, new]), (ends, [new])):
        happen(booking, "held")
        number_events(now=now)
        deliver_webhooks(now=now)
        _path, headers, body = partner_server.got[-1]
        with time_machine.travel(now, tick=False):
            for secret in held:
                Webhook(secret).verify(body, headers)
            assert len(headers["webhook-signature"].split()) == len(held)


def test_an_event_falls_with_its_transaction() -> None:
    booking = make_booking(make_train())
    with transaction.atomic():
        happen(booking, "held")
        transaction.set_rollback(True)
    assert not PartnerEvent.objects.exists()


def test_a_train_that_does_not_run_is_told_once_with_the_booking() -> None:
    booking = make_paid_booking()
    PartnerEvent.objects.all().delete()
    cancel_dated_trip(dated_trip=booking.dated_trip, actor=None, now=NOW, reason="Secret words")
    for _again in range(2):
        tell_schedule_changes(now=NOW)
    kinds = list(PartnerEvent.objects.order_by("id").values_list("kind", flat=True))
    assert kinds.count("trip.cancelled") == kinds.count("booking.train_cancelled") == 1
    assert "Secret words" not in str(list(PartnerEvent.objects.values_list("data", flat=True)))


def test_what_failed_is_posted_again_under_the_same_id_before_what_happened_later(
    partner_server: Inbox,
) -> None:
    make_endpoint(partner_server.url)
    first, second = make_booking(make_train()), make_booking(make_train())
    happen(first, "held", "tickets_issued")
    happen(second, "held")
    number_events(now=NOW)
    partner_server.answers = [500]
    assert deliver_webhooks(now=NOW) == 0
    assert deliver_webhooks(now=NOW) == 0  # the whole endpoint is left alone for a while
    assert deliver_webhooks(now=NOW + timedelta(seconds=7)) == 3
    ids = [headers["webhook-id"] for _path, headers, _body in partner_server.got]
    assert ids[0] == ids[1]
    of_first = [
        json.loads(body) for _p, _h, body in partner_server.got if first.shown_reference.encode() in body
    ]
    assert [event["type"] for event in of_first] == ["booking.held", "booking.held", "booking.confirmed"]


def test_a_worker_that_died_leaves_the_event_to_the_next(partner_server: Inbox) -> None:
    make_endpoint(partner_server.url)
    happen(make_booking(make_train()), "held")
    number_events(now=NOW)
    leased = {"attempts": 1, "next_attempt_at": NOW + timedelta(seconds=LEASE_SECONDS)}
    WebhookDelivery.objects.update(**leased)
    assert deliver_webhooks(now=NOW) == 0
    assert deliver_webhooks(now=NOW + timedelta(seconds=LEASE_SECONDS)) == 1


def test_only_the_kinds_that_are_wanted_set_out(partner_server: Inbox) -> None:
    make_endpoint(partner_server.url, kinds=["booking.confirmed"])
    happen(make_booking(make_train()), "held", "tickets_issued", "checked")
    number_events(now=NOW)
    deliver_webhooks(now=NOW)
    assert told(partner_server) == ["booking.confirmed"]


def test_an_endpoint_that_fails_for_days_is_switched_off_and_people_are_told(
    partner_server: Inbox, settings
) -> None:
    settings.OPERATOR_EMAIL = "operator@example.org"
    endpoint = make_endpoint(partner_server.url)
    happen(make_booking(make_train()), "held")
    number_events(now=NOW)
    partner_server.answers = [500] * 9
    days = [NOW, NOW + timedelta(days=4), NOW + timedelta(days=settings.WEBHOOK_GIVE_UP_DAYS)]
    for day in days:
        deliver_webhooks(now=day)
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_at) == (False, days[-1])
    deliver_notifications(now=days[-1])
    assert {letter.to[0] for letter in mail.outbox} == {"operator@example.org", "it@partner.example.org"}
    assert all(endpoint.url in letter.body for letter in mail.outbox)
    assert Notification.objects.filter(state="sent").count() == 2
    partner_server.answers.clear()
    assert resume_webhook(endpoint=endpoint, now=days[-1]) == 1
    assert deliver_webhooks(now=days[-1]) == 1


def test_an_address_that_is_gone_is_switched_off_at_once(partner_server: Inbox) -> None:
    endpoint = make_endpoint(partner_server.url)
    happen(make_booking(make_train()), "held")
    number_events(now=NOW)
    partner_server.answers = [410]
    deliver_webhooks(now=NOW)
    endpoint.refresh_from_db()
    assert not endpoint.is_active


def test_numbers_go_on_after_what_is_forgotten(settings) -> None:
    booking = make_booking(make_train())
    happen(booking, "held", "cancelled")
    number_events(now=NOW)
    forget_events(now=NOW + timedelta(days=settings.EVENTS_KEPT_DAYS + 1))
    happen(booking, "held")
    number_events(now=NOW)
    assert list(PartnerEvent.objects.order_by("number").values_list("number", flat=True)) == [2, 3]


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.example.org/",
        "https://user:secret@partner.example.org/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/",
        "https://db.internal/",
        "ftp://partner.example.org/",
        "https:///",
        "https://[",
    ],
)
def test_strangers_do_not_reach_our_own_network_through_us(url: str, settings) -> None:
    settings.LOCAL = False
    with pytest.raises(AddressRefused):
        check_address(url)


def test_a_name_that_leads_into_our_network_is_not_connected_to(
    partner_server: Inbox, settings, monkeypatch
) -> None:
    """The name is public when it is saved and private when it is used: no byte is sent."""
    port = int(partner_server.url.rpartition(":")[2])
    settings.LOCAL = False
    answer = [(2, 1, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr("railway.lib.outgoing.socket.getaddrinfo", lambda *_a, **_k: answer)
    with pytest.raises(Exception, match="not a public address"):
        post(f"https://partner.example.org:{port}/", data=b"{}", headers={})
    assert partner_server.got == []


def test_a_server_that_speaks_slowly_holds_nobody_for_long(partner_server: Inbox, monkeypatch) -> None:
    monkeypatch.setattr("railway.lib.outgoing.LONGEST_SECONDS", 0.3)
    partner_server.delay_seconds = 30
    with pytest.raises(requests.ConnectionError):
        post(partner_server.url, data=b"{}", headers={})


def test_an_answer_that_leads_elsewhere_is_not_followed(partner_server: Inbox) -> None:
    partner_server.answers, partner_server.headers = [302], {"Location": f"{partner_server.url}/else"}
    assert post(partner_server.url, data=b"{}", headers={}).status_code == 302
    assert len(partner_server.got) == 1
