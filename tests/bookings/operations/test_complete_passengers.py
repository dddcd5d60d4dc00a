"""Names, documents, benefits told while the seats are held."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bookings.documents import decrypt
from bookings.models import Benefit, Booking, ExchangeRate, Notification, Passenger, Tariff
from bookings.offers import PartyMember, PartyRefused
from bookings.operations.complete_passengers import CompletionResult, complete_passengers
from bookings.operations.load_rules import load_rules
from bookings.operations.lock_booking import HoldExpired, NotHeld
from bookings.operations.passenger_details import PassengerDetails, Purchaser
from bookings.operations.release_booking import release_booking
from bookings.queries import requested_information
from tests.bookings.true_line import DAY, NOW, book, make_true_train

pytestmark = pytest.mark.django_db
PRICE = Decimal("10.68")
HALF = Decimal("5.34")
WHOLE = {"given_name": "Анна", "family_name": "Ковалёва", "birth_date": date(1960, 2, 29)}
PAPER = {"document_type": "BY_PASSPORT", "document_number": "BM1234567"}


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    load_rules()


def _tell(booking: Booking, number: int = 1, **told: object) -> CompletionResult:
    return complete_passengers(booking=booking, details={number: PassengerDetails(**told)}, now=NOW)  # type: ignore[arg-type]


def _missing(booking: Booking) -> list[str]:
    return [problem.pointer for problem in requested_information(booking)]


def test_a_benefit_chosen_later_changes_the_price_and_says_so() -> None:
    booking = book(make_true_train())
    result = _tell(booking, benefit_code="BY_PENSIONER_SEASON")
    assert result.price_changed == (PRICE, HALF)
    passenger = booking.passengers.get()
    assert (passenger.price, passenger.full_price) == (HALF, PRICE)
    assert passenger.granted_benefit == Benefit.objects.get(code="BY_PENSIONER_SEASON")
    event = booking.events.get(kind="price_changed")
    assert event.data == {"old": "10.68", "new": "5.34", "currency": "BYN"}


def test_a_benefit_taken_back_brings_the_full_fare_back() -> None:
    booking = book(make_true_train(), PartyMember("BY", "BY_PENSIONER_SEASON"))
    assert _tell(booking, benefit_code="").price_changed == (HALF, PRICE)
    assert booking.passengers.get().granted_benefit is None


def test_out_of_season_the_full_fare_stays_with_a_word_why() -> None:
    train = make_true_train(day=date(2027, 11, 1))
    booking = book(train, now=NOW.replace(month=10))
    told = {1: PassengerDetails(benefit_code="BY_PENSIONER_SEASON")}
    result = complete_passengers(booking=booking, details=told, now=NOW.replace(month=10))
    assert result.price_changed is None
    assert [(problem.pointer, problem.code) for problem in result.warnings] == [
        ("passengers/1/benefit", "out_of_season")
    ]


@pytest.mark.parametrize(
    ("country", "born", "free"),
    [
        ("RU", DAY.replace(year=DAY.year - 7), True),
        ("RU", DAY.replace(year=DAY.year - 7) - timedelta(days=1), False),
        ("BY", DAY.replace(year=DAY.year - 7), False),
        ("BY", DAY.replace(year=DAY.year - 7) + timedelta(days=1), True),
    ],
)
def test_a_child_is_free_by_the_birth_date_without_asking(country: str, born: date, free: bool) -> None:
    booking = book(make_true_train(), PartyMember("BY"), PartyMember(country))
    result = _tell(booking, 2, birth_date=born)
    assert (result.price_changed == (PRICE * 2, PRICE)) == free
    assert booking.passengers.get(number=2).price == (0 if free else PRICE)


def test_a_child_by_the_search_who_is_older_pays_and_is_told() -> None:
    booking = book(make_true_train(), PartyMember("BY", "BY_CHILD_U7"))
    assert booking.total == 0
    result = _tell(booking, birth_date=date(2019, 1, 1))
    assert result.price_changed == (Decimal("0.00"), PRICE)
    assert "too_old" in [problem.code for problem in result.warnings]


def test_a_companion_loses_the_benefit_with_the_one_accompanied() -> None:
    booking = book(make_true_train(), PartyMember("BY", "BY_DISABLED_1"), PartyMember("BY", "BY_COMPANION"))
    assert booking.total == 0
    result = _tell(booking, 1, benefit_code="")
    assert result.price_changed == (Decimal("0.00"), PRICE * 2)
    assert [problem.pointer for problem in result.warnings if problem.code == "companion_alone"] == [
        "passengers/2/benefit"
    ]


def test_names_alone_never_change_the_price_though_the_tariff_has_changed() -> None:
    booking = book(make_true_train())
    Tariff.objects.filter(country="BY").update(price_per_km=Decimal(1))
    assert _tell(booking, given_name="Анна", **PAPER).price_changed is None
    booking.refresh_from_db()
    assert booking.total == PRICE


def test_the_rate_stays_frozen_when_the_price_is_worked_out_again() -> None:
    booking = book(make_true_train())
    ExchangeRate.objects.create(date=NOW.date(), byn_for_100_rub=Decimal(9), source="test")
    assert _tell(booking, benefit_code="BY_PENSIONER_SEASON").price_changed == (PRICE, HALF)


def test_what_two_tabs_tell_of_different_fields_is_both_kept() -> None:
    booking = book(make_true_train())
    first, second = Booking.objects.get(pk=booking.pk), Booking.objects.get(pk=booking.pk)
    _tell(first, given_name="Анна")
    _tell(second, family_name="Ковалёва")
    _tell(first, given_name="Ганна")
    assert booking.passengers.get().full_name == "Ковалёва Ганна"


def test_a_document_is_tidied_and_encrypted_and_an_odd_one_only_warned_of() -> None:
    booking = book(make_true_train())
    result = _tell(booking, document_type="BY_PASSPORT", document_number="вм 12345")
    passenger = booking.passengers.get()
    assert decrypt(passenger.document_number_encrypted or b"") == "BM12345"
    assert [(problem.pointer, problem.code) for problem in result.warnings] == [
        ("passengers/1/document_number", "document_format")
    ]


def test_the_purchasers_first_address_brings_the_mail_about_the_hold_once() -> None:
    booking = book(make_true_train())
    for _time in range(2):
        complete_passengers(
            booking=booking, details={}, purchaser=Purchaser("a@example.org", "+375", "be"), now=NOW
        )
    booking.refresh_from_db()
    assert (booking.email, booking.phone, booking.language) == ("a@example.org", "+375", "be")
    assert Notification.objects.filter(kind="held").count() == 1


@pytest.mark.parametrize(
    ("number", "told", "code"),
    [
        (1, {"benefit_code": "BY_NOBODY"}, "unknown_benefit"),
        (1, {"document_type": "LIBRARY_CARD"}, "unknown_document_type"),
        (1, {"birth_date": DAY + timedelta(days=1)}, "not_born"),
        (2, {"given_name": "Анна"}, "unknown_passenger"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    number: int, told: dict[str, object], code: str
) -> None:
    booking = book(make_true_train())
    with pytest.raises(PartyRefused) as refused:
        _tell(booking, number, **told)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert booking.passengers.get().birth_date is None


def test_nothing_can_be_told_after_the_hold_has_ended_recorded_or_not() -> None:
    booking = book(make_true_train())
    with pytest.raises(HoldExpired):
        complete_passengers(booking=booking, details={}, now=booking.hold_expires_at or NOW)


def test_nothing_can_be_told_of_a_booking_let_go() -> None:
    booking = book(make_true_train())
    release_booking(booking=booking, now=NOW)
    with pytest.raises(NotHeld) as refused:
        _tell(booking, given_name="Анна")
    assert refused.value.state == Booking.State.CANCELLED


def test_a_train_that_collects_data_asks_for_names_and_papers_of_all() -> None:
    booking = book(make_true_train())
    assert _missing(booking) == [
        f"passengers/1/{name}"
        for name in ("family_name", "given_name", "birth_date", "document_type", "document_number")
    ] + ["purchaser/email"]
    _tell(booking, **WHOLE, **PAPER)
    complete_passengers(booking=booking, details={}, purchaser=Purchaser("a@example.org"), now=NOW)
    booking.refresh_from_db()
    assert _missing(booking) == []


def test_another_train_asks_only_for_what_a_benefit_needs() -> None:
    train = make_true_train(collects_passenger_data=False)
    party = [PartyMember("BY"), PartyMember("BY", "BY_PENSIONER_SEASON"), PartyMember("BY", "BY_CHILD_U7")]
    booking = book(train, *party, email="a@example.org")
    assert _missing(booking) == [
        "passengers/2/family_name",
        "passengers/2/given_name",
        "passengers/3/family_name",
        "passengers/3/given_name",
        "passengers/3/birth_date",
    ]


def test_passengers_of_others_are_left_alone() -> None:
    mine, other = book(make_true_train()), book(make_true_train())
    _tell(mine, given_name="Анна")
    assert Passenger.objects.get(booking=other).given_name == ""
