"""The seats and other places of a dated trip, and who holds them. Only `bookings.inventory` reads or writes these."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from timetables.models import DatedTrip

MASK_LEGS = 63  # a bigint's bits, the sign left alone


class TripSeat(models.Model):
    """A seat of a dated trip. Bit i of `taken` is leg i. `taken` stands in no index, so that updates stay in place."""

    # The unique constraint's index serves: it is in the order of sale, and a second one was preferred to it by mistake.
    dated_trip = models.ForeignKey(
        DatedTrip, models.CASCADE, related_name="+", db_index=False, verbose_name=_("train of a day")
    )
    coach_no = models.PositiveSmallIntegerField(_("coach"))
    seat_no = models.PositiveSmallIntegerField(_("seat"))
    kind = models.CharField(_("kind"), max_length=10, default="seat")
    taken = models.BigIntegerField(_("legs taken"), default=0)

    class Meta:
        verbose_name = _("seat of a train")
        verbose_name_plural = _("seats of trains")
        constraints = [
            models.UniqueConstraint(fields=["dated_trip", "coach_no", "seat_no"], name="trip_seat_once"),
            models.CheckConstraint(name="trip_seat_taken", condition=models.Q(taken__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.coach_no}-{self.seat_no}"


class SeatClaim(models.Model):
    """A passenger's claim to a seat over the positions [from, to). Live claims never overlap: the database says so."""

    class State(models.IntegerChoices):
        """Released, held until `expires_at`, or sold."""

        RELEASED = 0, _("released")
        HELD = 1, _("held")
        SOLD = 2, _("sold")

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="+", verbose_name=_("booking"))
    passenger_no = models.PositiveSmallIntegerField(_("passenger"))
    dated_trip = models.ForeignKey(
        DatedTrip, models.PROTECT, related_name="+", db_index=False, verbose_name=_("train of a day")
    )
    trip_seat = models.ForeignKey(
        TripSeat, models.PROTECT, related_name="+", db_index=False, verbose_name=_("seat of a train")
    )
    segment = IntegerRangeField(_("positions"))
    state = models.PositiveSmallIntegerField(_("state"), choices=State.choices)
    expires_at = models.DateTimeField(_("held until"), null=True, blank=True)

    class Meta:
        verbose_name = _("seat claim")
        verbose_name_plural = _("seat claims")
        constraints = [
            ExclusionConstraint(
                name="seat_claim_no_overlap",
                expressions=[("trip_seat", RangeOperators.EQUAL), ("segment", RangeOperators.OVERLAPS)],
                condition=models.Q(state__gt=0),
            ),
            models.CheckConstraint(name="seat_claim_state", condition=models.Q(state__in=[0, 1, 2])),
            models.CheckConstraint(
                name="seat_claim_hold_ends", condition=~models.Q(state=1) | models.Q(expires_at__isnull=False)
            ),
            models.CheckConstraint(
                name="seat_claim_segment",
                condition=models.Q(
                    segment__startswith__gte=0, segment__endswith__lte=MASK_LEGS, segment__isempty=False
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["dated_trip", "expires_at"], condition=models.Q(state=1), name="seat_claim_by_expiry"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.segment}"


class PlaceClaim(models.Model):
    """A passenger's claim to a place for a bicycle, a pet or heavy baggage over the positions [from, to).

    Places of a kind are alike, and their numbers are not shown: a bicycle may have one place to Rudnya and another
    beyond it. So there is room as long as each leg has a place left. Live claims to one place never overlap.
    """

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="+", verbose_name=_("booking"))
    passenger_no = models.PositiveSmallIntegerField(_("passenger"))
    dated_trip = models.ForeignKey(
        DatedTrip, models.PROTECT, related_name="+", db_index=False, verbose_name=_("train of a day")
    )
    kind = models.CharField(_("kind"), max_length=8)
    place = models.PositiveSmallIntegerField(_("place"))
    segment = IntegerRangeField(_("positions"))
    state = models.PositiveSmallIntegerField(_("state"), choices=SeatClaim.State.choices)
    expires_at = models.DateTimeField(_("held until"), null=True, blank=True)

    class Meta:
        verbose_name = _("claim to a place")
        verbose_name_plural = _("claims to places")
        constraints = [
            ExclusionConstraint(
                name="place_claim_no_overlap",
                expressions=[
                    ("dated_trip", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    ("segment", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(state__gt=0),
            ),
            models.CheckConstraint(name="place_claim_state", condition=models.Q(state__in=[0, 1, 2])),
            models.CheckConstraint(
                name="place_claim_hold_ends",
                condition=~models.Q(state=1) | models.Q(expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="place_claim_segment",
                condition=models.Q(
                    segment__startswith__gte=0, segment__endswith__lte=MASK_LEGS, segment__isempty=False
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.kind} {self.segment}"
