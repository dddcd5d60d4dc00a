"""Pasting a printed timetable into a draft: what was understood is shown first, and what was not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from railway.accounts.signed_in import signed_in
from timetables.admin.cells import write_cell
from timetables.admin.draft_cells import type_into
from timetables.admin.draft_facts import edition_context, find_draft, find_line, grid_url
from timetables.admin.draft_train import new_code
from timetables.admin.draft_words import typing_fault
from timetables.models import Calendar, DraftStep, Stop, Timetable, Trip
from timetables.operations.edit_draft import NotADraft, edit_draft
from timetables.operations.edit_trips import SeenOtherwise
from timetables.planning.edits import duplicate
from timetables.planning.line import line_order
from timetables.planning.plan import Plan, Train
from timetables.planning.printed import CELL, NO_TIMES, TOO_FEW, TOO_MANY, Printed, PrintedCell, read_printed
from timetables.queries import find_stops
from timetables.queries.plans import read_plan

LONGEST_TEXT = 60_000
NEW, LEFT_OUT = "+", "-"
WHY: Mapping[str, Any] = {
    NO_TIMES: gettext_lazy("no time in this line"),
    CELL: gettext_lazy("not a time"),
    TOO_MANY: gettext_lazy("more times than trains"),
    TOO_FEW: gettext_lazy("fewer times than trains: write a dash where a train passes"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the text and the train it is taken for: the code of one that runs, NEW or LEFT_OUT."""

    at: int
    number: str
    chosen: str
    calendar: str
    train: Train | None
    faults: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the text and the stop it is taken for, "" for none."""

    at: int
    name: str
    chosen: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Understood:
    """What became of the pasted text."""

    printed: Printed
    columns: Sequence[Column]
    rows: Sequence[Row]
    not_understood: Sequence[Mapping[str, Any]]
    seen: Mapping[str, Train]

    @property
    def trains(self) -> dict[str, Train]:
        """This property holds the trains that would be saved."""
        return {column.train.trip_id: column.train for column in self.columns if column.train}

    @property
    def faults(self) -> list[str]:
        """This property lists what is wrong with the trains that would be saved."""
        return [fault for column in self.columns for fault in column.faults]


@require_http_methods(["GET", "POST"])
def paste_timetable(request: HttpRequest, pk: int, route_id: str, direction: int) -> HttpResponse:
    """Ask for a printed timetable, show what was understood of it, and take it over as one step when told so.

    This function answers 403 without the right to change trips and 404 for what is not a draft.
    """
    draft, route = find_draft(request, pk), find_line(route_id, direction)
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    plan = read_plan(draft, route=route)
    found = _understand(request.POST, text, draft, plan, direction, route_id) if text.strip() else None
    may_take = "take" in request.POST and found is not None and bool(found.trains) and not found.faults
    if may_take and found and _save(request, draft, found):
        return HttpResponseRedirect(grid_url(draft, route_id, direction), status=303)
    context = edition_context(request, draft, _("Paste a timetable")) | {
        "text": text,
        "found": found,
        "line": f"{route}, {Trip.Direction(direction).label}",
        "back": grid_url(draft, route_id, direction),
        "calendars": Calendar.objects.all(),
        "trains": _choices(plan, direction),
        "stops": Stop.objects.exclude(kind=Stop.Kind.BORDER),
        "new": NEW,
        "left_out": LEFT_OUT,
    }
    status = 422 if request.method == "POST" and (not found or not found.trains or found.faults) else 200
    return TemplateResponse(request, "admin/timetables/draft_paste.html", context, status=status)


def _choices(plan: Plan, direction: int) -> list[Train]:
    return sorted(
        (train for train in plan.values() if train.direction == direction), key=lambda train: train.departs
    )


def _understand(
    sent: Mapping[str, str], text: str, draft: Timetable, plan: Plan, direction: int, route: str
) -> Understood:
    printed = read_printed(text)
    rows = [_row(sent, at, row.name, row.cells) for at, row in enumerate(printed.rows)]
    trains = _choices(plan, direction)
    columns, taken = [], set(plan)
    for at, number in enumerate(printed.numbers):
        column = _column(sent, at, number, trains)
        columns.append(_filled(column, rows, printed, plan, draft, route, direction, taken))
    faults = [
        {"line": fault.line, "text": fault.text, "why": WHY[fault.why]} for fault in printed.not_understood
    ]
    faults += [
        {"line": printed.rows[row.at].line, "text": row.name, "why": _("no such stop")}
        for row in rows
        if not row.chosen
    ]
    used = {column.chosen for column in columns}
    return Understood(printed, columns, rows, faults, {name: plan[name] for name in used if name in plan})


def _row(sent: Mapping[str, str], at: int, name: str, cells: Sequence[PrintedCell]) -> Row:
    if f"row-{at}" in sent:
        chosen = sent[f"row-{at}"]
    else:
        found = find_stops(name, limit=2) if name else []
        chosen = found[0].stop_id if len(found) == 1 else ""
    return Row(at, name, chosen, [_write(cell) for cell in cells])


def _write(cell: PrintedCell) -> str:
    if cell.arrival is None or cell.departure is None:
        return ""
    return write_cell(cell.arrival, cell.departure)


def _column(sent: Mapping[str, str], at: int, number: str, trains: Sequence[Train]) -> Column:
    known = next((train for train in trains if number and train.number == number), None)
    chosen = sent.get(f"col-{at}", known.trip_id if known else NEW)
    default = (known or (trains[0] if trains else None)) and (known or trains[0]).calendar
    return Column(at, number, chosen, sent.get(f"cal-{at}", default or ""), None)


def _filled(
    column: Column,
    rows: Sequence[Row],
    printed: Printed,
    plan: Plan,
    draft: Timetable,
    route: str,
    direction: int,
    taken: set[str],
) -> Column:
    """Write the column's times into the train that was chosen, or into a copy of the one most like it."""
    texts = {row.chosen: row.cells[column.at] for row in rows if row.chosen}
    if column.chosen == LEFT_OUT or not any(texts.values()):
        return column
    train = plan.get(column.chosen)
    if train is None:
        train = _blank(column, texts, plan, draft, route, direction, taken)
        taken.add(train.trip_id)
    order = _order(line_order(plan.values(), direction), texts)
    borders = set(Stop.objects.filter(kind=Stop.Kind.BORDER).values_list("stop_id", flat=True))
    typed = {stop: text or ("" if train.call_at(stop) else "x") for stop, text in texts.items()}
    typed |= _ends(train, texts, typed)
    result = type_into(train, typed, order=order, borders=borders, plan=list(plan.values()))
    names = dict(Stop.objects.filter(stop_id__in=result.faults).values_list("stop_id", "name_ru"))
    faults = [
        f"{train.name}, {names.get(stop, stop)}: {typing_fault(code)}" for stop, code in result.faults.items()
    ]
    return replace(column, train=result.train, faults=tuple(faults))


