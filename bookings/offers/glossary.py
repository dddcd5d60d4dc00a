"""The names that explained prices speak of: stops and benefits by their codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bookings.models import Benefit
from timetables.models import Stop


@dataclass(frozen=True, slots=True)
class Glossary:
    """Stops and benefits by code. What isn't in it is shown by its code."""

    stops: Mapping[str, Stop] = field(default_factory=dict)
    benefits: Mapping[str, Benefit] = field(default_factory=dict)

    def stop_names(self, language: str) -> dict[str, str]:
        """This function names the stops in a language, which must be active; a border point is "border"."""
        return {
            code: _("border") if stop.is_border else stop.name_in(language)
            for code, stop in self.stops.items()
        }

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
    return Glossary(
        {stop.stop_id: stop for stop in Stop.objects.filter(stop_id__in=stops - {None, ""})},
        {benefit.code: benefit for benefit in Benefit.objects.filter(code__in=benefits - {None, ""})},
    )
