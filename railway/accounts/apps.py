"""The accounts application, and the admin with our own site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users and roles."""

    name = "railway.accounts"
    label = "accounts"
    verbose_name = _("Staff")


class StaffAdminConfig(admin_apps.AdminConfig):
    """Django's admin on the staff's site."""

    default = False  # this module's own default is AccountsConfig
    default_site = "railway.accounts.staff_site.StaffSite"
