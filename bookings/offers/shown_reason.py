"""Why a passenger pays this price, in words.

The order is that of a conversation: who pays less and when; why this trip falls in it; where it holds; what to carry
and what happens without it; the act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from bookings.fares import FareLine, FarePrice, Problem, grants
from bookings.models import Benefit
from bookings.offers.glossary import Glossary, load_glossary
from bookings.offers.problem_words import problem_text
from bookings.offers.shown_lines import legal_words
from railway.lib import wording


@dataclass(frozen=True, slots=True)
class ShownReason:
    """The reason of a price. With a benefit `is_granted`; without, `text` says why the one asked for isn't given.

    `carry` names the paper alone ("pension certificate, the original"), `without` is a sentence about its lack.
    `notes` are warnings. `name` is the benefit's, for the booking's own pages: a ticket shows it only where it isn't
    `sensitive`.
    """

    is_granted: bool
    name: str
    text: str
    where: str = ""
    carry: str = ""
    without: str = ""
    legal: str = ""
    notes: tuple[str, ...] = ()
    sensitive: bool = False


def fare_reason(
    fare: Mapping[str, Any],
    *,
    travel_date: date | None = None,
    language: str | None = None,
    glossary: Glossary | None = None,
) -> ShownReason | None:
    """Explain a price, in its stored form, in the given or the active language; None where there is nothing to say.

    This function makes two queries unless a glossary is given. `travel_date` is the local date at the first stop.
    """
    code = (language or get_language() or "ru")[:2]
    price, names = FarePrice.from_json(fare), glossary or load_glossary([fare])
    with override(code):
        line = price.reduction
        if line is None:
            return _refused(price.problems, names, code)
        return _granted(line, price.problems, names, travel_date, code)


def _granted(
    line: FareLine, problems: Sequence[Problem], names: Glossary, day: date | None, language: str
) -> ShownReason:
    benefit = names.benefit_of(line)
    if benefit is None:
        return ShownReason(True, line.benefit, "", legal=legal_words(line, names, language))
    proof = benefit.text_in("proof", language)
    one_benefit = _("One benefit a journey: we chose the best one.")
    return ShownReason(
        is_granted=True,
        name=benefit.text_in("name", language),
        text=" ".join(filter(None, [benefit.text_in("reason", language), _falls_in(benefit, day, language)])),
        where=_where(line),
        carry=proof,
        without=_without(line, language) if proof else "",
        legal=f"{legal_words(line, names, language)}. {one_benefit}",
        notes=tuple(problem_text(problem, language=language, glossary=names) for problem in problems),
        sensitive=benefit.sensitive,
    )


def _falls_in(benefit: Benefit, day: date | None, language: str) -> str:
    if day is None:
        return ""
    words = {"day": wording.write_day_and_month(day, language)}
    if benefit.season_from:
        return _("Your trip on %(day)s falls in this season.") % words
    if benefit.age_min is not None or benefit.age_max is not None:
        return _("On %(day)s the passenger is of this age.") % words
    return ""


def _where(line: FareLine) -> str:
    if line.scope != "home_segment":
        return _("The benefit holds both in Belarus and in Russia.")
    return (
        _("The benefit holds in Belarus only.")
        if line.country == "BY"
        else _("The benefit holds in Russia only.")
    )


def _without(line: FareLine, language: str) -> str:
    amount = wording.write_money(-line.amount.amount, line.amount.currency, language)
    return _("Without it the conductor will ask for %(amount)s more.") % {"amount": amount}


def _refused(problems: Sequence[Problem], names: Glossary, language: str) -> ShownReason | None:
    if not problems:
        return None
    told = [problem_text(problem, language=language, glossary=names) for problem in problems]
    name = names.benefit_name(problems[0].params.get("benefit", ""), language)
    blocking = [text for text, problem in zip(told, problems, strict=True) if not grants([problem])]
    notes = tuple(text for text in told if text not in blocking)
    return ShownReason(False, name, " ".join(blocking), notes=notes)
