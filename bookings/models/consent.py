"""Consent to what neither the contract nor a law allows by itself: its texts as versions, and each word given."""

from datetime import date

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from bookings.models.booking import Booking
from bookings.models.choices import Country, Quality
from bookings.models.passenger import Passenger
from bookings.models.season_ticket import SeasonTicket


class ConsentText(models.Model):
    """One version of what a person agrees to, for one purpose, under one country's law. Validity is half-open, by day.

    Where no version is in force nothing is asked. A version that somebody agreed to is never changed: the database
    refuses it (152-FZ of Russia art. 9 and 10; Law 99-Z of Belarus art. 5 and 8).
    """

    class Purpose(models.TextChoices):
        """What the data are used for."""

        SPECIAL = "special", _("a benefit for health, radiation or war")
        LETTERS = "letters", _("letters that the journey doesn't need")

    purpose = models.CharField(_("what for"), max_length=8, choices=Purpose.choices)
    law = models.CharField(_("law of"), max_length=2, choices=Country.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until, not included"), null=True, blank=True)
    text_ru = models.TextField(_("text in Russian"))
    text_be = models.TextField(_("text in Belarusian"))
    text_en = models.TextField(_("text in English"))
    act = models.CharField(_("act"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=200, blank=True)
    quality = models.CharField(
        _("quality"), max_length=1, choices=Quality.choices, default=Quality.UNVERIFIED
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        ordering = ["purpose", "law", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "law", "version"], name="consent_text_once"),
            models.CheckConstraint(
                name="consent_text_forward",
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """This property names the version over the API: "special-BY-1"."""
        return f"{self.purpose}-{self.law}-{self.version}"

    def text_in(self, language: str | None = None) -> str:
        """This function returns the text in a language, the active one unless told."""
        return str(getattr(self, f"text_{(language or get_language() or 'ru')[:2]}", self.text_ru))

    @classmethod
    def on(cls, day: date, *, purpose: str) -> "dict[str, ConsentText]":
        """This function returns the versions in force on a day, by law; one query."""
        in_force = models.Q(valid_until=None) | models.Q(valid_until__gt=day)
        rows = cls.objects.filter(in_force, purpose=purpose, valid_from__lte=day)
        return {row.law: row for row in rows.order_by("valid_from", "version")}


class Consent(models.Model):
    """A word given: to which text, in which language, when and how; and when it was taken back.

    It is of a passenger of a booking, or of the holder of a season ticket.
    """

    class GivenAs(models.TextChoices):
        """Who gave it."""

        PASSENGER = "passenger", _("the passenger, or whoever they asked to")
        GUARDIAN = "guardian", _("a parent or guardian")

    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name=_("text"))
    booking = models.ForeignKey(
        Booking, models.CASCADE, null=True, blank=True, related_name="consents", verbose_name=_("booking")
    )
    season_ticket = models.ForeignKey(
        SeasonTicket,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name=_("season ticket"),
    )
    passenger = models.ForeignKey(
        Passenger, models.CASCADE, null=True, blank=True, related_name="consents", verbose_name=_("passenger")
    )
    language = models.CharField(_("language"), max_length=2)
    given_at = models.DateTimeField(_("given at"))
    how = models.CharField(_("how given"), max_length=4, choices=Booking.Channel.choices)
    given_as = models.CharField(
        _("given by"), max_length=9, choices=GivenAs.choices, default=GivenAs.PASSENGER
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["passenger", "text"],
                condition=models.Q(withdrawn_at=None),
                name="consent_given_once",
            ),
            models.UniqueConstraint(
                fields=["season_ticket", "text"],
                condition=models.Q(withdrawn_at=None),
                name="consent_of_season_once",
            ),
            models.CheckConstraint(
                name="consent_of_one",
                condition=models.Q(booking__isnull=False, season_ticket__isnull=True)
                | models.Q(booking__isnull=True, passenger__isnull=True, season_ticket__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_order",
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking or self.season_ticket}: {self.text}"

    @property
    def words(self) -> str:
        """This property is what was agreed to, in the language it was read in."""
        return self.text.text_in(self.language)
