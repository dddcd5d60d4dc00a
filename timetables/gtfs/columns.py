"""The columns of each file of a feed we write: those of GTFS first, then our extension columns."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "agency.txt": ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang", "agency_phone"),
    "stops.txt": (
        "stop_id", "stop_name", "stop_lat", "stop_lon", "zone_id", "stop_timezone",
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
        "route_id", "service_id", "trip_id", "trip_headsign", "trip_short_name", "direction_id", "block_id",
        "wheelchair_accessible", "bikes_allowed", "seat_mode", "quota", "rolling_stock", "demonstration",
        "collects_passenger_data",
    ),
    "stop_times.txt": (
        "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type", "drop_off_type",
        "shape_dist_traveled", "timepoint",
    ),
    "translations.txt": ("table_name", "field_name", "language", "translation", "record_id"),
    "feed_info.txt": (
        "feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date", "feed_version",
        "feed_note",
    ),
}  # fmt: skip
