"""Several who post at the same moment: each cause stands in the ledger once, as the database refuses the second."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.db.models import Count

from bookings.ledger.missing import post_missing
from bookings.models import LedgerTransaction
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_refund import offer_refund
from tests.bookings.exchange_world import ADULT, all_adds_up, bank_says, buy
from tests.bookings.ledger.books import everything, lose_the_ledger
from tests.bookings.true_line import NOW, book, make_true_train
from tests.bookings.world import make_payment
from tests.races.conftest import Race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.bookings.web_urls")]
RACERS = 6


@pytest.fixture
def sold(unpooled: None) -> None:
    """Some bookings, one of them returned, from before there was a ledger."""
    load_rules()
    train = make_true_train()
    first, *_others = [buy(train, ADULT) for _number in range(3)]
    confirm_refund(offer=offer_refund(booking=first, now=NOW), now=NOW)


def posted_twice() -> int:
    causes = LedgerTransaction.objects.order_by().values("cause", "cause_id")
    return causes.annotate(times=Count("pk")).filter(times__gt=1).count()


@pytest.fixture
def unguarded(sold: None) -> Iterator[None]:
    """The control: the same without the unique key."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bookings_ledgertransaction DROP CONSTRAINT ledger_cause_once")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bookings_ledgertransaction CASCADE")
        cursor.execute(
            "ALTER TABLE bookings_ledgertransaction ADD CONSTRAINT ledger_cause_once UNIQUE (cause, cause_id)"
        )


def test_all_who_post_what_is_missing_at_once_post_it_once(sold: None, race: Race) -> None:
    before = everything()
    with transaction.atomic():
        lose_the_ledger()
    outcome = race(RACERS, lambda _racer: sum(post_missing().values()))
    assert outcome.errors == {}
    assert sum(outcome.results.values()) == LedgerTransaction.objects.count()
    assert everything() == before
    all_adds_up()


def test_without_the_key_they_post_it_twice(unguarded: None, race: Race) -> None:
    with transaction.atomic():
        lose_the_ledger()
    assert race(RACERS, lambda _racer: post_missing()).errors == {}
    assert posted_twice() > 0


def test_an_answer_in_many_copies_posts_one_payment_and_one_sale(sold: None, race: Race) -> None:
    booking = book(make_true_train(), ADULT, email="a@example.org")
    payment = make_payment(booking, amount=booking.total)
    before = LedgerTransaction.objects.count()
    outcome = race(RACERS, lambda _racer: bank_says(payment, event="the same").status)
    assert outcome.errors == {}
    assert LedgerTransaction.objects.count() == before + 2
    assert posted_twice() == 0
