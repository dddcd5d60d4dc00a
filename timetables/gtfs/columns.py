"""The columns of each file of a feed we write: those of GTFS first, then our extension columns.

What a feed has beside them is kept with its row (`extra`) or as a whole file, and written again behind these.
"""

COLUMNS: dict[str, tuple[str, ...]] = {
    "agency.txt": ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang", "agency_phone"),
    "stops.txt": (
        "stop_id", "stop_name", "stop_lat", "stop_lon", "zone_id", "location_type", "parent_station", "stop_timezone",
        "stop_country", "stop_kind", "esr", "express3", "coord_quality",
    ),
    "routes.txt": (
        "route_id", "agency_id", "route_short_name", "route_long_name", "route_type", "route_color",
        "route_text_color",
    ),
    "calendar.txt": (
        "service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "start_date",
        "end_date", "service_name", "season_from", "season_to", "plus_public_holidays",
    ),
    "calendar_dates.txt": ("service_id", "date", "exception_type"),
    "trips.txt": (
        "route_id", "service_id", "trip_id", "trip_headsign", "trip_short_name", "direction_id", "block_id", "shape_id",
        "wheelchair_accessible", "bikes_allowed", "seat_mode", "quota", "rolling_stock", "demonstration",
        "collects_passenger_data",
    ),
    "stop_times.txt": (
        "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type", "drop_off_type",
        "shape_dist_traveled", "timepoint", "platform",
    ),
    "shapes.txt": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence", "shape_dist_traveled"),
    "transfers.txt": ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time"),
    "translations.txt": ("table_name", "field_name", "language", "translation", "record_id"),
    "feed_info.txt": (
        "feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date", "feed_version",
        "feed_note",
    ),
}  # fmt: skip

# Columns that name a thing of another file, and the file; codes of these files are shared by all editions.
SHARED = ("agency.txt", "stops.txt", "routes.txt", "calendar.txt")
REFERENCES: dict[str, str] = {
    "agency_id": "agency.txt",
    "stop_id": "stops.txt",
    "from_stop_id": "stops.txt",
    "to_stop_id": "stops.txt",
    "parent_station": "stops.txt",
    "route_id": "routes.txt",
    "from_route_id": "routes.txt",
    "to_route_id": "routes.txt",
    "service_id": "calendar.txt",
    "trip_id": "trips.txt",
    "from_trip_id": "trips.txt",
    "to_trip_id": "trips.txt",
}
TABLES: dict[str, str] = {
    "agency": "agency.txt",
    "stops": "stops.txt",
    "routes": "routes.txt",
    "trips": "trips.txt",
    "stop_times": "trips.txt",
}

# Translated texts that have a column of their own in each of our languages.
TRANSLATED = frozenset(
    {
        ("stops", "stop_name"),
        ("routes", "route_long_name"),
        ("routes", "route_short_name"),
        ("trips", "trip_headsign"),
        ("feed_info", "feed_note"),
    }
)

# Shapes drawn by our export along the stops; drawn again each time, so never kept.
DRAWN_SHAPE = "along-stops-"
