"""Season and multi-ride tickets: the ticket sold, the trips made with it, and offers to take it back."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.benefit import Benefit
from bookings.models.booking import Booking
from bookings.models.choices import Currency
from bookings.models.season_rule import SeasonDays
from bookings.models.tariff import ExchangeRate
from timetables.models import DatedTrip, Route, Stop


class SeasonTicket(models.Model):
    """One named passenger's right to travel between two stops of a line, in both directions, on days of a period.

    Both days of validity are service days and included. `stops` are the codes of the line's stops between origin and
    destination, as they were at the sale. States are those of OSDM; an unpaid one also ends by the clock at
    `hold_expires_at`. `price_lines` is the explained price as `bookings.fares` wrote it.
    """

    class State(models.TextChoices):
        """OSDM booking states."""

        PREBOOKED = "PREBOOKED", _("not paid yet")
        FULFILLED = "FULFILLED", _("paid, ticket issued")
        CANCELLED = "CANCELLED", _("cancelled by the passenger")
        RELEASED = "RELEASED", _("not paid in time")
        REFUNDED = "REFUNDED", _("refunded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PREBOOKED)
    channel = models.CharField(_("channel"), max_length=4, choices=Booking.Channel.choices)
    product = models.CharField(_("kind"), max_length=40)
    product_names = models.JSONField(_("name of the kind"), default=dict)
    days = models.CharField(_("days"), max_length=8, choices=SeasonDays.choices)
    route = models.ForeignKey(Route, models.PROTECT, related_name="+", verbose_name=_("line"))
    origin = models.ForeignKey(Stop, models.PROTECT, related_name="+", verbose_name=_("from"))
    destination = models.ForeignKey(Stop, models.PROTECT, related_name="+", verbose_name=_("to"))
    stops = models.JSONField(_("stops of the section"), default=list)
    valid_from = models.DateField(_("first day"))
    valid_until = models.DateField(_("last day"))
    trips_allowed = models.PositiveSmallIntegerField(_("number of trips"), null=True, blank=True)
    trips_used = models.PositiveSmallIntegerField(_("trips used"), default=0)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    full_price = models.DecimalField(_("price without a benefit"), max_digits=12, decimal_places=2)
    price_lines = models.JSONField(_("how the price came about"), default=dict)
    rate = models.ForeignKey(ExchangeRate, models.PROTECT, null=True, verbose_name=_("exchange rate"))
    rate_value = models.DecimalField(_("BYN for 100 RUB, frozen"), max_digits=12, decimal_places=6)
    country = models.CharField(_("law of"), max_length=2, blank=True)
    benefit = models.ForeignKey(
        Benefit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("benefit asked for")
    )
    granted_benefit = models.ForeignKey(
        Benefit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("benefit given")
    )
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True)
    document_type = models.CharField(_("document"), max_length=32, blank=True)
    document_number_encrypted = models.BinaryField(_("document number, encrypted"), null=True, blank=True)
    document_last4 = models.CharField(_("last characters of the document"), max_length=4, blank=True)
    proof_kind = models.CharField(_("proof of the benefit"), max_length=32, blank=True)
    proof_hashes = models.JSONField(_("number of the proof, as keyed hashes"), default=dict, blank=True)
    proof_last4 = models.CharField(_("last characters of the proof"), max_length=4, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="season_tickets",
        verbose_name=_("account"),
    )
    language = models.CharField(_("language"), max_length=2, default="ru")
    created_at = models.DateTimeField(_("made at"))
    hold_expires_at = models.DateTimeField(_("to be paid until"))
    confirmed_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    payload = models.BinaryField(_("signed content of the code"), null=True, blank=True)

    class Meta:
        verbose_name = _("season ticket")
        verbose_name_plural = _("season tickets")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="season_ticket_days", condition=models.Q(valid_until__gte=models.F("valid_from"))
            ),
            models.CheckConstraint(
                name="season_ticket_price",
                condition=models.Q(price__gte=0, full_price__gte=models.F("price")),
            ),
            models.CheckConstraint(
                name="season_ticket_trips_left",
                condition=models.Q(trips_allowed=None) | models.Q(trips_used__lte=models.F("trips_allowed")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["hold_expires_at"], condition=models.Q(state="PREBOOKED"), name="season_ticket_unpaid"
            ),
            models.Index(fields=["valid_until"], name="season_ticket_by_end"),
            models.Index(fields=["email"], name="season_ticket_by_email"),
        ]

    def __str__(self) -> str:
        return self.shown_reference

    @property
    def shown_reference(self) -> str:
        """This property is the reference as people read it: K7M-4TQ9."""
        return f"{self.reference[:3]}-{self.reference[3:]}"

    @property
    def full_name(self) -> str:
        """This property is family name, given name and patronymic, in the order of both countries' documents."""
        return " ".join(filter(None, [self.family_name, self.given_name, self.patronymic]))

    @property
    def trips_left(self) -> int | None:
        """This property is how many trips can still be made; None for no limit."""
        return None if self.trips_allowed is None else self.trips_allowed - self.trips_used


class SeasonTrip(models.Model):
    """One trip made, or reserved, with a season ticket: once a train of a day, unless given back."""

    class State(models.TextChoices):
        """Whether it was made."""

        RESERVED = "RESERVED", _("seat reserved")
        USED = "USED", _("checked on the train")
        RETURNED = "RETURNED", _("given back")

    season_ticket = models.ForeignKey(
        SeasonTicket, models.CASCADE, related_name="trips", verbose_name=_("season ticket")
    )
    dated_trip = models.ForeignKey(
        DatedTrip, models.PROTECT, related_name="season_trips", verbose_name=_("train of a day")
    )
    booking = models.OneToOneField(
        Booking,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="season_trip",
        verbose_name=_("reservation"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    made_at = models.DateTimeField(_("made at"))
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    returned_at = models.DateTimeField(_("given back at"), null=True, blank=True)
    by = models.CharField(_("by whom"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("trip with a season ticket")
        verbose_name_plural = _("trips with season tickets")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["season_ticket", "dated_trip"],
                condition=~models.Q(state="RETURNED"),
                name="season_trip_once_a_train",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.season_ticket} {self.get_state_display()}"


class SeasonRefundOffer(models.Model):
    """What would come back if this season ticket were given back now; it holds until `expires_at`.

    `reckoned` says how: the parts (trips or days) of it in all and left, and the rule with its act.
    """

    class Status(models.TextChoices):
        """OSDM refund offer states."""

        OFFERED = "OFFERED", _("offered")
        CONFIRMED = "CONFIRMED", _("confirmed")
        EXPIRED = "EXPIRED", _("expired")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    season_ticket = models.ForeignKey(
        SeasonTicket, models.PROTECT, related_name="refund_offers", verbose_name=_("season ticket")
    )
    paid = models.DecimalField(_("paid"), max_digits=12, decimal_places=2)
    fee = models.DecimalField(_("kept"), max_digits=12, decimal_places=2)
    amount = models.DecimalField(_("returned"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    reckoned = models.JSONField(_("how it is reckoned"), default=dict)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.OFFERED)
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("holds until"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund offer of a season ticket")
        verbose_name_plural = _("refund offers of season tickets")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="season_refund_adds_up",
                condition=models.Q(paid=models.F("fee") + models.F("amount"), fee__gte=0, amount__gte=0),
            ),
            models.UniqueConstraint(
                fields=["season_ticket"],
                condition=models.Q(status="CONFIRMED"),
                name="season_ticket_refunded_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
