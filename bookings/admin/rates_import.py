"""A bank's file of exchange rates, handed in by the accountant."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bookings.fares.bank_rates import UnknownRates
from bookings.models import ExchangeRate
from bookings.operations.import_rates import RatesTaken, import_rates
from railway.accounts.signed_in import signed_in
from railway.lib.sized_file import SizedFileField

MOST_BYTES = 2 * 1024**2  # the dynamics of many years are smaller
DAYS_NAMED = 5


class RatesForm(forms.Form):
    """The file, and what to do about days that have another rate already."""

    file = SizedFileField(
        most_bytes=MOST_BYTES,
        too_large=gettext_lazy("The file is too large to be a list of rates."),
        label=gettext_lazy("File of a bank"),
        help_text=gettext_lazy(
            "JSON or XML of the National Bank of the Republic of Belarus, or XML of the Bank of Russia, as published."
        ),
    )
    replace = forms.BooleanField(
        label=gettext_lazy("Replace the rates of days that have another one"),
        required=False,
        help_text=gettext_lazy("What is sold keeps its rate."),
    )


def import_view(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Take a bank's file and go back to the rates with what came of it; a file that isn't one is asked for again.

    This function raises PermissionDenied for those who may not both add and change rates.
    """
    if not request.user.has_perms(["bookings.add_exchangerate", "bookings.change_exchangerate"]):
        raise PermissionDenied
    form = RatesForm(request.POST, request.FILES) if request.method == "POST" else RatesForm()
    if form.is_valid() and _take(request, form):
        return HttpResponseRedirect(reverse("admin:bookings_exchangerate_changelist"), status=303)
    page = context | {
        "form": form,
        "title": _("Exchange rates from a bank's file"),
        "opts": ExchangeRate._meta,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/bookings/rates_import.html", page, status=status)


def _take(request: HttpRequest, form: RatesForm) -> bool:
    data = form.cleaned_data
    try:
        taken = import_rates(content=data["file"].read(), replace=data["replace"], actor=signed_in(request))
    except UnknownRates:
        form.add_error(
            "file",
            _(
                "No rate between the two roubles was found: this is no file of either bank, or of another money."
            ),
        )
        return False
    _tell(request, taken)
    return True


def _tell(request: HttpRequest, taken: RatesTaken) -> None:
    if taken.added:
        words = ngettext(
            "%(count)s rate added: %(days)s", "%(count)s rates added: %(days)s", len(taken.added)
        )
        messages.success(request, words % _named(taken.added))
    if taken.replaced:
        words = ngettext(
            "%(count)s rate replaced: %(days)s", "%(count)s rates replaced: %(days)s", len(taken.replaced)
        )
        messages.success(request, words % _named(taken.replaced))
    if taken.same:
        words = ngettext(
            "%(count)s rate was there already: %(days)s",
            "%(count)s rates were there already: %(days)s",
            len(taken.same),
        )
        messages.info(request, words % _named(taken.same))
    if taken.kept:
        words = ngettext(
            "%(count)s day has another rate, which stays: %(days)s",
            "%(count)s days have other rates, which stay: %(days)s",
            len(taken.kept),
        )
        messages.warning(request, words % _named(taken.kept))


def _named(days: Sequence[date]) -> dict[str, Any]:
    named = ", ".join(date_format(day, "SHORT_DATE_FORMAT") for day in days[:DAYS_NAMED])
    return {"count": len(days), "days": named + (" …" if len(days) > DAYS_NAMED else "")}
