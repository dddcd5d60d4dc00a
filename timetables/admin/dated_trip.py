"""Trains on their days: cancel, restore, delay; and what was changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from railway.accounts.signed_in import signed_in
from railway.lib.staff_tables import ReadOnlyAdmin, ReadOnlyInline
from timetables.admin.day_page import day_page
from timetables.admin.sold import count_sold
from timetables.models import DatedStop, DatedTrip, ScheduleChange
from timetables.operations import (
    DelayOutOfRange,
    TimesRunBack,
    TrainHasArrived,
    TrainIsCancelled,
    cancel_dated_trip,
    delay_dated_trip,
    restore_dated_trip,
)

STILL_LATE = timedelta(hours=3)  # a late train is still looked for after its planned arrival
REFUSALS: dict[type[Exception], Any] = {
    TrainHasArrived: _("the train has arrived"),
    TrainIsCancelled: _("the train is cancelled"),
    DelayOutOfRange: _("a delay is between 0 and 1440 minutes"),
    TimesRunBack: _("the train would leave a stop before it arrives there"),
}


class DayActionForm(ActionForm):
    """The minutes that the delay action takes."""

    minutes = forms.IntegerField(label=_("minutes late"), required=False, min_value=0, max_value=1440)


class PeriodFilter(admin.SimpleListFilter):
    """Trains that are still on their way or to come, unless told otherwise."""

    title = _("period")
    parameter_name = "period"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """This method names the choices besides the usual one."""
        return [("past", _("past")), ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        """This method calls the usual choice by its name."""
        first, *others = super().choices(changelist)
        yield first | {"display": _("coming")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[DatedTrip]) -> QuerySet[DatedTrip]:
        """This method leaves trains out that have arrived, or those that have not; a search looks everywhere."""
        past = timezone.now() - STILL_LATE
        if self.value() == "past":
            return queryset.filter(arrives_at__lt=past).order_by("-departs_at")
        if self.value() == "all" or "q" in request.GET or "service_date" in "".join(request.GET):
            return queryset
        return queryset.filter(arrives_at__gte=past)


class DatedStopInline(ReadOnlyInline):
    """The stops of the day."""

    model = DatedStop
    fields = ["position", "stop", "arrival_at", "departure_at", "km", "boarding", "alighting", "served"]


class ScheduleChangeInline(ReadOnlyInline):
    """What was changed about the train."""

    model = ScheduleChange
    fields = ["made_at", "made_by", "kind", "consumed_at"]
    show_change_link = True


@admin.register(DatedTrip)
class DatedTripAdmin(ReadOnlyAdmin):
    """The trains of each day; every button calls an operation."""

    list_display = ["train", "departs_at", "state", "late", "seat_mode", "operate"]
    list_filter = [PeriodFilter, "state", "trip__route", "seat_mode", "trip"]
    list_select_related = ["trip__route"]
    date_hierarchy = "service_date"
    search_fields = ["trip__short_name", "trip__trip_id"]
    fields = [
        "trip", "service_date", "state", "departs_at", "arrives_at", "late", "sold", "seat_mode", "quota",
        "rolling_stock",
    ]  # fmt: skip
    readonly_fields = ["late", "sold"]
    inlines = [ScheduleChangeInline, DatedStopInline]
    actions = ["cancel", "restore", "delay"]
    action_form = DayActionForm

    def get_urls(self) -> list[URLPattern]:
        """This method adds the page of the day's operation."""
        return [
            path("<int:pk>/day/", self.admin_site.admin_view(day_page), name="timetables_day"),
            *super().get_urls(),
        ]

    @admin.display(description=_("day of operation"))
    def operate(self, dated_trip: DatedTrip) -> str:
        """This method leads to everything that can be done about the train."""
        url = reverse("admin:timetables_day", args=[dated_trip.pk])
        return format_html('<a class="button" href="{}">{}</a>', url, gettext("Delay, cancel, change"))

    @admin.display(description=_("train"), ordering="trip__short_name")
    def train(self, dated_trip: DatedTrip) -> str:
        """This method shows the number with the line."""
        return f"{dated_trip.trip}, {dated_trip.trip.route}"

    @admin.display(description=_("minutes late"), ordering="delay_s")
    def late(self, dated_trip: DatedTrip) -> str:
        """This method shows the delay in minutes."""
        return f"+{dated_trip.delay_s // 60}" if dated_trip.delay_s else "–"

    @admin.display(description=_("sold"))
    def sold(self, dated_trip: DatedTrip) -> str:
        """This method shows how many passengers have booked, with a link to their bookings."""
        sold = count_sold([dated_trip.pk])
        if not sold or not sold.bookings:
            return "–"
        words = ngettext("%(count)s passenger", "%(count)s passengers", sold.passengers)
        return format_html('<a href="{}">{}</a>', sold.url, words % {"count": sold.passengers})

    @admin.action(description=_("Cancel these trains and tell passengers…"), permissions=["change"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[DatedTrip]) -> HttpResponse | None:
        """This method asks for a reason first, then cancels each chosen train."""
        if "confirm" not in request.POST:
            return self._ask(request, chosen)
        self._each(request, chosen, cancel_dated_trip, reason=request.POST.get("reason", "").strip()[:300])
        return None

    @admin.action(description=_("Let these trains run again"), permissions=["change"])
    def restore(self, request: HttpRequest, chosen: QuerySet[DatedTrip]) -> None:
        """This method restores each chosen train."""
        self._each(request, chosen, restore_dated_trip)

    @admin.action(description=_("Say how many minutes these trains are late"), permissions=["change"])
    def delay(self, request: HttpRequest, chosen: QuerySet[DatedTrip]) -> None:
        """This method records the delay typed beside the action."""
        minutes = request.POST.get("minutes", "")
        if not (minutes.isascii() and minutes.isdecimal()):
            self.message_user(request, _("Write the minutes beside the action."), messages.ERROR)
            return
        self._each(request, chosen, delay_dated_trip, delay_s=int(minutes) * 60)

    def _ask(self, request: HttpRequest, chosen: QuerySet[DatedTrip]) -> HttpResponse:
        trains = list(chosen.select_related("trip__route").order_by("departs_at"))
        context = self.admin_site.each_context(request) | {
            "title": _("Cancel these trains?"),
            "opts": self.opts,
            "trains": trains,
            "sold": count_sold([train.pk for train in trains]),
            "may_open_bookings": request.user.has_perm("bookings.view_booking"),
        }
        return TemplateResponse(request, "admin/timetables/cancel.html", context)

    def _each(
        self, request: HttpRequest, chosen: QuerySet[DatedTrip], operation: Callable[..., Any], **values: Any
    ) -> None:
        done = 0
        for dated_trip in chosen.select_related("trip"):
            try:
                done += bool(
                    operation(dated_trip=dated_trip, actor=signed_in(request), now=timezone.now(), **values)
                )
            except tuple(REFUSALS) as refusal:
                self.message_user(request, f"{dated_trip}: {REFUSALS[type(refusal)]}", messages.ERROR)
        told = ngettext("%(count)s train changed.", "%(count)s trains changed.", done) % {"count": done}
        self.message_user(request, told, messages.SUCCESS if done else messages.WARNING)


@admin.register(ScheduleChange)
class ScheduleChangeAdmin(ReadOnlyAdmin):
    """What was changed, by whom, and when passengers were told."""

    list_display = ["dated_trip", "kind", "made_at", "made_by", "consumed_at"]
    list_filter = ["kind", "dated_trip__trip__route"]
    list_select_related = ["dated_trip__trip", "made_by"]
    date_hierarchy = "made_at"
