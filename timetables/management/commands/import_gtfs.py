"""`manage.py import_gtfs`: import a GTFS feed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from timetables.gtfs import FeedRefused, ImportReport, import_draft, import_feed
from timetables.models import Timetable
from timetables.operations import make_dated_trips

BAR = 30


class Command(BaseCommand):
    """Reads a feed into the published edition and makes its dated trips, or into a new draft."""

    help = (
        "Import a GTFS feed (a folder or a zip) into the published edition of the timetable, or into a draft."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The feed to read, and where to."""
        parser.add_argument("feed", type=Path)
        parser.add_argument("--draft", metavar="NAME", help="into a new draft edition of this name")
        parser.add_argument(
            "--prefix", default="", help="before the codes of agencies, stops, routes and services"
        )

    def handle(self, *args: Any, feed: Path, draft: str | None, prefix: str, **options: Any) -> None:
        """Import, and tell what was done or what to correct."""
        now = timezone.now()
        if draft and Timetable.objects.filter(name=draft).exists():
            raise CommandError(f"there is an edition named {draft!r} already")
        try:
            if draft:
                report = import_draft(feed, name=draft, now=now, prefix=prefix, tell=self._progress)
            else:
                report = import_feed(feed, now=now, prefix=prefix, tell=self._progress)
        except FeedRefused as refused:
            raise CommandError(
                f"nothing was imported, {len(refused.problems)} to correct:\n{refused}"
            ) from refused
        self._tell(report)
        if not draft:
            self.stdout.write(f"dated trips made: {make_dated_trips(now=now)}")

    def _progress(self, stage: str, share: float) -> None:
        """Draw a bar for whoever looks on; nothing for a file or a pipe."""
        if not self.stderr.isatty():
            return
        filled = int(share * BAR)
        end = "\n" if stage == "storing" else ""
        self.stderr.write(f"\r[{'#' * filled}{' ' * (BAR - filled)}] {share:4.0%} {stage:<24}", ending=end)

    def _tell(self, report: ImportReport) -> None:
        for file, count in report.counts.items():
            kept = f", {count.kept} in use left as they are" if count.kept else ""
            self.stdout.write(
                f"{file}: {count.read} read, {count.created} new, {count.changed} changed{kept}"
            )
        for file, count in report.kept.items():
            self.stdout.write(f"{file}: {count.read} kept for the export")
        for remark in report.remarks:
            self.stdout.write(f"note: {remark}")
        if report.remarks_untold:
            self.stdout.write(f"and {report.remarks_untold} notes of other kinds")
        if report.dated_trips_left:
            self.stdout.write(
                f"dated trips left as they are, as their trip calls elsewhere: {report.dated_trips_left}"
            )
