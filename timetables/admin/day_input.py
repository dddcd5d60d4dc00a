"""What an operator typed on the page of a train of a day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from timetables.models import DatedStop
from timetables.operations import StopDelay

MINUTES = re.compile(r"[+-]?\d{1,4}", re.ASCII)
CLOCK = re.compile(r"(\d{1,2})[:. ]?(\d{2})", re.ASCII)
HALF_DAY = timedelta(hours=12)


class NotUnderstood(Exception):
    """Something typed is no number of minutes, time or stop; the message says what."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form as they came, and as they were when the page was written (`was-` before the name)."""

    fields: Mapping[str, str]

    def text(self, name: str, limit: int = 300) -> str:
        """This method returns what was typed, trimmed."""
        return self.fields.get(name, "").strip()[:limit]

    def changed(self, name: str) -> bool:
        """This method tells whether the field was changed on the page, whatever others changed meanwhile."""
        return name in self.fields and self.text(name) != self.fields.get(f"was-{name}", "").strip()

    def minutes(self, name: str) -> int | None:
        """This method reads whole minutes, below 0 for early; None for an empty field. Raises NotUnderstood."""
        typed = self.text(name).replace("\u2212", "-")
        if not typed:
            return None
        if not MINUTES.fullmatch(typed):
            raise NotUnderstood(
                _("Write minutes as a whole number, got “%(typed)s”.") % {"typed": typed[:20]}
            )
        return int(typed)

    def position(self, name: str) -> int:
        """This method reads a stop's position. Raises NotUnderstood."""
        return self.key(name) if len(self.text(name)) <= 4 else -1

    def key(self, name: str) -> int:
        """This method reads the key of a row, or any number a page itself wrote. Raises NotUnderstood."""
        typed = self.text(name)
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= 18):
            raise NotUnderstood(_("Choose the stops."))
        return int(typed)

    def instant(self, name: str, near: datetime, zone: str) -> datetime:
        """This method reads a clock time of a zone as the instant nearest to another one. Raises NotUnderstood."""
        found = CLOCK.fullmatch(self.text(name))
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise NotUnderstood(
                _("Write a time as 08:25, got “%(typed)s”.") % {"typed": self.text(name)[:20]}
            )
        local = near.astimezone(ZoneInfo(zone))
        there = datetime.combine(local.date(), time(int(found[1]), int(found[2])), ZoneInfo(zone))
        if there - local > HALF_DAY:
            return there - timedelta(days=1)
        return there + timedelta(days=1) if local - there > HALF_DAY else there


def read_delays(typed: Typed, stops: Sequence[DatedStop]) -> list[StopDelay]:
    """This function reads the delays that were typed anew; an emptied field takes the delay of the event before it."""
    delays, known = [], 0
    for stop in stops:
        arrival, known = _delay(typed, f"arrival-{stop.position}", known, stop.arrival_delay_s)
        departure, known = _delay(typed, f"departure-{stop.position}", known, stop.departure_delay_s)
        if arrival is not None or departure is not None:
            delays.append(StopDelay(stop.position, arrival, departure))
    return delays


def _delay(typed: Typed, name: str, before: int, expected: int) -> tuple[int | None, int]:
    """Read one field: what is said anew of it (None for nothing), and the delay known after it."""
    if not typed.changed(name):
        return None, expected
    minutes = typed.minutes(name)
    said = before if minutes is None else 60 * minutes
    return said, said
