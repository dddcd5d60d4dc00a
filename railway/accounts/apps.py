"""The accounts application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users and roles."""

    name = "railway.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
