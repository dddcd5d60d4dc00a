"""Who has a document of a benefit in hand writes it down; what they type is compared and not kept."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from bookings.models import Booking, ProofSeen
from bookings.offers import PartyMember
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.passenger_details import PassengerDetails
from railway.accounts.roles import ACCOUNTANT, AUDITOR, DESK_CLERK, INSPECTOR, TIMETABLE_EDITOR
from tests.bookings.true_line import NOW, book
from tests.bookings.world import make_payment, settle_payment
from tests.staff import signed_in
from timetables.models import DatedTrip

SEEN = {"kind": "BY_PENSION_CERT", "number": "ПУ 7654321", "until": "2027-12-31"}


@pytest.fixture
def pensioner(train: DatedTrip) -> Booking:
    booking = book(train, PartyMember("BY", "BY_PENSIONER_SEASON", date(1958, 2, 3)), email="a@example.org")
    told = PassengerDetails(family_name="Жук", given_name="Анна", proof_number="ПУ 7654321")
    return complete_passengers(booking=booking, details={1: told}, now=NOW).booking


def pay(booking: Booking) -> None:
    from bookings.payments.gateway import BankAnswer, Outcome

    payment = make_payment(booking)
    settle_payment(
        answer=BankAnswer(event_id="paid", charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED), now=NOW
    )


def address(booking: Booking) -> str:
    return f"/admin/bookings/proofseen/of/{booking.passengers.get().pk}/"


def test_a_clerk_comes_from_the_booking_and_goes_back_to_it(clerk: Client, pensioner: Booking) -> None:
    page = f"/admin/bookings/booking/{pensioner.pk}/change/"
    before = clerk.get(page).content.decode()
    assert address(pensioner) in before
    assert "document to be shown •••••4321" in before
    answer = clerk.post(address(pensioner), SEEN)
    assert answer["Location"] == page
    assert "counts until" in clerk.get(page).content.decode()
    seen = ProofSeen.objects.get()
    assert (seen.source, seen.until, seen.seen_by) == (
        "desk",
        date(2027, 12, 31),
        clerk.get(page).wsgi_request.user,
    )
    entry = LogEntry.objects.get(object_id=str(seen.pk))
    assert "7654321" not in f"{entry.object_repr}{entry.change_message}"


def test_an_inspector_comes_from_the_ticket(pensioner: Booking) -> None:
    inspector = signed_in(INSPECTOR)
    pay(pensioner)
    ticket = pensioner.passengers.get().ticket
    page = f"/admin/bookings/ticket/{ticket.pk}/change/"
    words = inspector.get(page).content.decode()
    assert "to be shown: pension certificate, the original" in words
    assert address(pensioner) in words
    assert inspector.post(address(pensioner), SEEN)["Location"] == page
    assert ProofSeen.objects.get().source == "train"
    assert "it counts until" in inspector.get(page).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": "ПУ 7654322"}, "The passenger told another number."),
        ({"until": "2027-05-13"}, "This day is over."),
        ({"until": "2037-05-13"}, "later than a document may count"),
        ({"until": "31 декабря"}, "Enter a valid date."),
        ({"kind": "RU_SNILS"}, "is not one of the available choices"),
        ({"number": ""}, "This field is required."),
    ],
)
def test_what_can_not_be_is_said_at_its_field(clerk: Client, pensioner: Booking, fields, words) -> None:
    answer = clerk.post(address(pensioner), SEEN | fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ProofSeen.objects.exists()


def test_a_wrong_number_gives_way_when_the_clerk_says_so(clerk: Client, pensioner: Booking) -> None:
    answer = clerk.post(address(pensioner), SEEN | {"number": "ПУ 1111111", "replace": "on"})
    assert answer.status_code == 303
    assert pensioner.passengers.get().proof_last4 == "1111"


def test_pressed_twice_it_is_written_down_once(clerk: Client, pensioner: Booking) -> None:
    for _press in range(2):
        assert clerk.post(address(pensioner), SEEN).status_code == 303
    assert ProofSeen.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "may"),
    [(DESK_CLERK, True), (INSPECTOR, True), (AUDITOR, False), (ACCOUNTANT, False), (TIMETABLE_EDITOR, False)],
)
def test_only_who_meets_passengers_may_see_documents(pensioner: Booking, role: str, may: bool) -> None:
    answer = signed_in(role).post(address(pensioner), SEEN)
    assert answer.status_code == (303 if may else 403)
    assert ProofSeen.objects.exists() == may


def test_whoever_looks_leaves_a_line_in_the_journal(clerk: Client, pensioner: Booking) -> None:
    clerk.get(address(pensioner))
    entry = LogEntry.objects.get(object_id=str(pensioner.pk))
    assert entry.change_message == "Looked at the benefit"


def test_an_inspector_has_no_list_of_people_with_benefits(db: None) -> None:
    assert signed_in(INSPECTOR).get("/admin/bookings/proofseen/").status_code == 403


def test_without_a_benefit_there_is_nothing_to_see(clerk: Client, held: Booking) -> None:
    answer = clerk.get(address(held))
    assert "has no benefit that a document of its own proves" in answer.content.decode()
    assert clerk.get("/admin/bookings/proofseen/of/0/").status_code == 404


def test_withdrawn_from_the_list_it_counts_no_longer(clerk: Client, pensioner: Booking) -> None:
    clerk.post(address(pensioner), SEEN)
    seen = ProofSeen.objects.get()
    chosen = {"action": "withdraw", "_selected_action": [seen.pk]}
    page = clerk.post("/admin/bookings/proofseen/", chosen, follow=True).content.decode()
    assert "1 proof withdrawn." in page
    seen.refresh_from_db()
    assert seen.withdrawn_at
    assert seen.withdrawn_by
