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
    named = Stop.objects.filter(stop_id__in=[code for code, _number in rows])
    known = dict(named.values_list("stop_id", "pk"))
    there = set(Till.objects.values_list("stop_id", "number"))
    new = [Till(stop_id=known[code], number=number) for code, number in rows if code in known]
    missing = [till for till in new if (till.stop_id, till.number) not in there]
    return len(Till.objects.bulk_create(missing))
