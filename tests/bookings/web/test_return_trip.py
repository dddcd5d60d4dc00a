"""There and back on the pages: two choices, one hold, one payment, one page of the whole trip, and the same again."""

import html
import re
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from bookings import inventory
from bookings.models import Booking, Notification, SandboxCharge, Ticket
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.offer_refund import offer_refund
from tests.bookings.exchange_world import begin
from tests.bookings.true_line import CALLS, DAY, MINSK, NOW, make_true_train
from tests.bookings.web.page import leads_to, text_of
from timetables.models import DatedStop, DatedTrip
from timetables.queries.journey_days import forget_days

BACK_DAY = DAY + timedelta(days=2)
THERE = f"/ru/vitebsk-smolensk/{DAY}"
BACK = f"/ru/smolensk-vitebsk/{BACK_DAY}"


@pytest.fixture(autouse=True)
def _nothing_in_memory():
    forget_days()


def make_train_back(*, day: date = BACK_DAY, at: time = time(17, 0), seats: int = 8, **fields) -> DatedTrip:
    """The same line the other way: a train from Smolensk to Vitebsk."""
    train = make_true_train(day=day, at=at, seats=seats, **fields)
    stops = list(DatedStop.objects.filter(dated_trip=train).order_by("position").select_related("stop"))
    whole, by_code = CALLS[-1][-1], {row.stop.stop_id: row.stop for row in stops}
    for place, (row, call) in enumerate(zip(stops, reversed(CALLS), strict=True)):
        row.stop = by_code[call[0]]
        row.km = CALLS[-1][5] - call[5]
        row.arrival_at = row.departure_at = train.departs_at + timedelta(minutes=whole - call[6])
        row.boarding = row.alighting = call[4] != "border"
        row.position = place + 10  # out of the others' way
    DatedStop.objects.filter(dated_trip=train).delete()
    for row in stops:
        row.position -= 10
        row.save(force_insert=True)
    return train


@pytest.fixture
def both(train) -> tuple[DatedTrip, DatedTrip]:
    """A train to Smolensk at 07:12, and one back two days later at 17:00."""
    return train, make_train_back()


def forms(answer, action: str) -> list[dict[str, list[str]]]:
    """What each form of a page that leads to an address would send."""
    page = answer.content.decode()
    bodies = [part.split("</form>")[0] for part in page.split(f'<form action="{action}"')[1:]]
    fields = []
    for body in bodies:
        told: dict[str, list[str]] = {}
        for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', body):
            told.setdefault(name, []).append(html.unescape(value))
        fields.append(told)
    return fields


def choose_there(browser, back: date = BACK_DAY):
    """Press "Choose" on the first train there: the page of the trains back."""
    first = browser.get(THERE, {"back": back.isoformat()})
    (told, *_others) = forms(first, f"/ru/smolensk-vitebsk/{back}")
    return browser.get(f"/ru/smolensk-vitebsk/{back}", told)


def keep(browser):
    """Press "Choose" on the first train back as well."""
    (told, *_others) = forms(choose_there(browser), "/ru/hold")
    return browser.post("/ru/hold", told)


def held(browser) -> list[Booking]:
    keep(browser)
    return list(Booking.objects.order_by("departs_at"))


WHO = {
    "family_name-1": "Ковалёва", "given_name-1": "Анна", "birth_date-1": "12.04.1990",
    "document_type-1": "BY_PASSPORT", "document_number-1": "MP1234567", "do": "pay",
}  # fmt: skip


def pay_for(browser, booking: Booking):
    """Tell who travels, go to the bank, pay, come back."""
    browser.post(reverse("bookings:places", args=[booking.shown_reference]), WHO)
    page = reverse("bookings:pay", args=[booking.shown_reference])
    bank = leads_to(browser.post(page, {"email": "kovaleva@example.org", "currency": "BYN"}))
    return browser.get(leads_to(browser.post(bank, {"choice": "accept"})), follow=True)


