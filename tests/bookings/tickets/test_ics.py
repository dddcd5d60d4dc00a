"""The calendar entry: the right instant in the station's timezone, and changes that a calendar takes over."""

from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from bookings.tickets.ics import render_ics
from bookings.tickets.view import TicketStatus
from tests.bookings.tickets.samples import IN_TURN, make_view


def events(data: bytes) -> list[Event]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_times_are_local_with_their_zones() -> None:
    [event] = events(render_ics(make_view()))
    start, end = event["DTSTART"], event["DTEND"]
    assert (start.params["TZID"], end.params["TZID"]) == ("Europe/Minsk", "Europe/Moscow")
    assert start.dt.astimezone(UTC) == datetime(2027, 5, 15, 4, 12, tzinfo=UTC)
    assert start.dt.hour == 7
    assert end.dt.astimezone(UTC) == datetime(2027, 5, 15, 6, 47, tzinfo=UTC)


def test_the_zones_are_defined_in_the_file() -> None:
    zones = Calendar.from_ical(render_ics(make_view())).walk("VTIMEZONE")
    assert {str(zone["TZID"]) for zone in zones} == {"Europe/Minsk", "Europe/Moscow"}


def test_an_alarm_rings_an_hour_before() -> None:
    [event] = events(render_ics(make_view()))
    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == -timedelta(hours=1)


def test_a_change_keeps_the_uid_and_counts_on() -> None:
    def key(**changes: Any) -> tuple[str, int]:
        [event] = events(render_ics(make_view(**changes)))
        return str(event["UID"]), int(event["SEQUENCE"])

    moved = key(departs_at=datetime(2027, 5, 15, 4, 22, tzinfo=UTC), sequence=1)
    assert key()[0] == moved[0]
    assert (key()[1], moved[1]) == (0, 1)
    assert key(number="K7M-4TQ9-2")[0] != key()[0]


def test_a_ticket_that_cannot_be_used_is_cancelled_and_silent() -> None:
    for status in (TicketStatus.VOID, TicketStatus.TRAIN_CANCELLED):
        [event] = events(render_ics(make_view(status=status)))
        assert event["STATUS"] == "CANCELLED"
        assert not event.walk("VALARM")
    assert events(render_ics(make_view()))[0]["STATUS"] == "CONFIRMED"


def test_it_says_where_to_sit_and_what_to_carry() -> None:
    [event] = events(render_ics(make_view("en")))
    assert event["LOCATION"] == "Vitebsk"
    assert "Coach 1, seat 25" in event["DESCRIPTION"]
    assert "pension certificate" in event["DESCRIPTION"]


def test_a_party_has_an_entry_each() -> None:
    views = [make_view(number=f"K7M-4TQ9-{number}") for number in (1, 2)]
    assert len(events(render_ics(views))) == 2


def test_words_with_breaks_and_commas_stay_inside_their_field() -> None:
    [event] = events(render_ics(make_view("en", passenger="Eve\r\nEND:VEVENT,;\\")))
    assert "END:VEVENT,;\\" in event["DESCRIPTION"]


def test_who_changes_seats_reads_each_with_its_stops() -> None:
    [event] = events(render_ics(make_view("en", seats_in_turn=IN_TURN)))
    for words in ("Vitebsk – Rudnya: coach 1, seat 25", "Rudnya – Smolensk: coach 2, seat 7"):
        assert words in event["DESCRIPTION"]
