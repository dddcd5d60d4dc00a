"""The bookings application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    """What is sold: offers, seats, bookings, money."""

    name = "bookings"
    verbose_name = _("Bookings")
