"""The whole way without JavaScript: every state is a page of the server, every step a form."""

from datetime import date

from bookings.models import Booking, Payment
from tests.journeys import steps
from tests.journeys.conftest import Visit
from tests.journeys.steps import COUPLE
from tests.journeys.visitor import Visitor


def test_two_tickets_are_bought_and_given_back_without_script(visit: Visit, day: date) -> None:
    visitor = visit("ru", script=False)
    visitor.open("")
    visitor.look("home")
    steps.find_train(visitor, day, COUPLE)
    visitor.look("results")
    price = visitor.sum_of(".trip-buy .price")
    steps.choose_train(visitor)
    change_seats(visitor)
    steps.name_passengers(visitor, COUPLE)
    assert visitor.sum_of("#summary .sum td") == price
    steps.go_on_to_payment(visitor)
    visitor.look("pay")
    steps.go_to_bank(visitor)
    visitor.look("bank")
    steps.answer_as_bank(visitor, "accept")
    visitor.look("ticket")
    assert Payment.objects.get(booking=steps.booking_of(visitor)).amount == price
    steps.return_tickets(visitor)
    assert steps.booking_of(visitor).state == Booking.State.REFUNDED


def change_seats(visitor: Visitor) -> None:
    """Other seats are ticked and saved with a button; the hold is told by the clock's time alone."""
    assert visitor.text("#hold b")
    assert not visitor.page.locator("#hold [role=timer]").is_visible()
    steps.open_plan(visitor)
    visitor.page.locator("#plan input[name=seat]:checked").first.uncheck()
    free = steps.free_seats(visitor).last
    seat = free.get_attribute("value")
    free.check()
    visitor.page.locator("#plan button[value=seats]").click()
    visitor.page.locator("#summary").wait_for()
    steps.open_plan(visitor)
    assert visitor.page.locator(f"#s{seat}").is_checked()
    visitor.look("places")


def test_benefit_chosen_late_is_priced_by_a_button(visit: Visit, day: date) -> None:
    visitor = visit("en", script=False)
    steps.hold_seats(visitor, day)
    full = visitor.sum_of("#summary .sum td")
    visitor.page.select_option("#benefit-1", "BY_PENSIONER_SEASON")
    visitor.page.locator("button[value=save]").click()
    assert visitor.sum_of("#summary .sum td") < full
    assert visitor.page.input_value("#benefit-1") == "BY_PENSIONER_SEASON"
