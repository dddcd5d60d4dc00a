"""A stranger buys two tickets and gives them back, in each language, on a phone and at a desk."""

from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp
from django.core import mail
from django.utils import timezone

from bookings import inventory
from bookings.models import Booking, Payment, Refund, Ticket
from bookings.notifications.deliver import deliver_notifications
from bookings.tickets.code import read_payload
from bookings.tickets.keys import public_keys
from tests.journeys import steps
from tests.journeys.conftest import Visit
from tests.journeys.steps import COUPLE
from tests.journeys.visitor import Visitor

HELD = {
    "ru": "Места отложены за вами до",
    "be": "Месцы пакінуты за вамі да",
    "en": "Seats are kept for you until",
}
TICKETS = {"ru": "Билет", "be": "Білет", "en": "Ticket"}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_two_tickets_are_bought_and_given_back(visit: Visit, day: date, language: str, width: int) -> None:
    visitor = visit(language, width)
    first_price = find_a_train(visitor, day)
    take_seats(visitor, first_price)
    booking = pay(visitor)
    payment = Payment.objects.get(booking=booking)
    assert (payment.amount, payment.status) == (first_price, Payment.Status.CAPTURED)
    check_pdf(visitor, booking)
    check_mail(booking, language)
    offered = steps.return_tickets(visitor)
    assert [refund.amount for refund in Refund.objects.filter(payment=payment)] == [offered]
    assert inventory.audit().ok


def find_a_train(visitor: Visitor, day: date) -> Decimal:
    visitor.open("")
    visitor.look("home")
    steps.find_train(visitor, day, COUPLE)
    visitor.look("results")
    price = visitor.sum_of(".trip-buy .price")
    steps.choose_train(visitor)
    return price


def take_seats(visitor: Visitor, first_price: Decimal) -> None:
    """Seats are kept, also over a reload; one of them is changed on the plan; names are written."""
    until = visitor.text("#hold b")
    assert f"{HELD[visitor.language]} {until}" in visitor.text("#hold")
    visitor.page.reload()
    assert visitor.text("#hold b") == until
    chosen = steps.change_seat(visitor)
    visitor.look("places")
    assert chosen.rpartition("-")[2] in visitor.text("#summary")
    assert visitor.sum_of("#summary .sum td") == first_price
    steps.name_passengers(visitor, COUPLE)
    steps.go_on_to_payment(visitor)


def pay(visitor: Visitor) -> Booking:
    visitor.look("pay")
    steps.go_to_bank(visitor)
    visitor.look("bank")
    steps.answer_as_bank(visitor, "accept")
    visitor.look("ticket")
    return steps.booking_of(visitor)


def check_pdf(visitor: Visitor, booking: Booking) -> None:
    """Every ticket's printed code says, to an independent reader with our public keys, what was sold."""
    links = visitor.page.locator("a[href$='.pdf']").all()
    tickets = Ticket.objects.filter(passenger__booking=booking).order_by("passenger__number")
    assert len(links) == len(tickets) == len(COUPLE)
    for link, ticket, traveller in zip(links, tickets, COUPLE, strict=True):
        answer = visitor.page.context.request.get(f"{visitor.site}{link.get_attribute('href')}")
        code = code_of(answer.body())
        assert code == bytes(ticket.payload)
        facts = read_payload(code, public_keys())
        assert facts.number == ticket.number
        assert facts.passenger.startswith(traveller.family_name)


def code_of(pdf: bytes) -> bytes:
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil().convert("L")
    return bytes(zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Aztec)[0].bytes)


def check_mail(booking: Booking, language: str) -> None:
    """The letter with the tickets speaks the language the tickets were bought in."""
    deliver_notifications(now=timezone.now())
    letters = [letter for letter in mail.outbox if booking.shown_reference in letter.body]
    confirmed = [letter for letter in letters if letter.subject.startswith(TICKETS[language])]
    assert [(letter.to, letter.extra_headers["Content-Language"]) for letter in confirmed] == [
        ([steps.MAIL], language)
    ]
