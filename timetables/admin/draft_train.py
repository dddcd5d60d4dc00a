"""One train of a draft: its particulars, how passengers get on and off at each stop, moved, copied or taken out."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from railway.accounts.signed_in import signed_in
from timetables.admin.cells import MINUTE, CellNotUnderstood, read_clock, write_cell
from timetables.admin.draft_facts import edition_context, find_draft, find_line, grid_url
from timetables.admin.draft_words import PARTICULARS
from timetables.models import Calendar, DraftStep, RollingStock, SeatMode, Stop, StopTime, Timetable, Trip
from timetables.operations.edit_draft import NotADraft, edit_draft
from timetables.operations.edit_trips import SeenOtherwise
from timetables.planning.edits import HasStopAlready, add_stop_by_time, drop_stop, duplicate, shift
from timetables.planning.merge import merge
from timetables.planning.plan import Call, Train
from timetables.queries.plans import read_plan

LONGEST_SHIFT = 24 * 60
Kind = DraftStep.Kind
SHOWN = ("number", "calendar", "rolling_stock", "seat_mode", "quota", "block")


class TrainForm(forms.Form):
    """A train's particulars, as the plan names them."""

    number = forms.CharField(label=PARTICULARS["number"], max_length=64, required=False)
    calendar = forms.ModelChoiceField(
        Calendar.objects.all(), label=PARTICULARS["calendar"], to_field_name="service_id"
    )
    rolling_stock = forms.ModelChoiceField(
        RollingStock.objects.all(),
        label=PARTICULARS["rolling_stock"],
        to_field_name="code",
        required=False,
    )
    seat_mode = forms.ChoiceField(label=PARTICULARS["seat_mode"], choices=SeatMode.choices)
    quota = forms.IntegerField(label=PARTICULARS["quota"], min_value=1, max_value=30000, required=False)
    block = forms.CharField(
        label=PARTICULARS["block"],
        max_length=255,
        required=False,
        help_text=gettext_lazy("trains with the same word are run by the same coaches one after the other"),
    )
    headsign_ru = forms.CharField(label=gettext_lazy("headsign in Russian"), max_length=200, required=False)
    headsign_be = forms.CharField(
        label=gettext_lazy("headsign in Belarusian"), max_length=200, required=False
    )
    headsign_en = forms.CharField(label=gettext_lazy("headsign in English"), max_length=200, required=False)
    demonstration = forms.BooleanField(label=PARTICULARS["demonstration"], required=False)
    collects_passenger_data = forms.BooleanField(label=PARTICULARS["collects_passenger_data"], required=False)

    @classmethod
    def of(cls, train: Train) -> "TrainForm":
        """This function fills the form with a train."""
        ru, be, en = train.headsigns
        values = {name: getattr(train, name) for name in SHOWN}
        values |= {"headsign_ru": ru, "headsign_be": be, "headsign_en": en}
        values |= {
            "demonstration": train.demonstration,
            "collects_passenger_data": train.collects_passenger_data,
        }
        return cls(initial=values)

    def apply(self, train: Train) -> Train:
        """This method gives the train what was filled in."""
        data = self.cleaned_data
        return replace(
            train,
            number=data["number"],
            calendar=data["calendar"].service_id,
            rolling_stock=data["rolling_stock"].code if data["rolling_stock"] else "",
            seat_mode=data["seat_mode"],
            quota=data["quota"],
            block=data["block"],
            headsigns=(data["headsign_ru"], data["headsign_be"], data["headsign_en"]),
            demonstration=data["demonstration"],
            collects_passenger_data=data["collects_passenger_data"],
        )


class ShiftForm(forms.Form):
    """By how many minutes a train moves, or its copy leaves later."""

    minutes = forms.IntegerField(min_value=-LONGEST_SHIFT, max_value=LONGEST_SHIFT)


@require_http_methods(["GET", "POST"])
def draft_train(request: HttpRequest, pk: int, trip: int) -> HttpResponse:
    """Show one train of a draft. POST does what its button says: save, shift, copy or remove.

    This function answers 404 for a train that is not there, 403 without the right to change trips.
    """
    draft = find_draft(request, pk)
    row = Trip.objects.filter(timetable=draft, pk=trip).first()
    if row is None:
        raise Http404
    train = read_plan(draft, pk=trip)[row.trip_id]
    seen = _seen(request, train) if request.method == "POST" else train
    form = TrainForm(request.POST) if "save" in request.POST else TrainForm.of(seen)
    shifting = ShiftForm(request.POST) if {"shift", "copy"} & set(request.POST) else ShiftForm()
    if request.method == "POST" and _is_sound(request, form, shifting):
        made, kind = _made(request, draft, seen, form, shifting)
        if _save(request, draft, seen, made, kind):
            return HttpResponseRedirect(grid_url(draft, train.route, train.direction), status=303)
        return HttpResponseRedirect(request.path, status=303)
    return _page(request, draft, train, form, shifting)


