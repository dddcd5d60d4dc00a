"""The operator's page of a train of a day: each step at once, or after a question with how many it concerns."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bookings import inventory
from railway.accounts.models import User
from railway.accounts.roles import DESK_CLERK
from tests.factories import make_booking, make_dated_trip, make_rolling_stock
from tests.staff import signed_in
from tests.timetables.admin.conftest import Line
from timetables.models import DatedStop, DatedTrip, ReplacementBus, ScheduleChange, VehiclePosition
from timetables.operations import cancel_dated_trip
from timetables.queries import trip_stops


@pytest.fixture
def train(line: Line) -> DatedTrip:
    return line.trains[0][0]


def address(train: DatedTrip) -> str:
    return f"/admin/timetables/datedtrip/{train.pk}/day/"


def press(client: Client, train: DatedTrip, do: str, **typed: object) -> str:
    return client.post(address(train), {"do": do} | typed, follow=True).content.decode()


def agree(client: Client, train: DatedTrip, do: str, **typed: object) -> str:
    return press(client, train, do, confirm="1", **typed)


def test_the_page_shows_every_stop_and_leads_there_from_the_list(client: Client, train: DatedTrip) -> None:
    assert address(train) in client.get("/admin/timetables/datedtrip/").content.decode()
    page = client.get(address(train)).content.decode()
    for stop in trip_stops(train.pk):
        assert stop.stop.name in page


def test_a_delay_of_the_whole_train_is_one_field_and_one_button(
    client: Client, editor: User, train: DatedTrip
) -> None:
    assert "Done" in press(client, train, "delay", minutes="12")
    train.refresh_from_db()
    assert train.delay_s == 720
    assert ScheduleChange.objects.get().made_by == editor


@pytest.mark.parametrize("typed", ["", "abc", "1.5", "-5", "99999", "١٢"])
def test_minutes_that_are_none_change_nothing(client: Client, train: DatedTrip, typed: str) -> None:
    assert 'class="error"' in press(client, train, "delay", minutes=typed)
    assert not ScheduleChange.objects.exists()


def test_delays_and_platforms_of_many_stops_are_saved_at_once(client: Client, train: DatedTrip) -> None:
    typed = {
        "was-arrival-1": "", "arrival-1": "5", "was-departure-1": "", "departure-1": "7",
        "was-platform-2": "", "platform-2": "3", "was-departure-0": "", "departure-0": "",
    }  # fmt: skip
    press(client, train, "stops", **typed)
    stops = trip_stops(train.pk)
    assert [(stop.arrival_delay_s, stop.departure_delay_s) for stop in stops] == [
        (0, 0), (300, 420), (420, 420), (420, 420)
    ]  # fmt: skip
    assert (stops[2].platform, stops[2].platform_changed) == ("3", True)


def test_a_field_made_empty_takes_the_delay_before_it(client: Client, train: DatedTrip) -> None:
    press(
        client,
        train,
        "stops",
        **{"was-departure-0": "", "departure-0": "5", "was-arrival-2": "", "arrival-2": "9"},
    )
    press(client, train, "stops", **{"was-arrival-2": "9", "arrival-2": ""})
    assert [stop.arrival_delay_s for stop in trip_stops(train.pk)] == [0, 300, 300, 300]


def test_what_another_operator_said_meanwhile_is_not_overwritten(client: Client, train: DatedTrip) -> None:
    press(client, train, "stops", **{"was-arrival-1": "", "arrival-1": "5"})
    stale = {"was-arrival-1": "", "arrival-1": "", "was-platform-3": "", "platform-3": "2"}
    press(client, train, "stops", **stale)
    stops = trip_stops(train.pk)
    assert (stops[1].arrival_delay_s, stops[3].platform) == (300, "2")


def test_times_that_run_back_are_refused_in_words(client: Client, train: DatedTrip) -> None:
    page = press(
        client,
        train,
        "stops",
        **{"was-arrival-1": "", "arrival-1": "30", "was-departure-1": "", "departure-1": "0"},
    )
    assert "would leave a stop before it arrives there" in page
    assert not ScheduleChange.objects.exists()


def test_cancelling_a_part_asks_with_those_it_concerns(client: Client, train: DatedTrip) -> None:
    make_booking(train, inventory.Span(0, 1), passengers=3)
    make_booking(train, inventory.Span(1, 3), passengers=2)
    page = press(client, train, "part", **{"from": "2", "to": "3"})
    assert "<dd>2</dd>" in page
    assert "<dd>3</dd>" not in page
    assert not ScheduleChange.objects.exists()
    agree(client, train, "part", **{"from": "2", "to": "3", "reason": "Flood"})
    change = ScheduleChange.objects.get()
    assert (change.kind, change.after["reason"]) == ("part_cancelled", "Flood")
    press(client, train, "part_back", **{"from": "2", "to": "3"})
    assert not DatedStop.objects.filter(departure_cancelled=True).exists()


def test_passing_a_stop_asks_with_those_who_use_it(client: Client, train: DatedTrip) -> None:
    make_booking(train, inventory.Span(0, 1), passengers=3)
    make_booking(train, inventory.Span(0, 3), passengers=2)
    assert "<dd>3</dd>" in press(client, train, "drop", position="1")
    agree(client, train, "drop", position="1")
    assert not trip_stops(train.pk)[1].served
    press(client, train, "serve", position="1")
    assert trip_stops(train.pk)[1].served


def test_another_train_set_is_foretold_before_it_comes(client: Client, line: Line) -> None:
    train = make_dated_trip(
        seats=make_rolling_stock(4), service_date=timezone.localdate() + timedelta(days=1)
    )
    inventory.open_trip(dated_trip_id=train.pk)
    booking = make_booking(train, passengers=3)
    inventory.hold(
        booking_id=booking.pk, dated_trip_id=train.pk, span=inventory.Span(0, 3), passenger_numbers=[1, 2, 3],
        seats=None, hold_seconds=600,
    )  # fmt: skip
    small = make_rolling_stock(2)
    assert "1 passenger finds no seat" in press(client, train, "stock", stock=str(small.pk))
    train.refresh_from_db()
    assert train.rolling_stock != small
    agree(client, train, "stock", stock=str(small.pk))
    train.refresh_from_db()
    assert train.rolling_stock == small


def test_a_bus_takes_clock_times_of_its_stops(client: Client, train: DatedTrip) -> None:
    typed = {"from": "1", "to": "3", "departs": "08:15", "arrives": "9.40", "place_ru": "Площадь"}
    press(client, train, "bus", **typed)
    bus = ReplacementBus.objects.get()
    stops = trip_stops(train.pk)
    assert bus.departs_at == stops[1].departure + timedelta(minutes=5)
    assert bus.arrives_at == stops[3].arrival + timedelta(minutes=70)
    assert "Площадь" in client.get(address(train)).content.decode()
    press(client, train, "bus_end", bus=str(bus.pk))
    bus.refresh_from_db()
    assert bus.ended_at


@pytest.mark.parametrize(
    "typed", [{"departs": "25:00"}, {"departs": ""}, {"from": "x"}, {"from": "3", "to": "1"}]
)
def test_a_bus_that_is_not_understood_does_not_run(
    client: Client, train: DatedTrip, typed: dict[str, str]
) -> None:
    press(client, train, "bus", **{"from": "1", "to": "3", "departs": "08:15", "arrives": "09:40"} | typed)
    assert not ReplacementBus.objects.exists()


def test_a_train_can_be_said_to_stand_at_a_stop_that_is_on_the_map(
    client: Client, editor: User, train: DatedTrip
) -> None:
    press(client, train, "here", here="2")
    assert not VehiclePosition.objects.exists(), "nobody knows where that stop is"
    stop = train.stops.get(position=2).stop
    stop.lat, stop.lon = 55.1, 30.9
    stop.save()
    press(client, train, "here", here="2")
    place = VehiclePosition.objects.get()
    assert (place.lat, place.position, place.status, place.reported_by) == (55.1, 2, "STOPPED_AT", editor)


def test_a_cancelled_train_offers_only_to_run_again(client: Client, train: DatedTrip) -> None:
    cancel_dated_trip(dated_trip=train, actor=None, now=timezone.now())
    page = client.get(address(train)).content.decode()
    assert "Let the train run again" in page
    assert 'value="part"' not in page
    press(client, train, "restore")
    train.refresh_from_db()
    assert train.state == "scheduled"


def test_whoever_may_only_look_changes_nothing(train: DatedTrip) -> None:
    clerk = signed_in(DESK_CLERK)
    assert 'name="do"' not in clerk.get(address(train)).content.decode()
    assert clerk.post(address(train), {"do": "cancel", "confirm": "1"}).status_code == 403
    assert not ScheduleChange.objects.exists()


@pytest.mark.parametrize("do", ["", "nonsense"])
def test_what_is_no_step_is_not_there(client: Client, train: DatedTrip, do: str) -> None:
    assert client.post(address(train), {"do": do}).status_code == 404


def test_the_page_costs_as_many_queries_for_three_changes_as_for_one(
    client: Client, train: DatedTrip, django_assert_max_num_queries
) -> None:
    def cost() -> int:
        with django_assert_max_num_queries(30) as counted:
            client.get(address(train))
        return len(counted.captured_queries)

    press(client, train, "delay", minutes="5")
    one = cost()
    for minutes in ("10", "15"):
        press(client, train, "delay", minutes=minutes)
    assert cost() == one
