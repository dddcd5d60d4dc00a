"""The form of season tickets: which section, from which day, for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bookings.fares.season_rule import ALL_BENEFITS
from bookings.models import Benefit, SeasonProduct
from bookings.offers import PartyMember
from bookings.operations.create_season_ticket import NEEDED, first_days
from bookings.operations.passenger_details import Purchaser
from bookings.proofs import needs_proof
from bookings.web.addresses import read_currency
from bookings.web.party import offered_benefits
from bookings.web.passenger_form import (
    FIELDS,
    PassengerForm,
    label_of,
    read_date,
    read_form,
    required_words,
)
from bookings.web.pay import LONGEST_EMAIL, LONGEST_PHONE, is_email
from bookings.web.problems import FieldProblem
from bookings.web.typed import typed
from railway.lib.template_words import language
from railway.lib.wording import write_day
from timetables.models import Stop
from timetables.queries.find_stops import find_stops

LONGEST_NAME = 80
ASKED = ("origin", "destination", "day")


@dataclass
class SeasonForm:
    """What was typed, what it means, and what should be written otherwise."""

    typed: Mapping[str, str]
    benefits: Sequence[Benefit]
    currency: str = "BYN"
    origin: Stop | None = None
    destination: Stop | None = None
    day: date | None = None
    benefit: Benefit | None = None
    problems: list[FieldProblem] = field(default_factory=list)

    @property
    def is_understood(self) -> bool:
        """This property tells that section and day are known."""
        return not self.problems and None not in (self.origin, self.destination, self.day)

    @property
    def member(self) -> PartyMember:
        """This property is the traveller as the price needs them, their birth date not asked for yet."""
        if self.benefit is None:
            return PartyMember()
        return PartyMember(self.benefit.country, self.benefit.code)

    def query(self, **more: str) -> dict[str, str]:
        """This method writes the form as the query of an address."""
        names = (*ASKED, "p", "cur")
        return {name: self.typed.get(name, "") for name in names if self.typed.get(name)} | more


@dataclass
class HolderForm:
    """Who the ticket is made out to, and where it is sent."""

    passenger: PassengerForm
    purchaser: Purchaser
    problems: list[FieldProblem] = field(default_factory=list)


def reducing_benefits() -> list[Benefit]:
    """This function reads the benefits that reduce some kind of season ticket, in two queries."""
    named = SeasonProduct.objects.filter(is_active=True).values_list("benefits", flat=True)
    codes = {code for listed in named for code in listed}
    return [row for row in offered_benefits() if ALL_BENEFITS in codes or row.code in codes]


def understand_season(query: Mapping[str, str], *, now: datetime) -> SeasonForm:
    """This function reads the query of the page; what is missing or can't be understood becomes problems."""
    form = SeasonForm(query, reducing_benefits(), read_currency(query.get("cur", "")))
    code = query.get("p", "").upper()
    form.benefit = next((row for row in form.benefits if row.code == code), None)
    if not any(query.get(name) for name in ASKED):
        return form
    form.origin = _stop(form, "origin", pgettext("search", "From"))
    form.destination = _stop(form, "destination", pgettext("search", "To"))
    if form.origin and form.origin == form.destination:
        words = _("Choose two different stations.")
        form.problems.append(FieldProblem("destination", words, pgettext("search", "To")))
    form.day = _day(form, now)
    return form


def empty_holder(form: SeasonForm) -> HolderForm:
    """This function is a form in which nothing is written yet, but for the benefit."""
    values = dict.fromkeys(FIELDS, "") | {"benefit": form.benefit.code if form.benefit else ""}
    needed = {*NEEDED, "birth_date"} if form.benefit else set(NEEDED)
    if form.benefit and settings.PROOF_REQUIRED and needs_proof(form.benefit):
        needed.add("proof_number")
    return HolderForm(PassengerForm(1, values, frozenset(needed)), Purchaser("", "", language()))


def read_holder(form: SeasonForm, posted: Mapping[str, str], *, today: date) -> HolderForm:
    """This function reads who the ticket is made out to; what is missing or unlikely becomes problems."""
    empty = empty_holder(form)
    passenger = read_form(empty.passenger, posted, form.benefits, today)
    email = typed(posted, "email", limit=LONGEST_EMAIL + 1)
    purchaser = Purchaser(email, typed(posted, "phone", limit=LONGEST_PHONE), language())
    holder = HolderForm(passenger, purchaser, list(passenger.problems))
    told = {problem.field for problem in holder.problems}
    for name in FIELDS:
        if name in passenger.needed and not passenger.values[name] and passenger.id_of(name) not in told:
            problem = FieldProblem(passenger.id_of(name), required_words(name), label_of(name))
            holder.problems.append(problem)
    if not is_email(email):
        holder.problems.append(FieldProblem("email", required_words("email"), label_of("email")))
    return holder


def day_limits(now: datetime) -> dict[str, Any]:
    """This function gives the template the days between which one may choose."""
    first, last = first_days(now)
    return {"first_day": first.isoformat(), "last_day": last.isoformat()}


def _stop(form: SeasonForm, name: str, label: str) -> Stop | None:
    text = form.typed.get(name, "").strip()[:LONGEST_NAME]
    found = find_stops(text) if text else []
    if len(found) == 1:
        return found[0]
    words = (
        _("Several stations fit: %(names)s. Write the whole name.")
        % {"names": ", ".join(stop.name for stop in found)}
        if found
        else _("There is no such station on our lines. Check the name or choose from the list.")
        if text
        else _("Name a station, for example Rudnya.")
    )
    form.problems.append(FieldProblem(name, words, label))
    return None


def _day(form: SeasonForm, now: datetime) -> date | None:
    first, last = first_days(now)
    day = read_date(form.typed.get("day", ""))
    if day and first <= day <= last:
        return day
    words = _("Choose a first day from %(first)s to %(last)s.") % {
        "first": write_day(first, language()),
        "last": write_day(last, language()),
    }
    form.problems.append(FieldProblem("day", words, _("First day")))
    return None
