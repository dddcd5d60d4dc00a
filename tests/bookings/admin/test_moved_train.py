"""In the admin a train is moved by ten minutes, and its passengers are told."""

import re

from django.core import mail
from django.test import Client
from pytest_django import Settings

from bookings.models import Booking, Notification
from bookings.notifications.deliver import deliver_notifications
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from railway.accounts.roles import DESK_CLERK, TIMETABLE_EDITOR
from tests.bookings.true_line import NOW
from tests.staff import signed_in
from tests.timetables.admin.grid_page import GridPage
from timetables.models import DatedStop, DatedTrip, StopTime

MINUTE = 60


def make_stop_times(train: DatedTrip) -> None:
    """The timetable behind the train: 07:12 from Vitebsk, as the train of the day has it."""
    for stop in DatedStop.objects.filter(dated_trip=train):
        seconds = int((stop.departure_at - train.departs_at).total_seconds()) + 7 * 3600 + 12 * MINUTE
        kind = 0 if stop.boarding else 1
        StopTime.objects.create(
            trip=train.trip, stop=stop.stop, stop_sequence=stop.position, arrival_time=seconds,
            departure_time=seconds, pickup_type=kind, drop_off_type=kind, shape_dist_traveled=stop.km,
        )  # fmt: skip


def move(client: Client, train: DatedTrip) -> str:
    """Move the train by ten minutes; the answer is the page that asks whether to."""
    page = GridPage(client, f"/admin/timetables/trip/grid/{train.trip.route.route_id}/0/")
    page.type(train.trip, 0, "+10")
    question = page.press("save").content.decode()
    assert page.press("confirm").status_code == 303
    return question


def test_the_passenger_of_a_moved_train_is_told(paid: Booking, train: DatedTrip, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Notification.objects.update(state="sent")
    make_stop_times(train)
    move(signed_in(TIMETABLE_EDITOR), train)
    assert tell_schedule_changes(now=NOW) == 1
    deliver_notifications(now=NOW)
    letter = mail.outbox[-1]
    assert letter.to == ["anna@example.org"]
    assert "07:22" in letter.body
    assert "07:12" in letter.body


def test_the_operator_sees_before_what_was_sold(paid: Booking, train: DatedTrip) -> None:
    make_stop_times(train)
    question = move(signed_in(TIMETABLE_EDITOR, DESK_CLERK), train)
    assert re.search(r"<dt>bookings on them</dt><dd>1</dd>", question)
    assert f"dated_trip__id__in={train.pk}" in question


def test_the_list_of_bookings_opens_from_there(clerk: Client, paid: Booking, train: DatedTrip) -> None:
    from bookings.admin.sold import count_sold

    sold = count_sold([train.pk])
    assert (sold.bookings, sold.passengers) == (1, 1)
    assert list(clerk.get(sold.url).context["cl"].queryset) == [paid]
    Booking.objects.update(state="REFUNDED")
    assert (count_sold([train.pk]).bookings, list(clerk.get(sold.url).context["cl"].queryset)) == (0, [])
