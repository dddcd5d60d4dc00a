"""Who of the staff looked at whose data. Rows are written and never changed: the database refuses it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking


class PersonalDataLookup(models.Model):
    """One look at personal data: who, when, what, and why where a reason is asked.

    Of a search the name itself is not kept: its first letter, and a hash keyed by `hash_key`, by which it can be told
    whether one certain name was searched for. `is_unusual` marks what went past the limits of settings when it
    happened.
    """

    class What(models.TextChoices):
        """What was looked at."""

        NUMBER = "number", _("document number, in full")
        BOOKING = "booking", _("a booking's page")
        SEARCH = "search", _("search by name or address")
        EXPORT = "export", _("everything held about a person")

    class Reason(models.TextChoices):
        """Why."""

        REFUND = "refund", _("return or exchange at the desk")
        CHECK = "check", _("to check a document on the train or at the desk")
        REQUEST = "request", _("the passenger asked")
        COMPLAINT = "complaint", _("complaint or dispute")
        AUTHORITY = "authority", _("request of an authority")
        OTHER = "other", _("another reason, written down")

    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    what = models.CharField(_("what"), max_length=8, choices=What.choices)
    booking = models.ForeignKey(
        Booking, models.PROTECT, null=True, blank=True, related_name="lookups", verbose_name=_("booking")
    )
    passenger_number = models.PositiveSmallIntegerField(_("passenger"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=10, choices=Reason.choices, blank=True)
    words = models.CharField(_("in their words"), max_length=300, blank=True)
    initial = models.CharField(_("first letter searched for"), max_length=1, blank=True)
    hash_key = models.CharField(_("key of the hash"), max_length=16, blank=True)
    searched = models.CharField(_("what was searched for, as a keyed hash"), max_length=64, blank=True)
    found = models.PositiveIntegerField(_("bookings found"), null=True, blank=True)
    is_unusual = models.BooleanField(_("unusually many"), default=False)

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="lookup_by_time"),
            models.Index(fields=["user", "what", "-at"], name="lookup_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.at:%d.%m.%Y %H:%M}"
