"""A benefit for so many trips is given so many times, whatever is booked, let go, returned or exchanged."""

from datetime import date, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from bookings.models import BenefitUse, Booking, BookingEvent
from bookings.offers import PartyRefused
from bookings.offers.wording import problem_text
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.confirm_exchange import confirm_exchange
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_exchange import offer_exchange
from bookings.operations.offer_refund import offer_refund
from bookings.operations.passenger_details import PassengerDetails
from bookings.operations.purge_old_data import purge_old_data
from bookings.operations.release_booking import release_booking
from bookings.operations.settle_benefits import PriceChanged
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_payment import InformationMissing, start_payment
from bookings.payments.gateway import BankAnswer, Outcome
from tests.bookings.rule_world import LIMITED, book_limited, holder, make_limited
from tests.bookings.true_line import DAY, NOW, book, make_true_train

FULL = Decimal("10.68")
LATER = NOW + timedelta(minutes=11)

pytestmark = pytest.mark.usefixtures("time_machine_at_now")


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    load_rules()
    make_limited()


def tell(
    booking: Booking, number: str = "BM1234567", *, now=NOW, passenger: int = 1
) -> tuple[Decimal, list[str]]:
    result = complete_passengers(booking=booking, details={passenger: holder(number)}, now=now)
    return result.booking.total, [problem.code for problem in result.warnings]


def pay(booking: Booking, *, now=NOW) -> Booking:
    payment = start_payment(booking=booking, method="sandbox", return_url="/", now=now)
    if payment.amount:
        answer = BankAnswer(event_id=str(uuid4()), charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED)
        settle_payment(answer=answer, now=now)
    booking.refresh_from_db()
    return booking


def paid_free(train) -> Booking:
    booking = book_limited(train)
    tell(booking)
    return pay(booking)


def test_the_second_trip_of_a_day_is_sold_in_full_and_the_reason_told() -> None:
    paid_free(make_true_train())
    total, codes = tell(book_limited(make_true_train(at=time(17, 23))))
    assert total == FULL
    assert "trips_of_day_used" in codes


def test_another_day_and_another_person_have_trips_of_their_own() -> None:
    paid_free(make_true_train())
    assert tell(book_limited(make_true_train(day=DAY + timedelta(days=1))))[0] == 0
    assert tell(book_limited(make_true_train(at=time(9))), "BM7654321")[0] == 0


def test_before_the_document_is_told_the_price_holds_with_a_warning_and_payment_asks_for_it() -> None:
    booking = book_limited(make_true_train(collects_passenger_data=False))
    assert booking.total == 0
    details = PassengerDetails(given_name="Анна", family_name="Ковалёва")
    result = complete_passengers(booking=booking, details={1: details}, now=NOW)
    assert [problem.code for problem in result.warnings] == ["trips_of_day"]
    with pytest.raises(InformationMissing) as missing:
        start_payment(booking=booking, method="sandbox", return_url="/", now=NOW)
    assert [problem.pointer for problem in missing.value.problems] == [
        "passengers/1/document_type",
        "passengers/1/document_number",
    ]


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_reason_names_benefit_limit_and_day(language: str) -> None:
    paid_free(make_true_train())
    booking = book_limited(make_true_train(at=time(9)))
    result = complete_passengers(booking=booking, details={1: holder()}, now=NOW)
    words = problem_text(result.warnings[0], language=language)
    assert "1" in words
    assert "2027" in words


def test_a_trip_held_by_another_booking_counts_until_its_hold_ends() -> None:
    tell(book_limited(make_true_train()))
    other = book_limited(make_true_train(at=time(9)))
    assert tell(other)[0] == FULL
    late = book_limited(make_true_train(at=time(10)), now=LATER)
    assert tell(late, now=LATER)[0] == 0
    assert BenefitUse.objects.get().passenger.booking == late


@pytest.mark.parametrize("end", ["released", "refunded"])
def test_a_trip_given_back_can_be_made_again(end: str) -> None:
    first = book_limited(make_true_train())
    tell(first)
    if end == "released":
        release_booking(booking=first, now=NOW)
    else:
        offer = offer_refund(booking=pay(first), now=NOW)
        confirm_refund(offer=offer, now=NOW)
    assert tell(book_limited(make_true_train(at=time(9))))[0] == 0


def test_who_asks_for_another_benefit_after_all_gives_the_trip_back() -> None:
    first = book_limited(make_true_train())
    tell(first)
    complete_passengers(booking=first, details={1: PassengerDetails(benefit_code="")}, now=NOW)
    assert not BenefitUse.objects.exists()
    assert tell(book_limited(make_true_train(at=time(9))))[0] == 0


def test_one_person_twice_in_a_party_travels_free_once() -> None:
    booking = book_limited(make_true_train(), people=2)
    result = complete_passengers(booking=booking, details={1: holder(), 2: holder()}, now=NOW)
    assert result.booking.total == FULL
    assert BenefitUse.objects.count() == 1


