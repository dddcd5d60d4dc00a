"""Addresses of the timetable's pages."""

from django.urls import path

from timetables.web import board, daily, poster, screen, timetable, train

app_name = "timetables"
urlpatterns = [
    path("timetable", timetable.lines, name="lines"),
    path("timetable/<slug:route>/poster", poster.poster, name="poster"),
    path("timetable/<slug:route>/poster.pdf", poster.poster_pdf, name="poster_pdf"),
    path("timetable/<slug:route>/<str:day>", timetable.timetable, name="timetable"),
    path("train/<int:dated_trip>", train.train, name="train"),
    path("train/<int:dated_trip>/daily", daily.daily, name="daily"),
    path("calendar/train/<str:signed>.ics", daily.daily_ics, name="daily_ics"),
    path("tablo", board.boards, name="boards"),
    path("tablo/<slug:stop>", board.board, name="board"),
    path("tablo/<slug:stop>/screen", screen.screen, name="screen"),
    path("tablo/<slug:stop>/arrivals", board.arrivals_board, name="arrivals"),
]