def test_the_search_leads_to_the_trains_there_and_remembers_the_way_back(browser, both):
    asked = {
        "origin": "Витебск",
        "destination": "Смоленск",
        "date": DAY.isoformat(),
        "back": BACK_DAY.isoformat(),
    }
    assert browser.get("/ru/search", asked)["Location"] == f"{THERE}?back={BACK_DAY}"


@pytest.mark.parametrize(
    "back", ["2027-05-14", "2031-01-01", "soon"], ids=["before", "beyond the sale", "no day"]
)
def test_a_way_back_that_cannot_be_is_told_beside_its_field(browser, both, back):
    asked = {"origin": "Витебск", "destination": "Смоленск", "date": DAY.isoformat(), "back": back}
    page = browser.get("/ru/search", asked).content.decode()
    assert 'aria-describedby="back-error"' in page
    assert 'value="Витебск"' in page


def test_the_page_of_the_way_back_keeps_the_first_choice_and_adds_up(browser, both):
    answer = choose_there(browser)
    words = text_of(answer)
    assert "10,68 BYN" in words
    assert "21,36 BYN" in words
    assert "07:12" in words


def test_both_ways_are_held_until_one_moment_or_none_is(browser, both):
    there, back = held(browser)
    assert [there.dated_trip, back.dated_trip] == list(both)
    assert there.journey == back.journey is not None
    assert there.hold_expires_at == back.hold_expires_at
    assert (there.way, back.way) == (0, 1)


def test_a_train_back_that_is_full_meanwhile_holds_nothing_there(browser, both):
    (told, *_others) = forms(choose_there(browser), "/ru/hold")
    DatedTrip.objects.filter(pk=both[1].pk).update(state="cancelled")
    assert browser.post("/ru/hold", told).status_code == 303
    assert not Booking.objects.exists()
    assert inventory.seats_left(spans={both[0].pk: inventory.Span(0, 4)}) == {both[0].pk: 8}


def test_a_train_there_that_is_gone_at_the_second_step_is_chosen_anew(browser, both):
    first = browser.get(THERE, {"back": BACK_DAY.isoformat()})
    (told, *_others) = forms(first, BACK)
    DatedTrip.objects.filter(pk=both[0].pk).update(state="cancelled")
    answer = browser.get(BACK, told)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{THERE}?")
    assert f"back={BACK_DAY}" in answer["Location"]


def test_a_broken_choice_is_no_error(browser, both):
    answer = browser.get(BACK, {"there": "rubbish", "out": "yesterday"})
    assert answer.status_code == 302


def test_a_train_back_that_leaves_before_one_arrives_is_not_sold(browser, both):
    make_train_back(day=DAY, at=time(8, 0))
    late = make_train_back(day=DAY, at=time(23, 30))
    answer = choose_there(browser, back=DAY)
    assert len(forms(answer, "/ru/hold")) == 1
    assert f'id="choose-{late.pk}"' in answer.content.decode()


def test_over_new_year_and_past_midnight(browser, rules, clock):
    eve = date(2027, 12, 31)
    clock.move_to(datetime(2027, 12, 30, 12, 0, tzinfo=MINSK))
    make_true_train(day=eve, at=time(23, 0))  # there at 01:37 on 1 January
    make_train_back(day=date(2028, 1, 1), at=time(1, 0))
    good = make_train_back(day=date(2028, 1, 1), at=time(2, 0))
    first = browser.get(f"/ru/vitebsk-smolensk/{eve}", {"back": "2028-01-01"})
    (told, *_others) = forms(first, "/ru/smolensk-vitebsk/2028-01-01")
    answer = browser.get("/ru/smolensk-vitebsk/2028-01-01", told)
    assert len(forms(answer, "/ru/hold")) == 1
    assert f'id="choose-{good.pk}"' in answer.content.decode()


