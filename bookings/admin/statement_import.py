"""A bank's statement, handed in by the accountant; and the sandbox bank's, to hand in."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bookings.models import BankStatement
from bookings.models.choices import Currency
from bookings.operations.import_statement import OtherStatement, StatementTaken, import_statement
from bookings.payments.camt053 import NotAStatement, write_statement
from bookings.payments.registry import gateway_names
from bookings.payments.sandbox.statement import BANK_ZONE, statement_of
from railway.accounts.signed_in import signed_in
from railway.lib.sized_file import SizedFileField
from railway.lib.template_words import money

MOST_BYTES = 10 * 1024**2
MOST_DAYS = 366


class StatementForm(forms.Form):
    """Which bank, and its file."""

    gateway = forms.ChoiceField(label=gettext_lazy("Bank"))
    file = SizedFileField(
        most_bytes=MOST_BYTES,
        too_large=gettext_lazy("The file is too large to be a statement."),
        label=gettext_lazy("Statement"),
        help_text=gettext_lazy("ISO 20022, camt.053, in XML. The same statement counts once."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gateway"].choices = [(name, name) for name in gateway_names()]  # type: ignore[attr-defined]


class SandboxForm(forms.Form):
    """Which days of the sandbox bank, over by its clock, in which currency."""

    day = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=Currency.choices)

    def clean(self) -> dict[str, Any]:
        """This method refuses days that aren't over: the bank has not booked them."""
        data = super().clean() or {}
        first, last = data.get("day"), data.get("until")
        if first and last and not first <= last <= first + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("The last day comes after the first, within a year."))
        if last and last >= bank_today():
            raise forms.ValidationError(_("A statement is made when its last day is over."))
        return data


def bank_today() -> date:
    """This function tells the date at the sandbox bank."""
    return timezone.now().astimezone(BANK_ZONE).date()


def import_view(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Take a bank's file and go to what differs; a file that isn't one is asked for again.

    This function raises PermissionDenied for those who may not add statements.
    """
    if not request.user.has_perm("bookings.add_bankstatement"):
        raise PermissionDenied
    form = StatementForm(request.POST, request.FILES) if request.method == "POST" else StatementForm()
    if form.is_valid() and _take(request, form):
        return HttpResponseRedirect(reverse("admin:bookings_bankstatement_changelist"), status=303)
    yesterday = bank_today() - timedelta(days=1)
    page = context | {
        "form": form,
        "sandbox": SandboxForm(initial={"day": yesterday, "until": yesterday})
        if settings.SANDBOX_BANK
        else None,
        "title": _("Bank statement from a file"),
        "opts": BankStatement._meta,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/bookings/statement_import.html", page, status=status)


def sandbox_view(request: HttpRequest) -> HttpResponse:
    """Give the sandbox bank's statement as a file, as a bank's own pages would.

    This function raises Http404 where there is no sandbox bank and PermissionDenied as import_view does; days that make
    no statement lead back to the form with a message.
    """
    if not settings.SANDBOX_BANK:
        raise Http404
    if not request.user.has_perm("bookings.add_bankstatement"):
        raise PermissionDenied
    form = SandboxForm(request.GET)
    if not form.is_valid():
        for refused in form.errors.values():
            messages.error(request, " ".join(map(str, refused)))
        return HttpResponseRedirect(reverse("admin:bookings_bankstatement_import"), status=303)
    data, now = form.cleaned_data, timezone.now()
    statement = statement_of(
        currency=data["currency"], first_day=data["day"], last_day=data["until"], now=now
    )
    answer = HttpResponse(write_statement(statement, made_at=now), content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{statement.number}.xml"'
    return answer


def _take(request: HttpRequest, form: StatementForm) -> bool:
    data = form.cleaned_data
    try:
        taken = import_statement(
            content=data["file"].read(), gateway=data["gateway"], by=signed_in(request), now=timezone.now()
        )
    except NotAStatement as fault:
        form.add_error(
            "file", _("This is no camt.053 statement, or its sums disagree: %(fault)s") % {"fault": fault}
        )
    except OtherStatement as fault:
        words = _("Statement %(number)s is there already with other lines, or its days are in another one.")
        form.add_error("file", words % {"number": fault})
    else:
        _tell(request, taken)
        return True
    return False


def _tell(request: HttpRequest, taken: Iterable[StatementTaken]) -> None:
    for one in taken:
        number = {"number": one.statement.number}
        if not one.is_new:
            messages.info(request, _("Statement %(number)s was there already.") % number)
            continue
        count = one.statement.differences.count()
        words = ngettext(
            "Statement %(number)s taken: %(count)s difference.",
            "Statement %(number)s taken: %(count)s differences.",
            count,
        )
        messages.success(request, words % (number | {"count": count}))
        if one.gap:
            gap = number | {"gap": money(one.gap, one.statement.currency)}
            messages.warning(
                request,
                _("Statement %(number)s opens with %(gap)s more than the one before it closed.") % gap,
            )
