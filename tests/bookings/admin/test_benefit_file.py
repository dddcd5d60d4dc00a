"""The file of benefits in the admin: handed out, looked at, taken over."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bookings.fares.benefit_table import read_benefit_text
from bookings.models import Benefit
from bookings.operations.load_rules import load_rules
from railway.accounts.models import User
from railway.accounts.roles import ACCOUNTANT, DESK_CLERK
from tests.staff import make_staff, sign_in, signed_in

URL, EXPORT = "/admin/bookings/benefit/import/", "/admin/bookings/benefit/export/"
PENSIONER = "BY_PENSIONER_SEASON"


@pytest.fixture
def accountant(db: None) -> User:
    load_rules()
    return make_staff(ACCOUNTANT)


@pytest.fixture
def client(accountant: User) -> Client:
    return sign_in(accountant)


def exported(client: Client) -> str:
    return client.get(EXPORT).content.decode("utf-8-sig")


def hand_in(client: Client, text: str, **fields: str):
    file = SimpleUploadedFile("benefits.csv", text.encode())
    told = {"file": file, "from_day": timezone.localdate().isoformat()} | fields
    return client.post(URL, told)


def sealed_plan(page: str) -> str:
    found = re.search(r'name="plan" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_export_is_the_table_with_all_rows(client: Client) -> None:
    answer = client.get(EXPORT)
    assert answer.headers["Content-Disposition"].endswith('.csv"')
    assert len(read_benefit_text(answer.content.decode(), "b.csv")) == Benefit.objects.count()


def test_the_export_handed_in_again_changes_nothing(client: Client) -> None:
    page = hand_in(client, exported(client), is_whole="on").content.decode()
    assert "nothing to change" in page
    assert "Take over these changes" not in page


def test_a_change_is_shown_first_and_made_when_it_is_sent_again(client: Client, accountant: User) -> None:
    text = exported(client).replace(f"{PENSIONER},BY,50,", f"{PENSIONER},BY,75,")
    page = hand_in(client, text).content.decode()
    assert "New version from a day on (1)" in page
    assert "<del>50</del>" in page
    assert "<ins>75</ins>" in page
    assert Benefit.objects.filter(code=PENSIONER).count() == 1
    done = client.post(URL, {"plan": sealed_plan(page)}, follow=True).content.decode()
    assert "1 row taken over." in done
    new = Benefit.objects.get(code=PENSIONER, valid_until=None)
    assert (new.discount_percent, new.history.get().history_user) == (75, accountant)


def test_a_plan_seen_long_ago_is_shown_anew_when_the_table_has_changed(client: Client) -> None:
    text = exported(client).replace(f"{PENSIONER},BY,50,", f"{PENSIONER},BY,75,")
    plan = sealed_plan(hand_in(client, text).content.decode())
    Benefit.objects.filter(code=PENSIONER).update(season_to="09-30")
    page = client.post(URL, {"plan": plan}).content.decode()
    assert "The benefits have changed meanwhile" in page
    assert "season_to" in page
    assert not Benefit.objects.filter(discount_percent=75).exists()


def test_the_same_plan_sent_twice_is_carried_out_once(client: Client) -> None:
    text = exported(client).replace(f"{PENSIONER},BY,50,", f"{PENSIONER},BY,75,")
    plan = sealed_plan(hand_in(client, text).content.decode())
    client.post(URL, {"plan": plan})
    client.post(URL, {"plan": plan})
    assert Benefit.objects.filter(code=PENSIONER).count() == 2


def test_a_plan_that_is_not_ours_is_not_carried_out(client: Client) -> None:
    assert client.post(URL, {"plan": "made up"}).status_code == 303


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: text.replace("BY,50,05-01", "BY,150,05-01"), "from 0 to 100 percent"),
        (lambda text: text.replace("discount_percent", "share"), "column"),
        (lambda text: text.splitlines()[0], "must not be empty"),
        (lambda text: "not a table", "Line"),
        (lambda text: "", "must not be empty"),
    ],
)
def test_a_file_that_is_no_table_is_asked_for_again(client: Client, spoil, words: str) -> None:
    answer = hand_in(client, spoil(exported(client)) or " ")
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_saved_by_a_russian_spreadsheet_is_read(client: Client) -> None:
    saved = exported(client).encode("windows-1251", errors="replace")
    file = SimpleUploadedFile("benefits.csv", saved)
    page = client.post(URL, {"file": file, "from_day": timezone.localdate().isoformat()}).content.decode()
    assert "Can't be taken" not in page
    assert "\ufffd" not in page


def test_a_day_in_the_past_is_refused(client: Client) -> None:
    assert hand_in(client, exported(client), from_day="2020-01-01").status_code == 422


def test_who_may_not_write_benefits_may_not_import_them(accountant: User) -> None:
    assert signed_in(DESK_CLERK).get(URL).status_code == 403


def test_all_wrong_rows_of_a_file_are_told_at_once(client: Client) -> None:
    lines = exported(client).splitlines(keepends=True)
    for line in (3, 7):
        lines[line] = re.sub(r"^(\w+),(BY|RU),\d+", r"\1,\2,150", lines[line])
    answer = hand_in(client, "".join(lines))
    told = re.findall(r"Line (\d+), column", answer.content.decode())
    assert (answer.status_code, told) == (422, ["4", "8"])
