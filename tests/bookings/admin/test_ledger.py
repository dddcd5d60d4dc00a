"""The accountant's and the auditor's pages of the ledger and of the bank: what they show, and by how many queries."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import BankDifference, BankStatement, Booking, LedgerEntry, LedgerTransaction
from bookings.operations.load_rules import load_rules
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_payment import start_payment
from bookings.payments.charges import charge_of
from bookings.payments.registry import gateway_named
from railway.accounts.roles import ACCOUNTANT, AUDITOR, DESK_CLERK
from tests.bookings.exchange_world import ADULT, PERSON
from tests.bookings.true_line import NOW, book, make_true_train
from tests.staff import make_staff, sign_in, signed_in

pytestmark = pytest.mark.django_db
IMPORT = "/admin/bookings/bankstatement/import/"
SANDBOX = "/admin/bookings/bankstatement/sandbox/?currency=BYN&day=2027-05-14&until=2027-05-14"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as moved:
        load_rules()
        yield moved


@pytest.fixture
def client(clock: time_machine.Traveller) -> Client:
    return sign_in(make_staff(ACCOUNTANT))


def sell() -> Booking:
    booking = book(make_true_train(), ADULT, email="a@example.org", passengers=[PERSON])
    payment = start_payment(booking=booking, method="sandbox", return_url="/", now=NOW, outcome="accept")
    answer = gateway_named("sandbox").ask_state(charge_of(payment), now=NOW)
    assert answer
    settle_payment(answer=answer, now=NOW)
    booking.refresh_from_db()
    return booking


def hand_in(client: Client, content: bytes) -> HttpResponse:
    file = SimpleUploadedFile("statement.xml", content)
    return client.post(IMPORT, {"gateway": "sandbox", "file": file}, follow=True)  # type: ignore[return-value]  # Django's own class


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


@pytest.mark.parametrize(
    "table", ["ledgerentry", "ledgertransaction", "bankstatement", "bankdifference", "ledgerentry/balances"]
)
def test_a_list_takes_as_many_queries_for_many_rows(
    client: Client, clock: time_machine.Traveller, table: str
) -> None:
    url = f"/admin/bookings/{table}/"
    make_a_day(client, clock, sales=1)
    client.get(url)
    one = queries(client, url)
    make_a_day(client, clock, sales=3)
    assert queries(client, url) == one


def make_a_day(client: Client, clock: time_machine.Traveller, *, sales: int) -> None:
    """Sales of a day, and its statement with as many lines changed."""
    for _number in range(sales):
        sell()
    day = f"2027-05-{13 + sales}"
    clock.move_to(NOW + timedelta(days=5))
    file = client.get(f"/admin/bookings/bankstatement/sandbox/?currency=BYN&day={day}&until={day}").content
    assert hand_in(client, file.replace(b"EndToEndId>", b"EndToEndId>0")).status_code == 200
    clock.move_to(NOW)


def test_balances_are_shown_in_each_currency_and_add_up(client: Client) -> None:
    sell()
    page = client.get("/admin/bookings/ledgerentry/balances/")
    tables = page.context["currencies"]
    assert [table["currency"] for table in tables] == ["BYN", "RUB"]
    assert {table["amount"] for table in tables} == {Decimal(0)}
    assert "Compare them now" in page.content.decode()


def test_the_page_compares_the_ledger_with_payments_and_bookings(client: Client) -> None:
    sell()
    url = "/admin/bookings/ledgerentry/balances/?check=1"
    assert {count for _what, count in client.get(url).context["faults"]} == {0}
    Booking.objects.update(total=1)
    assert ("Bookings whose tickets are worth another sum in the ledger", 1) in client.get(url).context[
        "faults"
    ]


def test_an_account_leads_to_its_entries(client: Client) -> None:
    sell()
    (byn, _rub) = client.get("/admin/bookings/ledgerentry/balances/").context["currencies"]
    for row in byn["rows"]:
        assert client.get(row.url).context["cl"].result_count == row.balance.entries


def test_a_transaction_shows_both_sides_and_leads_to_its_cause(client: Client) -> None:
    booking = sell()
    sale = LedgerTransaction.objects.get(cause="sale")
    page = client.get(f"/admin/bookings/ledgertransaction/{sale.pk}/change/")
    assert f'href="/admin/bookings/booking/{booking.pk}/change/"' in page.content.decode()
    (entries,) = page.context["inline_admin_formsets"]
    assert len(entries.formset.forms) == sale.entries.count() > 2
    payment = LedgerTransaction.objects.get(cause="payment")
    page = client.get(f"/admin/bookings/ledgertransaction/{payment.pk}/change/").content.decode()
    assert f'href="/admin/bookings/payment/{booking.payments.get().pk}/change/"' in page


@pytest.mark.parametrize(
    "query", ["cause__exact=sale", "entries__account__exact=conversion", "q={reference}"]
)
def test_transactions_are_found(client: Client, query: str) -> None:
    booking = sell()
    url = f"/admin/bookings/ledgertransaction/?{query.format(reference=booking.reference)}"
    listed = client.get(url).context["cl"].result_list
    assert {each.booking_id for each in listed} == {booking.pk}
    assert {each.byn for each in listed} <= set(
        LedgerEntry.objects.filter(amount__gt=0, currency="BYN").values_list("amount", flat=True)
    )


def test_the_sandbox_banks_file_is_taken_and_agrees(client: Client, clock: time_machine.Traveller) -> None:
    sell()
    clock.move_to(NOW + timedelta(days=1))
    page = hand_in(client, client.get(SANDBOX).content).content.decode()
    assert "Statement SB-BYN-20270514-20270514 taken: 0 differences." in page
    assert BankStatement.objects.get().lines.count() == 1


def test_a_day_that_is_not_over_has_no_statement(client: Client) -> None:
    page = client.get(SANDBOX, follow=True)
    assert "A statement is made when its last day is over." in page.content.decode()


@pytest.mark.parametrize("content", [b"[]", b"<a/>", b"\xff\xfe"])
def test_another_file_is_asked_for_again(client: Client, content: bytes) -> None:
    answer = hand_in(client, content)
    assert answer.status_code == 422
    assert "This is no camt.053 statement" in answer.content.decode()
    assert not BankStatement.objects.exists()


def test_a_difference_is_explained_on_its_page(client: Client, clock: time_machine.Traveller) -> None:
    make_a_day(client, clock, sales=1)
    difference = BankDifference.objects.filter(kind="ledger_only").get()
    page = f"/admin/bookings/bankdifference/{difference.pk}/"
    assert "What was said of it" in client.get(f"{page}change/").content.decode()
    client.post(f"{page}explain/", {"words": ""})
    difference.refresh_from_db()
    assert difference.state == "open"
    told = client.post(f"{page}explain/", {"words": "The bank wrote it wrong"}, follow=True).content.decode()
    assert "The bank wrote it wrong" in told
    difference.refresh_from_db()
    assert difference.state == "explained"
    client.post(f"{page}explain/", {"words": "It did not", "reopen": "1"})
    client.post("/admin/bookings/bankdifference/again/")
    difference.refresh_from_db()
    assert (difference.state, difference.notes.count()) == ("open", 2)


def test_an_auditor_looks_and_a_clerk_does_not(client: Client, clock: time_machine.Traveller) -> None:
    make_a_day(client, clock, sales=1)
    difference = BankDifference.objects.filter(kind="ledger_only").get()
    page = f"/admin/bookings/bankdifference/{difference.pk}/"
    auditor, clerk = signed_in(AUDITOR), signed_in(DESK_CLERK)
    assert "Explain it" not in auditor.get(f"{page}change/").content.decode()
    assert auditor.get("/admin/bookings/ledgerentry/balances/").status_code == 200
    for url in (IMPORT, SANDBOX):
        assert auditor.get(url).status_code == 403
    for url in (f"{page}explain/", "/admin/bookings/bankdifference/again/"):
        assert auditor.post(url, {"words": "a"}).status_code == 403
    assert clerk.get("/admin/bookings/ledgerentry/balances/").status_code == 403
