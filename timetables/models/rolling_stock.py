"""Train sets with their coaches and seats, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from timetables.models.names import Named


class RollingStock(Named):
    """A kind of train set."""

    class Kind(models.TextChoices):
        """What moves it."""

        DIESEL = "diesel", _("diesel")
        ELECTRIC = "electric", _("electric")

    code = models.CharField(_("code"), max_length=32, unique=True)
    kind = models.CharField(_("traction"), max_length=8, choices=Kind.choices)
    max_speed_kmh = models.PositiveSmallIntegerField(_("top speed, km/h"), default=100)
    pet_places = models.PositiveSmallIntegerField(_("pets carried at once"), default=4)
    baggage_places = models.PositiveSmallIntegerField(_("pieces of heavy baggage carried at once"), default=4)
    note = models.CharField(_("note"), max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("train set")
        verbose_name_plural = _("rolling stock")


class Coach(models.Model):
    """One coach of a train set. `layout` keeps what a plan draws besides seats: doors, toilet, cab, in row numbers."""

    rolling_stock = models.ForeignKey(
        RollingStock, models.CASCADE, related_name="coaches", verbose_name=_("train set")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    bicycle_places = models.PositiveSmallIntegerField(_("bicycle places"), default=0)
    layout = models.JSONField(_("layout"), default=dict, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("coach")
        verbose_name_plural = _("coaches")
        ordering = ["rolling_stock", "number"]
        constraints = [models.UniqueConstraint(fields=["rolling_stock", "number"], name="coach_once")]

    def __str__(self) -> str:
        return f"{self.rolling_stock}, {self.number}"


class Seat(models.Model):
    """A place in a coach; `row` and `column` put it on the plan (columns 1, 2, aisle, 3, 4)."""

    class Kind(models.TextChoices):
        """Who the place is for."""

        SEAT = "seat", _("seat")
        WHEELCHAIR = "wheelchair", _("wheelchair place")
        COMPANION = "companion", _("companion's seat")

    coach = models.ForeignKey(Coach, models.CASCADE, related_name="seats", verbose_name=_("coach"))
    number = models.PositiveSmallIntegerField(_("number"))
    row = models.PositiveSmallIntegerField(_("row"))
    column = models.PositiveSmallIntegerField(_("column"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SEAT)
    is_window = models.BooleanField(_("at the window"), default=False)
    has_table = models.BooleanField(_("at a table"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["coach", "number"]
        constraints = [
            models.UniqueConstraint(fields=["coach", "number"], name="seat_number_once"),
            models.UniqueConstraint(fields=["coach", "row", "column"], name="seat_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.coach}: {self.number}"
