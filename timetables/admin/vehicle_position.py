"""Devices that report where trains are, and what they reported."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from railway.lib.secret_token import hash_token, new_token
from railway.lib.staff_tables import ReadOnlyAdmin
from timetables.models import ReportingDevice, VehiclePosition


@admin.register(ReportingDevice)
class ReportingDeviceAdmin(admin.ModelAdmin):
    """Devices; the token of a new one is shown once."""

    list_display = ["name", "is_active", "made_at", "last_seen_at"]
    fields = ["name", "is_active"]

    def save_model(self, request: HttpRequest, obj: ReportingDevice, form: Any, change: bool) -> None:
        """This method gives a new device its token and shows it, this once."""
        if not change:
            token = new_token()
            obj.token_hash, obj.made_at = hash_token(token), timezone.now()
            words = _("The token of this device, shown only now: %(token)s")
            self.message_user(request, words % {"token": token}, messages.WARNING)
        super().save_model(request, obj, form, change)


@admin.register(VehiclePosition)
class VehiclePositionAdmin(ReadOnlyAdmin):
    """The last known place of each train."""

    list_display = ["dated_trip", "lat", "lon", "status", "reported_at", "vehicle_label", "device"]
    list_select_related = ["dated_trip__trip", "device"]
    date_hierarchy = "reported_at"
