"""Every page of the timetable admin opens for the editor and for nobody else."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from railway.accounts.models import User
from railway.accounts.roles import INSPECTOR, TIMETABLE_EDITOR, ensure_roles

TABLES = [
    "agency", "stop", "route", "feedinfo", "rollingstock", "coach", "timetable", "trip", "calendar", "publicholiday",
    "datedtrip", "schedulechange",
]


def signed_in(role: str) -> Client:
    ensure_roles()
    user = User.objects.create_user("somebody", password="a-long-enough-word", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_the_editor_opens_each_table(table: str) -> None:
    assert signed_in(TIMETABLE_EDITOR).get(f"/admin/timetables/{table}/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["trip", "calendar", "timetable", "stop"])
def test_an_inspector_does_not_see_the_timetable_tables(table: str) -> None:
    assert signed_in(INSPECTOR).get(f"/admin/timetables/{table}/").status_code == 403
