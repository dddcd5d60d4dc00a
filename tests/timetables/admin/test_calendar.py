"""Calendars in the admin: what is saved is applied to the coming days, said, and kept in the history."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from railway.accounts.models import User
from tests.factories import make_booking
from tests.timetables.admin.conftest import Line
from timetables.models import Calendar, CalendarDate, PublicHoliday, ScheduleChange

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def form_of(calendar: Calendar, *exceptions: date, **changes: str) -> dict[str, str]:
    """What the page of a calendar sends: its fields, and single days on which it does not run."""
    fields = {day: "on" for day in WEEK if getattr(calendar, day)}
    fields |= {"service_id": calendar.service_id, "name": calendar.name}
    fields |= {"start_date": str(calendar.start_date), "end_date": str(calendar.end_date)}
    fields |= {"dates-TOTAL_FORMS": str(len(exceptions)), "dates-INITIAL_FORMS": "0"}
    for number, day in enumerate(exceptions):
        fields |= {f"dates-{number}-date": str(day), f"dates-{number}-exception_type": "2"}
    return {name: value for name, value in (fields | changes).items() if value}


def save(client: Client, calendar: Calendar, *exceptions: date, **changes: str) -> str:
    answer = client.post(
        f"/admin/timetables/calendar/{calendar.pk}/change/",
        form_of(calendar, *exceptions, **changes),
        follow=True,
    )
    return answer.content.decode()


def test_a_day_taken_out_cancels_its_train_and_says_so(client: Client, editor: User, line: Line) -> None:
    train = line.trains[0][0]
    page = save(client, line.trips[0].calendar, train.service_date)
    assert "1 train of coming days is cancelled" in page
    train.refresh_from_db()
    assert train.state == "cancelled"
    change = ScheduleChange.objects.get(kind="cancelled")
    assert (change.dated_trip, change.made_by) == (train, editor)


def test_new_days_get_their_trains_and_it_is_said(client: Client, line: Line) -> None:
    page = save(client, line.trips[0].calendar)
    assert "trains of coming days are new" in page
    assert line.trips[0].dated_trips.filter(service_date=timezone.localdate() + timedelta(days=30)).exists()


def test_exceptions_stand_in_the_history_of_their_calendar(client: Client, editor: User, line: Line) -> None:
    calendar = line.trips[0].calendar
    save(client, calendar, date(2099, 5, 9))
    save_name = form_of(calendar, name="Daily") | {"dates-TOTAL_FORMS": "0"}
    client.post(f"/admin/timetables/calendar/{calendar.pk}/change/", save_name)
    kept = CalendarDate.history.get(calendar_id=calendar.pk)
    assert (kept.history_user, kept.history_type) == (editor, "+")
    page = client.get(f"/admin/timetables/calendar/{calendar.pk}/history/").content.decode()
    assert "calendar exception 9 May 2099" in page
    assert "name: – → Daily" in page
    assert editor.username in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"season_from": "05-01"}, "both its first and its last day"),
        ({"season_from": "02-30", "season_to": "05-31"}, "no such day"),
        ({"end_date": "2019-01-01"}, "comes after the first"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_at_its_field(
    client: Client, line: Line, changes: dict[str, str], words: str
) -> None:
    assert words in save(client, line.trips[0].calendar, **changes)
    assert not ScheduleChange.objects.exists()


def test_a_holiday_that_is_added_runs_its_trains(client: Client, editor: User, line: Line) -> None:
    Calendar.objects.update(**dict.fromkeys(WEEK, False), plus_public_holidays=True)
    day = line.trains[0][1].service_date
    page = client.post(
        "/admin/timetables/publicholiday/add/",
        {"country": "BY", "date": str(day), "name": "Moved day"},
        follow=True,
    ).content.decode()
    holiday = PublicHoliday.objects.get()
    assert holiday.by_operator
    assert "2 trains of coming days are cancelled" in page, "the other day's trains; those of the holiday run"
    client.post(f"/admin/timetables/publicholiday/{holiday.pk}/delete/", {"post": "yes"})
    assert ScheduleChange.objects.filter(kind="cancelled").count() == 4
    assert {row.history_user for row in PublicHoliday.history.all()} == {editor}


def test_the_next_days_of_a_calendar_are_written_out(client: Client, line: Line) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = client.get(f"/admin/timetables/calendar/{line.trips[0].calendar.pk}/change/").content.decode()
    assert f"{tomorrow:%d.%m}" in page


# --- Where tickets are sold, it is asked first -----------------------------------------------------------------------


def test_saving_asks_before_it_takes_trains_with_passengers_away(client: Client, line: Line) -> None:
    train = line.trains[0][0]
    make_booking(train, passengers=3)
    calendar = line.trips[0].calendar
    page = save(client, calendar, train.service_date)
    assert "Nothing is saved yet" in page
    assert "<dd>3</dd>" in page
    assert not CalendarDate.objects.exists()
    assert not ScheduleChange.objects.exists()
    assert not CalendarDate.history.exists()


def test_what_the_operator_agreed_to_is_saved(client: Client, line: Line) -> None:
    train = line.trains[0][0]
    make_booking(train)
    agreed = {"agreed-to-cancel": "1"}
    page = save(client, line.trips[0].calendar, train.service_date, **agreed)
    assert "1 train of coming days is cancelled" in page
    assert CalendarDate.objects.get().date == train.service_date


def test_deleting_a_holiday_asks_as_well(client: Client, line: Line) -> None:
    day = line.trains[0][0].service_date
    holiday = PublicHoliday.objects.create(country="BY", date=day, name="Day")
    Calendar.objects.update(**dict.fromkeys(WEEK, False), plus_public_holidays=True)
    make_booking(line.trains[0][0])
    address = f"/admin/timetables/publicholiday/{holiday.pk}/delete/"
    assert "Nothing is saved yet" in client.post(address, {"post": "yes"}).content.decode()
    assert PublicHoliday.objects.exists()
    several = {"action": "delete_selected", "_selected_action": [holiday.pk], "post": "yes"}
    assert "Nothing is saved yet" in client.post("/admin/timetables/publicholiday/", several).content.decode()
    assert PublicHoliday.objects.exists()
    client.post("/admin/timetables/publicholiday/", several | {"agreed-to-cancel": "1"})
    assert not PublicHoliday.objects.exists()
