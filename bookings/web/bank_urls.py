"""Address of the sandbox bank's page, in the passenger's language."""

from django.urls import path

from bookings.web import bank

app_name = "bank"
urlpatterns = [path("bank/<uuid:uuid>", bank.charge, name="charge")]
