"""What a mail program reads out of the letter."""

import json

from bookings.tickets.jsonld import reservation_jsonld, reservation_script
from bookings.tickets.view import TicketStatus
from tests.bookings.tickets.samples import make_view


def test_it_is_a_train_reservation_with_local_times() -> None:
    data = reservation_jsonld(make_view("en"))
    trip = data["reservationFor"]
    assert (data["@type"], data["reservationNumber"], data["totalPrice"]) == (
        "TrainReservation",
        "K7M-4TQ9",
        "5.70",
    )
    assert (trip["trainNumber"], trip["departureTime"]) == ("6722", "2027-05-15T07:12+03:00")
    assert trip["arrivalStation"]["name"] == "Smolensk-Tsentralny"
    assert data["reservedTicket"]["ticketedSeat"]["seatNumber"] == "25"


def test_a_place_without_a_number_has_no_seat() -> None:
    assert "ticketedSeat" not in reservation_jsonld(make_view(seat_mode="quota", seat=None))["reservedTicket"]


def test_it_follows_the_ticket() -> None:
    for status, word in [(TicketStatus.VALID, "Confirmed"), (TicketStatus.TRAIN_CANCELLED, "Cancelled")]:
        assert reservation_jsonld(make_view(status=status))["reservationStatus"].endswith(word)


def test_neither_document_nor_benefit_leaves_with_it() -> None:
    written = json.dumps(reservation_jsonld(make_view(benefit="Льгота: пенсионеры")), ensure_ascii=False)
    assert "BM" not in written
    assert "енсион" not in written


def test_a_name_cannot_end_the_script() -> None:
    name = "</script><b>&"
    script = reservation_script([make_view(passenger=name)])
    body = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(body)
    assert json.loads(body)[0]["underName"]["name"] == name
