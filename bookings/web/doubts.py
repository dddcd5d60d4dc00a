"""A document's number that looks odd is asked about once; the same sent again is taken."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from bookings.operations.passenger_details import document_warnings
from bookings.web.passenger_form import PassengerForm, label_of
from bookings.web.problems import FieldProblem

NUMBERS = ("document_number", "proof_number")


def doubts(form: PassengerForm, posted: Mapping[str, str]) -> list[FieldProblem]:
    """This function asks about the numbers of a form that look odd, unless they were sent so before."""
    if form.details is None:
        return []
    found = []
    for warning in document_warnings({form.number: form.details}):
        name = warning.pointer.rpartition("/")[2]
        if posted.get(f"sure-{name}") != form.values[name]:
            words = _("Such numbers look like this: %(example)s. If yours is right, press the button again.")
            example = {"example": warning.params.get("example", "")}
            found.append(FieldProblem(form.id_of(name), words % example, label_of(name)))
    return found


def sure_of(form: PassengerForm, told: Iterable[FieldProblem]) -> list[tuple[str, str]]:
    """This function gives the hidden fields that say which numbers were asked about, with their values."""
    fields = {problem.field for problem in told}
    return [(f"sure-{name}", form.values[name]) for name in NUMBERS if form.id_of(name) in fields]
