"""Answers already given to API writes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """The answer to one write, bound to a fingerprint of its body and kept in the same transaction as its effect."""

    scope = models.CharField(_("scope"), max_length=200)
    key = models.CharField(_("key"), max_length=100)
    fingerprint = models.CharField(_("fingerprint of the body"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    body = models.JSONField(_("answer"), null=True)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.key