def test_so_many_trips_a_year_are_counted_by_the_year_of_travel() -> None:
    make_limited(code="BY_TWO", trips_per_day=None, free_trips=2)

    def price(day: date) -> Decimal:
        now = NOW.replace(month=12, day=20)
        booking = book_limited(make_true_train(day=day), now=now)
        told = {1: holder(benefit_code="BY_TWO")}
        return complete_passengers(booking=booking, details=told, now=now).booking.total

    days = [date(2027, 12, 30), date(2027, 12, 31), date(2027, 12, 31), date(2028, 1, 1)]
    assert [price(day) for day in days] == [0, 0, FULL, 0]


def test_a_booking_made_with_the_document_of_a_spent_trip_is_refused_with_the_reason() -> None:
    paid_free(make_true_train())
    train = make_true_train(at=time(9))
    with pytest.raises(PartyRefused) as refusal:
        book_limited(train, passengers=[holder()])
    assert [(each.pointer, each.code) for each in refusal.value.problems] == [
        ("passengers/1/benefit", "trips_of_day_used")
    ]
    assert not train.bookings.exists()


def test_a_booking_made_with_the_document_takes_the_trip() -> None:
    assert book_limited(make_true_train(), passengers=[holder()]).total == 0
    assert BenefitUse.objects.get().period == "2027-05-15"


def test_payment_is_refused_with_the_new_price_when_the_trip_was_taken_meanwhile() -> None:
    booking = book_limited(make_true_train())
    tell(booking)
    BenefitUse.objects.all().delete()  # as if its hold had ended for a moment
    tell(book_limited(make_true_train(at=time(9))))
    with pytest.raises(PriceChanged) as change:
        start_payment(booking=booking, method="sandbox", return_url="/", now=NOW)
    assert (change.value.old, change.value.new) == (0, FULL)
    booking.refresh_from_db()
    assert booking.total == FULL
    assert booking.events.filter(kind=BookingEvent.Kind.PRICE_CHANGED).exists()


def test_money_that_comes_after_the_trip_was_used_up_goes_back() -> None:
    make_limited(code="BY_HALF", discount_percent=50)
    booking = book_limited(make_true_train())
    complete_passengers(booking=booking, details={1: holder(benefit_code="BY_HALF")}, now=NOW)
    payment = start_payment(booking=booking, method="sandbox", return_url="/", now=NOW)
    BenefitUse.objects.all().delete()  # its hold ended, and another booking took the trip
    other = book_limited(make_true_train(at=time(9)))
    complete_passengers(booking=other, details={1: holder(benefit_code="BY_HALF")}, now=NOW)
    answer = BankAnswer(event_id="late", charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED)
    assert settle_payment(answer=answer, now=NOW).status != payment.Status.CAPTURED
    assert payment.refunds.get().amount == payment.amount


def test_an_exchange_on_the_same_day_keeps_the_trip_for_its_owner() -> None:
    old = paid_free(make_true_train())
    later = make_true_train(at=time(17))
    offer = offer_exchange(
        booking=old, dated_trip_id=later.pk, origin="VITEBSK", destination="SMOLENSK", now=NOW
    )
    assert offer.price == 0
    new = confirm_exchange(offer=offer, channel="web", now=NOW).new_booking
    assert BenefitUse.objects.get().passenger.booking == new
    assert tell(book_limited(make_true_train(at=time(9))))[0] == FULL


def test_an_exchange_into_a_day_whose_trip_is_used_costs_the_full_fare() -> None:
    tomorrow = DAY + timedelta(days=1)
    paid_free(make_true_train(day=tomorrow))
    old = paid_free(make_true_train())
    train = make_true_train(day=tomorrow, at=time(17))
    offer = offer_exchange(
        booking=old, dated_trip_id=train.pk, origin="VITEBSK", destination="SMOLENSK", now=NOW
    )
    assert offer.price == FULL


def test_people_without_limited_benefits_are_not_counted() -> None:
    booking = book(make_true_train())
    complete_passengers(booking=booking, details={1: holder(benefit_code="")}, now=NOW)
    assert not BenefitUse.objects.exists()


def test_a_benefit_of_unnumbered_trains_is_not_given_on_a_numbered_one() -> None:
    make_limited(code="BY_OPEN", trips_per_day=None, seat_modes=["open"])

    def price(mode: str) -> Decimal:
        booking = book_limited(make_true_train(seat_mode=mode))
        told = {1: holder(benefit_code="BY_OPEN")}
        return complete_passengers(booking=booking, details=told, now=NOW).booking.total

    assert (price("open"), price("numbered")) == (0, FULL)


def test_what_was_limited_is_known_by_a_hash_alone() -> None:
    paid_free(make_true_train())
    use = BenefitUse.objects.get()
    assert use.benefit_code == LIMITED
    assert "1234567" not in use.person
    assert len(use.person) == 64


def test_used_trips_are_forgotten_when_no_period_can_need_them_any_more() -> None:
    booking = paid_free(make_true_train())
    assert purge_old_data(now=booking.departs_at + timedelta(days=400))["benefit_uses"] == 0
    assert purge_old_data(now=booking.departs_at + timedelta(days=401))["benefit_uses"] == 1
