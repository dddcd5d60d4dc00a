"""What is asked and checked when a train is added or changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timetables.admin.cells import DAY, CellNotUnderstood, read_clock
from timetables.models import SeatMode, Timetable, Trip

FROM_PATTERN = (
    "timetable", "route", "direction_id", "headsign_ru", "headsign_be", "headsign_en", "wheelchair_accessible",
    "bikes_allowed",
)  # fmt: skip


class TripForm(forms.ModelForm):
    """A train is sold in a way that its train set or quota allows."""

    def clean(self) -> dict[str, Any] | None:
        """This method refuses numbered seats without a train set, and a quota without its number of places."""
        data = super().clean() or self.cleaned_data
        mode = data.get("seat_mode")
        if mode == SeatMode.NUMBERED and not data.get("rolling_stock"):
            self.add_error("rolling_stock", _("Choose the train set whose seats are sold."))
        if mode == SeatMode.QUOTA and not data.get("quota"):
            self.add_error("quota", _("Write how many places are sold."))
        return data


class NewTripForm(TripForm):
    """A new train: another's stops and running times, at its own hour."""

    pattern = forms.ModelChoiceField(
        label=_("Stops and running times as"),
        queryset=Trip.objects.filter(timetable__state=Timetable.State.PUBLISHED).select_related("route"),
        help_text=_(
            "Line, direction and headsign come from this train too. Each time can be changed in the grid."
        ),
    )
    departure = forms.CharField(
        label=_("Leaves its first stop at"), max_length=5, help_text=_("0825 or 08:25, local time")
    )

    def clean_departure(self) -> int:
        """This method returns the departure in seconds of the service day."""
        try:
            seconds = read_clock(self.cleaned_data["departure"])
        except CellNotUnderstood as error:
            raise forms.ValidationError(_("Write a time as 0825 or 08:25.")) from error
        if seconds >= DAY:
            raise forms.ValidationError(_("A train leaves its first stop between 00:00 and 23:59."))
        return seconds

    def clean(self) -> dict[str, Any] | None:
        """This method takes the line from the pattern and refuses a code that its edition has already."""
        data = super().clean() or self.cleaned_data
        pattern = data.get("pattern")
        if pattern is None:
            return data
        for name in FROM_PATTERN:
            setattr(self.instance, name, getattr(pattern, name))
        if Trip.objects.filter(timetable=pattern.timetable, trip_id=data.get("trip_id")).exists():
            self.add_error("trip_id", _("Another train has this code."))
        if not pattern.stop_times.exists():
            self.add_error("pattern", _("This train has no stops yet."))
        return data