def _seen(request: HttpRequest, train: Train) -> Train:
    """The train as the page had shown it; a page that says nothing readable had shown what there is."""
    try:
        seen = Train.from_json(json.loads(request.POST.get("seen", "")))
    except (ValueError, TypeError, KeyError):
        return train
    return seen if seen.trip_id == train.trip_id else train


def _is_sound(request: HttpRequest, form: TrainForm, shifting: ShiftForm) -> bool:
    if "save" in request.POST:
        return form.is_valid()
    return "remove" in request.POST or (shifting.is_bound and shifting.is_valid())


def _made(
    request: HttpRequest, draft: Timetable, seen: Train, form: TrainForm, shifting: ShiftForm
) -> tuple[dict[str, Train | None], DraftStep.Kind]:
    if "remove" in request.POST:
        return {seen.trip_id: None}, Kind.REMOVED
    if "save" in request.POST:
        changed = _with_stops(form.apply(seen), request.POST)
        return {seen.trip_id: _with_new_stop(request, draft, changed)}, Kind.TRAIN
    seconds = shifting.cleaned_data["minutes"] * MINUTE
    if "shift" in request.POST:
        return {seen.trip_id: shift(seen, seconds)}, Kind.TIMES
    number = request.POST.get("number", "").strip()[:64]
    code = new_code(draft, seen.route, number)
    return {code: duplicate(seen, trip_id=code, number=number, seconds=seconds)}, Kind.ADDED


def _with_stops(train: Train, sent: Mapping[str, str]) -> Train:
    calls = list(train.calls)
    for at, call in enumerate(calls):
        if f"board-{at}" in sent:
            boards, alights = (_pickup(sent.get(f"{name}-{at}", "")) for name in ("board", "alight"))
            platform = sent.get(f"platform-{at}", "").strip()[:8]
            calls[at] = replace(call, pickup=boards, drop_off=alights, platform=platform)
    changed = replace(train, calls=tuple(calls))
    for at, call in enumerate(train.calls):
        if f"out-{at}" in sent:
            changed = drop_stop(changed, call.stop)
    return changed


def _with_new_stop(request: HttpRequest, draft: Timetable, train: Train) -> Train:
    """Put another stop in, at its time; where it can't be, it is said and left out."""
    code, text = request.POST.get("add-stop", ""), request.POST.get("add-time", "")
    if not code or not text.strip() or not Stop.objects.filter(stop_id=code).exists():
        return train
    try:
        at = read_clock(text)
        plan = read_plan(draft, route__route_id=train.route)
        return add_stop_by_time(train, Call(code, at, at), plan=plan.values())
    except (CellNotUnderstood, HasStopAlready):
        messages.warning(
            request, _("The new stop was left out: write its time as 0825, and each stop only once.")
        )
        return train


def _pickup(text: str) -> int:
    return int(text) if text in {str(value) for value in StopTime.Pickup.values} else 0


def _save(
    request: HttpRequest,
    draft: Timetable,
    seen: Train,
    made: dict[str, Train | None],
    kind: DraftStep.Kind,
) -> bool:
    """Save a step; what somebody else saved of the same train meanwhile is merged unless it is the same cell."""
    known: dict[str, Train | None] = {name: seen if name == seen.trip_id else None for name in made}
    try:
        _step(request, draft, known, made, kind)
    except NotADraft:
        messages.error(request, _("The draft was published meanwhile."))
        return False
    except SeenOtherwise:
        return _merge(request, draft, seen, made, kind)
    messages.success(request, _("Saved in the draft: %(trains)s.") % {"trains": seen.name})
    return True


def _merge(
    request: HttpRequest, draft: Timetable, seen: Train, made: dict[str, Train | None], kind: DraftStep.Kind
) -> bool:
    present = read_plan(draft, trip_id=seen.trip_id)
    mine = {name: train for name, train in made.items() if train and name == seen.trip_id}
    merged = merge({seen.trip_id: seen}, mine, present)
    if merged.conflicts or seen.trip_id not in made:
        messages.error(
            request,
            _("Somebody else changed this train meanwhile; here it is as it is now. Nothing was saved."),
        )
        return False
    _step(request, draft, dict(present), dict(merged.plan), kind)
    messages.success(request, _("Saved, together with what somebody else changed about the train meanwhile."))
    return True


