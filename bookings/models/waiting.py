"""The waiting list: parties that want seats where there are too few."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from bookings.models.choices import Currency
from timetables.models import Stop


class WaitingEntry(models.Model):
    """One party that waits for seats from one stop to another, on any train that leaves within its window.

    The queue's order is `joined_at`, then the key. An entry gets one offer: `booking`, an ordinary held booking, whose
    state says what became of it. `party` is a list of {country, benefit, birth_date}, as the search takes them; nobody
    is named.
    """

    class State(models.TextChoices):
        """Where the entry stands."""

        WAITING = "WAITING", _("waits")
        OFFERED = "OFFERED", _("seats offered")
        SEATED = "SEATED", _("offer paid")
        REFUSED = "REFUSED", _("offer refused")
        LAPSED = "LAPSED", _("offer not paid in time")
        LEFT = "LEFT", _("left the queue")
        ENDED = "ENDED", _("ended without a seat")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    channel = models.CharField(_("channel"), max_length=4, choices=Booking.Channel.choices)
    origin = models.ForeignKey(Stop, models.PROTECT, related_name="+", verbose_name=_("from"))
    destination = models.ForeignKey(Stop, models.PROTECT, related_name="+", verbose_name=_("to"))
    departs_from = models.DateTimeField(_("departure from"))
    departs_before = models.DateTimeField(_("departure before"))
    party = models.JSONField(_("who travels"), default=list)
    size = models.PositiveSmallIntegerField(_("passengers"))
    together = models.BooleanField(_("seats together"), default=False)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, default="ru")
    created_at = models.DateTimeField(_("made at"))
    joined_at = models.DateTimeField(_("place in the queue since"))
    booking = models.OneToOneField(
        Booking,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="waiting_entry",
        verbose_name=_("offered seats"),
    )
    offered_at = models.DateTimeField(_("offered at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry of the waiting list")
        verbose_name_plural = _("waiting list")
        ordering = ["joined_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="waiting_window", condition=models.Q(departs_before__gt=models.F("departs_from"))
            ),
            models.CheckConstraint(name="waiting_size", condition=models.Q(size__gte=1, size__lte=4)),
            models.CheckConstraint(
                name="waiting_one_offer",
                condition=models.Q(state__in=["WAITING", "LEFT", "ENDED"], booking=None, offered_at=None)
                | models.Q(
                    state__in=["OFFERED", "SEATED", "REFUSED", "LAPSED"],
                    booking__isnull=False,
                    offered_at__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["origin", "departs_from"],
                condition=models.Q(state="WAITING"),
                name="waiting_by_origin",
            ),
            models.Index(fields=["id"], condition=models.Q(state="OFFERED"), name="waiting_offered"),
            models.Index(fields=["email"], name="waiting_by_email"),
            models.Index(fields=["ended_at"], name="waiting_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} – {self.destination}, {self.size}"
