"""Alerts written, read and taken back by operators."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from railway.accounts.models import User
from tests.timetables.admin.conftest import Line
from timetables.models import Alert

ADD = "/admin/timetables/alert/add/"


def typed(**fields: object) -> dict[str, object]:
    now = timezone.localtime()
    return {
        "header_ru": "Снег", "header_en": "Snow", "severity": "SEVERE", "cause": "WEATHER",
        "effect": "SIGNIFICANT_DELAYS",
        "active_from_0": f"{now:%Y-%m-%d}", "active_from_1": "00:00", "active_until_0": "", "active_until_1": "",
    } | fields  # fmt: skip


def test_a_new_alert_starts_with_the_train_the_operator_came_from(client: Client, line: Line) -> None:
    code = line.trips[0].trip_id
    page = client.get(f"{ADD}?train={code}").content.decode()
    assert f'<option value="{code}" selected>' in page


def test_it_is_kept_with_who_wrote_it_and_its_history(client: Client, editor: User, line: Line) -> None:
    answer = client.post(ADD, typed(trip_ids=[line.trips[0].trip_id], routes=[line.route.pk]), follow=True)
    alert = Alert.objects.get()
    assert (alert.header_en, alert.made_by, alert.trip_ids) == ("Snow", editor, [line.trips[0].trip_id])
    assert list(alert.routes.all()) == [line.route]
    assert alert.history.get().history_user == editor
    assert answer.status_code == 200


def test_a_period_that_ends_before_it_begins_is_refused(client: Client, line: Line) -> None:
    yesterday = timezone.localtime() - timedelta(days=1)
    until = {"active_until_0": f"{yesterday:%Y-%m-%d}", "active_until_1": "00:00"}
    page = client.post(ADD, typed(**until)).content.decode()
    assert "The alert ends after it begins." in page
    assert not Alert.objects.exists()


@pytest.fixture
def alert(editor: User) -> Alert:
    now = timezone.now()
    return Alert.objects.create(header_ru="Снег", active_from=now - timedelta(hours=1), made_at=now)


def test_it_is_withdrawn_by_a_button_and_never_deleted(client: Client, editor: User, alert: Alert) -> None:
    client.post("/admin/timetables/alert/", {"action": "withdraw", "_selected_action": [alert.pk]})
    alert.refresh_from_db()
    assert alert.withdrawn_at
    assert alert.history.first().history_user == editor
    assert client.post(f"/admin/timetables/alert/{alert.pk}/delete/", {"post": "yes"}).status_code == 403
