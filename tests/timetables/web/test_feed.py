"""Feeds for other programs: what their addresses answer."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from google.transit.gtfs_realtime_pb2 import FeedMessage

from tests.timetables.web.conftest import NOW

REALTIME = ["/gtfs/trip-updates.pb", "/gtfs/vehicle-positions.pb", "/gtfs/alerts.pb"]


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


@pytest.mark.parametrize("address", ["/gtfs/feed.zip", *REALTIME])
def test_who_has_the_latest_is_told_so_by_mark_and_by_time(browser, address):
    first = browser.get(address)
    assert first.status_code == 200
    assert "max-age=" in first["Cache-Control"]
    for name, value in (("if-none-match", first["ETag"]), ("if-modified-since", first["Last-Modified"])):
        again = browser.get(address, headers={name: value})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("address", REALTIME)
def test_realtime_is_a_message_of_now_and_another_a_while_later(browser, address):
    answer = browser.get(address)
    assert answer["Content-Type"] == "application/x-protobuf"
    header = FeedMessage.FromString(answer.content).header
    assert (header.gtfs_realtime_version, header.timestamp) == ("2.0", int(NOW.timestamp()))
    cache.clear()
    with time_machine.travel(NOW + timedelta(seconds=20), tick=False):
        assert browser.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 200


def test_people_may_read_it_as_text(browser):
    told = json.loads(browser.get("/gtfs/trip-updates.pb?format=json").content)
    assert told["header"]["incrementality"] == "FULL_DATASET"
    assert all("trip_update" in entity for entity in told["entity"])
    assert told["entity"]


def test_the_feed_is_as_old_as_its_content(browser):
    first = browser.get("/gtfs/feed.zip")
    cache.delete("gtfs-feed")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        again = browser.get("/gtfs/feed.zip")
    assert again["Last-Modified"] == first["Last-Modified"]
