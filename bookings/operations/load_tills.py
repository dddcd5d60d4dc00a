"""The desks at which tickets are sold, as bookings/data says."""

import csv
from pathlib import Path

from bookings.models import Till
from timetables.models import Stop

TILLS_FILE = Path(__file__).parent.parent / "data" / "tills.csv"


def load_tills() -> int:
    """This function makes the tills of the table that aren't there yet, at stops that are, and returns how many."""
    with TILLS_FILE.open(encoding="utf-8", newline="") as file:
        rows = [(row["stop"], int(row["number"])) for row in csv.DictReader(file)]
    known = set(Stop.objects.filter(pk__in=[stop for stop, _number in rows]).values_list("pk", flat=True))
    there = set(Till.objects.values_list("stop_id", "number"))
    new = [Till(stop_id=stop, number=number) for stop, number in rows if stop in known]
    missing = [till for till in new if (till.stop_id, till.number) not in there]
    return len(Till.objects.bulk_create(missing))
