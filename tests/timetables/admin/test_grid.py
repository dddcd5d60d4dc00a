"""The timetable grid: a train is moved by ten minutes, its days follow, and it is written down who did it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from railway.accounts.models import User
from railway.accounts.roles import AUDITOR, INSPECTOR, TIMETABLE_EDITOR
from tests.staff import signed_in
from tests.timetables.admin.conftest import Line, make_grid_line
from tests.timetables.admin.grid_page import GridPage
from timetables.models import DatedTrip, ScheduleChange, StopTime


def departures(train: DatedTrip) -> list[str]:
    """The clock of Minsk at each stop of a train's day."""
    return [f"{timezone.localtime(stop.departure_at):%H:%M}" for stop in train.stops.order_by("position")]


def test_a_train_moved_by_ten_minutes_moves_on_all_its_coming_days(client: Client, line: Line) -> None:
    page = GridPage(client, line.address).type(line.trips[0], 0, "+10")
    asked = page.press("save")
    assert asked.status_code == 200
    assert departures(line.trains[0][0])[0] == "08:00", "nothing happens before the confirmation"
    assert page.press("confirm").status_code == 303
    for train in line.trains[0]:
        assert departures(train) == ["08:10", "08:20", "08:30", "08:40"]
        train.refresh_from_db()
        assert train.departs_at == train.stops.get(position=0).departure_at
    assert departures(line.trains[1][0]) == ["08:00", "08:10", "08:20", "08:30"]


def test_it_is_recorded_who_moved_the_train_when_and_why(client: Client, editor: User, line: Line) -> None:
    before = timezone.now()
    page = GridPage(client, line.address).type(line.trips[0], 0, "+10")
    page.press("save")
    page.press("confirm", reason="Works at the border")
    changes = ScheduleChange.objects.filter(kind="retimed")
    assert {change.dated_trip for change in changes} == set(line.trains[0])
    assert {change.made_by for change in changes} == {editor}
    assert all(change.made_at >= before and change.consumed_at is None for change in changes)
    kept = StopTime.history.filter(trip_id=line.trips[0].pk, history_type="~")
    assert kept.count() == 4
    assert {(row.history_user, row.history_change_reason) for row in kept} == {
        (editor, "Works at the border")
    }


def test_the_page_links_the_days_that_follow(client: Client, line: Line) -> None:
    page = GridPage(client, line.address).type(line.trips[0], 0, "+10")
    page.press("save")
    page.press("confirm")
    words = client.get(line.address).content.decode()
    assert "2 trains of coming days follow" in words
    for train in line.trains[0]:
        assert f'href="/admin/timetables/datedtrip/{train.pk}/change/"' in words


def test_a_train_that_has_departed_stays_as_it_ran(client: Client, line: Line) -> None:
    gone = line.trains[0][0]
    DatedTrip.objects.filter(pk=gone.pk).update(departs_at=timezone.now() - timedelta(hours=1))
    page = GridPage(client, line.address).type(line.trips[0], 0, "+10")
    page.press("save")
    page.press("confirm")
    assert departures(gone)[0] == "08:00"
    assert departures(line.trains[0][1])[0] == "08:10"


def test_the_confirmation_counts_what_follows(client: Client, line: Line) -> None:
    page = GridPage(client, line.address).type(line.trips[0], 0, "+10").type(line.trips[1], 1, "8:12")
    changes = page.press("save").context["changes"]
    assert changes.days == 4
    assert [(train.trip, train.shift, train.days) for train in changes.trains] == [
        (line.trips[0], 10, 2),
        (line.trips[1], None, 2),
    ]


def test_the_buttons_of_a_train_move_it_without_script(client: Client, line: Line) -> None:
    page = GridPage(client, line.address)
    page.press("shift", f"{line.trips[0].pk}+5")
    assert [page.text(line.trips[0], number) for number in range(4)] == ["08:05", "08:15", "08:25", "08:35"]
    page.press("shift", f"{line.trips[0].pk}-5")
    assert not page.grid.changed_columns
    assert ScheduleChange.objects.count() == 0


