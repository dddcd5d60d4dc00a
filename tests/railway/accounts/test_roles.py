"""Who sees what in the staff's pages, table by table: nothing, to look at, to edit, also to add."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoDbBlocker

from railway.accounts.models import User
from railway.accounts.roles import ACCOUNTANT, AUDITOR, DESK_CLERK, INSPECTOR, TIMETABLE_EDITOR, ensure_roles
from tests.shared_rows import shared_rows
from tests.staff import make_staff, sign_in, signed_in

ROLES = (TIMETABLE_EDITOR, DESK_CLERK, INSPECTOR, ACCOUNTANT, AUDITOR)
# table: what each role may, in the order of ROLES. "-" nothing, "v" look, "c" use actions or edit, "a" add as well,
# "n" add and not edit.
ALLOWED = {
    "timetables/agency": "av--v",
    "timetables/stop": "av--v",
    "timetables/route": "av--v",
    "timetables/rollingstock": "av--v",
    "timetables/coach": "av--v",
    "timetables/feedinfo": "av--v",
    "timetables/timetable": "cv--v",
    "timetables/publication": "v---v",
    "timetables/trip": "av--v",
    "timetables/calendar": "av--v",
    "timetables/publicholiday": "av--v",
    "timetables/substituteday": "cv--v",
    "timetables/feedupload": "nv--v",
    "timetables/datedtrip": "cvv-v",
    "timetables/schedulechange": "vvv-v",
    "timetables/alert": "avv-v",
    "timetables/reportingdevice": "a----",
    "timetables/vehicleposition": "vvv-v",
    "bookings/booking": "-c-vv",
    "bookings/ticket": "-vvvv",
    "bookings/notification": "-c--v",
    "bookings/lettertemplate": "av--v",
    "bookings/partner": "----v",
    "bookings/webhookendpoint": "----v",
    "bookings/webhookdelivery": "----v",
    "bookings/partnerevent": "----v",
    "bookings/waitingentry": "-c--v",
    "bookings/proofseen": "-c--v",
    "bookings/proofanswer": "-v--v",
    "bookings/consent": "-v--v",
    "bookings/consenttext": "-v-av",
    "bookings/personaldatalookup": "----v",
    "bookings/privacyrequest": "-c--v",
    "bookings/retentionrule": "-v-av",
    "bookings/retentionhold": "-a-av",
    "bookings/retentionrun": "---vv",
    "bookings/payment": "-v-vv",
    "bookings/refund": "-v-cv",
    "bookings/refundoffer": "-v-vv",
    "bookings/exchangeoffer": "-v-vv",
    "bookings/ledgerentry": "---vv",
    "bookings/ledgertransaction": "---vv",
    "bookings/bankstatement": "---vv",
    "bookings/bankdifference": "---cv",
    "bookings/tariff": "---av",
    "bookings/exchangerate": "---av",
    "bookings/refundrule": "---av",
    "bookings/exchangerule": "---av",
    "bookings/delayrule": "v--av",
    "bookings/tellingrule": "a--av",
    "bookings/benefit": "-vvav",
    "bookings/ancillary": "---av",
    "bookings/checkout": "---vv",
    "bookings/seasonproduct": "---av",
    "bookings/seasonrefundoffer": "---vv",
    "bookings/seasonrefundrule": "---av",
    "bookings/seasonticket": "-vvvv",
    "bookings/seasontrip": "-vvvv",
    "bookings/shift": "---cv",
    "bookings/till": "---av",
    "bookings/tillreceipt": "---vv",
    "accounts/user": "-----",
    "auth/group": "-----",
    "admin/logentry": "----v",
}
CASES = [
    (table, role, may) for table, allowed in ALLOWED.items() for role, may in zip(ROLES, allowed, strict=True)
]


@pytest.fixture(scope="module")
def clients(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Client]]:
    with shared_rows(django_db_blocker):
        yield {role: signed_in(role) for role in ROLES}


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "role", "may"), CASES)
def test_a_role_sees_what_it_needs_and_no_more(
    clients: dict[str, Client], table: str, role: str, may: str
) -> None:
    page = clients[role].get(f"/admin/{table}/")
    assert page.status_code == (403 if may == "-" else 200)
    assert clients[role].get(f"/admin/{table}/add/").status_code == (200 if may in "an" else 403)
    if may != "-":
        changes = page.context["cl"].model_admin.has_change_permission(page.wsgi_request)
        assert changes == (may in "ca")


@pytest.mark.django_db
def test_every_table_of_the_admin_is_in_the_list_above() -> None:
    administrator = sign_in(make_staff(is_superuser=True))
    apps = administrator.get("/admin/").context["app_list"]
    shown = {model["admin_url"].strip("/").removeprefix("admin/") for app in apps for model in app["models"]}
    assert shown == set(ALLOWED)


@pytest.mark.django_db
def test_only_a_superuser_makes_logins(client: Client) -> None:
    administrator = sign_in(make_staff(is_superuser=True))
    word = "a-word-for-one-test"
    new = {"username": "zhukova", "usable_password": "true", "password1": word, "password2": word}
    assert administrator.post("/admin/accounts/user/add/", new).status_code == 302
    made = User.objects.get(username="zhukova")
    assert administrator.get(f"/admin/accounts/user/{made.pk}/change/").status_code == 200
    assert not made.is_staff


@pytest.mark.django_db
def test_the_right_to_change_users_alone_opens_nothing() -> None:
    user = make_staff(TIMETABLE_EDITOR)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    assert sign_in(user).get("/admin/accounts/user/").status_code == 403


@pytest.mark.django_db
def test_roles_are_set_to_what_the_code_says_each_time() -> None:
    user = make_staff(INSPECTOR)
    group = user.groups.get()
    before = set(group.permissions.values_list("codename", flat=True))
    group.permissions.clear()
    ensure_roles()
    assert set(group.permissions.values_list("codename", flat=True)) == before != set()


@pytest.mark.django_db
def test_somebody_without_a_role_sees_nothing() -> None:
    page = signed_in().get("/admin/")
    assert page.status_code == 200
    assert page.context["app_list"] == []