def _order(line: list[str], texts: Iterable[str]) -> list[str]:
    """The line's stops, with those that only the text has behind the stop that they follow in it."""
    at = 0
    for stop in texts:
        if stop not in line:
            line.insert(at, stop)
        at = line.index(stop) + 1
    return line


def _ends(train: Train, texts: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """A train that begins later or ends earlier than its pattern has no stops beyond: they are taken out."""
    calls = [call.stop for call in train.calls]
    timed = [at for at, stop in enumerate(calls) if texts.get(stop)]
    if not timed:
        return {}
    beyond = calls[: timed[0]] + calls[timed[-1] + 1 :]
    added = [stop for stop, text in typed.items() if text and stop not in calls and text != "x"]
    return {} if added else dict.fromkeys(beyond, "x")


def _blank(
    column: Column,
    texts: Mapping[str, str],
    plan: Plan,
    draft: Timetable,
    route: str,
    direction: int,
    taken: set[str],
) -> Train:
    code = new_code(draft, route, column.number)
    while code in taken:
        code += "'"
    alike = max(
        _choices(plan, direction),
        key=lambda train: sum(bool(texts.get(call.stop)) for call in train.calls),
        default=None,
    )
    if alike is None:
        return Train(
            trip_id=code, route=route, calendar=column.calendar, direction=direction, number=column.number
        )
    copy = duplicate(alike, trip_id=code, number=column.number, seconds=0)
    calls = tuple(call for call in copy.calls if call.stop in texts or call.passes)
    return replace(copy, calendar=column.calendar, calls=calls)


def _save(request: HttpRequest, draft: Timetable, found: Understood) -> bool:
    try:
        step = edit_draft(
            timetable=draft,
            seen={name: found.seen.get(name) for name in found.trains},
            trains=found.trains,
            kind=DraftStep.Kind.PASTED,
            actor=signed_in(request),
            now=timezone.now(),
        )
    except (SeenOtherwise, NotADraft):
        messages.error(
            request, _("Somebody changed the draft in this very moment. Look again, then take it over.")
        )
        return False
    said = _("Saved in the draft: %(trains)s.") % {"trains": step.subject} if step else _("Nothing differs.")
    messages.success(request, said)
    return True
