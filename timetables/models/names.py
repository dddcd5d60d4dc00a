"""Names in three languages, kept as three columns so that a list page needs no further query."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGE_CODES = ("ru", "be", "en")


class FromFeed(models.Model):
    """A thing of a GTFS feed. `extra` holds the cells for which there is no column here, as they came, by name."""

    extra = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True


class Named(models.Model):
    """A thing with a name in Russian, Belarusian and English; an empty one falls back to the Russian."""

    name_ru = models.CharField(_("name in Russian"), max_length=200)
    name_be = models.CharField(_("name in Belarusian"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """This property is the name in the active language."""
        return self.name_in(get_language() or "ru")

    def name_in(self, language: str) -> str:
        """This function returns the name in one of ru, be, en."""
        return str(getattr(self, f"name_{language[:2]}", "") or self.name_ru)