def test_both_are_paid_with_one_charge_told_by_one_letter_and_shown_on_either_page(browser, both):
    there, back = held(browser)
    answer = pay_for(browser, there)
    assert SandboxCharge.objects.get().amount == there.total + back.total
    assert Ticket.objects.filter(state="valid").count() == 2
    assert Notification.objects.filter(kind="confirmed").count() == 1
    words = text_of(answer)
    assert words.count("21,36 BYN") >= 1
    page = answer.content.decode()
    assert page.count('class="ticket"') == 2
    assert f"/ru/o/{back.shown_reference}/refund?k=" in page
    assert f"/ru/o/{back.shown_reference}/exchange?k=" in page
    other = browser.get(reverse("bookings:order", args=[back.shown_reference])).content.decode()
    assert other.count('class="ticket"') == 2


def test_all_tickets_come_in_one_file(browser, both):
    there, back = held(browser)
    pay_for(browser, there)
    answer = browser.get(reverse("bookings:trip_pdf", args=[back.shown_reference]))
    assert answer["Content-Type"] == "application/pdf"
    assert (
        answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page/") >= 2
        or b"/Count 2" in answer.content
    )


def test_who_opens_one_order_by_its_link_opens_the_other(browser, both, client):
    there, back = held(browser)
    pay_for(browser, there)
    page = browser.get(reverse("bookings:order", args=[there.shown_reference])).content.decode()
    link = html.unescape(re.search(rf'href="(/ru/o/{back.shown_reference}/\?k=[^"]+)"', page)[1])
    client.get(link)
    assert client.get(reverse("bookings:order", args=[there.shown_reference])).status_code == 200


def test_a_part_returned_leaves_the_other_and_its_sum(browser, both):
    there, back = held(browser)
    pay_for(browser, there)
    back.refresh_from_db()
    confirm_refund(offer=offer_refund(booking=back, now=NOW), now=NOW)
    page = browser.get(reverse("bookings:order", args=[there.shown_reference])).content.decode()
    assert page.count('class="ticket"') == 1


def test_a_part_that_is_exchanged_for_a_dearer_train_is_still_one_of_two(browser, both):
    there, _back = held(browser)
    pay_for(browser, there)
    later = make_train_back(day=BACK_DAY + timedelta(days=1), at=time(12, 0))
    back = Booking.objects.get(way=1)
    new = begin(back, later, origin="SMOLENSK", destination="VITEBSK")
    assert new.state == Booking.State.PREBOOKED  # the fee is due
    waiting = text_of(browser.get(reverse("bookings:pay", args=[new.shown_reference])))
    assert "Поезд 2 из 2 в вашей поездке" in waiting


def test_the_time_is_prolonged_for_both(browser, both, clock):
    there, _back = held(browser)
    clock.move_to(there.hold_expires_at - timedelta(seconds=60))
    browser.post(reverse("bookings:change_hold", args=[there.shown_reference]), {"do": "extend"})
    ends = set(Booking.objects.values_list("hold_expires_at", flat=True))
    assert ends == {there.hold_expires_at + timedelta(seconds=600)}


def test_the_trip_is_offered_once_more_with_its_trains(browser, both):
    there, _back = held(browser)
    page = pay_for(browser, there).content.decode()
    again = html.unescape(re.search(r'href="(/ru/\?[^"]*train=[^"]*)"', page)[1])
    form = browser.get(again).content.decode()
    number = both[0].trip.short_name
    assert f'name="train" value="{number}"' in form
    assert f'name="back_train" value="{both[1].trip.short_name}"' in form
    next_day = make_true_train(day=DAY + timedelta(days=1))
    DatedTrip.objects.filter(pk=next_day.pk).update(trip=both[0].trip)
    forget_days()
    results = text_of(browser.get(f"/ru/vitebsk-smolensk/{DAY + timedelta(days=1)}", {"train": number}))
    assert f"{number}" in results
    assert "07:12" in results
