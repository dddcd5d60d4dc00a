"""A full train: a party waits, sees its place, gets an offer while it looks, and pays or lets it go on."""

from datetime import date

import pytest
from django.utils import timezone

from bookings.models import WaitingEntry
from bookings.operations.follow_queue import serve_queues
from bookings.operations.release_booking import release_booking
from tests.factories import fill_small_train
from tests.journeys import steps
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from timetables.models import DatedTrip


@pytest.mark.parametrize(("language", "script"), [("be", True), ("en", False)])
def test_who_waits_for_a_full_train_gets_the_seats_that_come_free(
    visit: Visit, day: date, language: str, script: bool
) -> None:
    holders = [fill_small_train(train.pk) for train in trains_of(day)]
    visitor = visit(language, 390, script=script)
    page = visitor.page
    visitor.open(steps.results_path(day))
    visitor.look("full")
    page.locator("article.trip a[href*='/wait']").first.click()
    page.wait_for_url("**/wait?**")
    visitor.look("wait")
    page.fill("#email", "anna")
    page.locator("main form button[type=submit]").click()
    page.locator("#email-error").wait_for()
    visitor.look("wait-wrong")
    page.fill("#email", steps.MAIL)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/w/**")
    visitor.look("queue")

    page.locator("a[href$='/change']").click()
    page.wait_for_url("**/change")
    visitor.look("queue-change")
    page.select_option("#end", "23:00")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/w/*/")
    assert "23:00" in visitor.text("main")

    release_booking(booking=holders[0], now=timezone.now())
    serve_queues(now=timezone.now())
    if not script:
        page.locator("#live a[data-plain]").click()
    page.locator("#to-offer").wait_for()
    visitor.look("offer")
    page.locator("#to-offer").click()
    page.wait_for_url("**/places")
    steps.name_passengers(visitor, [steps.PYOTR])
    steps.go_on_to_payment(visitor)
    visitor.look("offer-pay")
    page.locator("button.btn-wide[name=currency]").first.click()
    page.wait_for_url("**/bank/**")
    steps.answer_as_bank(visitor, "accept")
    entry = WaitingEntry.objects.get(departs_from__date=day)
    visitor.open(f"w/{entry.uuid}/")
    visitor.look("queue-paid")
    serve_queues(now=timezone.now())
    entry.refresh_from_db()
    assert entry.state == "SEATED"


def test_an_offer_nobody_wants_goes_on(visit: Visit, day: date) -> None:
    holders = [fill_small_train(train.pk) for train in trains_of(day)]
    first, second = (wait(visit("ru", width), day) for width in (1280, 390))
    release_booking(booking=holders[0], now=timezone.now())
    serve_queues(now=timezone.now())
    first.page.reload()
    first.look("offer-wide")
    first.page.locator("#refuse").click()
    first.look("refused")
    serve_queues(now=timezone.now())
    second.page.locator("#to-offer").wait_for()
    second.page.locator("#refuse").click()
    second.page.locator("main .alert a.btn").first.click()
    second.page.wait_for_url("**/wait?**")


def wait(visitor: Visitor, day: date) -> Visitor:
    """Two travel, and will only sit together."""
    visitor.open(steps.results_path(day, steps.COUPLE).replace("?", "/wait?"))
    visitor.page.fill("#email", steps.MAIL)
    visitor.page.locator("main form button[type=submit]").click()
    visitor.page.wait_for_url("**/w/**")
    visitor.look("queue-of-two")
    return visitor


def trains_of(day: date) -> list[DatedTrip]:
    """The trains of a day from Vitebsk to Smolensk."""
    return list(
        DatedTrip.objects.filter(service_date=day, trip__route__route_id="VIT-SMO", trip__direction_id=0)
    )
