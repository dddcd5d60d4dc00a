"""Addresses of the API of sales."""

from django.urls import re_path

from bookings.api.v1 import (
    account,
    bookings,
    events,
    exchanges,
    offers,
    passengers,
    payments,
    receipts,
    refunds,
    season,
    tickets,
    waiting,
)

BOOKING = "^bookings/(?P<reference>[A-Za-z0-9-]{1,12})"
SEASON = "^season-tickets/(?P<reference>[A-Za-z0-9-]{1,12})"
NUMBER = "(?P<number>[1-9])"
UUID = "(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"

urlpatterns = [
    re_path(r"^account$", account.account, name="account"),
    re_path(r"^account/tokens$", account.tokens, name="account_tokens"),
    re_path(rf"^account/tokens/{UUID}$", account.token, name="account_token"),
    re_path(r"^account/bookings$", account.bookings, name="account_bookings"),
    re_path(r"^benefits$", offers.benefits, name="benefits"),
    re_path(r"^offers$", offers.offers, name="offers"),
    re_path(r"^dated-trips/(?P<dated_trip_id>[0-9]{1,18})/seats$", offers.seats, name="seats"),
    re_path(r"^bookings$", bookings.create, name="bookings"),
    re_path(rf"{BOOKING}$", bookings.booking, name="booking"),
    re_path(rf"{BOOKING}/passengers/{NUMBER}$", passengers.passenger, name="passenger"),
    re_path(rf"{BOOKING}/seats$", passengers.seats, name="booking_seats"),
    re_path(rf"{BOOKING}/payments$", payments.create, name="payments"),
    re_path(rf"{BOOKING}/payments/{UUID}$", payments.payment, name="payment"),
    re_path(rf"{BOOKING}/tickets/{NUMBER}\.pdf$", tickets.pdf, name="ticket_pdf"),
    re_path(rf"{BOOKING}/tickets/{NUMBER}\.json$", tickets.facts, name="ticket_json"),
    re_path(rf"{BOOKING}/tickets/{NUMBER}\.ics$", tickets.calendar, name="ticket_ics"),
    re_path(rf"{BOOKING}/receipt$", receipts.receipt, name="receipt"),
    re_path(rf"{BOOKING}/receipt\.pdf$", receipts.pdf, name="receipt_pdf"),
    re_path(rf"{BOOKING}/refund-offers$", refunds.create, name="refund_offers"),
    re_path(rf"{BOOKING}/refund-offers/{UUID}$", refunds.refund_offer, name="refund_offer"),
    re_path(rf"{BOOKING}/exchange-offers$", exchanges.create, name="exchange_offers"),
    re_path(rf"{BOOKING}/exchange-offers/{UUID}$", exchanges.exchange_offer, name="exchange_offer"),
    re_path(r"^season-ticket-offers$", season.offers, name="season_offers"),
    re_path(r"^season-tickets$", season.create, name="season_tickets"),
    re_path(rf"{SEASON}$", season.season_ticket, name="season_ticket"),
    re_path(rf"{SEASON}\.pdf$", season.pdf, name="season_pdf"),
    re_path(rf"{SEASON}/payments$", season.pay, name="season_payments"),
    re_path(rf"{SEASON}/reservations$", season.reserve, name="season_reservations"),
    re_path(rf"{SEASON}/refund-offers$", season.offer_refund, name="season_refund_offers"),
    re_path(rf"{SEASON}/refund-offers/{UUID}$", season.refund_offer, name="season_refund_offer"),
    re_path(r"^events$", events.events, name="events"),
    re_path(r"^waiting-list-entries$", waiting.create, name="waiting_list"),
    re_path(rf"^waiting-list-entries/{UUID}$", waiting.entry, name="waiting_list_entry"),
]
