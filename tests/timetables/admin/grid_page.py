"""Filling in the grid's page as a browser without script would: every cell is sent back, with the hidden fields."""

from dataclasses import dataclass, field

from django.http import HttpResponse
from django.test import Client

from timetables.admin.grid import Grid, cell_name
from timetables.models import Trip


@dataclass
class GridPage:
    """One operator's open page: what it shows, and what is typed over it."""

    client: Client
    address: str
    typed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grid: Grid = self.client.get(self.address).context["grid"]

    def type(self, trip: Trip, sequence: int, text: str) -> "GridPage":
        """This method types into a cell."""
        self.typed[cell_name(trip, sequence)] = text
        return self

    def press(self, button: str, value: str = "", **more: str) -> HttpResponse:
        """This method sends the form; the page then shows the answer's grid, if it has one."""
        cells = {cell.name: cell.value for cell in self.grid.cells} | self.typed
        hidden = {"version": self.grid.version, "shown": self.grid.shown}
        answer = self.client.post(self.address, cells | hidden | {button: value} | more)
        if answer.context and "grid" in answer.context:
            self.grid, self.typed = answer.context["grid"], {}
        return answer

    def text(self, trip: Trip, sequence: int) -> str:
        """This method reads a cell."""
        name = cell_name(trip, sequence)
        return next(cell.value for cell in self.grid.cells if cell.name == name)
