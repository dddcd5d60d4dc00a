"""Addresses of the passenger's pages that sell."""

from django.http import HttpResponse
from django.urls import path

from bookings.web import help

def soon(request, **kwargs):
    return HttpResponse("soon")


app_name = "bookings"
urlpatterns = [
    path("", soon, name="home"),
    path("search", soon, name="search"),
    path("hold", soon, name="hold"),
    path("orders", soon, name="orders"),
    path("orders/lost", soon, name="lost"),
    path("o/<str:reference>/", soon, name="order"),
    path("o/<str:reference>/places", soon, name="places"),
    path("o/<str:reference>/pay", soon, name="pay"),
    path("o/<str:reference>/hold", soon, name="change_hold"),
    path("o/<str:reference>/refund", soon, name="refund"),
    path("o/<str:reference>/ticket/<int:number>.pdf", soon, name="pdf"),
    path("o/<str:reference>/ticket/<int:number>.ics", soon, name="ics"),
    path("help", help.help_page, name="help"),
    path("benefits", help.benefits, name="benefits"),
    path("accessibility", help.accessibility, name="accessibility"),
    path("personal-data", help.personal_data, name="personal_data"),
    path("status", help.status, name="status"),
    path("<slug:pair>/<str:day>", soon, name="results"),
]
