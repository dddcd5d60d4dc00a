"""Partners, their webhooks, what was delivered to them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from bookings.models import Partner, PartnerEvent, WebhookDelivery, WebhookEndpoint
from bookings.operations.partner_access import give_token, resume_webhook, rotate_secret, send_again
from bookings.webhooks.events import KINDS
from bookings.webhooks.signing import live_secrets, secret_text
from railway.lib.outgoing import AddressRefused, check_address
from railway.lib.staff_tables import ReadOnlyAdmin

CLOSED_ADDRESS = gettext_lazy("Write a public address that begins with https:// and has no password in it.")


@admin.register(Partner)
class PartnerAdmin(admin.ModelAdmin):
    """Partners; a token is shown once."""

    list_display = ["name", "email", "is_active", "made_at", "last_seen_at"]
    fields = ["name", "email", "is_active"]
    search_fields = ["name"]
    actions = ["give_new_token"]

    def save_model(self, request: HttpRequest, obj: Partner, form: Any, change: bool) -> None:
        """This method gives a new partner its token and shows it, this once."""
        if not change:
            obj.made_at = timezone.now()
            self._show(request, obj, give_token(obj))
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("New token; the old one ends at once"), permissions=["change"])
    def give_new_token(self, request: HttpRequest, chosen: QuerySet[Partner]) -> None:
        """This method replaces the tokens of the chosen partners."""
        for partner in chosen:
            token = give_token(partner)
            partner.save(update_fields=["token_hash"])
            self.log_change(request, partner, gettext_noop("Gave a new token"))
            self._show(request, partner, token)

    def _show(self, request: HttpRequest, partner: Partner, token: str) -> None:
        words = _("The token of %(partner)s, shown only now: %(token)s")
        self.message_user(request, words % {"partner": partner.name, "token": token}, messages.WARNING)


class EndpointForm(forms.ModelForm):
    """An address that may be posted to, and the kinds of events it wants."""

    url = forms.URLField(
        label=gettext_lazy("Address"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"size": 70}),
        error_messages={"invalid": CLOSED_ADDRESS},
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of events"),
        choices=[(kind, kind) for kind in KINDS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all of them."),
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("partner", "url", "kinds", "is_active")

    def clean_url(self) -> str:
        """This method refuses an address of our own network, or without encryption."""
        url = str(self.cleaned_data["url"])
        try:
            check_address(url)
        except AddressRefused:
            raise forms.ValidationError(CLOSED_ADDRESS) from None
        return url


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(admin.ModelAdmin):
    """Webhooks: where to, which events, with which secrets."""

    form = EndpointForm
    list_display = ["partner", "url", "is_active", "failing_since", "disabled_at"]
    list_filter = ["is_active", "partner"]
    list_select_related = ["partner"]
    readonly_fields = ["secrets", "failing_since", "disabled_at"]
    fields = ["partner", "url", "kinds", "is_active", "secrets", "failing_since", "disabled_at"]
    actions = ["new_secret", "switch_on"]

    @admin.display(description=gettext_lazy("secrets"))
    def secrets(self, endpoint: WebhookEndpoint) -> SafeString | str:
        """This method shows the secrets that sign now to who may change the webhook."""
        if not endpoint.pk:
            return _("made when it is saved")
        if not getattr(endpoint, "secrets_shown", False):
            return "•••"
        rows = [
            (secret_text(each), each.ends_at or _("no end"))
            for each in live_secrets(endpoint, timezone.now())
        ]
        return format_html_join("", "<p><code>{}</code> – {}</p>", rows)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> WebhookEndpoint | None:
        """This method notes on the row itself whether this reader may see its secrets."""
        found = super().get_object(request, *args, **kwargs)
        if found:
            found.secrets_shown = self.has_change_permission(request, found)
        return found

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool) -> None:
        """This method gives a new webhook its secret."""
        if obj.is_active:
            obj.disabled_at = obj.failing_since = None
        super().save_model(request, obj, form, change)
        if not change:
            rotate_secret(endpoint=obj, now=timezone.now())

    @admin.action(
        description=gettext_lazy("New secret; the old one signs beside it for a while"),
        permissions=["change"],
    )
    def new_secret(self, request: HttpRequest, chosen: QuerySet[WebhookEndpoint]) -> None:
        """This method makes new secrets; they stand on the webhook's page."""
        for endpoint in chosen:
            rotate_secret(endpoint=endpoint, now=timezone.now())
            self.log_change(request, endpoint, gettext_noop("Made a new secret"))
        words = _("New secrets: %(count)s. Each stands on the page of its webhook.")
        self.message_user(request, words % {"count": chosen.count()}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Switch on and send what waits"), permissions=["change"])
    def switch_on(self, request: HttpRequest, chosen: QuerySet[WebhookEndpoint]) -> None:
        """This method switches webhooks on again."""
        count = 0
        for endpoint in chosen:
            count += resume_webhook(endpoint=endpoint, now=timezone.now())
            self.log_change(request, endpoint, gettext_noop("Switched on"))
        self.message_user(request, _("Events set out: %(count)s") % {"count": count}, messages.SUCCESS)


@admin.register(PartnerEvent)
class PartnerEventAdmin(ReadOnlyAdmin):
    """What partners are told, with the number that is the cursor."""

    list_display = ["number", "kind", "subject", "at"]
    list_filter = ["kind"]
    search_fields = ["subject", "=uuid"]
    date_hierarchy = "at"


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """The log of deliveries: tries, answers, and sending again."""

    list_display = ["event", "endpoint", "state", "attempts", "answer", "created_at", "sent_at"]
    list_filter = ["state", "endpoint", "event__kind"]
    list_select_related = ["event", "endpoint__partner"]
    search_fields = ["event__subject"]
    date_hierarchy = "created_at"
    actions = ["send_again"]

    @admin.action(description=gettext_lazy("Send again"), permissions=["change"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[WebhookDelivery]) -> None:
        """This method lets the chosen deliveries set out again; partners know them by their id."""
        rows = list(chosen)
        count = send_again(deliveries=[each.pk for each in rows], now=timezone.now())
        self.log_pressed(request, rows, gettext_noop("Sent again"))
        self.message_user(request, _("Events set out: %(count)s") % {"count": count}, messages.SUCCESS)
