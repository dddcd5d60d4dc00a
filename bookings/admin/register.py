"""The monthly register of income lost to benefits, per payer: as a page to print, as a spreadsheet, as CSV."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.admin.register_files import register_csv, register_xlsx
from bookings.ledger.register import (
    RegisterJourney,
    RegisterRow,
    register_journeys,
    register_rows,
    register_totals,
)
from bookings.models import Benefit, LedgerEntry
from bookings.models.choices import Country, PayerBudget

FORMATS = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", register_xlsx),
    "csv": ("text/csv; charset=utf-8", register_csv),
}
FIRST_YEAR, LAST_YEAR = 2000, 9998


class RegisterForm(forms.Form):
    """Which month, and whose budget."""

    month = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$",
        label=gettext_lazy("Month"),
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-12", "size": 8}),
        error_messages={"invalid": gettext_lazy("Write the month as 2026-12.")},
    )
    payer = forms.ChoiceField(
        label=gettext_lazy("Who makes it good"),
        choices=[("", gettext_lazy("all budgets")), *PayerBudget.choices],
        required=False,
    )

    def clean_month(self) -> date:
        """This method gives the month's first day."""
        year, month = map(int, self.cleaned_data["month"].split("-"))
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise forms.ValidationError(_("Write the month as 2026-12."))
        return date(year, month, 1)


def register_view(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show a month's register, the present one unless told; `format` gives it as a file, with every ticket behind it.

    This function raises PermissionDenied for those who may not see the ledger and Http404 for another format.
    """
    if not request.user.has_perm("bookings.view_ledgerentry"):
        raise PermissionDenied
    this_month = f"{timezone.localdate():%Y-%m}"
    form = RegisterForm({"month": this_month} | request.GET.dict())
    if not form.is_valid():
        return _page(request, context | {"form": form}, status=422)
    month, payer = form.cleaned_data["month"], form.cleaned_data["payer"]
    rows = register_rows(month=month, payer=payer)
    if kind := request.GET.get("format"):
        return _file(kind, month, payer, rows)
    names = _names(rows)
    chosen = {"month": f"{month:%Y-%m}", "payer": payer}
    told = {
        "form": form,
        "month": month,
        "payer": PayerBudget(payer).label if payer else _("all budgets"),
        "rows": [_shown(row, names) for row in rows],
        "totals": register_totals(rows),
        "files": [(name.upper(), f"?{urlencode(chosen | {'format': name})}") for name in FORMATS],
    }
    return _page(request, context | told)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    page = context | {"title": _("Register of income lost to benefits"), "opts": LedgerEntry._meta}
    return TemplateResponse(request, "admin/bookings/register.html", page, status=status)


def _file(kind: str, month: date, payer: str, rows: list[RegisterRow]) -> HttpResponse:
    if kind not in FORMATS:
        raise Http404
    content_type, write = FORMATS[kind]
    journeys: list[RegisterJourney] = register_journeys(month=month, payer=payer)
    answer = HttpResponse(write(rows, journeys, _names(rows)), content_type=content_type)
    name = f"lost-income-{month:%Y-%m}{'-' + payer if payer else ''}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _names(rows: list[RegisterRow]) -> dict[str, str]:
    """The benefits by code, in the reader's language; of several versions the latest."""
    codes = {row.benefit for row in rows}
    return {each.code: each.name for each in Benefit.objects.filter(code__in=codes).order_by("valid_from")}


def _shown(row: RegisterRow, names: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "name": names.get(row.benefit, row.benefit),
        "payer": dict(PayerBudget.choices).get(row.payer, "–"),
        "country": dict(Country.choices).get(row.country, "–"),
    }
