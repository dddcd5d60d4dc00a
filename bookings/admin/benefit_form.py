"""A benefit's rule as it is written in the admin, and from which day a change of it holds."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bookings.admin.rule_forms import PeriodForm
from bookings.models import Benefit
from bookings.operations.revise_benefit import may_begin, needs_version
from timetables.models import SeatMode
from timetables.service_days import check_month_day

NOT_FIELDS = frozenset({"applies_from"})  # of the form, not of the row


class WordsField(forms.CharField):
    """A list of single words, written with blanks between them."""

    def prepare_value(self, value: Any) -> Any:
        """This method writes the list as a line of text."""
        return " ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """This method reads the line as a list."""
        return str(value or "").replace(",", " ").split()


class BenefitForm(PeriodForm):
    """Seasons, ages and companions in the form that the fares read; a rule that holds is changed from a day on."""

    only_with = forms.MultipleChoiceField(
        label=_("Only with a holder of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seat_modes = forms.MultipleChoiceField(
        label=_("Only on trains sold so"),
        required=False,
        choices=SeatMode.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: on all of them."),
    )
    seat_classes = WordsField(
        label=_("Only in classes"),
        required=False,
        help_text=_("Words with blanks between them, as economy business. Empty: in all of them."),
    )
    applies_from = forms.DateField(
        label=_("The change holds from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_(
            "A rule that is in force or was sold under stays as it is until this day; then a new version begins."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changed_fields: list[str] = []
        if "only_with" in self.fields:
            self.fields["only_with"].choices = _benefit_choices()  # type: ignore[attr-defined]  # a choice field
        if "applies_from" in self.fields:  # it isn't where somebody only looks
            self.fields["applies_from"].initial = timezone.localdate() + timedelta(days=1)

    def clean_season_from(self) -> str:
        """This method refuses a first day that no year has."""
        return _real_day(self.cleaned_data["season_from"])

    def clean_season_to(self) -> str:
        """This method refuses a last day that no year has."""
        return _real_day(self.cleaned_data["season_to"])

    def clean_only_with(self) -> list[str]:
        """This method keeps the order that the row has: only another choice is a change."""
        return self._as_stored("only_with")

    def clean_seat_modes(self) -> list[str]:
        """This method keeps the order that the row has: only another choice is a change."""
        return self._as_stored("seat_modes")

    def _as_stored(self, name: str) -> list[str]:
        chosen, stored = self.cleaned_data[name], getattr(self.instance, name)
        return stored if sorted(stored) == sorted(chosen) else chosen

    def clean(self) -> dict[str, Any] | None:
        """This method refuses half a season, ages that run backwards, counts of nothing, a change of what is past."""
        data = super().clean() or self.cleaned_data
        ends = {"season_from", "season_to"}
        if ends <= data.keys() and bool(data["season_from"]) != bool(data["season_to"]):
            missing = "season_to" if data["season_from"] else "season_from"
            self.add_error(missing, _("A season needs both its first and its last day."))
        youngest, oldest = data.get("age_min"), data.get("age_max")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_max", _("The upper age is not below the lower."))
        for name in ("companions_each", "trips_per_day", "free_trips"):
            if data.get(name) == 0:
                self.add_error(name, _("Count from 1."))
        self.changed_fields = [
            name
            for name, value in data.items()
            if name not in NOT_FIELDS and getattr(self.instance, name) != value
        ]
        self._check_versions(data)
        return data

    def _check_versions(self, data: dict[str, Any]) -> None:
        today = timezone.localdate()
        if self.instance.pk:
            self._check_day(data, today)
        elif _is_taken(data):
            self.add_error(
                "code", _("There is a version of this benefit on these days: open it and change it there.")
            )

    def _check_day(self, data: dict[str, Any], today: date) -> None:
        until = data.get("valid_until")
        if until and self.instance.valid_from and until <= self.instance.valid_from:
            self.add_error("valid_until", _("The rule ends after its first day."))
        if "valid_until" in self.changed_fields and until and until < today and self.instance.is_active:
            self.add_error(
                "valid_until", _("Tickets of past days were sold already: let it end today or later.")
            )
        if not needs_version(self.instance, self.changed_fields, today):
            return
        first = data.get("applies_from")
        if first is None or not may_begin(self.instance, first, today):
            self.add_error(
                "applies_from",
                _("Write a day from today on, after the first day of this version and before its end."),
            )


def _is_taken(data: dict[str, Any]) -> bool:
    first, end = data.get("valid_from") or date.min, data.get("valid_until") or date.max
    versions = Benefit.objects.filter(code=data.get("code", ""))
    return any(
        (each.valid_from or date.min) < end and first < (each.valid_until or date.max) for each in versions
    )


def _real_day(text: str) -> str:
    if text:
        try:
            check_month_day(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write a day of the year as 05-31, month first.")) from error
    return text


def _benefit_choices() -> list[tuple[str, str]]:
    names = {each.code: f"{each.name} ({each.code})" for each in Benefit.objects.order_by("country", "code")}
    return list(names.items())
