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
