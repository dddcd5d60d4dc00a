"""The calendar of a train that somebody takes every day."""

import html
import re

from django.test import Client
from icalendar import Calendar

from tests.timetables.web.conftest import NOW
from tests.timetables.web.test_train import train_of
from timetables.operations import cancel_dated_trip


def address_of(browser: Client, query: str = "") -> str:
    page = browser.get(f"/en/train/{train_of('VIT-6722').pk}/daily{query}").content.decode()
    return html.unescape(re.search(r'value="http[^/]*//[^/]*(/[^"]+\.ics)"', page)[1])


def events(browser: Client, address: str) -> dict[str, object]:
    calendar = Calendar.from_ical(browser.get(address).content)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_thirty_days_follow_what_happens_to_the_train(browser):
    address = address_of(browser)
    before = events(browser, address)
    assert 20 <= len(before) <= 30
    train = train_of("VIT-6722")
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    after = events(browser, address)
    assert before.keys() == after.keys()
    changed = [uid for uid in before if before[uid].to_ical() != after[uid].to_ical()]
    assert len(changed) == 1
    assert str(train.service_date) in changed[0]
    assert after[changed[0]]["status"] == "CANCELLED"
    assert after[changed[0]]["sequence"] > before[changed[0]]["sequence"]


def test_the_same_calendar_has_the_same_tag(browser):
    address = address_of(browser)
    tag = browser.get(address)["ETag"]
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_it_costs_as_many_questions_for_a_month_as_for_a_day(browser, django_assert_max_num_queries):
    address = address_of(browser)
    with django_assert_max_num_queries(9):
        browser.get(address)


def test_only_stops_in_the_trains_order_have_a_calendar(browser):
    train = train_of("VIT-6722")
    page = browser.get(f"/en/train/{train.pk}/daily?from=RUDNYA&to=LIOZNO").content.decode()
    assert "Choose a stop that comes after the first one." in page
    assert ".ics" not in page


def test_an_address_that_nobody_signed_leads_nowhere(browser):
    address = address_of(browser)
    assert browser.get(address.replace(".ics", "x.ics")).status_code == 404
    assert browser.get("/en/calendar/train/x.ics").status_code == 404
