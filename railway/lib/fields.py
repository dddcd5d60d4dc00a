"""Fields of the API's inputs that know their bounds, so that no value from outside reaches what can't take it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
CODE = r"^[A-Z0-9_]+$"


class Day(serializers.DateField):
    """A date as YYYY-MM-DD of the years 1900 to 2199."""

    def to_internal_value(self, value: Any) -> dt.date:
        """This method reads the date. Raises ValidationError with the code `date_expected`."""
        try:
            day = super().to_internal_value(value)
        except serializers.ValidationError:
            day = None
        if day is None or not EARLIEST <= day <= LATEST:
            raise serializers.ValidationError(_("Write the date as 2026-12-01."), code="date_expected")
        return day


class Moment(serializers.DateTimeField):
    """An instant as RFC 3339 of the years 1900 to 2199; a bare plus sign of an address, read as a space, is mended."""

    def to_internal_value(self, value: Any) -> dt.datetime:
        """This method reads the instant. Raises ValidationError with the code `instant_expected`."""
        try:
            moment = super().to_internal_value(value.replace(" ", "+") if isinstance(value, str) else value)
        except (serializers.ValidationError, OverflowError):
            moment = None
        if moment is None or not EARLIEST <= moment.date() <= LATEST:
            words = _("Write the time as 2026-12-01T07:30:00+03:00.")
            raise serializers.ValidationError(words, code="instant_expected")
        return moment


class Code(serializers.RegexField):
    """A code of a stop or a line, in capitals, as this API itself writes it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(CODE, max_length=64, trim_whitespace=False, **kwargs)


class LocalTime(serializers.DateTimeField):
    """An instant written in the timezone it already has: RFC 3339 with that offset, to the second."""

    def to_representation(self, value: dt.datetime) -> str:
        """This method writes 2026-12-01T07:12:00+03:00."""
        return value.isoformat(timespec="seconds")


class Kilometres(serializers.FloatField):
    """A length in kilometres."""
