"""How long data are kept: dated rules, what a run would forget, bookings kept longer, runs."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking, RetentionHold, RetentionRule, RetentionRun
from bookings.operations.forgetting import LOOKUPS_AT_LEAST
from bookings.operations.purge_old_data import would_forget
from bookings.privacy import KINDS, rules_in_force
from railway.accounts.signed_in import signed_in
from railway.lib.staff_tables import HistoryAdmin, ReadOnlyAdmin


class RetentionRuleForm(forms.ModelForm):
    """The kind of data is chosen, not typed."""

    data = forms.ChoiceField(  # type: ignore[assignment]  # Django moves it to the fields; `form.data` stays as sent
        label=_("Data"), choices=[(code, kind.name) for code, kind in KINDS.items()]
    )

    def clean(self) -> dict[str, Any] | None:
        """This method refuses to forget looks at data earlier than the database lets them go."""
        told = super().clean() or self.cleaned_data
        if told.get("data") == "lookups" and (told.get("days") or 0) < LOOKUPS_AT_LEAST.days:
            self.add_error("days", _("Looks at personal data are kept for a year at least: 366 days."))
        return told


@admin.register(RetentionRule)
class RetentionRuleAdmin(HistoryAdmin):
    """Rules by day: the latest whose day has come is in force."""

    form = RetentionRuleForm
    change_list_template = "admin/bookings/retentionrule/change_list.html"
    list_display = ["kind", "days", "since", "valid_from", "act", "article", "quality"]
    list_filter = ["quality"]

    def get_urls(self) -> list[URLPattern]:
        """This method adds the dry run."""
        view = self.admin_site.admin_view(self.would_forget)
        return [path("would/", view, name="bookings_retentionrule_would"), *super().get_urls()]

    @method_decorator(permission_required("bookings.view_retentionrule", raise_exception=True))
    def would_forget(self, request: HttpRequest) -> HttpResponse:
        """This method shows what a run would forget now, kind by kind, with examples; it changes nothing."""
        now = timezone.now()
        rules = {rule.code: rule for rule in rules_in_force(timezone.localdate(now))}
        rows = [(rules[each.code], each) for each in would_forget(now=now)]
        context = self.admin_site.each_context(request) | {
            "title": _("What would be forgotten now"),
            "opts": self.opts,
            "rows": rows,
            "last": RetentionRun.objects.first(),
        }
        return TemplateResponse(request, "admin/bookings/retentionrule/would.html", context)

    @admin.display(description=_("data"), ordering="data")
    def kind(self, rule: RetentionRule) -> str:
        """This method names the kind of data."""
        return str(KINDS[rule.data].name) if rule.data in KINDS else rule.data

    @admin.display(description=_("counted from"))
    def since(self, rule: RetentionRule) -> str:
        """This method says from when the days count."""
        return str(KINDS[rule.data].since) if rule.data in KINDS else "–"


class HoldForm(forms.ModelForm):
    """The booking by its reference."""

    reference = forms.CharField(label=_("Reference of the booking"), max_length=12)

    class Meta:
        model = RetentionHold
        fields = ["until", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["reference"].initial = self.instance.booking.shown_reference
            self.fields["reference"].disabled = True

    def clean_reference(self) -> str:
        """This method finds the booking; one that is erased already can't be kept."""
        plain = "".join(sign for sign in self.cleaned_data["reference"].upper() if sign.isalnum())
        found = Booking.objects.filter(reference=plain).first()
        if found is None:
            raise forms.ValidationError(_("There is no booking with this reference."))
        if found.erased_at and not self.instance.pk:
            raise forms.ValidationError(_("The data of this booking is erased already."))
        self.instance.booking = found
        return found.shown_reference


@admin.register(RetentionHold)
class RetentionHoldAdmin(HistoryAdmin):
    """Bookings that nothing is taken from until a day: disputes, claims. To end a hold its day is set back."""

    form = HoldForm
    fields = ["reference", "until", "reason"]
    list_display = ["booking", "until", "reason", "made_by", "made_at"]
    list_select_related = ["booking", "made_by"]
    search_fields = ["booking__reference"]
    search_help_text = _("Reference of the booking")
    date_hierarchy = "until"

    def save_model(self, request: HttpRequest, obj: RetentionHold, form: Any, change: bool) -> None:
        """This method notes who put the hold on."""
        if not change:
            obj.made_by = signed_in(request)
        super().save_model(request, obj, form, change)


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnlyAdmin):
    """What each run forgot. One without an end was stopped; the next went on."""

    list_display = ["started_at", "finished_at", "forgotten"]
    fields = ["started_at", "finished_at", "forgotten"]
    readonly_fields = ["forgotten"]
    date_hierarchy = "started_at"

    @admin.display(description=_("rows forgotten"))
    def forgotten(self, run: RetentionRun) -> str:
        """This method writes the counts out, those of nothing left out."""
        parts = [
            f"{KINDS[code].name if code in KINDS else code}: {count}"
            for code, count in run.counts.items()
            if count
        ]
        return "; ".join(parts) or "–"
