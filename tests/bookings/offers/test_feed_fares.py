"""Prices in the timetable's feed, and what an independent validator says of the whole feed."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from gtfs_validator.cli import main as validate

from bookings.offers import PartyMember, price_party, select_trip
from bookings.operations.load_rules import load_rules
from timetables.gtfs import seed_timetables, write_feed
from timetables.models import DatedTrip

NOW = datetime(2027, 5, 18, 6, 0, tzinfo=UTC)
DAY = date(2027, 5, 18)
pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(settings, tmp_path):
    """Our feed with its prices of a day, as a zip."""
    settings.SALES_HORIZON_DAYS = 3
    seed_timetables(now=NOW)
    load_rules()
    write_feed(tmp_path / "feed.zip", today=DAY)
    return tmp_path / "feed.zip"


def tables(feed):
    with zipfile.ZipFile(feed) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }


def test_a_fare_is_what_a_passenger_without_benefits_pays_in_either_currency(feed):
    files = tables(feed)
    fares = {row["fare_id"]: row for row in files["fare_attributes.txt"]}
    rules = [
        fares[row["fare_id"]]
        for row in files["fare_rules.txt"]
        if (row["origin_id"], row["destination_id"]) == ("VITEBSK", "RUDNYA")
    ]
    assert {row["payment_method"] for row in rules} == {"1"}
    train = DatedTrip.objects.get(trip__trip_id="VIT-6722", service_date=DAY)
    way = select_trip(dated_trip_id=train.pk, origin_code="VITEBSK", destination_code="RUDNYA")
    prices = {
        currency: price_party(selection=way, party=[PartyMember()], currency=currency, now=NOW).total
        for currency in ("BYN", "RUB")
    }
    assert {row["currency_type"]: Decimal(row["price"]) for row in rules} == prices


def test_every_pair_of_stops_of_a_line_has_a_fare_and_the_border_none(feed):
    files = tables(feed)
    zones = {row["zone_id"] for row in files["stops.txt"]} - {""}
    named = {row[column] for row in files["fare_rules.txt"] for column in ("origin_id", "destination_id")}
    assert named == zones
    assert not any("BORDER" in zone for zone in zones)


def test_a_strict_validator_finds_no_error_and_no_warning_but_lower_case_kilometres(feed, tmp_path):
    validate(["-i", str(feed), "-o", str(tmp_path / "out"), "-d", DAY.isoformat(), "-c", "BY"])
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    found = {(one["severity"], one["code"]): one for one in report["notices"]}
    assert [code for severity, code in found if severity == "ERROR"] == []
    # Halts are named after their kilometre, "406 км", which is how both railways write them.
    assert [code for severity, code in found if severity == "WARNING"] == ["mixed_case_recommended_field"]
    names = {one["fieldValue"] for one in found["WARNING", "mixed_case_recommended_field"]["sampleNotices"]}
    assert all(name.endswith(" км") for name in names)
