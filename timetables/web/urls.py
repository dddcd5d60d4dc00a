"""Addresses of the timetable's pages."""

from django.http import HttpResponse
from django.urls import path

def soon(request, **kwargs):
    return HttpResponse("soon")

app_name = "timetables"
urlpatterns = [
    path("timetable", soon, name="lines"),
    path("timetable/<slug:route>/<str:day>", soon, name="timetable"),
    path("tablo", soon, name="boards"),
    path("tablo/<slug:stop>", soon, name="board"),
    path("tablo/<slug:stop>/arrivals", soon, name="arrivals"),
]