def _step(
    request: HttpRequest,
    draft: Timetable,
    seen: dict[str, Train | None],
    made: dict[str, Train | None],
    kind: DraftStep.Kind,
) -> None:
    edit_draft(
        timetable=draft, seen=seen, trains=made, kind=kind, actor=signed_in(request), now=timezone.now()
    )


def new_code(draft: Timetable, route: str, number: str) -> str:
    """This function finds a trip_id for a new train that its edition hasn't yet."""
    known = set(Trip.objects.filter(timetable=draft).values_list("trip_id", flat=True))
    stem = f"{route}-{number or 'new'}".replace(" ", "_")[:240]
    tries = (stem if count == 1 else f"{stem}-{count}" for count in range(1, len(known) + 3))
    return next(code for code in tries if code not in known)


def _page(
    request: HttpRequest, draft: Timetable, train: Train, form: TrainForm, shifting: ShiftForm
) -> TemplateResponse:
    stops = {
        stop.stop_id: stop for stop in Stop.objects.filter(stop_id__in=[call.stop for call in train.calls])
    }
    calls = [
        {
            "at": at,
            "name": stops[call.stop].name,
            "time": write_cell(call.arrival, call.departure),
            "call": call,
            "passes": call.passes,
            "is_border": stops[call.stop].is_border,
        }
        for at, call in enumerate(train.calls)
    ]
    context = edition_context(request, draft, _("Train %(number)s") % {"number": train.name}) | {
        "train": train,
        "seen": json.dumps(train.to_json()),
        "form": form,
        "shifting": shifting,
        "calls": calls,
        "pickups": StopTime.Pickup.choices,
        "stops": Stop.objects.exclude(kind=Stop.Kind.BORDER).exclude(stop_id__in=list(stops)),
        "back": grid_url(draft, train.route, train.direction),
    }
    refused = (form.is_bound and not form.is_valid()) or (shifting.is_bound and not shifting.is_valid())
    return TemplateResponse(
        request, "admin/timetables/draft_train.html", context, status=422 if refused else 200
    )


class NewTrainForm(forms.Form):
    """A new train after the pattern of another of the same line and direction."""

    pattern = forms.ChoiceField(label=gettext_lazy("Stops and running times as"))
    number = forms.CharField(label=PARTICULARS["number"], max_length=64)
    departure = forms.CharField(
        label=gettext_lazy("Leaves its first stop at"),
        max_length=5,
        help_text=gettext_lazy("0825 or 08:25, local time"),
    )
    calendar = forms.ModelChoiceField(
        Calendar.objects.all(), label=PARTICULARS["calendar"], to_field_name="service_id"
    )

    def clean_departure(self) -> int:
        """This method returns the departure in seconds of the service day."""
        try:
            return read_clock(self.cleaned_data["departure"])
        except CellNotUnderstood as error:
            raise forms.ValidationError(_("Write a time as 0825 or 08:25.")) from error


@require_http_methods(["GET", "POST"])
def add_train(request: HttpRequest, pk: int, route_id: str, direction: int) -> HttpResponse:
    """This function asks for a new train of a draft, and adds it after the pattern of another."""
    draft, route = find_draft(request, pk), find_line(route_id, direction)
    plan = read_plan(draft, route=route, direction_id=direction)
    form = NewTrainForm(request.POST or None)
    pattern: Any = form.fields["pattern"]
    pattern.choices = [
        (train.trip_id, f"{train.name}, {write_cell(train.departs, train.departs)}")
        for train in sorted(plan.values(), key=lambda train: train.departs)
    ]
    if form.is_valid():
        _add(request, draft, plan[form.cleaned_data["pattern"]], form.cleaned_data)
        return HttpResponseRedirect(grid_url(draft, route_id, direction), status=303)
    context = edition_context(request, draft, _("New train")) | {
        "form": form,
        "back": grid_url(draft, route_id, direction),
        "line": f"{route}, {Trip.Direction(direction).label}",
        "has_pattern": bool(plan),
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/timetables/draft_add.html", context, status=status)


def _add(request: HttpRequest, draft: Timetable, pattern: Train, data: Mapping[str, Any]) -> None:
    code = new_code(draft, pattern.route, data["number"])
    seconds = data["departure"] - pattern.departs
    train = duplicate(pattern, trip_id=code, number=data["number"], seconds=seconds)
    train = replace(train, calendar=data["calendar"].service_id)
    _step(request, draft, {code: None}, {code: train}, Kind.ADDED)
    messages.success(request, _("Saved in the draft: %(trains)s.") % {"trains": train.name})
