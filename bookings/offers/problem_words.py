"""Reasons and refusals in words. Codes that a new rule brings must be given words here: a test looks."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bookings.models import AncillaryKind, Benefit
from bookings.offers.glossary import Glossary
from railway.lib import wording


class AnyProblem(Protocol):
    """A reason of the fares or of a booking."""

    @property
    def code(self) -> str:
        """This property is the reason's code."""

    @property
    def params(self) -> Mapping[str, str]:
        """This property holds what its words need."""


WORDS: dict[str, Promise] = {
    "required": _("Fill in this field."),
    "consent_required": _(
        "This benefit tells of health, radiation or war: agree to the text of the consent, or take no benefit."
    ),
    "consent_text_changed": _("The text of the consent has changed. Read the new one."),
    "wrong_law": format_lazy(
        "{} {}",
        _("%(name)s: the law of %(law)s gives this to holders of its documents, so the full fare counts."),
        _("A residence permit of that country is such a document."),
    ),
    "not_active": _("%(name)s: this benefit isn't given on these trains, so the full fare counts."),
    "not_in_force": _("%(name)s: this benefit isn't in force on %(date)s, so the full fare counts."),
    "out_of_season": _(
        "%(name)s: the benefit holds from %(season_from)s to %(season_to)s, so on this trip the full fare counts. "
        "It starts again on %(next_start)s."
    ),
    "class_not_covered": _("%(name)s: the benefit doesn't hold in this class, so the full fare counts."),
    "train_not_covered": _(
        "%(name)s: the benefit doesn't hold on trains sold like this one, so the full fare counts."
    ),
    "trips_of_day": _("%(name)s: trips a day that the law allows: %(limit)s. Trips of other orders count too."),
    "trips_of_day_used": _(
        "%(name)s: trips a day that the law allows: %(limit)s. On %(date)s none is left, so the full fare counts."
    ),
    "trips_of_period": _(
        "%(name)s: trips a %(period)s that the law allows: %(limit)s. Trips of other orders count too."
    ),
    "trips_of_period_used": _(
        "%(name)s: trips a %(period)s that the law allows: %(limit)s. None is left, so the full fare counts."
    ),
    "not_born": _("The birth date is later than the trip. Check the year."),
    "too_young": _("%(name)s: the benefit is given from the age of %(limit)s, so the full fare counts."),
    "too_old": _("%(name)s: the benefit is given up to the age of %(limit)s, so the full fare counts."),
    "companion_alone": _("%(name)s: the benefit holds only together with the one accompanied, in the same order."),
    "companion_taken": _("%(name)s: there is one companion already for each accompanied passenger."),
    "birth_date_missing": _("%(name)s: this price holds if the birth date, which we ask for next, confirms it."),
    "season_not_reduced": _(
        "%(name)s: this benefit takes nothing off a season ticket of this kind, so the full price counts."
    ),
    "season_benefit_ends": _(
        "%(name)s: the benefit doesn't hold on %(date)s, and a season ticket must be covered on each of its days, so"
        " the full price counts."
    ),
    "season_needs_benefit": _("This season ticket is for holders of certain benefits. Choose the benefit."),
    "season_first_day": _("Choose a first day from %(first)s to %(last)s."),
    "unknown_season_product": _("This kind of season ticket isn't sold between these stations. Choose another one."),
    "unknown_benefit": _("There is no such benefit. Choose one from the list."),
    "child_without_adult": _("A child travels free only with an adult. The adult may have a ticket of another order."),
    "document_number_missing": _("Write the document's number."),
    "document_format": _("This number looks unlike the document's usual form, %(example)s. Check it."),
    "document_check_digit": _("The last digit of this number doesn't agree with the others. Check it."),
    "unknown_proof_kind": _("Choose the document of the benefit from the list."),
    "unknown_document_type": _("Choose the document from the list."),
    "party_size": _("One order is for 1 to %(limit)s passengers."),
    "party_changed": _("The order is for as many passengers as were searched for: %(size)s."),
    "unknown_passenger": _("The order has no such passenger."),
    "ancillary_not_sold": _("%(thing)s: no tickets are sold for it on this way."),
    "ancillary_limit": _("%(thing)s: at most %(limit)s for one passenger."),
    "ancillary_sold_out": _("%(thing)s: places left on this train: %(limit)s. Take fewer, or choose another train."),
    "exchange_keeps_passengers": _(
        "An exchange is for the same passengers. For somebody else return this ticket and buy another one."
    ),
}  # fmt: skip

