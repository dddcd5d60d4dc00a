"""The form of one passenger: what was typed, what it means, and what should be written otherwise."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bookings.documents import document_types
from bookings.models import AncillaryKind, Benefit
from bookings.operations.passenger_details import PassengerDetails
from bookings.proofs import proof_kinds
from bookings.queries import BookingView, PassengerView
from bookings.queries.missing import fields_needed
from bookings.web.problems import FieldProblem
from bookings.web.typed import typed

FIELDS = (
    "family_name", "given_name", "patronymic", "birth_date", "document_type", "document_number", "benefit",
    "proof_kind", "proof_number", *AncillaryKind.values,
)  # fmt: skip
LONGEST = 100
DAY_FORMATS = (
    re.compile(r"(?P<day>\d{1,2})[.\-/ ]+(?P<month>\d{1,2})[.\-/ ]+(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})", re.ASCII),
)
OLDEST_YEAR = 1900


class _Told(TypedDict, total=False):
    """What one part of the form tells of `PassengerDetails`: what it doesn't name stays as it is."""

    benefit_code: str
    country: str
    document_type: str
    document_number: str
    proof_kind: str
    proof_number: str
    consent: str
    consent_language: str


@dataclass
class PassengerForm:
    """One passenger's fields as they stand in the page."""

    number: int
    values: dict[str, str]
    needed: frozenset[str]
    problems: list[FieldProblem] = field(default_factory=list)
    details: PassengerDetails | None = None
    agreed: bool = False

    def id_of(self, name: str) -> str:
        """This function is the id and the name of a field in the page."""
        return f"{name}-{self.number}"


def saved_form(view: BookingView, each: PassengerView) -> PassengerForm:
    """This function fills a form with what is kept of a passenger; no document's number is ever shown again."""
    row = each.passenger
    values = {name: str(getattr(row, name)) for name in ("family_name", "given_name", "patronymic")}
    values["birth_date"] = f"{row.birth_date:%d.%m.%Y}" if row.birth_date else ""
    values["document_type"] = row.document_type
    values["document_number"] = ""
    values["benefit"] = row.benefit.code if row.benefit else ""
    values["proof_kind"], values["proof_number"] = row.proof_kind, ""
    values |= {kind: str(row.ancillaries.get(kind, 0)) for kind in AncillaryKind.values}
    needed = frozenset(fields_needed(row, collects=view.trip.collects_passenger_data))
    return PassengerForm(each.number, values, needed)


def read_form(
    saved: PassengerForm, posted: Mapping[str, str], benefits: Sequence[Benefit], today: date
) -> PassengerForm:
    """This function reads what was posted for a passenger: its shape only, the rest is the operations' to judge.

    Fields that can't be understood become problems, the others details; what is missing is not asked for here.
    """
    values = {
        name: typed(posted, saved.id_of(name), limit=LONGEST, default=saved.values[name]) for name in FIELDS
    }
    form = PassengerForm(saved.number, values, saved.needed)
    form.details = PassengerDetails(
        family_name=_name(form, "family_name"),
        given_name=_name(form, "given_name"),
        patronymic=_name(form, "patronymic"),
        birth_date=_birth_date(form, today),
        **(_law(form, benefits) | _document(form) | _proof(form) | _consent(form, posted)),
        ancillaries=_along(form),
    )
    return form


def read_date(text: str) -> date | None:
    """This function understands a date written in any of the usual ways, day first unless the year stands first."""
    for pattern in DAY_FORMATS:
        if found := pattern.fullmatch(text.strip()):
            try:
                return date(**{name: int(value) for name, value in found.groupdict().items()})
            except ValueError:
                return None
    return None


def label_of(name: str) -> str:
    """This function names a field as its label does."""
    return {
        "family_name": _("Surname"),
        "given_name": _("Given name"),
        "patronymic": _("Patronymic, if any"),
        "birth_date": _("Date of birth"),
        "document_type": _("Document"),
        "document_number": _("Document number"),
        "benefit": _("Benefit"),
        "proof_kind": _("Document of the benefit"),
        "proof_number": _("Number of the benefit's document"),
        "email": _("E-mail"),
        "consent": _("Consent for the benefit"),
    }.get(name, "")


def required_words(name: str) -> str:
    """This function says what to write into a field that is still empty."""
    return {
        "family_name": _("Write the surname as in the document"),
        "given_name": _("Write the given name as in the document"),
        "birth_date": _("Write the date of birth, for example 03.09.1961"),
        "document_type": _("Choose the document the passenger will carry"),
        "document_number": _("Write the number of the document"),
        "proof_number": _("Write the number of the document that gives the benefit"),
        "email": _("Write an address for the tickets, for example anna@example.org"),
        "consent": _("Tick that you agree, or choose no benefit: then the full fare counts"),
    }.get(name, _("Fill in this field"))


def _name(form: PassengerForm, field_name: str) -> str:
    text = " ".join(form.values[field_name].split())
    if text and not any(sign.isalpha() for sign in text):
        _problem(form, field_name, _("Write letters, as in the document"))
    return text


def _birth_date(form: PassengerForm, today: date) -> date | None:
    text = form.values["birth_date"]
    found = read_date(text)
    if text and found is None:
        _problem(form, "birth_date", _("Write it like this: 03.09.1961"))
    elif (found and not found.year >= OLDEST_YEAR) or (found and found > today):
        _problem(form, "birth_date", _("Check the year: write it like this: 03.09.1961"))
        return None
    return found


def _law(form: PassengerForm, benefits: Sequence[Benefit]) -> _Told:
    code = form.values["benefit"].upper()
    benefit = next((row for row in benefits if row.code == code), None)
    document = document_types().get(form.values["document_type"])
    country = document.country if document else benefit.country if benefit else ""
    return {"benefit_code": benefit.code if benefit else "", "country": country}


def _document(form: PassengerForm) -> _Told:
    kind = form.values["document_type"]
    number = form.values["document_number"]
    if number and not kind:
        _problem(form, "document_type", _("Choose the document this number is of"))
    known = kind if kind in document_types() else ""
    told: _Told = {"document_type": known}
    return told | {"document_number": number} if number else told


def _along(form: PassengerForm) -> dict[str, int]:
    """What isn't a number between 0 and 9 the page didn't offer: it is taken for none."""
    told = {kind: form.values[kind] for kind in AncillaryKind.values}
    return {kind: int(text) if re.fullmatch(r"[0-9]", text, re.ASCII) else 0 for kind, text in told.items()}


def _proof(form: PassengerForm) -> _Told:
    kind, number = form.values["proof_kind"], form.values["proof_number"]
    told: _Told = {"proof_kind": kind if kind in proof_kinds() else ""}
    return told | {"proof_number": number} if number else told


def _consent(form: PassengerForm, posted: Mapping[str, str]) -> _Told:
    """The box is asked about only where the page showed it: a text that nobody saw is agreed to by nobody."""
    shown = posted.get(f"asked-{form.number}", "")[:LONGEST]
    if not shown:
        return {}
    form.agreed = posted.get(form.id_of("consent")) == shown
    return {"consent": shown if form.agreed else "", "consent_language": (get_language() or "ru")[:2]}


def _problem(form: PassengerForm, name: str, text: str) -> None:
    form.problems.append(FieldProblem(form.id_of(name), text, label_of(name)))
