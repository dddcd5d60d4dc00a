"""Rates out of a bank's file: who may take them, what is kept, and what is said."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from bookings.models import ExchangeRate
from railway.accounts.models import User
from railway.accounts.roles import ACCOUNTANT, TIMETABLE_EDITOR
from tests.bookings.fares.test_bank_rates import CBR_DAY, NBRB_DYNAMICS
from tests.staff import make_staff, sign_in, signed_in

URL = "/admin/bookings/exchangerate/import/"
RATES = "/admin/bookings/exchangerate/"


@pytest.fixture
def accountant(db: None) -> User:
    return make_staff(ACCOUNTANT)


@pytest.fixture
def client(accountant: User) -> Client:
    return sign_in(accountant)


def hand_in(client: Client, text: str, **fields: str) -> HttpResponse:
    file = SimpleUploadedFile("rates.txt", text.encode("windows-1251"))
    return client.post(URL, {"file": file} | fields, follow=True)  # type: ignore[return-value]  # Django's own class


def test_rates_are_added_with_their_bank_and_who_took_them(client: Client, accountant: User) -> None:
    page = hand_in(client, NBRB_DYNAMICS).content.decode()
    assert "2 rates added" in page
    assert list(ExchangeRate.objects.values_list("date", "byn_for_100_rub", "quality")) == [
        (date(2026, 11, 25), Decimal("3.6512"), "S"),
        (date(2026, 11, 24), Decimal("3.65"), "S"),
    ]
    assert {row.history_user for row in ExchangeRate.history.all()} == {accountant}


def test_a_second_time_changes_nothing(client: Client) -> None:
    hand_in(client, NBRB_DYNAMICS)
    assert "2 rates were there already" in hand_in(client, NBRB_DYNAMICS).content.decode()
    assert ExchangeRate.history.count() == 2


def test_another_rate_of_a_day_stays_unless_it_is_to_be_replaced(client: Client) -> None:
    mine = ExchangeRate.objects.create(date=date(2026, 11, 25), byn_for_100_rub="3.6", source="by hand")
    assert "1 day has another rate, which stays" in hand_in(client, CBR_DAY).content.decode()
    mine.refresh_from_db()
    assert mine.source == "by hand"
    assert "1 rate replaced" in hand_in(client, CBR_DAY, replace="on").content.decode()
    mine.refresh_from_db()
    assert (mine.byn_for_100_rub, mine.source) == (Decimal("3.648037"), "Банк России")


@pytest.mark.parametrize("text", ["[]", "not a file of a bank"])
def test_another_file_is_asked_for_again(client: Client, text: str) -> None:
    answer = hand_in(client, text)
    assert answer.status_code == 422
    assert "no file of either bank" in answer.content.decode()
    assert not ExchangeRate.objects.exists()


def test_a_file_must_be_named(client: Client) -> None:
    assert client.post(URL, {}).status_code == 422


def test_only_who_may_write_rates_may_import_them(client: Client) -> None:
    assert "Import from a bank" in client.get(RATES).content.decode()
    assert signed_in(TIMETABLE_EDITOR).get(URL).status_code == 403
