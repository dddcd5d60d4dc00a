"""The timetable that comes with the project."""

from timetables.models import DatedTrip


def test_seed(network):
    assert network.feed_imported
    assert network.dated_trips == DatedTrip.objects.count()
    print(network)
