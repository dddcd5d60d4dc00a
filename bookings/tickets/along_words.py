"""What travels along with a passenger, in words of the active language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from bookings.fares import FareLine
from bookings.models import AncillaryKind
from railway.lib import wording


def along_words(ancillaries: Mapping[str, int]) -> str:
    """This function names what a passenger takes along: "bicycle, 2 × pet"; "" for nothing."""
    kinds = [kind for kind in AncillaryKind if ancillaries.get(kind)]
    return ", ".join(_counted(kind, ancillaries[kind]) for kind in kinds)


def ancillary_words(line: FareLine, stops: Mapping[str, str]) -> str:
    """This function names a line of a price for what travels along: what, how many, between which stops."""
    return _("%(thing)s, %(origin)s – %(destination)s") % {
        "thing": _counted(AncillaryKind(line.ancillary), int(line.times or 1)),
        "origin": stops.get(line.from_stop, line.from_stop),
        "destination": stops.get(line.to_stop, line.to_stop),
    }


def ancillary_reason(line: FareLine, language: str) -> str:
    """This function says how the price of such a line came about."""
    if line.reach == "free_hours":
        return _("free of charge at this hour")
    if line.own is not None and not line.own.amount:
        return _("free of charge")
    if line.percent is not None:
        return _("%(percent)s of the full fare") % {"percent": wording.write_percent(line.percent, language)}
    return _("by distance")


def _counted(kind: AncillaryKind, count: int) -> str:
    return str(kind.label) if count == 1 else f"{count} × {kind.label}"
