"""The steps of buying, as a person takes them; selectors are of forms, so that they hold in every language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from playwright.sync_api import Locator

from bookings.models import Booking, Refund
from tests.journeys.visitor import Visitor
from timetables.models import Stop

MAIL = "anna@example.org"


@dataclass(frozen=True)
class Traveller:
    """A passenger as typed; `category` is chosen on the search form."""

    family_name: str
    given_name: str
    birth_date: str
    document_number: str
    document_type: str = "BY_PASSPORT"
    category: str = ""


PYOTR = Traveller("Ковалёв", "Пётр", "14.05.1980", "BM1234567")
ANNA = Traveller("Ковалёва", "Анна", "03.09.1958", "BM7654321", category="by_pensioner_season")
COUPLE = (PYOTR, ANNA)


def results_path(day: date, travellers: Sequence[Traveller] = (PYOTR,)) -> str:
    """This function is the address of the trains of a day for a party, the language left out."""
    party = ",".join(one.category or "adult" for one in travellers)
    return f"vitebsk-smolensk/{day}?p={party}&cur=BYN"


def find_train(visitor: Visitor, day: date, travellers: Sequence[Traveller]) -> None:
    """This function fills in the search form of the open page and sends it."""
    page, names = visitor.page, _station_names(visitor.language)
    page.fill("#origin", names["VITEBSK"])
    page.fill("#destination", names["SMOLENSK"])
    page.select_option("#date", str(day))
    page.select_option("#n", str(len(travellers)))
    page.locator(".party summary").click()
    for number, one in enumerate(travellers, start=1):
        page.select_option(f"#p{number}", one.category)
    page.locator("#search .btn-wide").click()
    page.wait_for_url("**/vitebsk-smolensk/**")


def choose_train(visitor: Visitor) -> None:
    """This function presses the first train's button: seats are kept from here on."""
    visitor.page.locator("article.trip form button").first.click()
    visitor.page.wait_for_url("**/places")


def change_seat(visitor: Visitor) -> str:
    """This function moves one of the party to another seat on the plan and returns that seat, as coach and number."""
    page = visitor.page
    open_plan(visitor)
    page.locator("#plan input[name=seat]:checked").first.uncheck()
    free = free_seats(visitor).last
    seat = free.get_attribute("value") or ""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        free.check()
    page.locator(f"#s{seat}:checked").wait_for()
    page.locator("#booking:not([aria-busy])").wait_for()
    return seat


def free_seats(visitor: Visitor) -> Locator:
    """This function finds the free ordinary seats of the coach that is unfolded."""
    return visitor.page.locator("#plan details[open] .seat:not(.gone, .wc, .cp) input:not(:checked)")


def open_plan(visitor: Visitor) -> None:
    """This function unfolds the plan of seats unless it is open."""
    if visitor.page.locator("#plan[open]").count() == 0:
        visitor.page.locator("#plan > summary").click()


def name_passengers(visitor: Visitor, travellers: Sequence[Traveller]) -> None:
    """This function fills in everybody's names and documents."""
    for number, one in enumerate(travellers, start=1):
        for name in ("family_name", "given_name", "birth_date", "document_number"):
            visitor.page.fill(f"#{name}-{number}", getattr(one, name))
        visitor.page.select_option(f"#document_type-{number}", one.document_type)


def go_on_to_payment(visitor: Visitor) -> None:
    """This function sends the passengers' page with the button that is seen at this width."""
    visitor.page.locator("button.btn[name=do][value=pay]:visible").first.click()
    visitor.page.wait_for_url("**/pay")


def go_to_bank(visitor: Visitor) -> None:
    """This function gives an address for the tickets and presses the first button that pays."""
    visitor.page.fill("#email", MAIL)
    visitor.page.locator("button.btn-wide[name=currency]").first.click()
    visitor.page.wait_for_url("**/bank/**")


def answer_as_bank(visitor: Visitor, choice: str) -> None:
    """This function lets the sandbox bank decide."""
    button = visitor.page.locator(f"button[value={choice}]")
    if not button.is_visible():
        visitor.page.locator("main details summary").click()
    button.click()
    visitor.page.wait_for_url("**/o/**")


def hold_seats(visitor: Visitor, day: date, travellers: Sequence[Traveller] = (PYOTR,)) -> Booking:
    """This function goes straight to a day's trains and keeps seats on the first."""
    visitor.open(results_path(day, travellers))
    choose_train(visitor)
    return booking_of(visitor)


def get_ready_to_pay(visitor: Visitor, day: date, travellers: Sequence[Traveller] = (PYOTR,)) -> Booking:
    """This function goes on to the payment of seats kept on a day."""
    booking = hold_seats(visitor, day, travellers)
    name_passengers(visitor, travellers)
    go_on_to_payment(visitor)
    return booking


def buy(visitor: Visitor, day: date, travellers: Sequence[Traveller] = (PYOTR,)) -> Booking:
    """This function buys tickets on a day."""
    booking = get_ready_to_pay(visitor, day, travellers)
    go_to_bank(visitor)
    answer_as_bank(visitor, "accept")
    booking.refresh_from_db()
    return booking


def return_tickets(visitor: Visitor) -> Decimal:
    """This function gives the tickets back in two steps and returns the sum that was offered."""
    page = visitor.page
    page.locator("main a[href$='/refund']").first.click()
    visitor.look("refund")
    page.locator("button[value=offer]").click()
    page.wait_for_url("**/refund?offer=*")
    visitor.look("refund-sum")
    offered = visitor.sum_of("button[value=confirm]")
    assert not Refund.objects.filter(payment__booking=booking_of(visitor)).exists()
    page.locator("button[value=confirm]").click()
    page.wait_for_url("**/o/*/")
    visitor.look("returned")
    return offered


def booking_of(visitor: Visitor) -> Booking:
    """This function finds the order whose page is open."""
    reference = visitor.page.url.split("/o/")[1].split("/")[0]
    return Booking.objects.get(reference=reference.replace("-", ""))


def typed_values(visitor: Visitor) -> Mapping[str, str]:
    """This function reads what stands in the fields of the passengers' form."""
    values: dict[str, str] = visitor.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('#booking fieldset.pax input, #booking select')]
            .map(one => [one.id, one.value]))"""
    )
    return values


def _station_names(language: str) -> dict[str, str]:
    stops = Stop.objects.filter(stop_id__in=["VITEBSK", "SMOLENSK"])
    return {stop.stop_id: stop.name_in(language) for stop in stops}
