"""What an order's pages say of the train at this moment, and what a poll that nothing changed costs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bookings.models import Booking
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from tests.bookings.true_line import NOW, make_true_train
from tests.bookings.web.conftest import Open
from tests.bookings.web.page import text_of
from tests.bookings.web.test_order import page_of, pay
from timetables.models import Alert, DatedTrip, ScheduleChange
from timetables.operations import (
    StopDelay,
    cancel_dated_trip,
    cancel_part,
    change_platform,
    delay_dated_trip,
    report_delays,
    set_bus,
)

SMOLENSK = 4
PUBLIC = ("/en/", "/en/tablo/vitebsk", "/en/vitebsk-smolensk/2027-05-15", "/en/timetable/vit-smo/2027-05-15")


def live(train: DatedTrip, **fields: object) -> dict[str, object]:
    return {"dated_trip": train, "actor": None, "now": NOW} | fields


def poll(client: Client, address: str, tag: str):
    return client.get(address, headers={"x-requested-with": "fetch", "if-none-match": f'"{tag}"'})


def tag_of(answer) -> str:
    return answer.content.decode().split('data-tag="')[1].split('"')[0]


@pytest.fixture
def paid(booking: Booking, open_in: Open) -> tuple[Client, Booking]:
    pay(booking)
    return open_in(booking), booking


def test_a_late_train_is_told_with_its_times_and_the_right_that_comes_of_it(paid, train):
    client, booking = paid
    delay_dated_trip(**live(train, delay_s=20 * 60))
    page = text_of(client.get(page_of(booking, "en")))
    assert "The train is 20 minutes late" in page
    assert "It is expected to leave at 07:32 and to arrive at 10:09" in page
    assert "full price" not in page
    delay_dated_trip(**live(train, delay_s=60 * 60))
    assert "From a delay of 60 minutes you can return the tickets" in text_of(
        client.get(page_of(booking, "en"))
    )


def test_the_right_can_be_used_at_once(paid, train):
    client, booking = paid
    delay_dated_trip(**live(train, delay_s=60 * 60))
    address = f"/en/o/{booking.shown_reference}/refund"
    page = text_of(client.post(address, {"do": "offer", "passenger": "1"}, follow=True))
    assert "The train is too late: everything comes back." in page


def test_a_cancelled_part_with_its_bus(paid, train):
    client, booking = paid
    cancel_part(**live(train, from_position=3, to_position=SMOLENSK))
    leaves = train.departs_at + timedelta(minutes=90)
    set_bus(
        **live(train, from_position=3, to_position=SMOLENSK),
        departs_at=leaves, arrives_at=leaves + timedelta(minutes=80), places={"en": "Station square"},
    )  # fmt: skip
    page = text_of(client.get(page_of(booking, "en")))
    assert "The train does not run between Rudnya and Smolensk" in page
    assert "A bus runs instead: from Rudnya at 08:42, at Smolensk by 10:02" in page
    assert "Station square" in page
    assert "for their full price, without a fee" in page


def test_a_platform_is_shown_and_marked_when_it_is_another_one(paid, train):
    client, booking = paid
    train.stops.update(platform="1")
    assert "Platform 1." in text_of(client.get(page_of(booking, "en")))
    change_platform(**live(train, position=0, platform="3"))
    assert "Another platform: 3." in text_of(client.get(page_of(booking, "en")))


def test_an_alert_that_will_hold_on_the_way_stands_on_the_page(paid, train):
    client, booking = paid
    alert = Alert.objects.create(
        header_ru="Снег", header_en="Snow", made_at=NOW, active_from=train.departs_at - timedelta(hours=1),
        active_until=train.arrives_at, trip_ids=[train.trip.trip_id],
    )  # fmt: skip
    assert "Snow" in text_of(client.get(page_of(booking, "en")))
    alert.active_until = train.departs_at - timedelta(minutes=1)
    alert.save()
    assert "Snow" not in text_of(client.get(page_of(booking, "en")))


def test_a_held_order_hears_of_its_train_before_it_is_paid(booking, open_in, train):
    client = open_in(booking)
    report_delays(**live(train, delays=[StopDelay(0, departure_s=300)]))
    page = text_of(client.get(f"/en/o/{booking.shown_reference}/places"))
    assert "The train is 5 minutes late" in page
    assert "You have not paid yet: pay only if this suits you." in page


# --- Polls ---------------------------------------------------------------------------------------------------------


def test_a_poll_writes_no_page_until_something_changes(paid, train, django_assert_max_num_queries):
    client, booking = paid
    address = page_of(booking, "en")
    tag = tag_of(client.get(address))
    with django_assert_max_num_queries(4):
        answer = poll(client, address, tag)
    assert (answer.status_code, answer.content) == (304, b"")
    delay_dated_trip(**live(train, delay_s=600))
    answer = poll(client, address, tag)
    assert "10 minutes late" in text_of(answer)
    assert poll(client, address, tag_of(answer)).status_code == 304


def test_what_happens_to_the_order_itself_is_news_too(paid, train):
    client, booking = paid
    tag = tag_of(client.get(page_of(booking)))
    Booking.objects.filter(pk=booking.pk).update(state="REFUNDED")
    assert poll(client, page_of(booking), tag).status_code == 200


def test_another_train_is_no_news(paid, rules):
    client, booking = paid
    tag = tag_of(client.get(page_of(booking)))
    delay_dated_trip(**live(make_true_train(), delay_s=600))
    assert poll(client, page_of(booking), tag).status_code == 304


def test_who_reloads_is_given_the_page(paid):
    client, booking = paid
    tag = tag_of(client.get(page_of(booking)))
    assert client.get(page_of(booking), headers={"if-none-match": f'"{tag}"'}).status_code == 200


def test_nobody_polls_a_strangers_order(paid):
    client, booking = paid
    tag = tag_of(client.get(page_of(booking)))
    assert poll(Client(), page_of(booking), tag).status_code == 302


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_answer_polls_the_same_way(browser, train, address):
    tag = tag_of(browser.get(address))
    assert poll(browser, address, tag).status_code == 304
    cancel_dated_trip(**live(train))
    assert poll(browser, address, tag).status_code == 200


@pytest.mark.parametrize("address", PUBLIC)
def test_an_alert_stands_at_the_top_of_the_pages_it_concerns(browser, train, address):
    now = timezone.now()
    alert = Alert.objects.create(
        header_ru="Снег", header_en="Snow", active_from=now - timedelta(days=1), made_at=now
    )
    alert.routes.add(train.trip.route)
    assert "Snow" in text_of(browser.get(address))


def test_a_held_order_learns_of_new_times(booking, open_in, train):
    stops = {
        str(stop.position): {
            "arrival_at": stop.arrival_at.isoformat(),
            "departure_at": stop.departure_at.isoformat(),
        }
        for stop in train.stops.all()
    }
    for stop in train.stops.all():
        stop.arrival_at += timedelta(minutes=15)
        stop.departure_at += timedelta(minutes=15)
        stop.save()
    ScheduleChange.objects.create(
        dated_trip=train, kind="retimed", before={"stops": stops}, made_at=NOW + timedelta(minutes=1)
    )
    tell_schedule_changes(now=NOW + timedelta(minutes=2))
    page = text_of(open_in(booking).get(f"/en/o/{booking.shown_reference}/places"))
    assert "The train's time has changed" in page
    before, now = (f"{at:%H:%M}" for at in (booking.departs_at, booking.departs_at + timedelta(minutes=15)))
    assert f"It was {before} –" in page
    assert f"now it is {now} –" in page
