"""What comes with a GTFS feed and has no column of its own here, and the feeds that operators hand in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from timetables.models.timetable import Timetable


class FeedRemainder(models.Model):
    """Rows of a feed's file that no table here takes, kept for the export: shapes, fares, entrances, other languages.

    A file comes in parts of bounded size; `body` is CSV without its heading, in UTF-8, deflated (zlib).
    """

    timetable = models.ForeignKey(
        Timetable, models.CASCADE, related_name="feed_remainders", verbose_name=_("edition")
    )
    file = models.CharField(_("file"), max_length=100)
    part = models.PositiveIntegerField(_("part"))
    heading = models.JSONField(_("columns"), default=list)
    rows = models.PositiveIntegerField(_("rows"))
    body = models.BinaryField(_("rows, deflated"))

    class Meta:
        verbose_name = _("rest of a feed")
        verbose_name_plural = _("rests of feeds")
        ordering = ["timetable", "file", "part"]
        constraints = [
            models.UniqueConstraint(fields=["timetable", "file", "part"], name="feed_remainder_once")
        ]

    def __str__(self) -> str:
        return f"{self.timetable}: {self.file} {self.part}"


class FeedUpload(models.Model):
    """A feed that an operator handed in for a new draft edition; `report` is what the import had to say."""

    class State(models.TextChoices):
        """Where the import stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being read")
        DONE = "done", _("read into a draft")
        REFUSED = "refused", _("something is to be corrected")
        FAILED = "failed", _("broke off")

    file_name = models.CharField(_("file"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    edition_name = models.CharField(_("name of the draft"), max_length=200)
    prefix = models.CharField(_("prefix of codes"), max_length=16, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    report = models.JSONField(_("report"), default=dict)
    timetable = models.ForeignKey(
        Timetable, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("edition")
    )
    uploaded_at = models.DateTimeField(_("handed in at"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("handed in by")
    )
    started_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("feed handed in")
        verbose_name_plural = _("feeds handed in")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name


class FeedUploadPart(models.Model):
    """A piece of a feed that was handed in, until it is read: web server and worker share no disk."""

    upload = models.ForeignKey(FeedUpload, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        ordering = ["upload", "number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="feed_upload_part_once")]

    def __str__(self) -> str:
        return f"{self.upload} {self.number}"
