"""The clerk's pages: a whole shift, what is said where something is wrong, and who may see what."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import Booking, Shift, TillReceipt
from bookings.operations.close_shift import close_shift
from bookings.operations.load_rules import load_rules
from bookings.operations.take_at_desk import take_cash
from railway.accounts.models import User
from railway.accounts.roles import ACCOUNTANT, AUDITOR, DESK_CLERK, INSPECTOR
from tests.bookings.exchange_world import ADULT, PERSON
from tests.bookings.till.desks import FLOAT, make_shift, make_till
from tests.bookings.true_line import NOW, book, make_true_train
from tests.staff import make_staff, sign_in, signed_in

pytestmark = pytest.mark.django_db
DESK = "/admin/desk/"
SEARCH = {
    "origin": "VITEBSK",
    "destination": "SMOLENSK",
    "date": "2027-05-15",
    "currency": "BYN",
    "p1": "adult",
}
ANNA = {
    "family_name-1": "Ковалёва",
    "given_name-1": "Анна",
    "birth_date-1": "09.03.1985",
    "document_type-1": "BY_PASSPORT",
    "document_number-1": "BM1234567",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        load_rules()
        yield


@pytest.fixture
def staff() -> User:
    return make_staff(DESK_CLERK)


@pytest.fixture
def clerk(staff: User) -> Client:
    return sign_in(staff)


def an_order() -> Booking:
    """One adult's seat, held, nothing missing."""
    return book(make_true_train(), ADULT, passengers=[PERSON], email="anna@example.org")


def text_of(client: Client, url: str, **sent: str) -> str:
    answer = client.get(url, sent)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_a_shift_from_the_float_to_the_z_report(clerk: Client) -> None:
    make_true_train()
    opened = clerk.post(DESK, {"till": make_till().pk, "BYN": "50", "RUB": "0"})
    assert opened.status_code == 303
    found = text_of(clerk, DESK, **SEARCH)
    offer = re.search(r'name="offer" value="([^"]+)"', found)
    key = re.search(r'name="key" value="([^"]+)"', found)
    assert offer
    assert key
    sent = {"offer": offer[1], "key": key[1]}
    order = clerk.post(f"{DESK}hold/", sent)["Location"]
    assert clerk.post(f"{DESK}hold/", sent)["Location"] == order
    booking = Booking.objects.get()
    assert booking.channel == "desk"
    assert clerk.post(order, ANNA).status_code == 303
    short = clerk.post(f"{order}cash/", {"handed": "0,50"})
    assert short.status_code == 422
    assert 'id="handed-error"' in short.content.decode()
    handed = booking.total + Decimal("3.35")
    paid = clerk.post(f"{order}cash/", {"handed": f"{handed}".replace(".", ",")})
    receipt = text_of(clerk, paid["Location"])
    assert "3.35" in receipt
    assert clerk.get(f"{order}tickets.pdf").content.startswith(b"%PDF")
    back = clerk.post(f"{order}offer-refund/", {}).content.decode()
    uuid = re.search(r'name="offer" value="([^"]+)"', back)
    assert uuid
    assert clerk.post(f"{order}refund/", {"offer": uuid[1]}).status_code == 303
    shift = Shift.objects.get()
    assert "X report" in text_of(clerk, f"{DESK}shift/{shift.pk}/")
    ended = clerk.post(f"{DESK}shift/{shift.pk}/close/", {"BYN": "50.00", "RUB": "0"})
    report = text_of(clerk, ended["Location"])
    assert "Z report" in report
    assert clerk.get(f"{DESK}shift/{shift.pk}.pdf").content.startswith(b"%PDF")
    assert list(TillReceipt.objects.order_by("number").values_list("kind", flat=True)) == ["sale", "refund"]


def test_a_receipt_printed_again_is_a_copy(clerk: Client, staff: User) -> None:
    receipt = take_cash(booking=an_order(), shift=make_shift(clerk=staff), handed=Decimal(20), now=NOW)
    url = f"{DESK}receipt/{receipt.pk}"
    first, second = (clerk.get(f"{url}.pdf").content for _each in range(2))
    assert first.startswith(b"%PDF")
    assert first != second
    assert "marked as a copy" in text_of(clerk, f"{url}/")


@pytest.mark.parametrize("typed", ["", "-1", "abc", "1.001", "NaN", "1e400", "9" * 40])
def test_a_sum_that_is_none_is_refused_beside_its_field(clerk: Client, staff: User, typed: str) -> None:
    make_shift(clerk=staff)
    order = f"{DESK}o/{an_order().shown_reference}/"
    answer = clerk.post(f"{order}cash/", {"handed": typed})
    assert answer.status_code == 422
    assert 'id="handed-error"' in answer.content.decode()
    assert not TillReceipt.objects.exists()


