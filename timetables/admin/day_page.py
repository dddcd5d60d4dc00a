"""The page of a train of a day: how it stands, stop by stop, and everything that can be done about it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from railway.accounts.signed_in import signed_in
from timetables.admin.day_input import NotUnderstood, Typed
from timetables.admin.day_steps import REFUSALS, STEPS, Asked, Step
from timetables.admin.sold import count_sold
from timetables.models import DatedStop, DatedTrip, RollingStock
from timetables.queries import TripStop, buses_by_trip, trip_stops

CHANGES_SHOWN = 12


@dataclass(frozen=True)
class StopRow:
    """A stop on the page: planned and expected times in its own zone, and what was said of it, in minutes."""

    row: DatedStop
    stop: TripStop
    arrival_said: str
    departure_said: str
    is_first: bool
    is_last: bool

    @property
    def platform_said(self) -> str:
        """This property is the platform that stands in the field."""
        return self.row.actual_platform or self.row.platform


@require_http_methods(["GET", "POST"])
@permission_required("timetables.view_datedtrip", raise_exception=True)
def day_page(request: HttpRequest, pk: int) -> HttpResponse:
    """This function shows a train of a day; a POST does one step, after a question where passengers lose something."""
    train = (
        DatedTrip.objects.select_related("trip__route", "rolling_stock", "vehicle_position")
        .filter(pk=pk)
        .first()
    )
    if train is None:
        raise Http404
    if request.method == "GET":
        return _show(request, train)
    if not request.user.has_perm("timetables.change_datedtrip"):
        raise PermissionDenied
    step = STEPS.get(request.POST.get("do", ""))
    if step is None:
        raise Http404
    return _take(request, train, step)


def _take(request: HttpRequest, train: DatedTrip, step: Step) -> HttpResponse:
    fields = {name: str(value) for name, value in request.POST.items()}
    stops = list(train.stops.select_related("stop").order_by("position"))
    asked = Asked(train, stops, Typed(fields), signed_in(request), timezone.now())
    try:
        if step.question and "confirm" not in request.POST:
            return _ask(request, asked, step)
        done = step.do(asked)
    except NotUnderstood as refusal:
        messages.error(request, str(refusal))
    except tuple(REFUSALS) as refusal:
        messages.error(request, f"{train}: {REFUSALS[type(refusal)]}")
    else:
        _tell(request, train, bool(done))
    return redirect("admin:timetables_day", train.pk)


def _tell(request: HttpRequest, train: DatedTrip, done: bool) -> None:
    if not done:
        messages.info(request, _("Nothing was changed: it was so already."))
        return
    sold = count_sold([train.pk])
    words = _("Done. Pages and boards show it now; passengers whom it concerns hear of it within a minute.")
    messages.success(request, words if sold and sold.bookings else _("Done. Pages and boards show it now."))


def _ask(request: HttpRequest, asked: Asked, step: Step) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": step.question,
        "opts": DatedTrip._meta,
        "train": asked.train,
        "step": step,
        "effect": step.effect(asked),
        "kept": [(name, value) for name, value in asked.typed.fields.items() if name not in HIDDEN],
        "asks_why": request.POST["do"] in {"cancel", "part"},
        "what": _what(asked, request.POST["do"]),
        "sold": count_sold([asked.train.pk], step.concern(asked)),
        "may_open_bookings": request.user.has_perm("bookings.view_booking"),
    }
    return TemplateResponse(request, "admin/timetables/day_confirm.html", context)


HIDDEN = frozenset({"csrfmiddlewaretoken", "reason", "confirm"})


def _what(asked: Asked, do: str) -> str:
    """Name the stop, the part or the set that the question is about."""
    if do == "drop":
        return asked.stop(asked.typed.position("position")).stop.name
    if do == "part":
        part = asked.part
        ends = (part["from_position"], part["to_position"])
        return " – ".join(asked.stop(position).stop.name for position in ends)
    if do == "stock":
        chosen = RollingStock.objects.filter(pk=asked.typed.key("stock")).first()
        return chosen.name if chosen else ""
    return ""


def _show(request: HttpRequest, train: DatedTrip) -> HttpResponse:
    rows = _rows(train)
    calls = [row for row in rows if row.row.boarding or row.row.alighting]
    context = admin.site.each_context(request) | {
        "title": _("%(train)s on its day") % {"train": train},
        "opts": DatedTrip._meta,
        "train": train,
        "is_cancelled": train.state == DatedTrip.State.CANCELLED,
        "is_over": _is_over(train, timezone.now()),
        "rows": rows,
        "calls": calls,
        "cut": [row for row in rows if row.row.departure_cancelled],
        "buses": buses_by_trip([train.pk]).get(train.pk, []),
        "stocks": RollingStock.objects.exclude(pk=train.rolling_stock_id or 0).order_by("name_ru"),
        "sold": count_sold([train.pk]),
        "changes": train.changes.select_related("made_by").order_by("-pk")[:CHANGES_SHOWN],
        "may_change": request.user.has_perm("timetables.change_datedtrip"),
        "may_open_bookings": request.user.has_perm("bookings.view_booking"),
    }
    return TemplateResponse(request, "admin/timetables/day.html", context)


def _rows(train: DatedTrip) -> list[StopRow]:
    stops = list(train.stops.select_related("stop").order_by("position"))
    shown = trip_stops(train.pk)
    last = len(stops) - 1
    return [
        StopRow(
            row,
            stop,
            _minutes(row.reported_arrival_s),
            _minutes(row.reported_departure_s),
            row.position == 0,
            at == last,
        )
        for at, (row, stop) in enumerate(zip(stops, shown, strict=True))
    ]


def _minutes(seconds: int | None) -> str:
    return "" if seconds is None else str(int(seconds / 60))


def _is_over(train: DatedTrip, now: datetime) -> bool:
    return train.arrives_at.timestamp() + train.delay_s < now.timestamp()
