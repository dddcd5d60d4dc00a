"""Journeys with changes on the pages: shown, priced by train, kept at once, paid one after the other."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from bookings import inventory
from bookings.models import Booking
from bookings.operations.hold_journey import release_journey
from tests.bookings.true_line import DAY, MINSK, NOW, make_true_train
from tests.bookings.web.page import text_of, title_of
from tests.factories import make_stops, make_trip
from timetables.models import DatedStop, DatedTrip, Stop
from timetables.queries.journey_days import forget_days

PAGE = f"/ru/vitebsk-orsha/{DAY}"


@pytest.fixture(autouse=True)
def _nothing_in_memory():
    forget_days()


def make_train_to_orsha(*, day: date = DAY, at: time = time(12, 0), seats: int = 8) -> DatedTrip:
    """A train from Smolensk to Orsha over another border."""
    make_stops(["SMOLENSK"])
    ends = {
        "ORSHA": ("Орша", "BY", "station", 119),
        "BORDER_ORS": ("Граница", "", "border", 71),
    }
    for code, (name, country, kind, _km) in ends.items():
        Stop.objects.get_or_create(stop_id=code, defaults={"name_ru": name, "country": country, "kind": kind})
    trip = make_trip(
        stops=["SMOLENSK", "BORDER_ORS", "ORSHA"],
        seat_mode="quota",
        quota=seats,
        collects_passenger_data=False,
    )
    departs_at = datetime.combine(day, at, MINSK)
    train = DatedTrip.objects.create(
        trip=trip, service_date=day, seat_mode="quota", quota=seats,
        departs_at=departs_at, arrives_at=departs_at + timedelta(hours=2),
    )  # fmt: skip
    for position, (code, km) in enumerate((("SMOLENSK", 0), ("BORDER_ORS", 71), ("ORSHA", 119))):
        passes = code == "BORDER_ORS"
        moment = departs_at + timedelta(hours=position)
        DatedStop.objects.create(
            dated_trip=train, position=position, stop=Stop.objects.get(stop_id=code), arrival_at=moment,
            departure_at=moment, km=Decimal(km), boarding=not passes, alighting=not passes,
        )  # fmt: skip
    inventory.open_trip(dated_trip_id=train.pk)
    return train


@pytest.fixture
def both(train) -> tuple[DatedTrip, DatedTrip]:
    """A train to Smolensk at 07:12, there at 09:49, and one on to Orsha at 12:00."""
    return train, make_train_to_orsha()


def _offers(answer) -> list[str]:
    form = answer.content.decode().split('action="/ru/hold"')[1].split("</form>")[0]
    return [part.split('"')[0] for part in form.split('name="offer" value="')[1:]]


def _keep(browser, **fields) -> str:
    """Press "Choose" on the only journey of the page."""
    offers = _offers(browser.get(PAGE))
    return browser.post("/ru/hold", {"offer": offers, "key": "k", "back": PAGE} | fields)


def test_where_no_direct_train_goes_the_journey_with_a_change_is_shown(browser, both):
    answer = browser.get(PAGE)
    words = text_of(answer)
    assert "07:12 Витебск – 09:49 Смоленск-Центральный" in words
    assert "12:00 Смоленск-Центральный – 14:00 Орша" in words
    assert "2 ч 11 мин" in words
    assert str(DAY) in answer.content.decode()
    assert not title_of(answer).endswith("поездов нет")


def test_each_train_has_its_price_and_the_sum_is_theirs(browser, both):
    sums = re.findall(r"(\d+,\d\d) BYN", text_of(browser.get(PAGE)))
    first, second, total = (Decimal(found.replace(",", ".")) for found in sums[:3])
    assert first == Decimal("10.68")
    assert second > 0
    assert total == first + second


def test_seats_on_all_trains_are_kept_at_once_a_booking_a_train(browser, both):
    answer = _keep(browser)
    bookings = list(Booking.objects.order_by("departs_at"))
    assert [booking.dated_trip for booking in bookings] == list(both)
    assert bookings[0].journey == bookings[1].journey is not None
    assert answer.status_code == 303
    assert answer.url == reverse("bookings:places", args=[bookings[0].shown_reference])


def test_pressed_twice_the_seats_are_kept_once(browser, both):
    offers = _offers(browser.get(PAGE))
    for _press in range(2):
        browser.post("/ru/hold", {"offer": offers, "key": "k", "back": PAGE, "beside": "keep"})
    assert Booking.objects.count() == 2


def test_another_journey_asks_first_and_then_frees_all_trains_of_the_one_kept(browser, both):
    _keep(browser)
    kept = set(Booking.objects.values_list("pk", flat=True))
    question = _keep(browser, key="other")
    offers = _offers(question)
    assert len(offers) == 2
    browser.post("/ru/hold", {"offer": offers, "key": "other", "back": PAGE, "beside": "free"})
    states = dict(Booking.objects.values_list("pk", "state"))
    assert len(states) == 4
    assert {state for pk, state in states.items() if pk in kept} == {Booking.State.CANCELLED}
    assert {state for pk, state in states.items() if pk not in kept} == {Booking.State.PREBOOKED}


def test_when_one_train_is_sold_out_no_seat_is_kept_on_the_other(browser, both):
    offers = _offers(browser.get(PAGE))
    DatedTrip.objects.filter(pk=both[1].pk).update(state="cancelled")
    answer = browser.post("/ru/hold", {"offer": offers, "key": "k", "back": PAGE})
    assert answer.url == PAGE
    assert not Booking.objects.exists()
    assert inventory.seats_left(spans={both[0].pk: inventory.Span(0, 4)}) == {both[0].pk: 8}


def test_more_trains_than_a_journey_has_are_refused(browser, both):
    offers = _offers(browser.get(PAGE))
    answer = browser.post("/ru/hold", {"offer": offers * 3, "key": "k", "back": PAGE})
    assert answer.status_code == 303
    assert not Booking.objects.exists()


def test_an_order_of_a_journey_names_the_other_train_and_leads_to_it(browser, both):
    _keep(browser)
    first, second = Booking.objects.order_by("departs_at")
    page = browser.get(reverse("bookings:places", args=[first.shown_reference])).content.decode()
    assert f"/ru/o/{second.shown_reference}/?k=" in page


def _who() -> dict[str, str]:
    return {
        "family_name-1": "Ковалёва", "given_name-1": "Анна", "birth_date-1": "12.04.1990",
        "document_type-1": "BY_PASSPORT", "document_number-1": "MP1234567", "do": "save",
    }  # fmt: skip


def test_who_travels_is_told_once_for_all_trains(browser, both):
    _keep(browser)
    first, second = Booking.objects.order_by("departs_at")
    browser.post(reverse("bookings:places", args=[first.shown_reference]), _who())
    told = second.passengers.get()
    browser.post(reverse("bookings:places", args=[first.shown_reference]), _who() | {"given_name-1": "Ганна"})
    told.refresh_from_db()
    assert told.given_name == "Ганна"
    assert (told.family_name, told.birth_date) == ("Ковалёва", date(1990, 4, 12))
    assert told.document_last4 == ""  # this train doesn't ask for documents


def test_what_was_told_of_another_train_stays(browser, both):
    _keep(browser)
    first, second = Booking.objects.order_by("departs_at")
    second.passengers.update(family_name="Иванова")
    browser.post(reverse("bookings:places", args=[first.shown_reference]), _who())
    assert second.passengers.get().family_name == "Иванова"


def test_letting_one_train_go_lets_the_other_go_unless_it_is_paid(browser, both):
    _keep(browser)
    first, second = Booking.objects.order_by("departs_at")
    release_journey(booking=first, now=NOW)
    assert {booking.state for booking in Booking.objects.all()} == {Booking.State.CANCELLED}
    Booking.objects.update(state=Booking.State.PREBOOKED)
    Booking.objects.filter(pk=second.pk).update(state=Booking.State.FULFILLED)
    release_journey(booking=first, now=NOW)
    assert Booking.objects.get(pk=second.pk).state == Booking.State.FULFILLED


def test_a_day_with_only_a_journey_is_no_dead_end_in_the_strip(browser, both):
    page = browser.get(f"/ru/vitebsk-orsha/{DAY + timedelta(days=1)}").content.decode()
    assert f'href="/ru/vitebsk-orsha/{DAY}?cur=BYN"' in page


def test_a_day_whose_journeys_have_begun_does_not_say_that_no_train_goes(browser, both, clock):
    clock.move_to(datetime.combine(DAY, time(8, 0), MINSK))
    words = text_of(browser.get(PAGE))
    assert "По расписанию" not in words
    assert "2 ч 11 мин" not in words


def test_a_missed_connection_is_told_and_not_sold(browser, both):
    DatedStop.objects.filter(dated_trip=both[0]).update(arrival_delay_s=9000, departure_delay_s=9000)
    answer = browser.get(PAGE)
    assert "12:19" in text_of(answer)
    assert 'name="offer"' not in answer.content.decode()


def test_who_has_the_tickets_is_told_that_the_next_train_will_be_missed(browser, both):
    _keep(browser)
    first = Booking.objects.order_by("departs_at")[0]
    page = reverse("bookings:places", args=[first.shown_reference])
    assert "/ru/smolensk-orsha/" not in browser.get(page).content.decode()
    DatedStop.objects.filter(dated_trip=both[0]).update(arrival_delay_s=9000, departure_delay_s=9000)
    answer = browser.get(page)
    assert f'href="/ru/smolensk-orsha/{DAY}"' in answer.content.decode()
    assert "12:19" in text_of(answer)


def test_clocks_that_differ_on_the_way_are_named(browser, both):
    Stop.objects.filter(stop_id="SMOLENSK").update(timezone="Europe/Samara")
    words = text_of(browser.get(PAGE))
    assert "Samara, UTC+4" in words
    assert "10:49 Смоленск-Центральный" in words


def test_a_direct_train_that_is_as_good_leaves_no_room_for_changes(browser, both):
    assert "Орша" not in text_of(browser.get(f"/ru/vitebsk-smolensk/{DAY}"))


def test_the_form_rules_no_day_out_where_one_changes_trains(browser, both):
    page = browser.get("/ru/", {"origin": "Витебск", "destination": "Орша"}).content.decode()
    assert "<option disabled" not in page


def test_a_page_of_one_journey_costs_as_many_queries_as_one_of_two(
    browser, both, django_assert_max_num_queries
):
    counts = []
    for more in range(2):
        if more:
            make_true_train(at=time(10, 30))
            make_train_to_orsha(at=time(15, 0))
        browser.get(PAGE)
        with django_assert_max_num_queries(60) as counted:
            answer = browser.get(PAGE)
        assert answer.content.decode().count('<ol class="way">') == more + 1
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1], counts
