"""The table of benefits as a file: handed out, handed in, and taken over when somebody has seen what it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bookings.admin.table_faults import fault_words
from bookings.fares.benefit_table import COLUMNS, BenefitRow, read_benefit_text, write_benefit_text
from bookings.fares.table_row import TableError
from bookings.models import Benefit
from bookings.operations.benefit_plan import Fate, ImportPlan, RowPlan
from bookings.operations.benefit_values import benefit_row_of
from bookings.operations.import_benefits import PlanChanged, import_benefits
from bookings.operations.plan_benefits import plan_benefits
from railway.accounts.signed_in import signed_in
from railway.lib.sized_file import SizedFileField

MOST_BYTES = 1024**2
FAULTS_TOLD = 20
SALT = "bookings.benefits"
TITLES: dict[Fate, Promise] = {
    Fate.REFUSED: gettext_lazy("Can't be taken"),
    Fate.ADDED: gettext_lazy("Added"),
    Fate.VERSION: gettext_lazy("New version from a day on"),
    Fate.CHANGED: gettext_lazy("Changed in place: not in force yet, nothing sold"),
    Fate.ENDED: gettext_lazy("Ended, or with another last day"),
}
REASONS: dict[str, Promise] = {
    "versions_overlap": gettext_lazy("Two versions would hold on one day."),
    "outside_version": gettext_lazy(
        "The change can't begin on the chosen day: the version begins later or ends before."
    ),
    "ends_in_the_past": gettext_lazy("It would end in the past, where tickets were sold."),
    "begins_in_the_past": gettext_lazy("The new version would begin in the past, where tickets were sold."),
    "no_value": gettext_lazy("A text is too long for its column, or a number too large."),
    "unknown_companion": gettext_lazy("It names the benefit of somebody accompanied that there isn't."),
}


class FileForm(forms.Form):
    """The file, from which day changes hold, and whether what it doesn't name ends."""

    file = SizedFileField(
        most_bytes=MOST_BYTES,
        too_large=gettext_lazy("The file is too large to be a table of benefits."),
        label=gettext_lazy("Table of benefits, CSV"),
        help_text=gettext_lazy("As exported here: UTF-8, one row a version, with the heading."),
    )
    from_day = forms.DateField(
        label=gettext_lazy("Changes hold from"), widget=forms.DateInput(attrs={"type": "date"})
    )
    is_whole = forms.BooleanField(
        label=gettext_lazy(
            "The file is the whole list: end the benefits of its countries that it doesn't name"
        ),
        required=False,
    )

    def clean_from_day(self) -> date:
        """This method refuses a day in the past."""
        day: date = self.cleaned_data["from_day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Tickets of past days were sold already: choose today or later."))
        return day


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one fate, as the report shows them."""

    title: str
    rows: Sequence[tuple[RowPlan, str]]


def export_view() -> HttpResponse:
    """This function hands out all versions of all benefits as CSV."""
    rows = Benefit.objects.order_by("country", "code", F("valid_from").asc(nulls_first=True))
    text = write_benefit_text(map(benefit_row_of, rows))
    name = f"benefits-{timezone.localdate().isoformat()}.csv"
    return HttpResponse(
        "\ufeff" + text,  # the mark lets spreadsheets read Cyrillic letters
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def import_view(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """This function asks for a file, shows what it would change, and then, seen and sent again, takes it over."""
    context |= {"opts": Benefit._meta, "title": _("Benefits from a file")}
    if request.method == "POST" and "plan" in request.POST:
        return _take_over(request, context)
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = FileForm(request.POST or None, request.FILES or None, initial={"from_day": tomorrow})
    if form.is_valid():
        told = _told(form)
        try:
            rows = _rows(told)
        except TableError as error:
            for fault in [error, *error.others][:FAULTS_TOLD]:
                form.add_error("file", fault_words(fault))
        else:
            return _report(request, context, told, _plan(rows, told))
    status = 422 if form.errors else 200
    return TemplateResponse(
        request, "admin/bookings/benefit/import.html", context | {"form": form}, status=status
    )


def _told(form: FileForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "text": _text(data["file"].read()),
        "name": data["file"].name,
        "from_day": data["from_day"].isoformat(),
        "is_whole": data["is_whole"],
    }


def _text(content: bytes) -> str:
    """A spreadsheet with a Russian or Belarusian system saves its CSV in windows-1251 unless it is told otherwise."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1251", errors="replace")


def _rows(told: dict[str, Any]) -> list[BenefitRow]:
    rows = [] if "\0" in told["text"] else read_benefit_text(told["text"], told["name"])
    if not rows:
        raise TableError(Path(told["name"]), 2, COLUMNS[0], "must not be empty")
    return rows


def _plan(rows: Sequence[BenefitRow], told: dict[str, Any]) -> ImportPlan:
    return plan_benefits(
        rows=rows,
        from_day=date.fromisoformat(told["from_day"]),
        is_whole=told["is_whole"],
        today=timezone.localdate(),
    )


def _report(
    request: HttpRequest, context: dict[str, Any], told: dict[str, Any], plan: ImportPlan
) -> HttpResponse:
    by_fate = [
        Group(str(title), [(row, str(REASONS.get(row.reason, ""))) for row in plan.rows if row.fate is fate])
        for fate, title in TITLES.items()
    ]
    page = context | {
        "groups": [group for group in by_fate if group.rows],
        "same": sum(row.fate is Fate.SAME for row in plan.rows),
        "may_take": bool(plan.changes) and not plan.refused,
        "refused": plan.refused,
        "file_name": told["name"],
        "sealed": signing.dumps(told | {"digest": plan.digest}, salt=SALT, compress=True),
    }
    return TemplateResponse(
        request,
        "admin/bookings/benefit/import_report.html",
        page,
        status=422 if plan.refused else 200,
    )


def _take_over(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    try:
        told = signing.loads(request.POST["plan"], salt=SALT)
    except signing.BadSignature:
        return HttpResponseRedirect(reverse("admin:bookings_benefit_import"), status=303)
    try:
        plan = import_benefits(
            rows=_rows(told),
            from_day=date.fromisoformat(told["from_day"]),
            is_whole=told["is_whole"],
            digest=told["digest"],
            actor=signed_in(request),
            today=timezone.localdate(),
        )
    except PlanChanged as changed:
        messages.warning(
            request, _("The benefits have changed meanwhile. Look again at what the file would change.")
        )
        return _report(request, context, told, changed.plan)
    count = len(plan.changes)
    words = ngettext("%(count)s row taken over.", "%(count)s rows taken over.", count)
    messages.success(request, words % {"count": count})
    return HttpResponseRedirect(reverse("admin:bookings_benefit_changelist"), status=303)
