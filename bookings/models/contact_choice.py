"""What a purchaser wants to hear, how, when, in which language; and the browsers that take messages for them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from bookings.models.season_ticket import SeasonTicket


class ContactChoice(models.Model):
    """The choices for the letters about one booking or season ticket, or an account's own for all of its own.

    Obligatory letters go by mail whatever is chosen. Quiet hours are clocks of `timezone`, may pass midnight, and are
    both given or neither.
    """

    booking = models.OneToOneField(
        Booking,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contact_choice",
        verbose_name=_("booking"),
    )
    season_ticket = models.OneToOneField(
        SeasonTicket,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contact_choice",
        verbose_name=_("season ticket"),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contact_choice",
        verbose_name=_("account"),
    )
    optional = models.BooleanField(_("also what is not obligatory"), default=True)
    mail = models.BooleanField(_("by mail"), default=True)
    push = models.BooleanField(_("in the browser"), default=False)
    sms = models.BooleanField(_("by SMS"), default=False)
    phone = models.CharField(_("phone for SMS"), max_length=16, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    timezone = models.CharField(_("timezone"), max_length=64, default="Europe/Minsk")
    language = models.CharField(_("language"), max_length=2, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("choice of letters")
        verbose_name_plural = _("choices of letters")
        constraints = [
            models.CheckConstraint(
                name="contact_choice_of_one",
                condition=models.Q(booking__isnull=False, season_ticket__isnull=True, user__isnull=True)
                | models.Q(booking__isnull=True, season_ticket__isnull=False, user__isnull=True)
                | models.Q(booking__isnull=True, season_ticket__isnull=True, user__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_choice_quiet",
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.booking or self.season_ticket or self.user)


class PushSubscription(models.Model):
    """A browser that takes messages about a booking (W3C Push API): its service's address and its two keys."""

    booking = models.ForeignKey(
        Booking, models.CASCADE, related_name="push_subscriptions", verbose_name=_("booking")
    )
    endpoint = models.URLField(_("address"), max_length=600)
    p256dh = models.CharField(_("public key"), max_length=100)
    auth = models.CharField(_("shared secret"), max_length=40)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("subscribed browser")
        verbose_name_plural = _("subscribed browsers")
        constraints = [models.UniqueConstraint(fields=["booking", "endpoint"], name="push_subscription_once")]

    def __str__(self) -> str:
        return f"{self.booking}: {self.endpoint[:40]}"
