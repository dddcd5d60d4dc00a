"""Changes of trains: the rows of transfers.txt that speak of two stops and no more."""

from collections.abc import Collection

from timetables.gtfs.reader import Feed
from timetables.gtfs.row import FeedProblem, Row
from timetables.gtfs.upsert import Counts, upsert
from timetables.models import Stop, Transfer

FILE = "transfers.txt"
_PARTICULAR = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")


def import_transfers(feed: Feed, codes: set[str], live: Collection[int]) -> Counts:
    """Import changes between stops; `codes` are those of the feed's stops, `live` the keys of those in use.

    This function leaves to the rest of the feed what holds for some lines or trips only, or for other places. How
    passengers change between two stops in use is no matter for a draft; such rows are left out with a remark.
    """
    stops = dict(Stop.objects.filter(stop_id__in=codes).values_list("stop_id", "pk"))
    rows = feed.parsed(FILE, lambda row: _parse(row, stops, live), needs=("from_stop_id", "to_stop_id"))
    unique = {(row.from_stop_id, row.to_stop_id): row for row in rows if row}
    return upsert(Transfer, ("from_stop_id", "to_stop_id"), unique.values())


def is_transfer(row: Row, codes: Collection[str]) -> bool:
    """This function tells whether a row of transfers.txt has its place among our changes of trains."""
    ends = {row.prefix + row.cells.get(column, "") for column in ("from_stop_id", "to_stop_id")}
    plain = not any(row.cells.get(column) for column in _PARTICULAR)
    return (
        plain
        and all(end in codes for end in ends)
        and row.cells.get("transfer_type", "") in {"", "0", "1", "2", "3"}
    )


def _parse(row: Row, stops: dict[str, int], live: Collection[int]) -> Transfer | None:
    if not is_transfer(row, stops):
        return None
    if stops[row.code("from_stop_id")] in live and stops[row.code("to_stop_id")] in live:
        row.remark(FeedProblem(FILE, row.line, "", "both stops are in use: changes there stay as they are"))
        return None
    seconds = row.cells.get("min_transfer_time")
    return Transfer(
        from_stop_id=row.known("from_stop_id", stops, shared=True),
        to_stop_id=row.known("to_stop_id", stops, shared=True),
        transfer_type=row.whole("transfer_type", 0, most=3),
        min_transfer_time=row.whole("min_transfer_time") if seconds else None,
    )
