"""The whole way by keyboard alone, each stop of the focus in sight."""

from datetime import date

from bookings.models import Booking
from tests.journeys import steps
from tests.journeys.conftest import Visit
from tests.journeys.keyboard import focused_id, pick, press, tab_to, write
from tests.journeys.steps import PYOTR
from tests.journeys.visitor import Visitor


def test_a_ticket_is_bought_and_given_back_by_keyboard(visit: Visit, day: date) -> None:
    visitor = visit("ru", 390)
    find_a_train(visitor, day)
    press(visitor, "article.trip form button", leads_to="**/places")
    change_the_seat(visitor)
    write_names(visitor)
    write(visitor, "#email", steps.MAIL)
    press(visitor, "button[name=currency]", leads_to="**/bank/**")
    press(visitor, "button[value=accept]", "Space", leads_to="**/o/*/")
    press(visitor, "main a[href$='/refund']", leads_to="**/refund")
    press(visitor, "button[value=offer]", leads_to="**/refund?offer=*")
    press(visitor, "button[value=confirm]", leads_to="**/o/*/")
    assert steps.booking_of(visitor).state == Booking.State.REFUNDED


def find_a_train(visitor: Visitor, day: date) -> None:
    """The first Tab finds the way past the head of the page."""
    visitor.open("")
    press(visitor, ".skip")
    assert focused_id(visitor) == "main"
    write(visitor, "#origin", "Витебск")
    write(visitor, "#destination", "Смоленск-Центральный")
    pick(visitor, "#date", str(day))
    press(visitor, "#search .btn-wide", leads_to="**/vitebsk-smolensk/**")


def change_the_seat(visitor: Visitor) -> None:
    """Space ticks another seat on the plan; the focus stays on it when the plan comes back from the server."""
    press(visitor, "#plan > summary")
    tab_to(visitor, "#plan .seat:not(.wc, .cp) input:not(:checked)")
    seat = focused_id(visitor)
    with visitor.page.expect_response(lambda answer: answer.request.method == "POST"):
        visitor.page.keyboard.press("Space")
    visitor.page.locator("#booking:not([aria-busy])").wait_for()
    assert visitor.page.locator(f"#{seat}").is_checked()
    assert focused_id(visitor) == seat


def write_names(visitor: Visitor) -> None:
    """Sent empty, the form gives the focus to the summary of errors, whose links lead to the fields."""
    press(visitor, ".dock button[value=pay]")
    visitor.page.locator("#errors").wait_for()
    assert focused_id(visitor) == "errors"
    press(visitor, "#errors a")
    assert focused_id(visitor) == "family_name-1"
    visitor.page.keyboard.type(PYOTR.family_name)
    write(visitor, "#given_name-1", PYOTR.given_name)
    write(visitor, "#birth_date-1", PYOTR.birth_date)
    pick(visitor, "#document_type-1", PYOTR.document_type)
    write(visitor, "#document_number-1", PYOTR.document_number)
    press(visitor, ".dock button[value=pay]", leads_to="**/pay")
