"""Choices that several tables share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Currency(models.TextChoices):
    """The two currencies of the railway."""

    BYN = "BYN", _("Belarusian rouble")
    RUB = "RUB", _("Russian rouble")


class Country(models.TextChoices):
    """The country whose law a rule or a document belongs to."""

    BELARUS = "BY", _("Belarus")
    RUSSIA = "RU", _("Russia")


class Quality(models.TextChoices):
    """How sure a rule is."""

    SOURCED = "S", _("sourced")
    PARTLY = "P", _("partly sourced")
    UNVERIFIED = "U", _("unverified")


class PayerBudget(models.TextChoices):
    """The budget that makes good what the railway doesn't earn because of a benefit."""

    UNION_STATE = "union_state", _("budget of the Union State")
    BELARUS = "by_republic", _("republican budget of Belarus")
    BELARUS_LOCAL = "by_local", _("local budget in Belarus")
    RUSSIA = "ru_federal", _("federal budget of Russia")
    RUSSIA_REGION = "ru_region", _("budget of a Russian region")
    CARRIER = "carrier", _("nobody: the carrier bears it")
