"""Filling in a draft's grid as a browser without script would: every cell goes back with what the page had shown."""

from dataclasses import dataclass, field

from django.http import HttpResponse
from django.test import Client

from timetables.admin.draft_grid import DraftGrid
from timetables.models import Stop, Timetable, Trip


@dataclass
class DraftPage:
    """One operator's open page of a draft."""

    client: Client
    draft: Timetable
    route_id: str
    direction: int = 0
    typed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.address = f"/admin/timetables/timetable/{self.draft.pk}/grid/{self.route_id}/{self.direction}/"
        self.grid: DraftGrid = self.client.get(self.address).context["grid"]

    def name(self, trip_id: str, stop: str) -> str:
        """This method names the cell of a train at a stop."""
        trip = Trip.objects.get(timetable=self.draft, trip_id=trip_id)
        return f"c-{trip.pk}-{Stop.objects.get(stop_id=stop).pk}"

    def type(self, trip_id: str, stop: str, text: str) -> "DraftPage":
        """This method types into a cell."""
        self.typed[self.name(trip_id, stop)] = text
        return self

    def press(self, button: str = "save", value: str = "", **more: str) -> HttpResponse:
        """This method sends the form; the page then shows the answer's grid, if it has one."""
        cells = {cell.name: cell.value for cell in self.grid.cells} | self.typed
        sent = cells | {"shown": self.grid.shown, button: value} | more
        answer = self.client.post(self.address, sent)
        if answer.context and "grid" in answer.context:
            self.grid, self.typed = answer.context["grid"], {}
        return answer

    def text(self, trip_id: str, stop: str) -> str:
        """This method reads a cell."""
        name = self.name(trip_id, stop)
        return next(cell.value for cell in self.grid.cells if cell.name == name)
