"""Bookings and their history."""

import uuid
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.choices import Currency
from bookings.models.tariff import ExchangeRate
from timetables.models import DatedTrip, Stop


class Booking(models.Model):
    """One purchase of one party on one dated trip, from one stop position to another (OSDM Booking).

    The state is what is recorded; a hold also ends by the clock at `hold_expires_at`, recorded or not. Bookings made
    in one go, for the trains of a journey with changes or of a trip there and back, share its `journey`; `way` is 0 on
    the way there, 1 on the way back.
    """

    class State(models.TextChoices):
        """OSDM booking states."""

        PREBOOKED = "PREBOOKED", _("held, not paid")
        CONFIRMED = "CONFIRMED", _("paid")
        FULFILLED = "FULFILLED", _("paid, tickets issued")
        CANCELLED = "CANCELLED", _("cancelled by the passenger")
        RELEASED = "RELEASED", _("hold ended")
        REFUNDED = "REFUNDED", _("refunded")
        EXCHANGED = "EXCHANGED", _("exchanged")

    class Channel(models.TextChoices):
        """Where it was made."""

        WEB = "web", _("web pages")
        API = "api", _("mobile client")
        DESK = "desk", _("ticket desk")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREBOOKED)
    channel = models.CharField(_("channel"), max_length=4, choices=Channel.choices)
    dated_trip = models.ForeignKey(
        DatedTrip, models.PROTECT, related_name="bookings", verbose_name=_("train of a day")
    )
    from_position = models.PositiveSmallIntegerField(_("from position"))
    to_position = models.PositiveSmallIntegerField(_("to position"))
    origin = models.ForeignKey(Stop, models.PROTECT, related_name="+", verbose_name=_("from"))
    destination = models.ForeignKey(Stop, models.PROTECT, related_name="+", verbose_name=_("to"))
    departs_at = models.DateTimeField(_("departs at"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    rate = models.ForeignKey(ExchangeRate, models.PROTECT, null=True, verbose_name=_("exchange rate"))
    rate_value = models.DecimalField(_("BYN for 100 RUB, frozen"), max_digits=12, decimal_places=6)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=2, default="ru")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("account"),
    )
    created_at = models.DateTimeField(_("made at"))
    hold_expires_at = models.DateTimeField(_("held until"), null=True, blank=True)
    hold_extended = models.BooleanField(_("hold extended once"), default=False)
    confirmed_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("personal data erased at"), null=True, blank=True, editable=False)
    ticket_sequence = models.PositiveSmallIntegerField(_("version of the tickets"), default=0)
    exchanged_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exchanges",
        verbose_name=_("in exchange for"),
    )
    journey = models.UUIDField(
        _("journey with changes"), null=True, blank=True, editable=False, db_index=True
    )
    way = models.PositiveSmallIntegerField(_("way of the trip"), default=0, editable=False)
    fees = models.DecimalField(_("fees for exchange"), max_digits=12, decimal_places=2, default=0)
    credit = models.DecimalField(
        _("paid with the tickets given up"), max_digits=12, decimal_places=2, default=0
    )

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="booking_forward", condition=models.Q(to_position__gt=models.F("from_position"))
            ),
            models.CheckConstraint(name="booking_total", condition=models.Q(total__gte=0)),
            models.CheckConstraint(
                name="booking_exchange",
                condition=models.Q(fees__gte=0, credit__gte=0)
                & (models.Q(exchanged_from__isnull=False) | models.Q(fees=0, credit=0)),
            ),
            models.CheckConstraint(
                name="booking_hold_has_end",
                condition=~models.Q(state="PREBOOKED") | models.Q(hold_expires_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["hold_expires_at"], condition=models.Q(state="PREBOOKED"), name="booking_holds_by_end"
            ),
            models.Index(fields=["departs_at"], name="booking_by_departure"),
            models.Index(fields=["email"], name="booking_by_email"),
        ]

    def __str__(self) -> str:
        return self.shown_reference

    @property
    def shown_reference(self) -> str:
        """This property is the reference as people read it: K7M-4TQ9."""
        return f"{self.reference[:3]}-{self.reference[3:]}"

    @property
    def told_as(self) -> UUID:
        """This property names what one letter is about: the booking, or all that were made in one go with it."""
        return self.journey if self.journey and self.exchanged_from_id is None else self.uuid

    @property
    def due(self) -> Decimal:
        """This property is what is to be paid for a held booking; below nothing where an exchange gives money back."""
        return self.total + self.fees - self.credit

    @property
    def worth(self) -> Decimal:
        """This property is what was really paid for those who travel: the price and the fees of exchanges."""
        return self.total + self.fees


LIVE_STATES = frozenset({Booking.State.PREBOOKED, Booking.State.CONFIRMED, Booking.State.FULFILLED})
PAID_STATES = frozenset({Booking.State.CONFIRMED, Booking.State.FULFILLED})


class BookingEvent(models.Model):
    """One line of a booking's history, shown to the passenger. `data` fills the words of its kind."""

    class Kind(models.TextChoices):
        """What happened."""

        HELD = "held", _("Seats kept")
        SEATS_CHANGED = "seats_changed", _("Seats changed")
        HOLD_EXTENDED = "hold_extended", _("Seats kept longer")
        PRICE_CHANGED = "price_changed", _("Price changed")
        PAYMENT_STARTED = "payment_started", _("Payment started")
        PAYMENT_DECLINED = "payment_declined", _("Payment declined")
        PAID = "paid", _("Paid")
        TICKETS_ISSUED = "tickets_issued", _("Tickets issued")
        HOLD_ENDED = "hold_ended", _("Seats released")
        SEATS_REGAINED = "seats_regained", _("The same seats won back")
        CANCELLED = "cancelled", _("Cancelled")
        REFUND_STARTED = "refund_started", _("Refund started")
        REFUNDED = "refunded", _("Refunded")
        TRAIN_CHANGED = "train_changed", _("Train changed")
        TRAIN_CANCELLED = "train_cancelled", _("Train cancelled")
        CHECKED = "checked", _("Ticket checked")
        EXCHANGE_STARTED = "exchange_started", _("Exchange started")
        EXCHANGED = "exchanged", _("Exchanged")
        PROOF_SEEN = "proof_seen", _("Document of the benefit seen")
        CONSENT_GIVEN = "consent_given", _("Consent given")
        CONSENT_WITHDRAWN = "consent_withdrawn", _("Consent withdrawn")
        ERASED = "erased", _("Personal data erased")
        ANCILLARIES = "ancillaries", _("Bicycle, pets, baggage changed")

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="events", verbose_name=_("booking"))
    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    data = models.JSONField(_("details"), default=dict, blank=True)
    by = models.CharField(_("by whom"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("booking event")
        verbose_name_plural = _("booking history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.booking} {self.kind}"
