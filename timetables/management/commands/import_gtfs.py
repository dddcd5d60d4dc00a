"""`manage.py import_gtfs`: import a GTFS feed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from timetables.gtfs import FeedRefused, ImportReport, import_feed
from timetables.operations import make_dated_trips


class Command(BaseCommand):
    """Reads a feed into the published edition and makes its dated trips."""

    help = "Import a GTFS feed (a folder or a zip) into the published edition of the timetable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The feed to read."""
        parser.add_argument("feed", type=Path)

    def handle(self, *args: Any, feed: Path, **options: Any) -> None:
        """Import, and tell what was done or what to correct."""
        now = timezone.now()
        try:
            report = import_feed(feed, now=now)
        except FeedRefused as refused:
            raise CommandError(
                f"nothing was imported, {len(refused.problems)} to correct:\n{refused}"
            ) from refused
        self._tell(report)
        self.stdout.write(f"dated trips made: {make_dated_trips(now=now)}")

    def _tell(self, report: ImportReport) -> None:
        for file, count in report.counts.items():
            self.stdout.write(f"{file}: {count.read} read, {count.created} new, {count.changed} changed")
        if report.files_not_read:
            self.stdout.write(f"not read: {', '.join(report.files_not_read)}")
        if report.dated_trips_left:
            self.stdout.write(
                f"dated trips left as they are, as their trip calls elsewhere: {report.dated_trips_left}"
            )