REFUSALS: dict[str, Promise] = {
    "cancelled": _("This train doesn't run on this day."),
    "departed": _("This train has left."),
    "sales_closed": _("Sales close shortly before departure. Buy a ticket from the conductor."),
    "beyond_horizon": _("Tickets for this day aren't sold yet."),
    "no_price": _("The price of this trip isn't known, so we can't sell it."),
    "sold_out": _("There are too few seats left for all of you."),
    "same_trip": _("You have tickets for this train already."),
}
SEASON_NOT_VALID: dict[str, Promise] = {
    "not_paid": _("This season ticket isn't paid."),
    "returned": _("This season ticket was returned: it doesn't let its holder travel."),
    "cancelled": _("This train doesn't run on this day."),
    "not_yet": _("The first day of this season ticket is still to come."),
    "over": _("The last day of this season ticket is over."),
    "not_this_day": _("This season ticket doesn't hold on this day."),
    "other_section": _("This trip is outside the section of the season ticket."),
    "used_up": _("All trips of this season ticket are used."),
    "seat_needed": _("On this train a seat has to be reserved first."),
    "already_reserved": _("A seat on this train is reserved with this season ticket already."),
}
PERIODS: dict[str, Promise] = {
    "month": pgettext_lazy("trips a", "month"),
    "year": pgettext_lazy("trips a", "year"),
}
LAWS: dict[str, Promise] = {"BY": pgettext_lazy("law of", "Belarus"), "RU": pgettext_lazy("law of", "Russia")}
KINDS: dict[str, Promise | str] = dict(AncillaryKind.choices)
NO_PLACE_LEFT: Promise = _(
    "%(thing)s: no place is left on this train. Leave it at home, or choose another train."
)
OTHERWISE: Promise = _("Check this field.")

_MONTH_DAYS = ("season_from", "season_to")
_DATES = ("date", "next_start", "first", "last")


def problem_text(
    problem: AnyProblem, *, language: str | None = None, glossary: Glossary | None = None
) -> str:
    """This function puts a reason into words of the given or the active language.

    It makes no query where a glossary is given, else one if a benefit has to be named.
    """
    code = (language or get_language() or "ru")[:2]
    names = glossary or _names_for(problem)
    with override(code):
        return str(_words_of(problem)) % _shown_params(problem, names, code)


def _words_of(problem: AnyProblem) -> Promise:
    if problem.code == "ancillary_sold_out" and problem.params.get("limit") == "0":
        return NO_PLACE_LEFT
    return WORDS.get(problem.code, OTHERWISE)


def refusal_text(code: str, *, language: str | None = None) -> str:
    """This function says why a train isn't on sale: a code of NotOnSale or of an offer's refusal."""
    with override((language or get_language() or "ru")[:2]):
        return str(REFUSALS.get(code, REFUSALS["no_price"]))


def _names_for(problem: AnyProblem) -> Glossary:
    code = problem.params.get("benefit")
    named = Benefit.objects.filter(code=code) if code else Benefit.objects.none()
    return Glossary(benefits={benefit.code: benefit for benefit in named})


def _shown_params(problem: AnyProblem, names: Glossary, language: str) -> dict[str, str]:
    shown = dict(problem.params)
    shown["name"] = names.benefit_name(shown.get("benefit", ""), language)
    shown |= {"thing": capfirst(str(KINDS[shown["kind"]]))} if shown.get("kind") in KINDS else {}
    shown |= {"law": str(LAWS[shown["law"]])} if shown.get("law") in LAWS else {}
    shown |= {"period": str(PERIODS[shown["period"]])} if shown.get("period") in PERIODS else {}
    shown |= {key: _month_day(shown[key], language) for key in _MONTH_DAYS if key in shown}
    shown |= {key: _date(shown[key], language) for key in _DATES if key in shown}
    return shown


def _month_day(text: str, language: str) -> str:
    month, day = text.split("-")
    return wording.write_day_and_month(date(2000, int(month), int(day)), language)


def _date(text: str, language: str) -> str:
    day = date.fromisoformat(text)
    return f"{wording.write_day_and_month(day, language)}{wording.NBSP}{day.year}"
