"""A ticket read from the database: in the reader's language, of today's times and state."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings import inventory
from bookings.fares import Benefit as FareBenefit
from bookings.fares import FarePrice, PassengerFacts, Rate, Section, TariffVersion, price_passenger
from bookings.models import Benefit, Booking, Ticket
from bookings.tickets.build import booking_ticket_views
from bookings.tickets.issue import issue_tickets, void_tickets
from bookings.tickets.pdf import render_booking_pdf
from bookings.tickets.view import TicketStatus, TicketView
from tests.bookings.world import NOW, make_booking, make_train
from timetables.models import DatedStop, DatedTrip, Stop

pytestmark = pytest.mark.django_db


def paid_booking(dated_trip: DatedTrip | None = None, *, passengers: int = 1) -> Booking:
    booking = make_booking(dated_trip or make_train(), passengers=passengers)
    issue_tickets(booking=booking, now=NOW)
    booking.state = Booking.State.FULFILLED
    booking.save()
    return booking


def view_of(booking: Booking, language: str | None = None) -> TicketView:
    [view] = booking_ticket_views(Booking.objects.get(pk=booking.pk), language)
    return view


def give_benefit(booking: Booking, *, sensitive: bool) -> None:
    benefit = Benefit.objects.create(
        code="BY_X",
        country="BY",
        discount_percent=50,
        name_ru="Инвалиды",
        name_en="People with disability",
        proof_ru="удостоверение инвалида",
        proof_en="disability certificate",
        sensitive=sensitive,
    )
    booking.passengers.update(granted_benefit=benefit)


def make_train_over_the_border() -> DatedTrip:
    """Vitebsk - Zaolsha - border at 60 km - Rudnya - Smolensk."""
    train = make_train(sold=False)
    rudnya, smolensk = (train.stops.get(position=position) for position in (1, 2))
    for stop, position, km in ((smolensk, 4, 139), (rudnya, 3, 71)):
        DatedStop.objects.filter(pk=stop.pk).update(position=position, km=Decimal(km))
    for position, code, kind, km in ((1, "ZAOLSHA", "station", 58), (2, "BORDER_VIT", "border", 60)):
        stop = Stop.objects.create(stop_id=code, name_ru=code.title(), kind=kind)
        at = train.departs_at + timedelta(minutes=km)
        DatedStop.objects.create(
            dated_trip=train, position=position, stop=stop, arrival_at=at, departure_at=at, km=Decimal(km)
        )
    inventory.open_trip(dated_trip_id=train.pk)
    return train


def explained_price() -> FarePrice:
    """A pensioner's fare over both sections, in BYN."""
    tariffs = [
        TariffVersion(
            country, "t", date(2026, 1, 1), None, currency, Decimal(10), Decimal(zone), Decimal(km), "up:0.01"
        )
        for country, currency, zone, km in (("BY", "BYN", "0.4", "0.04"), ("RU", "RUB", "29.48", "2.948"))
    ]
    pensioner = PassengerFacts(country="BY", claimed_benefit="BY_X")
    return price_passenger(
        sections=[
            Section("BY", Decimal(60), "VITEBSK", "BORDER_VIT"),
            Section("RU", Decimal(79), "BORDER_VIT", "SMOLENSK"),
        ],
        passenger=pensioner,
        party=[pensioner],
        travel_date=date(2027, 5, 15),
        tariffs=tariffs,
        benefits=[FareBenefit("BY_X", "BY", Decimal(50))],
        rate=Rate(Decimal("3.6"), date(2026, 1, 1)),
        currency="BYN",
    )


def test_it_says_what_was_sold() -> None:
    booking = paid_booking()
    view, seat = view_of(booking), inventory.seats_of(booking_ids=[booking.pk])[booking.pk][1]
    assert (view.reference, view.number) == (booking.shown_reference, f"{booking.shown_reference}-1")
    assert (view.passenger, view.document) == ("Ковалёва1 Анна Петровна", "•••••4567")
    assert (view.coach, view.seat, view.seat_mode) == (seat.coach, seat.number, "numbered")
    assert (view.price, view.currency, view.language) == (Decimal("5.70"), "BYN", "ru")
    assert view.payload == bytes(Ticket.objects.get().payload)
    assert view.status is TicketStatus.VALID


@pytest.mark.parametrize(
    ("language", "origin", "route"),
    [
        ("ru", "Витебск", "Витебск – Смоленск"),
        ("be", "Віцебск", "Віцебск – Смаленск"),
        ("en", "Vitebsk", "Vitebsk – Smolensk"),
    ],
)
def test_names_are_in_the_readers_language_and_the_signs(language: str, origin: str, route: str) -> None:
    view = view_of(paid_booking(), language)
    assert (view.origin.name, view.route_name) == (origin, route)
    assert (view.origin.sign, view.destination.sign) == ("Віцебск", "Смоленск")


