"""A changed mind: other tickets for paid ones, with a browser, and by the pages alone without a script."""

from datetime import date, timedelta

import pytest

from bookings.models import Booking
from tests.journeys import steps
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor


@pytest.mark.parametrize(("language", "script"), [("be", True), ("en", False)])
def test_tickets_are_exchanged_for_another_day_and_the_old_ones_end(
    visit: Visit, day: date, language: str, script: bool
) -> None:
    visitor = visit(language, 390, script=script)
    old = steps.buy(visitor, day)
    visitor.page.locator("main a[href$='/exchange']").first.click()
    visitor.page.wait_for_url("**/exchange")
    visitor.look("exchange")
    choose_day(visitor, day + timedelta(days=1))
    visitor.page.locator("button[name=train]").first.click()
    visitor.page.wait_for_url("**/exchange?offer=*")
    visitor.look("exchange-sum")
    offered = visitor.sum_of("button[value=confirm]")
    visitor.page.locator("button[value=confirm]").click()
    visitor.page.wait_for_url("**/bank/**")
    new = old.exchanges.get()
    assert (new.due, states(old, new)) == (offered, ["FULFILLED", "PREBOOKED"])

    steps.answer_as_bank(visitor, "decline")
    visitor.page.wait_for_url("**/pay")
    visitor.look("exchange-declined")
    assert old.shown_reference in visitor.text("main")
    visitor.open(f"o/{old.shown_reference}/")
    visitor.look("exchange-waits")
    visitor.page.locator(".alert.warn a.btn").click()
    visitor.page.wait_for_url("**/pay")
    steps.go_to_bank(visitor)
    steps.answer_as_bank(visitor, "accept")
    assert states(old, new) == ["EXCHANGED", "FULFILLED"]
    visitor.open(f"o/{old.shown_reference}/")
    visitor.look("exchanged")
    visitor.page.locator(".alert.ok a.btn").click()
    visitor.page.wait_for_url(f"**/{new.shown_reference}/")
    visitor.look("new-tickets")


def choose_day(visitor: Visitor, day: date) -> None:
    visitor.page.select_option("#day", str(day))
    visitor.page.locator("form[method=get] button[type=submit]").last.click()
    visitor.page.wait_for_url(f"**day={day}**")


def states(*bookings: Booking) -> list[str]:
    for booking in bookings:
        booking.refresh_from_db()
    return [booking.state for booking in bookings]
