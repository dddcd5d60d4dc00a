"""Who may sign in, for the administrator; what the staff did, for whoever may look at it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from railway.accounts.models import User
from railway.lib.staff_tables import ReadOnlyAdmin

admin.site.unregister(Group)


class AdministratorOnly:
    """Logins and roles are the superuser's alone: whoever may write them may give themselves everything else."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """This method shows the section to superusers."""
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method shows rows to superusers."""
        return request.user.is_superuser

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(User)
class StaffUserAdmin(AdministratorOnly, UserAdmin):
    """Logins of the staff. Rights come from roles (groups), not from single permissions."""

    list_display = ["username", "last_name", "first_name", "email", "is_active", "is_superuser", "last_login"]
    list_filter = ["groups", "is_active", "is_superuser"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["last_name", "first_name", "email"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "groups", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["groups"]


@admin.register(Group)
class RoleAdmin(AdministratorOnly, GroupAdmin):
    """Roles. The five that the service knows are set anew by each start: see `railway.accounts.roles`."""


@admin.register(LogEntry)
class StaffActionAdmin(ReadOnlyAdmin):
    """What the staff did in these pages, and whose bookings they looked at."""

    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag", "message"]
    list_filter = ["action_flag", "content_type"]
    list_select_related = ["user", "content_type"]
    search_fields = ["user__username", "object_repr"]
    date_hierarchy = "action_time"
    fields = ["action_time", "user", "content_type", "object_id", "object_repr", "action_flag", "message"]
    readonly_fields = ["message"]

    @admin.display(description=_("what"))
    def message(self, entry: LogEntry) -> str:
        """This method writes the entry's message in the reader's language."""
        message = entry.get_change_message()
        return gettext(message) if message else ""
