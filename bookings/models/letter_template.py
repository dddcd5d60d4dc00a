"""Words of letters that the operator wrote instead of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from bookings.models.notification import Notification


class LetterTemplate(models.Model):
    """The operator's subject and text of one kind of letter in one language; without a row the letter is ours.

    `{name}` stands for what is filled in; there is no other syntax.
    """

    kind = models.CharField(_("kind"), max_length=16)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=10_000)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")
        ordering = ["kind", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="letter_template_once")]

    def __str__(self) -> str:
        return f"{Notification.Kind(self.kind).label}, {self.language}"
