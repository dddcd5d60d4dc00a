"""Which alerts concern what, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import make_line, make_stops
from timetables.models import Alert
from timetables.operations import withdraw_alert
from timetables.queries import alerts_for, alerts_in_force, live_version

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 5, 14, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def make_alert(
    title: str, *, routes=(), stops=(), trips=(), start=NOW, end=None, severity="WARNING"
) -> Alert:
    alert = Alert.objects.create(
        header_ru=title,
        active_from=start,
        active_until=end,
        trip_ids=list(trips),
        severity=severity,
        made_at=NOW,
    )
    alert.routes.set(routes)
    alert.stops.set(stops)
    return alert


def titles(**asked) -> set[str]:
    return {alert.header for alert in alerts_for(**{"now": NOW} | asked)}


def test_an_alert_is_told_where_it_concerns_and_one_of_the_network_everywhere():
    line, other = make_line(), make_line()
    stop, another = make_stops(2)
    make_alert("line", routes=[line])
    make_alert("stop", stops=[stop])
    make_alert("train", trips=["A-1", "A-2"])
    make_alert("all")
    assert titles(routes=[line]) == {"line", "all"}
    assert titles(stops=[stop, another], routes=[other]) == {"stop", "all"}
    assert titles(trip_ids=["A-2", "B"]) == {"train", "all"}
    assert titles() == {"all"}


def test_an_alert_that_names_two_of_them_is_told_once():
    lines = [make_line(), make_line()]
    make_alert("both", routes=lines, stops=make_stops(2))
    assert len(alerts_for(now=NOW, routes=lines)) == 1


@pytest.mark.parametrize(
    ("start", "end", "now", "until"),
    [
        (NOW, None, True, True),
        (NOW, NOW + HOUR, True, True),
        (NOW - HOUR, NOW, False, False),
        (NOW + HOUR, None, False, True),
        (NOW + 3 * HOUR, None, False, False),
    ],
)
def test_its_period_is_half_open(start, end, now, until):
    make_alert("all", start=start, end=end)
    assert bool(titles()) is now
    assert bool(titles(until=NOW + 2 * HOUR)) is until
    assert bool(alerts_in_force(NOW)) is now


def test_the_gravest_come_first_and_withdrawn_ones_not_at_all():
    make_alert("info", severity="INFO")
    make_alert("severe", severity="SEVERE")
    gone = make_alert("gone", severity="SEVERE")
    assert withdraw_alert(alert=gone, actor=None, now=NOW)
    assert not withdraw_alert(alert=gone, actor=None, now=NOW)
    assert [alert.header for alert in alerts_in_force(NOW)] == ["severe", "info"]


def test_the_version_changes_with_every_alert():
    before = live_version()
    alert = make_alert("all")
    written = live_version()
    withdraw_alert(alert=alert, actor=None, now=NOW)
    assert len({before, written, live_version()}) == 3
