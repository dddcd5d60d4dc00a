"""An operator shifts a train for which tickets are sold: draft, impact, publication, and back again."""

from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page

from bookings.models import Booking
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from railway.accounts.roles import TIMETABLE_EDITOR
from tests.journeys.conftest import Visit
from tests.journeys.page_checks import axe_faults, scrolls_sideways
from tests.journeys.steps import buy
from tests.journeys.visitor import Visitor
from tests.staff import code_now, give_second_step, make_staff
from timetables.models import Publication, Timetable

WORD = "a-word-for-one-test"
EDITIONS = "/admin/timetables/timetable/"


def sign_in(visitor: Visitor) -> None:
    """Open the list of editions by way of the page for signing in."""
    editor = make_staff(TIMETABLE_EDITOR)
    editor.set_password(WORD)
    editor.save()
    give_second_step(editor)
    page = visitor.page
    page.goto(visitor.site + EDITIONS)
    page.fill("#id_username", editor.username)
    page.fill("#id_password", WORD)
    page.click("#login-form [type=submit]")
    page.fill("#id_code", code_now(editor))
    page.click("#second-step [type=submit]")


def make_draft(visitor: Visitor, first: date) -> Timetable:
    """Copy the published edition into a draft that holds from a day on."""
    page = visitor.page
    page.click("#result_list tbody th a >> nth=0")
    page.click("text=Copy into a draft")
    page.fill("#name", f"Works from {first}")
    page.fill("#valid_from", str(first))
    page.click("button.default")
    page.wait_for_url("**/grid/**")
    return Timetable.objects.get(name=f"Works from {first}")


def open_line(page: Page, line: str = "VIT-SMO") -> None:
    page.click(f".edbar nav a[href*='/{line}/0/'] >> nth=0")
    page.wait_for_url(f"**/{line}/0/")


def sound(page: Page) -> None:
    assert not scrolls_sideways(page)
    assert not axe_faults(page)


def order_text(visitor: Visitor, booking: Booking) -> str:
    visitor.page.reload()
    return visitor.text("main")


def clock_of(booking: Booking) -> str:
    booking.refresh_from_db()
    return f"{timezone.localtime(booking.departs_at):%H:%M}"


def test_a_train_with_sold_tickets_is_shifted_published_and_put_back(visit: Visit, day: date) -> None:
    passenger = visit("en", 390)
    booking = buy(passenger, day)
    sold_for = clock_of(booking)
    visitor = visit("en", 1280)
    page = visitor.page
    sign_in(visitor)
    draft = make_draft(visitor, day)
    open_line(page)

    first = page.locator("table.ed tbody td:nth-child(3) input").first
    first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("+20")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist")
    assert draft.steps.count() == 1
    assert clock_of(booking) == sold_for, "a draft changes nothing that is sold"
    sound(page)
    page.click("button[name=undo]")
    page.wait_for_selector(".messagelist")
    page.click("button[name=redo]")
    page.wait_for_selector("td.d")
    sound(page)

    page.click("text=Impact and publishing")
    assert "the whole train 20" in visitor.text("main")
    assert page.locator("button[name=publish]").is_enabled()
    sound(page)
    for field in page.locator("input[name^=word-]").all():
        field.fill("as the line is worked on")
    group = page.locator("tbody tr", has=page.locator("input[value=exchange]"))
    assert group.locator("td").nth(0).inner_text().startswith("bookings: 1")
    group.locator("input[value=exchange]").check()
    page.fill("#reason", "Works on the line")
    page.click("button[name=publish]")
    page.wait_for_selector(".messagelist .success")
    publication = Publication.objects.get(timetable=draft)
    assert (publication.reason, publication.remedies["moved_far"]) == ("Works on the line", "exchange")

    tell_schedule_changes(now=timezone.now())
    moved_to = f"{timezone.localtime(booking.departs_at + timedelta(minutes=20)):%H:%M}"
    assert clock_of(booking) == moved_to
    assert moved_to in order_text(passenger, booking)

    page.click("text=Take this publication back")
    page.fill("#reason", "The works are put off")
    sound(page)
    page.click("button.danger")
    page.wait_for_selector(".messagelist .success")
    tell_schedule_changes(now=timezone.now())
    assert clock_of(booking) == sold_for
    assert sold_for in order_text(passenger, booking)
