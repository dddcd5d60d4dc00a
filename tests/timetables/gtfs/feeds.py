"""Small feeds for tests."""

from pathlib import Path

PLAIN = {
    "agency.txt": "agency_name,agency_url,agency_timezone\nNight Trains,https://example.org/,Europe/Warsaw\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nA,Alfa,52.1,21.0\nB,Beta,52.2,21.1\nC,Gama,52.3,21.2\n",
    "routes.txt": "route_id,route_short_name,route_type\nR1,N1,2\n",
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "WD,1,1,1,1,1,0,0,20270101,20271231\n"
    ),
    "trips.txt": "route_id,service_id,trip_id\nR1,WD,T1\n",
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "T1,24:30:00,24:35:00,C,30\nT1,23:00:00,23:00:00,A,10\nT1,,,B,20\n"
    ),
}


def write_files(folder: Path, **changes: str) -> Path:
    """This function writes the plain feed with some files (named without .txt) replaced, or left out when blank."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (PLAIN | {f"{name}.txt": text for name, text in changes.items()}).items():
        if text:
            (folder / name).write_text(text, encoding="utf-8")
    return folder
