"""The project's own user from day one: operators now, passengers with an account later."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in. What they may do comes from their groups: see `railway.accounts.roles`."""

    language = models.CharField(_("language"), max_length=2, default="ru")

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