def test_cash_taken_out_twice_by_a_double_press_goes_out_once(clerk: Client, staff: User) -> None:
    make_shift(clerk=staff)
    sent = {"kind": "paid_out", "amount": "30", "currency": "BYN", "reason": "bank", "slip": "7", "key": "k"}
    first, second = (clerk.post(f"{DESK}cash/", sent) for _each in range(2))
    assert first["Location"] == second["Location"]
    assert TillReceipt.objects.get().amount == 30
    too_much = clerk.post(f"{DESK}cash/", sent | {"key": "other", "amount": "30"})
    assert too_much.status_code == 422


def test_a_clerk_sees_the_own_shift_alone_and_readers_see_all(clerk: Client) -> None:
    shift = make_shift()
    receipt = take_cash(booking=an_order(), shift=shift, handed=Decimal(20), now=NOW)
    for url in (f"{DESK}shift/{shift.pk}/", f"{DESK}receipt/{receipt.pk}/", f"{DESK}shift/{shift.pk}/close/"):
        assert clerk.get(url).status_code == 404
    for role in (ACCOUNTANT, AUDITOR):
        assert signed_in(role).get(f"{DESK}shift/{shift.pk}/").status_code == 200
        assert signed_in(role).get(DESK).status_code == 403
    assert signed_in(AUDITOR).get(f"{DESK}shift/{shift.pk}/close/").status_code == 403
    assert signed_in(INSPECTOR).get(f"{DESK}shift/{shift.pk}/").status_code == 404


def test_a_shift_left_open_past_midnight_stands_out_and_is_closed_with_a_reason() -> None:
    shift, accountant = make_shift(), signed_in(ACCOUNTANT)
    with time_machine.travel(NOW.replace(day=15), tick=False):
        assert "left open past midnight" in text_of(accountant, "/admin/bookings/shift/")
        url = f"{DESK}shift/{shift.pk}/close/"
        counted = {currency: str(amount) for currency, amount in FLOAT.items()}
        assert accountant.post(url, counted).status_code == 422
        assert accountant.post(url, counted | {"note": "went home ill"}).status_code == 303
    shift.refresh_from_db()
    assert (shift.is_open, shift.note) == (False, "went home ill")


def test_a_count_that_is_not_expected_is_asked_for_again_without_telling_the_sum(
    clerk: Client, staff: User
) -> None:
    shift = make_shift(clerk=staff)
    url = f"{DESK}shift/{shift.pk}/close/"
    slip = {"BYN": "5000", "RUB": str(FLOAT["RUB"])}
    again = clerk.post(url, slip)
    assert again.status_code == 422
    page = again.content.decode()
    assert 'id="id_BYN_error"' in page
    assert 'id="id_RUB_error"' not in page
    assert str(FLOAT["BYN"]) not in page.replace("5000", "")
    shift.refresh_from_db()
    assert shift.is_open
    assert clerk.post(url, slip | {"differs": "on"}).status_code == 303
    assert shift.cash.get(currency="BYN").counted == 5000


def test_notes_and_coins_make_the_sum(clerk: Client, staff: User) -> None:
    shift = make_shift(clerk=staff)
    url = f"{DESK}shift/{shift.pk}/close/"
    wrong = {"BYN": "50", "BYN-20": "2", "RUB": "1000"}
    assert clerk.post(url, wrong).status_code == 422
    assert clerk.post(url, {"BYN-20": "2", "BYN-10": "1", "RUB": "1000"}).status_code == 303
    assert shift.cash.get(currency="BYN").pieces == {"20": 2, "10": 1}


@pytest.mark.parametrize("table", ["shift", "tillreceipt"])
def test_a_list_takes_as_many_queries_for_many_rows(table: str) -> None:
    accountant = signed_in(ACCOUNTANT)
    url = f"/admin/bookings/{table}/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert accountant.get(url).status_code == 200
        return len(counted)

    a_closed_shift()
    queries()
    one = queries()
    for _each in range(2):
        a_closed_shift()
    assert queries() == one


def a_closed_shift() -> None:
    shift = make_shift()
    take_cash(booking=an_order(), shift=shift, handed=Decimal(20), now=NOW)
    close_shift(shift=shift, counted=FLOAT, pieces={}, by=shift.clerk, note="", now=NOW)
