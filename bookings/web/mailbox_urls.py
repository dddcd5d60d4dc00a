"""Addresses of the local mailbox."""

from django.urls import path

from bookings.web import mailbox

app_name = "mailbox"
urlpatterns = [
    path("", mailbox.messages, name="messages"),
    path("<str:name>/", mailbox.message, name="message"),
    path("<str:name>/html", mailbox.html, name="html"),
    path("<str:name>/<int:part>", mailbox.attachment, name="attachment"),
]
