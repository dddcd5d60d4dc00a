"""The lines of a price in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from bookings.fares import FareLine, FarePrice, LineKind, Money, parse_rounding
from bookings.fares.acts import article_in
from bookings.models.choices import Quality
from bookings.offers.glossary import Glossary, load_glossary
from bookings.tickets.along_words import ancillary_reason
from bookings.tickets.fare_words import line_words
from railway.lib import wording

KOPECK = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line: what it says, a hint in small letters, the sums in both currencies, and its legal basis, folded away.

    A line of kind "conversion" adds nothing: its sums are zero and need not be shown.
    """

    kind: str
    text: str
    hint: str
    amount: Money
    other_amount: Money
    legal: str = ""


def fare_lines(
    fare: Mapping[str, Any], *, language: str | None = None, glossary: Glossary | None = None
) -> list[ShownLine]:
    """Put a price, in its stored form, into lines of the given or the active language.

    This function makes two queries unless a glossary is given.
    """
    code = (language or get_language() or "ru")[:2]
    price, names = FarePrice.from_json(fare), glossary or load_glossary([fare])
    with override(code):
        stops = names.stop_names(code)
        return [_shown(line, stops, names, code) for line in price.lines]


def _shown(line: FareLine, stops: Mapping[str, str], names: Glossary, language: str) -> ShownLine:
    text = line_words(line, stops, language)
    return ShownLine(
        line.kind.value,
        _capital(text),
        _hint(line, names, language),
        line.amount,
        line.other,
        legal_words(line, names, language),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _hint(line: FareLine, names: Glossary, language: str) -> str:
    if line.kind is LineKind.CONVERSION:
        return _source_of_rate(line)
    if line.kind is LineKind.REDUCTION:
        return _reduction_words(line, names, language)
    if line.kind is LineKind.ANCILLARY:
        return _ancillary_words(line, language)
    if line.kind is not LineKind.SECTION:
        return ""
    return f"{_tariff_words(line, language)}, {_rounding_words(line, language)}"


def _tariff_words(line: FareLine, language: str) -> str:
    """This function names the version of the tariff by its first day, which prices of earlier releases don't know."""
    tariff = _("tariff of Belarus") if line.country == "BY" else _("tariff of Russia")
    if line.reach == "through":
        tariff = _("part of the through fare")
    if not line.tariff_since:
        return tariff
    return _("%(tariff)s since %(day)s") % {"tariff": tariff, "day": _date(line.tariff_since, language)}


def _reduction_words(line: FareLine, names: Glossary, language: str) -> str:
    benefit = names.benefit_of(line)
    name = benefit.text_in("name", language) if benefit else line.benefit
    step = {"step": wording.write_money(KOPECK, line.amount.currency, language)}
    words = [name, _("the reduction rounded to %(step)s") % step]
    if line.benefit_since:
        words.insert(1, _("rule since %(day)s") % {"day": _date(line.benefit_since, language)})
    return ", ".join(words)


def _ancillary_words(line: FareLine, language: str) -> str:
    words = [ancillary_reason(line, language), _rounding_words(line, language)]
    if line.own and line.own.currency != line.amount.currency:
        words.insert(0, wording.write_money(line.own.amount, line.own.currency, language))
    return ", ".join(words if line.amount or line.other else words[-2:-1])


def _date(text: str, language: str) -> str:
    day = date.fromisoformat(text)
    return f"{wording.write_day_and_month(day, language)}{wording.NBSP}{day.year}"


def _source_of_rate(line: FareLine) -> str:
    if line.quality == Quality.UNVERIFIED:
        return _("a demonstration rate: no bank has set it")
    return line.rate.source if line.rate else ""


def _rounding_words(line: FareLine, language: str) -> str:
    rule = parse_rounding(line.rounding)
    step = wording.write_money(rule.step, line.own.currency if line.own else "", language)
    if rule.mode == "up":
        return _("rounded up to %(step)s") % {"step": step}
    if rule.mode == "down":
        return _("rounded down to %(step)s") % {"step": step}
    return _("rounded to %(step)s") % {"step": step}


def legal_words(line: FareLine, names: Glossary, language: str) -> str:
    """This function names the act and article a line rests on, and says where nobody has checked them yet."""
    benefit = names.benefit_of(line)
    act = benefit.text_in("act", language) if benefit else line.act
    parts = [act, article_in(line.article, language)]
    parts += [line.season_act, article_in(line.season_article, language)]
    basis = ", ".join(part for part in parts if part)
    if not basis or line.quality != Quality.UNVERIFIED:
        return basis
    return _("%(basis)s. Not checked against the published text yet.") % {"basis": basis}
