"""The project's own user: the staff by their login names, travellers with an account by their addresses."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class User(AbstractUser):  # type: ignore[django-manager-missing]  # that of its tokens: knox has no types
    """A person who signs in. What they may do comes from their groups: see `railway.accounts.roles`."""

    language = models.CharField(_("language"), max_length=2, default="ru")
    session_round = models.PositiveIntegerField(_("round of sessions"), default=0, editable=False)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with the password, as in Django, and with their round."""
        word = f"{self.password}{self.session_round or ''}"
        return salted_hmac("railway.accounts.User", word, secret=secret, algorithm="sha256").hexdigest()


class ApiToken(AbstractAuthToken):
    """What a mobile client shows instead of a password; only a digest of it is kept. `name` tells devices apart."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("device"), max_length=100, blank=True)
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("token of the API")
        verbose_name_plural = _("tokens of the API")
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name or str(self.uuid)
