"""Addresses of the timetable's API."""

from django.urls import re_path

from timetables.api.v1 import positions, views

CODE = "[A-Z0-9_]{1,64}"
LINE = "[A-Za-z0-9_-]{1,64}"

urlpatterns = [
    re_path(r"^stops$", views.stops, name="stops"),
    re_path(rf"^stops/(?P<code>{CODE})/departures$", views.departures, name="departures"),
    re_path(r"^routes$", views.routes, name="routes"),
    re_path(rf"^routes/(?P<route_id>{LINE})/timetable$", views.timetable, name="timetable"),
    re_path(r"^trips$", views.trips, name="trips"),
    re_path(r"^journeys$", views.journeys, name="journeys"),
    re_path(r"^alerts$", views.alerts, name="alerts"),
    re_path(r"^dated-trips/(?P<dated_trip_id>[0-9]{1,18})/position$", positions.position, name="position"),
]
