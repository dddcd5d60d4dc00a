"""Which stops of a feed trains call at: the rest of stops.txt is kept for the export, but is no stop here."""

from timetables.gtfs.reader import Feed

STATION = "1"


def used_stops(feed: Feed) -> frozenset[str]:
    """Read the codes of the stops that trains call at, and of the stations these belong to.

    This function reads stop_times.txt once by one column, and stops.txt once; codes are those of the feed.
    """
    called = _called_at(feed)
    stations = {
        row.cells["parent_station"]
        for row in feed.rows("stops.txt")
        if row.cells.get("parent_station") and row.cells.get("stop_id") in called
    }
    return frozenset(called | stations)


def _called_at(feed: Feed) -> set[str]:
    called: set[str] = set()
    for heading, _line, cells in feed.lines("stop_times.txt"):
        place = heading.index("stop_id") if "stop_id" in heading else len(cells)
        called.update(cell.strip() for cell in cells[place : place + 1] if cell)
    return called
