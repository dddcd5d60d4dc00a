"""People whom a traveller with an account books for again and again."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedPassenger(models.Model):
    """What a passenger form may be filled with, for the person signed in. It goes with the account.

    `country` is the law whose document they hold. The benefit stands by its code, so that a new version of its rule
    changes nothing here. The document's number is encrypted; of a proof's number only keyed hashes are kept.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_passengers",
        verbose_name=_("account"),
    )
    family_name = models.CharField(_("family name"), max_length=100)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    country = models.CharField(_("law of"), max_length=2, blank=True)
    benefit_code = models.CharField(_("benefit"), max_length=40, blank=True)
    document_type = models.CharField(_("document"), max_length=32, blank=True)
    document_number_encrypted = models.BinaryField(_("document number, encrypted"), null=True, blank=True)
    document_last4 = models.CharField(_("last characters of the document"), max_length=4, blank=True)
    proof_kind = models.CharField(_("proof of the benefit"), max_length=32, blank=True)
    proof_hashes = models.JSONField(_("number of the proof, as keyed hashes"), default=dict, blank=True)
    proof_last4 = models.CharField(_("last characters of the proof"), max_length=4, blank=True)
    created_at = models.DateTimeField(_("made at"))
    used_at = models.DateTimeField(_("last booked with"), null=True, blank=True)

    class Meta:
        verbose_name = _("saved passenger")
        verbose_name_plural = _("saved passengers")
        ordering = ["family_name", "given_name", "id"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """This property is family name, given name and patronymic, in the order of both countries' documents."""
        return " ".join(filter(None, [self.family_name, self.given_name, self.patronymic]))
