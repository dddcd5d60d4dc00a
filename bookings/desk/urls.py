"""Addresses of the ticket desk, under those of the staff's site."""

from django.urls import path

from bookings.desk import home, money, order, papers, shift

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("hold/", home.hold, name="hold"),
    path("find/", home.find, name="find"),
    path("cash/", shift.cash, name="cash"),
    path("o/<str:reference>/", order.order, name="order"),
    path("o/<str:reference>/act/", order.act, name="act"),
    path("o/<str:reference>/tickets.pdf", papers.tickets_pdf, name="tickets"),
    path("o/<str:reference>/<slug:button>/", money.money, name="money"),
    path("receipt/<int:pk>/", papers.receipt, name="receipt"),
    path("receipt/<int:pk>.pdf", papers.receipt_pdf, name="receipt_pdf"),
    path("shift/<int:pk>/", papers.report, name="report"),
    path("shift/<int:pk>.pdf", papers.report_pdf, name="report_pdf"),
    path("shift/<int:pk>/close/", shift.close, name="close"),
]
