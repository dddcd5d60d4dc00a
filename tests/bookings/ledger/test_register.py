"""The register of income lost to benefits: tied to the ledger to the kopeck, corrections as rows of their own."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
import time_machine
from django.db.models import Sum

from bookings import ledger
from bookings.ledger.register import month_bounds, register_journeys, register_rows, register_totals
from bookings.models import Booking, LedgerEntry
from bookings.offers import PartyMember
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_refund import offer_refund
from railway.accounts.roles import ACCOUNTANT, DESK_CLERK
from tests.bookings.exchange_world import ADULT, buy
from tests.bookings.true_line import NOW, make_true_train
from tests.staff import signed_in
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db
PENSIONER = PartyMember("BY", "BY_PENSIONER_SEASON", date(1950, 4, 12))
CHILD = PartyMember("BY", "BY_CHILD_U7", date(2023, 4, 12))
MAY, JUNE, APRIL = date(2027, 5, 1), date(2027, 6, 1), date(2027, 4, 30)
URL = "/admin/bookings/ledgerentry/register/"
IN_JUNE = datetime(2027, 5, 31, 21, 0, tzinfo=UTC)  # midnight in Minsk


@pytest.fixture(autouse=True)
def train() -> Iterator[DatedTrip]:
    with time_machine.travel(NOW, tick=False):
        load_rules()
        yield make_true_train(day=date(2027, 6, 5))


@pytest.fixture
def sold(train: DatedTrip) -> Booking:
    """Two with a benefit and one without, sold in May for June."""
    return buy(train, ADULT, PENSIONER, CHILD)


def give_back(booking: Booking, number: int, now: datetime) -> None:
    confirm_refund(offer=offer_refund(booking=booking, passenger_numbers=[number], now=now), now=now)


def test_totals_are_the_ledgers(sold: Booking) -> None:
    give_back(sold, 2, IN_JUNE)
    until_june, until_july = (month_bounds(month)[1] for month in (MAY, JUNE))
    sums: dict[str, Decimal] = {}
    for until, month in ((until_june, MAY), (until_july, JUNE)):
        for total in register_totals(register_rows(month=month)):
            sums[total.currency] = sums.get(total.currency, Decimal(0)) + total.lost
        lost = [each for each in ledger.balances(until=until) if each.account == "benefits"]
        assert sums == {
            currency: sum((each.amount for each in lost if each.currency == currency), Decimal(0))
            for currency in ("BYN", "RUB")
        }
    whole = (
        LedgerEntry.objects.filter(account="benefits")
        .order_by()
        .values_list("currency")
        .annotate(Sum("amount"))
    )
    assert sums == dict(whole)


def test_a_row_has_the_full_fare_what_was_lost_and_what_was_paid(sold: Booking) -> None:
    rows = {(row.benefit, row.country): row for row in register_rows(month=MAY)}
    assert set(rows) == {
        (code, country) for code in ("BY_CHILD_U7", "BY_PENSIONER_SEASON") for country in ("BY", "RU")
    }
    fares = {
        line["country"]: Decimal(line["own"]["amount"])
        for line in sold.passengers.get(number=1).price_lines["lines"]
        if line["kind"] == "section"
    }
    for (code, country), row in rows.items():
        assert (row.tickets, row.full, row.is_correction) == (1, fares[country], False)
        assert row.paid == (0 if code == "BY_CHILD_U7" else row.full - row.lost)
        assert row.act


def test_a_return_is_a_correction_in_its_own_month(sold: Booking) -> None:
    before = register_rows(month=MAY)
    give_back(sold, 3, IN_JUNE)
    assert register_rows(month=MAY) == before
    corrections = register_rows(month=JUNE)
    sold_rows = [row for row in before if row.benefit == "BY_CHILD_U7"]
    assert [(row.country, -row.full, -row.lost, row.is_correction) for row in corrections] == [
        (row.country, row.full, row.lost, True) for row in sold_rows
    ]


def test_sold_and_returned_in_one_month_are_two_rows_that_cancel_out(sold: Booking) -> None:
    give_back(sold, 2, NOW)
    rows = [row for row in register_rows(month=MAY) if row.benefit == "BY_PENSIONER_SEASON"]
    assert [row.is_correction for row in rows] == [False, True, False, True]
    assert sum(row.lost for row in rows) == 0


def test_the_month_ends_at_midnight_of_the_railway(train: DatedTrip) -> None:
    assert month_bounds(date(2027, 12, 31)) == (
        datetime(2027, 11, 30, 21, 0, tzinfo=UTC),
        datetime(2027, 12, 31, 21, 0, tzinfo=UTC),
    )
    buy(train, CHILD, ADULT, now=IN_JUNE)
    assert register_rows(month=MAY) == register_rows(month=APRIL) == []
    assert register_rows(month=JUNE)


def test_a_budget_sees_its_own_rows(sold: Booking) -> None:
    payers = {row.payer for row in register_rows(month=MAY)}
    for payer in payers - {""}:
        own = register_rows(month=MAY, payer=payer)
        assert own == [row for row in register_rows(month=MAY) if row.payer == payer] != []
    assert register_rows(month=MAY, payer="union_state") == [
        row for row in register_rows(month=MAY) if row.payer == "union_state"
    ]


def test_the_tickets_behind_the_rows_add_up_to_them(sold: Booking) -> None:
    give_back(sold, 2, NOW)
    journeys = register_journeys(month=MAY)
    assert sum(each.lost for each in journeys) == sum(row.lost for row in register_rows(month=MAY))
    assert {each.reference for each in journeys} == {sold.reference}


def test_the_page_and_its_files_say_the_same(sold: Booking) -> None:
    client = signed_in(ACCOUNTANT)
    page = client.get(URL, {"month": "2027-05"})
    rows = [each["row"] for each in page.context["rows"]]
    assert rows == register_rows(month=MAY)
    told = client.get(URL, {"month": "2027-05", "format": "csv"}).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(told)))
    assert [Decimal(line[-2]) for line in lines[1:]] == [
        *[row.lost for row in rows], *[total.lost for total in register_totals(rows)]
    ]  # fmt: skip
    sheets = read_sheets(client.get(URL, {"month": "2027-05", "format": "xlsx"}).content)
    assert [[str(cell) for cell in row] for row in sheets[0]] == lines
    assert len(sheets[1]) == 1 + len(register_journeys(month=MAY))


def read_sheets(content: bytes) -> list[list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = sorted(
            name for name in file.namelist() if "sheet" in name.rsplit("/", 1)[-1] and "xml" in name
        )
        trees = [ElementTree.fromstring(file.read(name)) for name in names]  # noqa: S314 - our own file
    return [
        [["".join(cell.itertext()) for cell in row] for row in tree.iterfind(".//{*}row")] for tree in trees
    ]


@pytest.mark.parametrize("month", ["", "2027-13", "a", "0000-01", "9999-12"])
def test_another_month_is_asked_for_again(month: str) -> None:
    assert signed_in(ACCOUNTANT).get(URL, {"month": month}).status_code == 422


def test_the_register_is_for_those_who_may_see_the_ledger() -> None:
    assert signed_in(ACCOUNTANT).get(URL).status_code == 200
    assert signed_in(ACCOUNTANT).get(URL, {"format": "pdf"}).status_code == 404
    assert signed_in(DESK_CLERK).get(URL).status_code == 403
