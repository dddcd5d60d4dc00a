"""Trains on their days: cancel, restore, delay; and what was changed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from timetables.models import DatedStop, DatedTrip, ScheduleChange
from timetables.operations.day_of_operation import (
    DelayOutOfRange,
    TrainHasArrived,
    TrainIsCancelled,
    cancel_dated_trip,
    delay_dated_trip,
    restore_dated_trip,
)


class DayActionForm(ActionForm):
    """The minutes that the delay action takes."""

    minutes = forms.IntegerField(label=_("minutes late"), required=False, min_value=0, max_value=1440)


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table that operators look at; only operations write it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This method refuses new rows by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method refuses deletion."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """This method makes every field readable only."""
        return [field.name for field in self.model._meta.fields]


class DatedStopInline(admin.TabularInline):
    """The stops of the day."""

    model = DatedStop
    extra = 0
    can_delete = False
    fields = ["position", "stop", "arrival_at", "departure_at", "km", "boarding", "alighting", "served"]
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method keeps positions frozen."""
        return False


@admin.register(DatedTrip)
class DatedTripAdmin(ReadOnlyAdmin):
    """The trains of each day; every button calls an operation."""

    list_display = ["trip", "service_date", "departs_at", "state", "delay_s", "seat_mode", "rolling_stock"]
    list_filter = ["state", "trip__route", "seat_mode"]
    list_select_related = ["trip", "rolling_stock"]
    date_hierarchy = "service_date"
    search_fields = ["trip__short_name", "trip__trip_id"]
    inlines = [DatedStopInline]
    actions = ["cancel", "restore", "delay"]
    action_form = DayActionForm

    @admin.action(description=_("Cancel these trains and tell passengers"), permissions=["change"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[DatedTrip]) -> None:
        """This method cancels each chosen train."""
        self._each(request, chosen, cancel_dated_trip)

    @admin.action(description=_("Let these trains run again"), permissions=["change"])
    def restore(self, request: HttpRequest, chosen: QuerySet[DatedTrip]) -> None:
        """This method restores each chosen train."""
        self._each(request, chosen, restore_dated_trip)

    @admin.action(description=_("Say how many minutes these trains are late"), permissions=["change"])
    def delay(self, request: HttpRequest, chosen: QuerySet[DatedTrip]) -> None:
        """This method records the delay typed beside the action."""
        minutes = request.POST.get("minutes", "")
        if not minutes.isdecimal():
            self.message_user(request, _("Write the minutes beside the action."), messages.ERROR)
            return
        self._each(request, chosen, delay_dated_trip, delay_s=int(minutes) * 60)

    def _each(
        self, request: HttpRequest, chosen: QuerySet[DatedTrip], operation: Callable[..., Any], **values: Any
    ) -> None:
        done = 0
        for dated_trip in chosen:
            try:
                done += bool(
                    operation(dated_trip=dated_trip, actor=request.user, now=timezone.now(), **values)
                )
            except (TrainHasArrived, TrainIsCancelled, DelayOutOfRange) as refusal:
                self.message_user(request, f"{dated_trip}: {_reason(refusal)}", messages.ERROR)
        told = ngettext("%(count)s train changed.", "%(count)s trains changed.", done) % {"count": done}
        self.message_user(request, told, messages.SUCCESS if done else messages.WARNING)


@admin.register(ScheduleChange)
class ScheduleChangeAdmin(ReadOnlyAdmin):
    """What was changed, by whom, and when passengers were told."""

    list_display = ["dated_trip", "kind", "made_at", "made_by", "consumed_at"]
    list_filter = ["kind"]
    list_select_related = ["dated_trip__trip", "made_by"]
    date_hierarchy = "made_at"


def _reason(refusal: Exception) -> str:
    if isinstance(refusal, TrainHasArrived):
        return str(_("the train has arrived"))
    if isinstance(refusal, TrainIsCancelled):
        return str(_("the train is cancelled"))
    return str(_("a delay is between 0 and 1440 minutes"))