def test_its_address_holds_no_secret() -> None:
    booking = paid_booking()
    assert view_of(booking, "be").url.endswith(f"/be/o/{booking.shown_reference}/")


def test_a_moved_train_shows_its_new_time_and_counts_on() -> None:
    booking = paid_booking()
    before = view_of(booking)
    booking.dated_trip.stops.filter(position=0).update(departure_at=before.departs_at + timedelta(minutes=10))
    Booking.objects.update(ticket_sequence=1)
    after = view_of(booking)
    assert after.departs_at - before.departs_at == timedelta(minutes=10)
    assert (before.sequence, after.sequence) == (0, 1)


def test_a_cancelled_train_and_a_refund_show_on_the_ticket() -> None:
    booking = paid_booking()
    DatedTrip.objects.update(state=DatedTrip.State.CANCELLED)
    assert view_of(booking).status is TicketStatus.TRAIN_CANCELLED
    void_tickets(booking=booking)
    assert view_of(booking).status is TicketStatus.VOID


def test_a_ticket_of_a_booking_that_ended_is_void() -> None:
    booking = paid_booking()
    Booking.objects.update(state=Booking.State.REFUNDED)
    assert view_of(booking).status is TicketStatus.VOID


def test_a_void_ticket_is_left_out_beside_a_valid_one() -> None:
    booking = paid_booking(passengers=2)
    void_tickets(booking=booking, passenger_numbers=[1])
    assert view_of(booking).number.endswith("-2")


def test_the_border_stands_at_its_share_of_the_way() -> None:
    border = view_of(paid_booking(make_train_over_the_border())).border
    assert border is not None
    assert (border.before, border.after) == ("Zaolsha", "Рудня")
    assert border.share == pytest.approx(60 / 139)


def test_a_way_within_one_country_has_no_border() -> None:
    booking = paid_booking(make_train_over_the_border())
    Booking.objects.update(from_position=3)
    assert view_of(booking).border is None


@pytest.mark.parametrize("mode", ["quota", "open"])
def test_a_train_without_seat_numbers_shows_none(mode: str) -> None:
    view = view_of(paid_booking(make_train(seat_mode=mode)))
    assert (view.coach, view.seat, view.seat_mode) == (None, None, mode)


def test_an_ordinary_benefit_is_named_with_its_proof() -> None:
    booking = paid_booking()
    give_benefit(booking, sensitive=False)
    view = view_of(booking, "en")
    assert view.benefit == "Benefit: People with disability, 50%, Belarus"
    assert view.carry == ("Passport of Belarus •••••4567", "disability certificate")


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_a_sensitive_benefit_is_nowhere_on_the_face(language: str) -> None:
    booking = paid_booking()
    give_benefit(booking, sensitive=True)
    view = view_of(booking, language)
    assert view.benefit is None
    assert len(view.carry) == 2
    face = repr(view).casefold()
    assert "инвалид" not in face
    assert "disab" not in face


def test_the_price_explains_itself_without_naming_the_benefit() -> None:
    booking = paid_booking(make_train_over_the_border())
    price = explained_price()
    booking.passengers.update(
        price_lines=price.to_json(), price=price.price.amount, full_price=price.full_price.amount
    )
    view = view_of(booking, "en")
    texts = [line.text for line in view.fare_lines]
    assert texts[0] == "Vitebsk – border, 60 km"
    assert texts[1].startswith("Border – Smolensk, 79 km: ")
    assert texts[1].endswith("\u00a0RUB")
    assert texts[2].startswith("Rate of Thu 1\u00a0January\u00a02026: 3.6000 BYN")
    assert texts[3] == "Benefit: 50% off the whole way"
    amounts = [line.amount for line in view.fare_lines if line.amount is not None]
    assert sum(amounts) == view.price == price.price.amount
    assert (view.other_price, view.other_currency) == (price.other_price.amount, "RUB")


def test_a_booking_prints() -> None:
    views = booking_ticket_views(paid_booking(make_train_over_the_border(), passengers=2))
    assert render_booking_pdf(views).startswith(b"%PDF-1.7")


def test_a_party_takes_as_few_queries_as_one_passenger(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    booking = paid_booking(passengers=4)
    with django_assert_max_num_queries(3):
        assert len(booking_ticket_views(booking)) == 4
