"""Addresses of the passenger's pages that sell."""

from django.urls import path

from bookings.web import (
    downloads,
    exchange,
    guide,
    hold,
    home,
    order,
    orders,
    pay,
    places,
    receipt,
    refund,
    results,
    seats_live,
    waiting,
)

app_name = "bookings"
urlpatterns = [
    path("", home.home, name="home"),
    path("search", home.search, name="search"),
    path("hold", hold.hold, name="hold"),
    path("orders", orders.orders, name="orders"),
    path("orders/lost", orders.lost, name="lost"),
    path("o/<str:reference>/", order.order, name="order"),
    path("o/<str:reference>/places", places.places, name="places"),
    path("o/<str:reference>/seats", seats_live.seats_live, name="seats"),
    path("o/<str:reference>/pay", pay.pay, name="pay"),
    path("o/<str:reference>/hold", hold.change_hold, name="change_hold"),
    path("o/<str:reference>/refund", refund.refund, name="refund"),
    path("o/<str:reference>/receipt", receipt.receipt, name="receipt"),
    path("o/<str:reference>/receipt.pdf", receipt.receipt_pdf, name="receipt_pdf"),
    path("o/<str:reference>/exchange", exchange.exchange, name="exchange"),
    path("o/<str:reference>/ticket/<int:number>.pdf", downloads.pdf, name="pdf"),
    path("o/<str:reference>/ticket/<int:number>.ics", downloads.ics, name="ics"),
    path("w/<uuid:uuid>/", waiting.waiting, name="waiting"),
    path("w/<uuid:uuid>/change", waiting.change, name="change_waiting"),
    path("w/<uuid:uuid>/leave", waiting.leave, name="leave_queue"),
    path("help", guide.help_page, name="help"),
    path("benefits", guide.benefits, name="benefits"),
    path("accessibility", guide.accessibility, name="accessibility"),
    path("personal-data", guide.personal_data, name="personal_data"),
    path("status", guide.status, name="status"),
    path("<slug:pair>/<str:day>/wait", waiting.wait, name="wait"),
    path("<slug:pair>/<str:day>", results.results, name="results"),
]
