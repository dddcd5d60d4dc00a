"""The trains of now on a line's timetable."""

import re
from datetime import timedelta

import time_machine

from tests.bookings.web.page import text_of
from tests.timetables.web.conftest import NOW
from timetables.models import DatedTrip, VehiclePosition

TODAY = f"/en/timetable/vit-smo/{NOW.date()}"


def test_each_train_on_its_way_stands_on_the_line_and_in_the_list(browser):
    answer = browser.get(TODAY)
    assert "6722 – Smolensk-Tsentralny : between 439 km and Golynki" in text_of(answer)
    drawn = re.findall(r"<g class=\"train\">.*?</g>", answer.content.decode())
    assert len(drawn) == 2, "one on the wide drawing and one on the tall"


def test_a_reported_place_is_believed_while_it_is_fresh(browser):
    train = DatedTrip.objects.get(trip__trip_id="VIT-6722", service_date=NOW.date())
    fields = {"lat": 54.9469, "lon": 31.0689, "received_at": NOW, "position": 12, "status": "STOPPED_AT"}
    report = VehiclePosition.objects.create(dated_trip=train, reported_at=NOW, **fields)
    assert "6722 – Smolensk-Tsentralny : at Rudnya" in text_of(browser.get(TODAY))
    VehiclePosition.objects.filter(pk=report.pk).update(reported_at=NOW - timedelta(minutes=11))
    assert "between 439 km and Golynki" in text_of(browser.get(TODAY))


def test_the_drawing_has_no_style_and_numbers_with_points(browser):
    content = browser.get(f"/ru/timetable/vit-smo/{NOW.date()}").content.decode()
    drawn = "".join(re.findall(r"<svg class=\"line-map.*?</svg>", content, re.DOTALL))
    assert drawn.count("<text") > 40
    assert "style=" not in drawn
    assert not re.search(r'(?:x|y|x1|y1|cx|cy|height)="[\d]+,', drawn)


def test_a_night_without_trains_says_so(browser):
    with time_machine.travel(NOW - timedelta(hours=6), tick=False):
        assert "No train is on its way at this moment." in text_of(browser.get(TODAY))


def test_other_days_have_no_now(browser):
    assert "Now on the line" not in text_of(browser.get("/en/timetable/vit-smo/2027-05-22"))


def test_a_line_with_trains_costs_as_many_queries_as_one_without(browser, django_assert_max_num_queries):
    counts = []
    for hours in (-6, 0):
        moment = time_machine.travel(NOW + timedelta(hours=hours), tick=False)
        with moment, django_assert_max_num_queries(20) as counted:
            browser.get(TODAY)
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1], counts
