"""The buttons over trains of a day: cancel after a question, run again, delay."""

from django.test import Client

from railway.accounts.models import User
from railway.accounts.roles import DESK_CLERK
from tests.staff import signed_in
from tests.timetables.admin.conftest import Line
from timetables.models import DatedTrip, ScheduleChange

ADDRESS = "/admin/timetables/datedtrip/"


def press(client: Client, action: str, *trains: DatedTrip, **more: str) -> str:
    """Choose trains in the list and run an action."""
    chosen = {"action": action, "_selected_action": [train.pk for train in trains]}
    return client.post(ADDRESS, chosen | more, follow=True).content.decode()


def test_cancelling_asks_first_and_then_records_who_and_why(client: Client, editor: User, line: Line) -> None:
    train = line.trains[0][0]
    page = press(client, "cancel", train)
    assert "Cancel these trains?" in page
    assert not ScheduleChange.objects.exists()
    press(client, "cancel", train, confirm="", reason="Snow")
    change = ScheduleChange.objects.get()
    assert (change.dated_trip, change.kind, change.made_by) == (train, "cancelled", editor)
    assert change.after["reason"] == "Snow"


def test_a_cancelled_train_can_run_again(client: Client, line: Line) -> None:
    train = line.trains[0][0]
    press(client, "cancel", train, confirm="")
    assert "1 train changed" in press(client, "restore", train)
    train.refresh_from_db()
    assert train.state == "scheduled"


def test_a_delay_takes_the_minutes_beside_the_action(client: Client, editor: User, line: Line) -> None:
    train = line.trains[0][0]
    assert "Write the minutes" in press(client, "delay", train)
    press(client, "delay", train, minutes="12")
    train.refresh_from_db()
    assert train.delay_s == 720
    assert ScheduleChange.objects.get().made_by == editor


def test_a_refusal_names_its_train_and_the_others_go_on(client: Client, line: Line) -> None:
    cancelled, other = line.trains[0]
    press(client, "cancel", cancelled, confirm="")
    page = press(client, "delay", cancelled, other, minutes="5")
    assert f"{cancelled}: the train is cancelled" in page
    assert "1 train changed" in page


def test_whoever_may_only_look_has_no_buttons(line: Line) -> None:
    clerk = signed_in(DESK_CLERK)
    page = clerk.get(ADDRESS).content.decode()
    assert 'value="cancel"' not in page
    press(clerk, "cancel", line.trains[0][0], confirm="")
    assert not ScheduleChange.objects.exists()
