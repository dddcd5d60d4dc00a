"""Addresses that banks call and lead back to; they have no language."""

from django.urls import path

from bookings.web import bank_answers

urlpatterns = [
    path("payments/callback/<slug:gateway>", bank_answers.callback, name="payments-callback"),
    path("payments/return/<slug:gateway>/<uuid:uuid>", bank_answers.come_back, name="payments-return"),
]
