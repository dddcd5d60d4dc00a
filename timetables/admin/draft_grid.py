"""A draft's line and direction as a grid, ready for the page: what is typed, what is saved, what is in force."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from timetables.admin.draft_cells import Typed, type_into, write_call
from timetables.admin.draft_words import Names, call_words, problem_words, typing_fault
from timetables.models import Calendar, RollingStock, Route, Stop, Timetable, Trip
from timetables.planning.checks import Problem
from timetables.planning.line import kilometres, line_order
from timetables.planning.plan import Plan, Train


@dataclass(frozen=True, slots=True)
class DraftCell:
    """One input. `value` is shown, `saved` is the draft's text, `in_force` the published one in words where it differs.

    `kind` is added, removed or changed against the published edition, "" for the same. `errors` and `warnings` are
    those of the saved draft, `theirs` is the value that somebody else saved over the one this page had shown.
    """

    name: str = ""
    label: str = ""
    value: str = ""
    saved: str = ""
    shown: str = ""
    in_force: str = ""
    kind: str = ""
    fault: str = ""
    theirs: str | None = None
    is_call: bool = True
    errors: Sequence[str] = ()
    warnings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """A train: its head and what it is against the published edition."""

    pk: int
    train: Train
    calendar: str
    kind: str
    first_cell: str
    errors: Sequence[str] = ()
    warnings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A stop of the line."""

    name: str
    km: int | None
    is_border: bool
    cells: Sequence[DraftCell]


@dataclass(frozen=True, slots=True)
class DraftGrid:
    """All that the page shows."""

    route: Route
    direction: int
    columns: Sequence[DraftColumn]
    rows: Sequence[DraftRow]
    typed: Mapping[str, Train] = field(default_factory=dict)
    saved: Mapping[str, Train] = field(default_factory=dict)
    lost: Sequence[str] = ()

    @property
    def cells(self) -> list[DraftCell]:
        """This property lists the cells that can be typed into."""
        return [cell for row in self.rows for cell in row.cells if cell.name]

    @property
    def faults(self) -> list[DraftCell]:
        """This property lists the cells whose text can't be taken."""
        return [cell for cell in self.cells if cell.fault]

    @property
    def conflicts(self) -> list[DraftCell]:
        """This property lists the cells that somebody else wrote into meanwhile."""
        return [cell for cell in self.cells if cell.theirs is not None]

    @property
    def changed(self) -> dict[str, Train]:
        """This property holds the trains that what is typed makes different from the saved draft."""
        return {name: train for name, train in self.typed.items() if train != self.saved.get(name)}

    @property
    def changed_cells(self) -> int:
        """This property counts the cells that are typed and not saved."""
        return sum(cell.value != cell.saved for cell in self.cells)

    @property
    def shown(self) -> str:
        """This property is the saved text of every cell as JSON: the page sends it back with what was typed."""
        return json.dumps({cell.name: cell.shown for cell in self.cells if cell.shown})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a page sends: touched cells, what it had shown, and whose value holds where both wrote."""

    touched: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the grid is made of, read once: the draft's whole plan, the published one, the problems, and names.

    `in_force` are the keys of problems that the published plan has as well.
    """

    timetable: Timetable
    plan: Plan
    present: Plan
    problems: Sequence[Problem]
    names: Names
    in_force: Collection[str] = ()


def read_names() -> Names:
    """This function reads what codes are called, in the active language."""
    return Names(
        {stop.stop_id: stop.name for stop in Stop.objects.all()},
        {calendar.service_id: str(calendar) for calendar in Calendar.objects.all()},
        {stock.code: stock.name for stock in RollingStock.objects.all()},
        {route.route_id: route.name for route in Route.objects.all()},
    )