def test_an_emptied_cell_lets_the_train_pass(client: Client, line: Line) -> None:
    page = GridPage(client, line.address).type(line.trips[0], 1, "")
    page.press("save")
    page.press("confirm")
    assert [train.stops.get(position=1).served for train in line.trains[0]] == [False, False]
    assert ScheduleChange.objects.filter(kind="stop_dropped").count() == 2
    assert page.client.get(line.address).context["grid"].cells[2].value == ""


def test_a_passed_stop_can_be_served_again(client: Client, line: Line) -> None:
    for text in ("", "0811"):
        page = GridPage(client, line.address).type(line.trips[0], 1, text)
        page.press("save")
        page.press("confirm")
    stop = line.trains[0][0].stops.get(position=1)
    assert (stop.served, stop.boarding, f"{timezone.localtime(stop.departure_at):%H:%M}") == (
        True,
        True,
        "08:11",
    )


@pytest.mark.parametrize(
    ("sequence", "text", "words"),
    [
        (1, "noon", "write a time as 0825"),
        (2, "0805", "earlier than at the stop before"),
        (0, "", "calls at its first and last stop"),
    ],
)
def test_a_cell_that_cannot_be_is_named_and_nothing_is_saved(
    client: Client, line: Line, sequence: int, text: str, words: str
) -> None:
    page = GridPage(client, line.address).type(line.trips[0], sequence, text).type(line.trips[1], 3, "0835")
    answer = page.press("confirm")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert f'href="#c-{line.trips[0].pk}-{sequence}"' in html
    assert 'aria-invalid="true"' in html
    assert page.text(line.trips[1], 3) == "08:35", "what was typed elsewhere is kept"
    assert ScheduleChange.objects.count() == 0


def test_a_text_that_is_not_understood_stays_in_its_cell(client: Client, line: Line) -> None:
    page = GridPage(client, line.address).type(line.trips[0], 1, "noon")
    page.press("save")
    assert page.text(line.trips[0], 1) == "noon"
    assert len(page.grid.errors) == 1


def test_the_later_of_two_operators_is_asked_to_look_again(client: Client, line: Line) -> None:
    late = GridPage(signed_in(TIMETABLE_EDITOR), line.address).type(line.trips[1], 3, "0835")
    early = GridPage(client, line.address).type(line.trips[0], 0, "+10")
    early.press("save")
    early.press("confirm")
    refused = late.press("confirm")
    assert refused.status_code == 422
    assert "Somebody changed these trains" in refused.content.decode()
    assert departures(line.trains[1][0])[3] == "08:30"
    assert late.text(line.trips[1], 3) == "08:35", "what was typed is kept"
    assert late.text(line.trips[0], 0) == "08:10", "what was not touched shows the other's new times"
    late.press("confirm")
    assert departures(line.trains[1][0])[3] == "08:35"
    assert departures(line.trains[0][0])[0] == "08:10", "the other's change stands"


def test_the_grid_is_shown_but_not_changed_for_an_auditor(line: Line) -> None:
    client = signed_in(AUDITOR)
    page = GridPage(client, line.address).type(line.trips[0], 0, "+10")
    html = client.get(line.address).content.decode()
    assert "readonly" in html
    assert 'name="save"' not in html
    assert page.press("confirm").status_code == 403
    assert ScheduleChange.objects.count() == 0


def test_the_grid_is_closed_to_an_inspector_and_to_strangers(line: Line) -> None:
    assert signed_in(INSPECTOR).get(line.address).status_code == 403
    assert Client().get(line.address).status_code == 302


def test_a_line_or_direction_that_is_not_there_is_not_found(client: Client, line: Line) -> None:
    assert client.get("/admin/timetables/trip/grid/NOWHERE/0/").status_code == 404
    assert client.get(line.address.replace("/0/", "/7/")).status_code == 404


def test_three_trains_take_as_many_queries_as_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, db: None
) -> None:
    one, three = make_grid_line(1), make_grid_line(3)
    with CaptureQueriesContext(
        connection,
    ) as first:
        client.get(one.address)
    with django_assert_num_queries(len(first)):
        client.get(three.address)
