"""What a clerk types: sums, who travels where, cash counted."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Till, TillReceipt
from bookings.models.choices import Currency
from bookings.web.party import category_groups, offered_benefits
from timetables.models import Stop
from timetables.queries import passenger_stops

# Notes and coins in use, the largest first.
_BYN = "500 200 100 50 20 10 5 2 1 0.50 0.20 0.10 0.05 0.02 0.01"
_RUB = "5000 2000 1000 500 200 100 50 10 5 2 1 0.50 0.10 0.05 0.01"
PIECES = {currency: tuple(map(Decimal, text.split())) for currency, text in (("BYN", _BYN), ("RUB", _RUB))}
BADLY_WRITTEN = gettext_lazy("Write a sum like 20 or 20.50.")


class SumField(forms.DecimalField):
    """A sum of money as people write it, with a point or a comma; never a float."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 10})
        errors = dict.fromkeys(
            ("invalid", "max_digits", "max_decimal_places", "max_whole_digits", "min_value"), BADLY_WRITTEN
        )
        super().__init__(
            max_digits=12,
            decimal_places=2,
            min_value=Decimal(0),
            widget=widget,
            error_messages=errors | {"required": BADLY_WRITTEN},
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """This method reads 1 234,50 as 1234.50."""
        return super().to_python("".join(str(value or "").split()).replace(",", "."))


class CountedForm(forms.Form):
    """The cash in the drawer by currency: a sum, or so many of each note and coin."""

    def __init__(self, *args: Any, pieces: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for currency in Currency.values:
            label = _("Cash counted, %(currency)s") % {"currency": currency}
            self.fields[currency] = SumField(label=label, required=not pieces)
            for piece in PIECES[currency] if pieces else ():
                self.fields[f"{currency}-{piece}"] = forms.IntegerField(
                    label=str(piece), min_value=0, max_value=99_999, required=False
                )

    def pieces_of(self, currency: str) -> dict[str, int]:
        """This method gives how many of each note and coin were counted."""
        told = {str(piece): self.cleaned_data.get(f"{currency}-{piece}") or 0 for piece in PIECES[currency]}
        return {piece: count for piece, count in told.items() if count}

    def counted(self) -> dict[str, Decimal]:
        """This method gives the sums: as typed, else those of the notes and coins."""
        return {currency: self._sum(currency) for currency in Currency.values}

    def _sum(self, currency: str) -> Decimal:
        typed: Decimal | None = self.cleaned_data.get(currency)
        added = sum((Decimal(piece) * count for piece, count in self.pieces_of(currency).items()), Decimal(0))
        return added if typed is None else typed

    def clean(self) -> dict[str, Any]:
        """This method refuses a currency nobody counted, and a sum that its notes and coins don't make."""
        for currency in Currency.values:
            pieces, typed = self.pieces_of(currency), self.cleaned_data.get(currency)
            if currency in self.errors:
                continue
            if typed is None and not pieces:
                self.add_error(currency, _("Count the cash: the sum, or its notes and coins."))
            elif typed is not None and pieces and self._of_pieces(pieces) != typed:
                self.add_error(currency, _("The notes and coins make another sum."))
        return self.cleaned_data

    @staticmethod
    def _of_pieces(pieces: dict[str, int]) -> Decimal:
        return sum((Decimal(piece) * count for piece, count in pieces.items()), Decimal(0))


class SureForm(CountedForm):
    """A count that is taken as it is once the clerk says so: a sum that isn't the expected one may be a slip."""

    differs = forms.BooleanField(
        label=gettext_lazy("I have counted again: the drawer does hold another sum"), required=False
    )


class OpenForm(SureForm):
    """Where a shift begins, and with what."""

    till = forms.ModelChoiceField(Till.objects.none(), label=gettext_lazy("Desk"))
    field_order = ["till", *Currency.values, "differs"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Till.objects.filter(is_active=True).exclude(shifts__closed_at=None, shifts__isnull=False)
        self.fields["till"].queryset = free.select_related("stop")  # type: ignore[attr-defined]  # as declared
        self.order_fields(self.field_order)


class MoveForm(forms.Form):
    """Cash brought or taken out."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[(kind.value, kind.label) for kind in (TillReceipt.Kind.PAID_OUT, TillReceipt.Kind.PAID_IN)],
    )
    amount = SumField(label=gettext_lazy("Amount"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(c, c) for c in Currency.values])
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    slip = forms.CharField(
        label=gettext_lazy("Number of the bag or the bank's slip"), max_length=64, required=False
    )


class SearchForm(forms.Form):
    """Which train, for whom."""

    origin = forms.ChoiceField(label=gettext_lazy("From"))
    destination = forms.ChoiceField(label=gettext_lazy("To"))
    date = forms.DateField(
        label=gettext_lazy("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(c, c) for c in Currency.values])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stops = [(stop.stop_id, stop.name) for stop in passenger_stops()]
        for name in ("origin", "destination"):
            self.fields[name].choices = stops  # type: ignore[attr-defined]  # as declared
        self.benefits = offered_benefits()
        groups = [
            (group.title, [(each.code, each.name) for each in group.categories])
            for group in category_groups(self.benefits)
        ]
        for number in range(1, settings.PARTY_LIMIT + 1):
            first = [("adult", _("Adult, full fare"))]
            nobody = [] if number == 1 else [("", _("nobody"))]
            self.fields[f"p{number}"] = forms.ChoiceField(
                label=_("Passenger %(number)s") % {"number": number},
                choices=[*nobody, *first, *groups],
                required=number == 1,
            )

    def clean_date(self) -> dt.date:
        """This method refuses days that are over or not sold yet."""
        day: dt.date = self.cleaned_data["date"]
        today = timezone.localdate()
        last = today + dt.timedelta(days=settings.SALES_HORIZON_DAYS)
        if not today <= day <= last:
            raise forms.ValidationError(
                _("Tickets are sold from today until %(day)s.") % {"day": f"{last:%d.%m.%Y}"}
            )
        return day

    def clean(self) -> dict[str, Any]:
        """This method refuses a journey to where it begins."""
        if self.cleaned_data.get("origin") == self.cleaned_data.get("destination"):
            self.add_error("destination", _("Name two different stations."))
        return self.cleaned_data

    def party(self) -> str:
        """This method writes the party as addresses do."""
        kinds = [self.cleaned_data.get(f"p{number}") for number in range(1, settings.PARTY_LIMIT + 1)]
        return ",".join(kind for kind in kinds if kind)

    def stop(self, name: str) -> Stop:
        """This method gives the stop that was chosen."""
        return Stop.objects.get(stop_id=self.cleaned_data[name])
