"""The names that explained prices speak of: stops and benefits by their codes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from bookings.fares import FareLine
from bookings.models import Benefit
from bookings.offers.price_tables import version_of
from timetables.models import Stop


@dataclass(frozen=True, slots=True)
class Glossary:
    """Stops, and benefits in their latest version, by code. What isn't in it is shown by its code."""

    stops: Mapping[str, Stop] = field(default_factory=dict)
    benefits: Mapping[str, Benefit] = field(default_factory=dict)
    versions: Sequence[Benefit] = ()

    def stop_names(self, language: str) -> dict[str, str]:
        """This function names the stops in a language, which must be active; a border point is "border"."""
        return {
            code: _("border") if stop.is_border else stop.name_in(language)
            for code, stop in self.stops.items()
        }

    def benefit_of(self, line: FareLine) -> Benefit | None:
        """This function gives the version of a benefit that a line was reduced by, else the latest."""
        return version_of(line, self.versions) or self.benefits.get(line.benefit)

    def benefit_name(self, code: str, language: str) -> str:
        """This function names a benefit in a language."""
        benefit = self.benefits.get(code)
        return benefit.text_in("name", language) if benefit else code


def load_glossary(prices: Iterable[Mapping[str, Any]]) -> Glossary:
    """Read the names that prices, in their stored form, speak of.

    This function makes two queries for any number of prices: pages load it once and hand it to each line's words.
    """
    stops, benefits = set(), set()
    for price in prices:
        for line in price.get("lines", ()):
            stops |= {line.get("from_stop"), line.get("to_stop")}
            benefits.add(line.get("benefit"))
        for problem in price.get("problems", ()):
            benefits.add(problem.get("params", {}).get("benefit"))
    named = Benefit.objects.filter(code__in=benefits - {None, ""})
    versions = list(named.order_by("code", F("valid_from").asc(nulls_first=True)))
    return Glossary(
        {stop.stop_id: stop for stop in Stop.objects.filter(stop_id__in=stops - {None, ""})},
        {benefit.code: benefit for benefit in versions},
        versions,
    )