class _Maker:
    """Makes the grid of one line and direction."""

    def __init__(self, facts: Facts, route: Route, direction: int, wish: Wish) -> None:
        self.facts, self.route, self.direction, self.wish = facts, route, direction, wish
        of_line = [
            train
            for plan in (facts.plan, facts.present)
            for train in plan.values()
            if train.route == route.route_id
        ]
        self.order = line_order(of_line, direction)
        self.plan = [train for train in of_line if train.trip_id in facts.plan]
        trains = [train for train in facts.plan.values() if self._is_here(train)]
        self.trains = sorted(trains, key=lambda train: (train.departs, train.trip_id))
        gone = [
            train
            for train in facts.present.values()
            if self._is_here(train) and train.trip_id not in facts.plan
        ]
        self.columns = sorted([*trains, *gone], key=lambda train: (train.departs, train.trip_id))
        self.stops = {stop.stop_id: stop for stop in Stop.objects.filter(stop_id__in=self.order)}
        self.borders = {code for code, stop in self.stops.items() if stop.is_border}
        keys = Trip.objects.filter(
            timetable=facts.timetable, trip_id__in=[one.trip_id for one in self.trains]
        )
        self.keys = dict(keys.values_list("trip_id", "pk"))
        self.errors: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.warnings: dict[tuple[str, str], list[str]] = defaultdict(list)
        for problem in facts.problems:
            if problem.key in facts.in_force and not problem.is_error:
                continue  # it is so already: said below the grid, not at the cell
            said = self.errors if problem.is_error else self.warnings
            said[problem.trip_id, problem.stop].append(problem_words(problem, facts.names))

    def _is_here(self, train: Train) -> bool:
        return train.route == self.route.route_id and train.direction == self.direction

    def name(self, train: Train, stop: str) -> str:
        return f"c-{self.keys[train.trip_id]}-{self.stops[stop].pk}"

    def make(self) -> DraftGrid:
        results = {train.trip_id: self._typed(train) for train in self.trains}
        kms = kilometres(self.order, self.plan)
        rows = [
            DraftRow(
                self.stops[stop].name,
                round(kms[stop]) if stop in kms else None,
                stop in self.borders,
                [self._cell(train, stop, results.get(train.trip_id)) for train in self.columns],
            )
            for stop in self.order
            if stop in self.stops
        ]
        columns = [self._column(train) for train in self.columns]
        typed = {name: result.train for name, result in results.items()}
        saved = {train.trip_id: train for train in self.trains}
        return DraftGrid(self.route, self.direction, columns, rows, typed, saved, self._lost())

    def _typed(self, train: Train) -> Typed:
        texts = {}
        for stop in self.stops:
            name = self.name(train, stop)
            if name in self.wish.touched and self._holds(name, write_call(train.call_at(stop))):
                texts[stop] = self.wish.touched[name]
        return type_into(train, texts, order=self.order, borders=self.borders, plan=self.plan)

    def _holds(self, name: str, saved: str) -> bool:
        """Tell whether the typed text counts: not where the other's value was chosen, or nobody has chosen yet."""
        if self._is_conflict(name, saved):
            return self.wish.taken.get(name) == "mine"
        return True

    def _is_conflict(self, name: str, saved: str) -> bool:
        typed = self.wish.touched.get(name)
        return typed is not None and saved not in (self.wish.shown.get(name, ""), typed.strip())

    def _cell(self, train: Train, stop: str, result: Typed | None) -> DraftCell:
        if stop in self.borders:
            return DraftCell(is_call=train.call_at(stop) is not None)
        if result is None:  # a train that the draft has no longer
            text = write_call(train.call_at(stop))
            return DraftCell(in_force=text, kind="removed" if text else "", is_call=bool(text))
        name, saved = self.name(train, stop), write_call(train.call_at(stop))
        undecided = self._is_conflict(name, saved) and self.wish.taken.get(name) not in ("mine", "theirs")
        fault = result.faults.get(stop, "")
        value = write_call(result.train.call_at(stop))
        if undecided or fault == "not_understood":
            value = self.wish.touched[name]
        published = self.facts.present.get(train.trip_id)
        kind, in_force = _against(train, stop, published)
        return DraftCell(
            name=name,
            label=f"{train.name}, {self.stops[stop].name}",
            value=value,
            saved=saved,
            shown=self.wish.shown.get(name, "") if undecided else saved,
            in_force=in_force,
            kind=kind,
            fault=typing_fault(fault) or (_conflict_words(saved) if undecided else ""),
            theirs=saved if undecided else None,
            is_call=train.call_at(stop) is not None,
            errors=self.errors.get((train.trip_id, stop), ()),
            warnings=self.warnings.get((train.trip_id, stop), ()),
        )

    def _column(self, train: Train) -> DraftColumn:
        if train.trip_id not in self.keys:
            return DraftColumn(0, train, self.facts.names.calendars.get(train.calendar, ""), "removed", "")
        published = self.facts.present.get(train.trip_id)
        kind = "added" if published is None else "" if published == train else "changed"
        whole = (train.trip_id, "")
        return DraftColumn(
            self.keys[train.trip_id],
            train,
            self.facts.names.calendars.get(train.calendar, train.calendar),
            kind,
            self.name(train, train.calls[0].stop) if train.calls else "",
            self.errors.get(whole, ()),
            self.warnings.get(whole, ()),
        )

    def _lost(self) -> list[str]:
        """What was typed for trains that somebody took out meanwhile."""
        known = {self.name(train, stop) for train in self.trains for stop in self.stops}
        return [text for name, text in self.wish.touched.items() if name not in known and text.strip()]


def read_draft_grid(facts: Facts, *, route: Route, direction: int, wish: Wish | None = None) -> DraftGrid:
    """This function applies a page's wish to a draft's line and direction; it changes nothing."""
    return _Maker(facts, route, direction, wish or Wish()).make()


def _against(train: Train, stop: str, published: Train | None) -> tuple[str, str]:
    """Compare a cell with the published edition: what happened to it, and the published text in words."""
    now = train.call_at(stop)
    if published is None:
        return ("added" if now else ""), ""
    was = published.call_at(stop)
    if was is None and now is None:
        return "", ""
    if was is None or now is None:
        return ("added", "") if was is None else ("removed", call_words(was))
    same = write_call(was) == write_call(now)
    return ("", "") if same else ("changed", call_words(was))


def _conflict_words(saved: str) -> str:
    return _("somebody else wrote %(theirs)s here") % {"theirs": saved or _("passes")}
