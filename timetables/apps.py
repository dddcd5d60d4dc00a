"""The timetables application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimetablesConfig(AppConfig):
    """What runs, when and where."""

    name = "timetables"
    verbose_name = _("Timetables")
