"""Who may sign in, for the administrator; what the staff did, for whoever may look at it."""

import logging
from typing import Any

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401 - both register what is taken off below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from railway.accounts import second_step
from railway.accounts.models import User
from railway.lib.staff_tables import ReadOnlyAdmin

for _model in (Group, EmailAddress, Authenticator):
    admin.site.unregister(_model)


log = logging.getLogger(__name__)


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
    actions = ["reset_second_step"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """This method leaves travellers out: whoever has an account and no staff rights."""
        travellers = Q(is_staff=False, is_superuser=False, emailaddress__isnull=False)
        return super().get_queryset(request).exclude(travellers)

    @admin.action(description=_("Reset the second step"))
    def reset_second_step(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """This method lets colleagues who lost theirs set up a new one when they next sign in; it is written down."""
        for person in people:
            number = second_step.reset(person)
            self.log_change(request, person, gettext_noop("The second step was reset"))
            words = gettext("%(name)s sets up a new second step when signing in next.")
            messages.success(request, words % {"name": person.get_username()})
            log.warning("second step of %s reset by %s: %s", person, request.user, number)


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
