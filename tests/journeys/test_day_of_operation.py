"""An operator in a hurry, and a passenger who looks at the ticket meanwhile: nobody reloads a page."""

from playwright.sync_api import Page

from bookings.models import Booking
from railway.accounts.roles import TIMETABLE_EDITOR
from tests.journeys.conftest import Visit
from tests.journeys.page_checks import axe_faults, scrolls_sideways
from tests.journeys.steps import PYOTR, buy, get_ready_to_pay
from tests.journeys.visitor import Visitor
from tests.staff import code_now, give_second_step, make_staff
from timetables.models import DatedTrip, ScheduleChange

WORD = "a-word-for-one-test"


def operator_at(visit: Visit, train: DatedTrip, language: str = "en", width: int = 1280) -> Page:
    """Sign in and open the train from the list of its day: a click on the list, a click on the train."""
    visitor = visit(language, width)
    editor = make_staff(TIMETABLE_EDITOR)
    editor.set_password(WORD)
    editor.save()
    give_second_step(editor)
    page, day = visitor.page, train.service_date
    page.goto(
        f"{visitor.site}/admin/timetables/datedtrip/"
        f"?service_date__year={day.year}&service_date__month={day.month}&service_date__day={day.day}"
    )
    page.fill("#id_username", editor.username)
    page.fill("#id_password", WORD)
    page.click("#login-form [type=submit]")
    page.fill("#id_code", code_now(editor))
    page.click("#second-step [type=submit]")
    page.click(f"a[href$='/datedtrip/{train.pk}/day/']")
    return page


def sees(visitor: Visitor, words: str) -> None:
    """The page that is open comes to say so by itself."""
    visitor.page.locator("#live").get_by_text(words).first.wait_for()


def sound(page: Page) -> None:
    assert not scrolls_sideways(page)
    assert not axe_faults(page)


def test_a_passenger_sees_delay_part_and_bus_without_reloading(visit: Visit, day) -> None:
    passenger = visit("en", 390)
    booking = buy(passenger, day)
    passenger.page.evaluate("window.stayed = true")
    changes = ScheduleChange.objects.filter(dated_trip=booking.dated_trip)
    of_others = list(changes.values_list("pk", flat=True))  # another test may have moved the train
    page = operator_at(visit, booking.dated_trip)
    sound(page)

    page.fill("#minutes", "20")
    page.click("button[value=delay]")
    sees(passenger, "The train is 20 minutes late")

    calls = page.locator("#from option").count()
    page.select_option("#from", index=calls - 2)
    page.click("button[value=part]")
    sound(page)
    assert page.locator(".sums dd").first.inner_text() == "1"
    page.fill("#reason", "Flood")
    page.click("button.danger")
    sees(passenger, "The train does not run between")
    sees(passenger, "You can return the tickets for their full price")

    page.select_option("#from", index=calls - 2)
    page.click("details summary")
    page.fill("#departs", "09:30")
    page.fill("#arrives", "10:10")
    page.fill("#place_en", "Station square")
    page.click("button[value=bus]")
    sound(page)
    sees(passenger, "Station square")
    passenger.look("ticket-live")
    assert passenger.page.evaluate("window.stayed"), "the page was not reloaded"
    kinds = changes.exclude(pk__in=of_others).values_list("kind", flat=True)
    assert set(kinds) == {"delayed", "part_cancelled", "bus_set"}


def test_a_train_cancelled_before_payment_leads_the_buyer_away(visit: Visit, day) -> None:
    buyer = visit("en", 390)
    booking = get_ready_to_pay(buyer, day, (PYOTR,))
    page = operator_at(visit, booking.dated_trip)
    page.click("button[value=cancel]")
    page.click("button.danger")
    buyer.page.wait_for_url("**/o/*/")
    assert "doesn't run" in buyer.text("main")


def test_without_script_the_ticket_says_of_when_it_is(visit: Visit, day) -> None:
    first = visit("en", 390)
    booking = buy(first, day)
    plain = first.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]  # it has one
    plain.add_cookies(first.page.context.cookies())
    page = plain.new_page()
    page.goto(first.page.url)
    words = page.locator("#live").inner_text()
    assert "As of" in words
    assert page.locator("#live time[datetime]").count()
    assert page.locator("#live a[data-plain]").is_visible()
    assert Booking.objects.get(pk=booking.pk).state == "FULFILLED"
    plain.close()
