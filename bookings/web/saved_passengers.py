"""Saved passengers: listed with their numbers masked, added, changed, deleted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bookings.documents import document_types, mask
from bookings.models import SavedPassenger
from bookings.operations.passenger_details import document_warnings
from bookings.operations.save_passenger import (
    SavedNotFound,
    TooManySaved,
    delete_saved,
    find_saved,
    save_passenger,
)
from bookings.web.account_doors import Account, of_account
from bookings.web.party import offered_benefits
from bookings.web.passenger_fields import benefit_groups, document_groups, input_of, proof_groups
from bookings.web.passenger_form import FIELDS, PassengerForm, label_of, read_form, required_words
from bookings.web.problems import FieldProblem, by_field
from railway.lib.see_other import see_other
from railway.lib.template_words import language

ONE = 1


@never_cache
@require_safe
@of_account
def saved_passengers(request: HttpRequest, person: Account) -> HttpResponse:
    """This function lists an account's passengers; of documents it shows the last characters."""
    benefits = {row.code: row.name for row in offered_benefits()}
    kinds = document_types()
    rows = [
        {
            "row": row,
            "document": mask(row.document_last4),
            "document_name": kinds[row.document_type].names.in_language(language())
            if row.document_type in kinds
            else "",
            "benefit": benefits.get(row.benefit_code, ""),
        }
        for row in SavedPassenger.objects.filter(account=person)
    ]
    return render(request, "bookings/saved_passengers.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_account
def saved_passenger(request: HttpRequest, person: Account, uuid: UUID | None = None) -> HttpResponse:
    """This function shows the form of one passenger, new or kept, and takes in what was written."""
    try:
        saved = find_saved(account=person, uuid=uuid) if uuid else None
    except SavedNotFound:
        return see_other(reverse("bookings:saved_passengers"))
    form = _filled(saved)
    if request.method != "POST":
        return _show(request, saved, form)
    if request.POST.get("do") == "delete" and saved:
        delete_saved(account=person, uuid=saved.uuid)
        messages.success(request, _("The passenger is not kept any longer."))
        return see_other(reverse("bookings:saved_passengers"))
    return _write(request, person, saved, form)


def _write(
    request: HttpRequest, person: Account, saved: SavedPassenger | None, form: PassengerForm
) -> HttpResponse:
    now = timezone.now()
    form = read_form(form, request.POST, offered_benefits(), timezone.localdate(now))
    _ask_for_names(form)
    _doubt(request, form)
    if form.problems or form.details is None:
        return _show(request, saved, form)
    try:
        save_passenger(account=person, details=form.details, now=now, saved=saved)
    except TooManySaved:
        form.problems.append(FieldProblem("family_name-1", _("20 passengers are kept already. Delete one.")))
        return _show(request, saved, form)
    messages.success(request, _("The passenger is saved."))
    return see_other(reverse("bookings:saved_passengers"))


def _ask_for_names(form: PassengerForm) -> None:
    known = {problem.field for problem in form.problems}
    for name in ("family_name", "given_name"):
        if not form.values[name] and form.id_of(name) not in known:
            form.problems.append(FieldProblem(form.id_of(name), required_words(name), label_of(name)))


def _doubt(request: HttpRequest, form: PassengerForm) -> None:
    """This function asks once about a document's number that looks odd; the same sent again is taken."""
    if form.details is None:
        return
    for warning in document_warnings({ONE: form.details}):
        name = warning.pointer.rpartition("/")[2]
        if request.POST.get(f"sure-{name}") != form.values[name]:
            words = _("Such numbers look like this: %(example)s. If yours is right, press the button again.")
            example = {"example": warning.params.get("example", "")}
            form.problems.append(FieldProblem(form.id_of(name), words % example, label_of(name)))


def _filled(saved: SavedPassenger | None) -> PassengerForm:
    values = dict.fromkeys(FIELDS, "")
    if saved:
        for name in ("family_name", "given_name", "patronymic", "document_type", "proof_kind"):
            values[name] = str(getattr(saved, name))
        values["birth_date"] = f"{saved.birth_date:%d.%m.%Y}" if saved.birth_date else ""
        values["benefit"] = saved.benefit_code
    return PassengerForm(ONE, values, frozenset({"family_name", "given_name"}))


def _show(request: HttpRequest, saved: SavedPassenger | None, form: PassengerForm) -> HttpResponse:
    errors = by_field(form.problems)
    doubted = [name for name in ("document_number", "proof_number") if errors.get(form.id_of(name))]
    context = {
        "saved": saved,
        "inputs": {name: input_of(form, name, errors) for name in form.values},
        "documents": document_groups(form.values["document_type"]),
        "benefits": benefit_groups(form.values["benefit"], offered_benefits()),
        "proofs": proof_groups(form.values["proof_kind"]),
        "kept_document": mask(saved.document_last4) if saved else "",
        "kept_proof": mask(saved.proof_last4) if saved else "",
        "sure": [(f"sure-{name}", form.values[name]) for name in doubted],
        "problems": form.problems,
        "failed": bool(form.problems),
    }
    return render(request, "bookings/saved_passenger.html", context)
