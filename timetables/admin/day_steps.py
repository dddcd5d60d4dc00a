"""What an operator can do to a train on its day: each step with its question and the operation behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from railway.accounts.models import User
from timetables.admin.day_input import NotUnderstood, Typed, read_delays
from timetables.admin.sold import Concern
from timetables.models import DatedStop, DatedTrip, RollingStock, VehiclePosition
from timetables.operations import (
    BusRunsBack,
    DelayOutOfRange,
    NoSuchPart,
    Place,
    SeatsBusy,
    StopNotServed,
    TimesRunBack,
    TrainHasArrived,
    TrainIsCancelled,
    cancel_dated_trip,
    cancel_part,
    change_platform,
    change_stock,
    delay_dated_trip,
    drop_stop,
    end_bus,
    foretell_stock,
    report_delays,
    report_position,
    restore_dated_trip,
    restore_part,
    restore_stop,
    set_bus,
)

REFUSALS: dict[type[Exception], Any] = {
    TrainHasArrived: _("the train has arrived"),
    TrainIsCancelled: _("the train is cancelled"),
    DelayOutOfRange: _("a delay is between 60 minutes early and 1440 minutes late"),
    TimesRunBack: _("the train would leave a stop before it arrives there"),
    StopNotServed: _("nobody gets on or off at that stop"),
    NoSuchPart: _("a part leads from one stop to a later one; a whole train is cancelled as such"),
    BusRunsBack: _("the bus would arrive before it leaves"),
    SeatsBusy: _("too many are buying on this train this very moment; press again"),
}


class Part(TypedDict):
    """A part of a train's way, as the operations take it."""

    from_position: int
    to_position: int


@dataclass(frozen=True)
class Asked:
    """What somebody wants of a train, with its stops in order."""

    train: DatedTrip
    stops: list[DatedStop]
    typed: Typed
    actor: User | None
    now: datetime

    @property
    def common(self) -> dict[str, Any]:
        """This property holds the arguments that every operation takes."""
        return {"dated_trip": self.train, "actor": self.actor, "now": self.now}

    @property
    def part(self) -> Part:
        """This property is the part that was chosen. Raises NotUnderstood."""
        return {"from_position": self.typed.position("from"), "to_position": self.typed.position("to")}

    def stop(self, position: int) -> DatedStop:
        """This method finds a stop. Raises NotUnderstood."""
        for stop in self.stops:
            if stop.position == position:
                return stop
        raise NotUnderstood(_("Choose the stops."))


@dataclass(frozen=True)
class Step:
    """One thing to do. With a `question` it is asked first, and `concern` says whose journeys it touches."""

    do: Callable[[Asked], object]
    question: Any = ""
    explanation: Any = ""
    concern: Callable[[Asked], Concern | None] = lambda _asked: None
    effect: Callable[[Asked], str] = lambda _asked: ""
    button: Any = ""


def _delay(asked: Asked) -> object:
    minutes = asked.typed.minutes("minutes")
    if minutes is None:
        raise NotUnderstood(_("Write how many minutes the train is late."))
    return delay_dated_trip(**asked.common, delay_s=60 * minutes)


def _stops(asked: Asked) -> object:
    """Write the delays and platforms that were changed on the page, all at once."""
    done: list[object] = []
    if delays := read_delays(asked.typed, asked.stops):
        done.append(report_delays(**asked.common, delays=delays))
    for stop in asked.stops:
        name = f"platform-{stop.position}"
        if asked.typed.changed(name):
            done.append(
                change_platform(**asked.common, position=stop.position, platform=asked.typed.text(name))
            )
    return any(done)


def _part(asked: Asked) -> object:
    return cancel_part(**asked.common, **asked.part, reason=asked.typed.text("reason"))


def _bus(asked: Asked) -> object:
    part = asked.part
    start, end = asked.stop(part["from_position"]), asked.stop(part["to_position"])
    return set_bus(
        **asked.common,
        **part,
        departs_at=asked.typed.instant("departs", start.departure_at, start.stop.timezone),
        arrives_at=asked.typed.instant("arrives", end.arrival_at, end.stop.timezone),
        places={code: asked.typed.text(f"place_{code}", 200) for code in ("ru", "be", "en")},
    )


def _end_bus(asked: Asked) -> object:
    bus = get_object_or_404(asked.train.buses, pk=asked.typed.key("bus"))
    return end_bus(bus=bus, actor=asked.actor, now=asked.now)


def _here(asked: Asked) -> object:
    """Note that the train stands at a stop, by that stop's place on the map."""
    stop = asked.stop(asked.typed.position("here"))
    if stop.stop.lat is None or stop.stop.lon is None:
        raise NotUnderstood(_("Nobody has said where that stop is on the map."))
    place = Place(
        lat=stop.stop.lat,
        lon=stop.stop.lon,
        reported_at=asked.now,
        position=stop.position,
        status=VehiclePosition.Status.STOPPED_AT,
    )
    return report_position(dated_trip=asked.train, place=place, now=asked.now, actor=asked.actor)


def _chosen_stock(asked: Asked) -> RollingStock:
    return get_object_or_404(RollingStock, pk=asked.typed.key("stock"))


def _stock(asked: Asked) -> object:
    return change_stock(**asked.common, rolling_stock=_chosen_stock(asked))


def _stock_effect(asked: Asked) -> str:
    effect = foretell_stock(dated_trip=asked.train, rolling_stock=_chosen_stock(asked))
    moved = ngettext(
        "%(count)s passenger gets another seat.", "%(count)s passengers get other seats.", effect.moved
    ) % {"count": effect.moved}
    lost = ngettext(
        "%(count)s passenger finds no seat.", "%(count)s passengers find no seats.", effect.lost
    ) % {"count": effect.lost}
    return f"{moved} {lost}"


def _over_part(asked: Asked) -> Concern:
    part = asked.part
    return Concern(part["from_position"], part["to_position"])


def _at_stop(asked: Asked) -> Concern:
    position = asked.typed.position("position")
    return Concern(position, position, ends_only=True)


TOLD = _("Whoever has paid is told by mail and may return the tickets in full.")

STEPS: Mapping[str, Step] = {
    "delay": Step(_delay),
    "stops": Step(_stops),
    "restore": Step(lambda asked: restore_dated_trip(**asked.common)),
    "cancel": Step(
        lambda asked: cancel_dated_trip(**asked.common, reason=asked.typed.text("reason")),
        _("Cancel this train?"),
        _("Held seats are let go. Whoever has paid is told by mail and may return the tickets in full."),
        button=_("Cancel the train and tell passengers"),
    ),
    "part": Step(
        _part,
        _("Cancel this part of the way?"),
        TOLD,
        _over_part,
        button=_("Cancel the part and tell passengers"),
    ),
    "part_back": Step(lambda asked: restore_part(**asked.common, **asked.part)),
    "drop": Step(
        lambda asked: drop_stop(**asked.common, position=asked.typed.position("position")),
        _("Pass this stop without calling?"),
        TOLD,
        _at_stop,
        button=_("Pass the stop and tell passengers"),
    ),
    "serve": Step(lambda asked: restore_stop(**asked.common, position=asked.typed.position("position"))),
    "stock": Step(
        _stock,
        _("Run with this train set?"),
        _(
            "Passengers move to equal seats where the set has them, parties together, and get new tickets by mail. Who "
            "finds none keeps the order, is told, and may return it in full."
        ),
        effect=_stock_effect,
        button=_("Change the train set and tell passengers"),
    ),
    "bus": Step(_bus),
    "here": Step(_here),
    "bus_end": Step(_end_bus),
}
