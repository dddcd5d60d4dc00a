"""The year of all calendars in the admin: why each day runs, and days that run as another, entered at once."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from railway.accounts.models import User
from tests.bookings.web.page import hidden
from tests.staff import signed_in
from tests.timetables.admin.conftest import Line
from timetables.admin.substitute_text import read_substitutes
from timetables.models import Calendar, CalendarDate, ScheduleChange, SubstituteDay

YEAR = "/admin/timetables/calendar/year/2027/"
NAMES = {1: "пн", 2: "вторник", 3: "серада", 4: "Thu", 5: "в пятницу", 6: "сб", 7: "нядзеля"}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("14.03 пт, 25.04.2026 = понедельник", {date(2027, 3, 14): 5, date(2026, 4, 25): 1}),
        ("2027-03-14 5", {date(2027, 3, 14): 5}),
        ("20.02 (сб) – как в пятницу; 22.02 (пн) – как в воскресенье", {date(2027, 2, 20): 5, date(2027, 2, 22): 7}),
        ("1.5 as on Sunday\n2.5 – 7", {date(2027, 5, 1): 7, date(2027, 5, 2): 7}),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(text: str, days: dict[date, int]) -> None:
    read = read_substitutes(text, 2027)
    assert (read.days, read.unclear) == (days, [])


@pytest.mark.parametrize(
    "piece", ["31.02 пт", "14.03", "пт", "14.03 8", "14.03 пт или чт", "14.03.20277 пт", "Ж"]
)
def test_what_is_not_a_day_with_a_weekday_is_named(piece: str) -> None:
    read = read_substitutes(f"14.04 пт; {piece}", 2027)
    assert (read.days, read.unclear) == ({date(2027, 4, 14): 5}, [piece])


def test_a_date_with_two_weekdays_is_not_guessed() -> None:
    read = read_substitutes("14.04 пт; 14.04 сб", 2027)
    assert read.unclear == ["14.04 сб"]


@given(st.dictionaries(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.integers(1, 7), max_size=8))
def test_whatever_is_written_reads_back(days: dict[date, int]) -> None:
    text = "\n".join(f"{day:%d.%m} {NAMES[weekday]}" for day, weekday in days.items())
    assert read_substitutes(text, 2027).days == days


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading(text: str) -> None:
    read_substitutes(text, 2027)


def enter(client: Client, url: str, typed: dict[str, object]) -> str:
    """Look at days and confirm what the page foresees; the page that follows."""
    seen = hidden(client.post(url, typed), "seen")
    return client.post(url, typed | {"seen": seen, "confirm": ""}, follow=True).content.decode()


def test_each_day_says_why_it_runs_or_not(client: Client, editor: User, line: Line) -> None:
    calendar = line.trips[0].calendar
    Calendar.objects.filter(pk=calendar.pk).update(saturday=False, season_from="05-01", season_to="08-31")
    CalendarDate.objects.create(calendar=calendar, date=date(2027, 6, 2), exception_type=2)
    SubstituteDay.objects.create(date=date(2027, 6, 5), as_weekday=5)
    page = client.get(YEAR).content.decode()
    assert 'title="2\u00a0June, does not run: exception"' in page
    assert 'title="5\u00a0June, runs: as on another weekday, as on Fri"' in page
    assert 'title="12\u00a0June, does not run"' in page
    assert 'title="1\u00a0April, does not run: out of season"' in page
    words = "except Saturdays, from 1 May to 31 Aug; also on 5 Jun; not on 2 Jun · "
    assert words in page.replace("\u00a0", " ")


def test_days_are_foreseen_then_entered_and_their_trains_follow(
    client: Client, editor: User, line: Line
) -> None:
    day = line.trains[0][0].service_date
    Calendar.objects.update(**{day.strftime("%A").lower(): True, "start_date": date(2020, 1, 1)})
    other = day + timedelta(days=1)
    Calendar.objects.update(**{other.strftime("%A").lower(): False})
    url = f"/admin/timetables/calendar/year/{day.year}/"
    typed = {"text": f"{day:%d.%m.%Y} {other.isoweekday()}", "note": "Decree"}
    page = client.post(url, typed).content.decode()
    assert "Enter these days?" in page
    assert "Enter, cancel the trains and tell passengers" in page
    assert not SubstituteDay.objects.exists()
    assert not ScheduleChange.objects.exists()
    page = enter(client, url, typed)
    assert "1 day entered." in page
    row = SubstituteDay.objects.get()
    assert (row.date, row.as_weekday, row.calendar, row.note) == (day, other.isoweekday(), None, "Decree")
    assert row.history.get().history_user == editor
    gone = set(
        ScheduleChange.objects.filter(kind="cancelled").values_list("dated_trip__service_date", flat=True)
    )
    assert day in gone


def test_what_is_not_understood_enters_nothing_even_when_confirmed(client: Client, line: Line) -> None:
    page = client.post(YEAR, {"text": "14.03 пт\nсреда", "confirm": ""}).content.decode()
    assert "Not understood" in page
    assert "<li>среда</li>" in page
    assert "14.03 пт" in page, "what was typed stays"
    assert not SubstituteDay.objects.exists()


def test_days_changed_after_they_were_looked_at_are_looked_at_again(client: Client, line: Line) -> None:
    seen = hidden(client.post(YEAR, {"text": "14.03 пт"}), "seen")
    page = client.post(YEAR, {"text": "14.03 пт, 15.03 сб", "seen": seen, "confirm": ""}).content.decode()
    assert "Enter these days?" in page
    assert not SubstituteDay.objects.exists()


def test_proposed_days_are_ticked_and_entered_for_chosen_calendars(client: Client, line: Line) -> None:
    calendar = line.trips[0].calendar
    assert "2027-02-20 1" in client.get(YEAR).content.decode()
    enter(client, YEAR, {"proposed": ["2027-02-20 1", "2027-01-01 3"], "calendar": [str(calendar.pk)]})
    row = SubstituteDay.objects.get()
    assert (row.date, row.as_weekday, row.calendar) == (date(2027, 2, 20), 1, calendar), "nothing unproposed"


def test_those_who_only_look_have_no_form(line: Line) -> None:
    client = signed_in("auditor")
    page = client.get(YEAR).content.decode()
    assert 'name="text"' not in page
    assert client.post(YEAR, {"text": "14.03 пт", "confirm": ""}).status_code == 403
    assert signed_in("accountant").get(YEAR).status_code == 403


def test_a_year_of_another_age_isn_t_there(client: Client, line: Line) -> None:
    assert client.get("/admin/timetables/calendar/year/1890/").status_code == 404
    assert client.get("/admin/timetables/calendar/year/")["Location"].endswith(
        f"/{timezone.localdate().year}/"
    )


def test_a_day_deleted_gives_its_trains_back(client: Client, editor: User, line: Line) -> None:
    day = line.trains[0][0].service_date
    other = day + timedelta(days=1)
    Calendar.objects.update(**{other.strftime("%A").lower(): False})
    enter(client, f"/admin/timetables/calendar/year/{day.year}/", {"text": f"{day} {other.isoweekday()}"})
    row = SubstituteDay.objects.get()
    line.trains[0][0].refresh_from_db()
    assert line.trains[0][0].state == "cancelled"
    page = client.get(f"/admin/timetables/substituteday/{row.pk}/delete/").content.decode()
    assert "<dt>trains that run again</dt><dd>2</dd>" in page
    assert SubstituteDay.objects.exists()
    client.post(f"/admin/timetables/substituteday/{row.pk}/delete/", {"post": "yes"})
    line.trains[0][0].refresh_from_db()
    assert line.trains[0][0].state == "scheduled"


def test_three_calendars_cost_as_many_queries_as_one(
    client: Client, line: Line, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]  # pytest-django's
    counts = []
    for more in (0, 3):
        for number in range(more):
            Calendar.objects.create(
                service_id=f"MORE{number}", start_date="2027-01-01", end_date="2027-12-31"
            )
        with django_assert_max_num_queries(20) as counted:
            client.get(YEAR)
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1], counts
