"""The bookings application, and what it hears from the timetable."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    """What is sold: offers, seats, bookings, money."""

    name = "bookings"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        """This method joins what is sold to the timetable: exchanged train sets, new editions, prices in feeds."""
        # Models are loaded only now.
        from bookings.offers.feed_fares import write_fares  # noqa: PLC0415
        from bookings.operations.follow_stock import follow_stock, foretell_follow  # noqa: PLC0415
        from bookings.operations.foresee_changes import Sold  # noqa: PLC0415
        from timetables.gtfs.fares import fares_by  # noqa: PLC0415
        from timetables.operations.change_stock import followed_by  # noqa: PLC0415
        from timetables.queries.sold import sold_by  # noqa: PLC0415

        followed_by(follow_stock, foretold_by=foretell_follow)
        sold_by(Sold())
        fares_by(write_fares)
