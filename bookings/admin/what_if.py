"""All fares of a line under a tariff beside those in force: to look at, to print, as CSV."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.fares import CURRENCIES, BadTable, NoRate
from bookings.models import Tariff
from bookings.offers.what_if import FarePair, compare_fares
from timetables.models import Route
from timetables.queries import line_timetable

FROM_BELARUS = 0


class WhatIfForm(forms.Form):
    """Which line, day and currency."""

    route = forms.ModelChoiceField(Route.objects.order_by("route_id"), label=gettext_lazy("Line"))
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    currency = forms.ChoiceField(
        choices=[(code, code) for code in CURRENCIES], label=gettext_lazy("Currency")
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """How many fares rise, fall and stay."""

    rise: int
    fall: int
    same: int


def what_if(request: HttpRequest, tariff: Tariff, context: dict[str, Any]) -> HttpResponse:
    """This function answers with the page, or with a CSV file for `format=csv`."""
    form = WhatIfForm(request.GET if "day" in request.GET else _usual(tariff))
    pairs, fault = _pairs(form, tariff)
    if request.GET.get("format") == "csv" and not fault:
        return _as_csv(pairs, tariff, form)
    page = context | {
        "title": _("Fares under “%(tariff)s”") % {"tariff": tariff.name},
        "tariff": tariff,
        "form": form,
        "currency": form.data.get("currency"),
        "pairs": pairs,
        "fault": fault,
        "summary": _summary(pairs),
        "query": request.GET.urlencode() or form_query(form),
    }
    status = 422 if form.errors and "day" in request.GET else 200
    return TemplateResponse(request, "admin/bookings/tariff/what_if.html", page, status=status)


def form_query(form: WhatIfForm) -> str:
    """This function writes a form's values as the address of its page."""
    return "&".join(f"{name}={form.data[name]}" for name in form.fields)


def _usual(tariff: Tariff) -> dict[str, Any]:
    route = Route.objects.order_by("route_id").first()
    day = max(tariff.valid_from, timezone.localdate())
    return {
        "route": route.pk if route else "",
        "day": day.isoformat(),
        "currency": tariff.currency,
    }


def _pairs(form: WhatIfForm, tariff: Tariff) -> tuple[Sequence[FarePair], str]:
    if not form.is_valid():
        return (), _("Choose a line, a day and a currency.")
    data = form.cleaned_data
    way = line_timetable(route=data["route"], date=data["day"], direction=FROM_BELARUS).rows
    try:
        pairs = compare_fares(way=way, draft=tariff, day=data["day"], currency=data["currency"])
    except NoRate:
        return (), _("There is no exchange rate on this day.")
    except BadTable as error:
        return (), _("Line %(line)s of the table can't be read.") % {"line": error.line}
    return pairs, "" if pairs else _("No train of this line runs on this day. Choose another day.")


def _summary(pairs: Sequence[FarePair]) -> Summary:
    known = [pair.difference for pair in pairs if pair.difference is not None]
    return Summary(
        rise=sum(each > 0 for each in known),
        fall=sum(each < 0 for each in known),
        same=sum(not each for each in known),
    )


def _as_csv(pairs: Sequence[FarePair], tariff: Tariff, form: WhatIfForm) -> HttpResponse:
    data = form.cleaned_data
    name = f"fares-{data['route'].pk}-{data['day'].isoformat()}-{data['currency']}.csv"
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    answer.write("\ufeff")  # so that spreadsheets read Cyrillic letters
    writer = csv.writer(answer)
    writer.writerow(["from", "to", "km", "present", "draft", "difference", "percent", "currency"])
    for pair in pairs:
        sums = [pair.present, pair.draft, pair.difference, pair.percent]
        texts = ["" if each is None else str(each) for each in sums]
        writer.writerow([pair.origin.name, pair.destination.name, pair.km, *texts, data["currency"]])
    return answer
